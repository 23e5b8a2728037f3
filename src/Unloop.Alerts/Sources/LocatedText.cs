namespace Unloop.Alerts.Sources;

/// <summary>A scalar with the file that it stands in, so that each of its characters can be shown there.</summary>
public sealed record LocatedText(SourceFile File, SourceScalar Scalar)
{
    /// <summary>What it says, without quotes, escapes and indentation.</summary>
    public string Value => Scalar.Value.Value;

    /// <summary>Of its first character, or of the quote or block indicator before it.</summary>
    public TextPlace At => File.At(Scalar.Start);

    /// <summary>Where a character of <see cref="Value"/> stands; its length gives the end.</summary>
    public TextPlace PlaceOf(int index) => File.At(Scalar.Value.OffsetOf(index));
}
