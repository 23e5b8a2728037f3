namespace Unloop.Alerts.Sources;

/// <summary>A value as it is meant, without quotes, escapes and indentation, that knows where each of its characters stands in the file.</summary>
/// <param name="Start">Of the value in the file; quotes are outside.</param>
/// <param name="End">Behind its last character.</param>
/// <param name="Offsets">Of each character of the value; null: they stand one after the other from <paramref name="Start"/> on.</param>
public sealed record PlacedText(string Value, int Start, int End, IReadOnlyList<int>? Offsets = null)
{
    /// <summary>A text as it stands.</summary>
    public static PlacedText Of(string text) => new(text, 0, text.Length);

    /// <summary>Where a character of the value stands; the end for what lies behind.</summary>
    public int OffsetOf(int index) => index >= Value.Length ? End : Offsets is { } offsets ? offsets[index] : Start + index;

    /// <summary>The range in the file for a range of the value.</summary>
    public (int Start, int End) Range(int start, int end) => (OffsetOf(start), end > start ? OffsetOf(end - 1) + 1 : OffsetOf(start));
}
