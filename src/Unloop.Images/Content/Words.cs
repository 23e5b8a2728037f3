using Unloop.Evidence.Redaction;

namespace Unloop.Images.Content;

/// <summary>Other people's words in our sentences: one line, bounded, without control characters or secrets.</summary>
internal static class Words
{
    private const int Limit = 300;

    public static string Shown(string text)
    {
        var line = new string([.. text.Trim().Take(Limit).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? ' ' : c)]);
        return Redactor.Text(line).TrimEnd('.', ' ');
    }

    /// <summary>For lists in messages: the first few, and that there are more.</summary>
    public static string Listed(IReadOnlyCollection<string> items, int most = 12) =>
        string.Join(", ", items.Take(most).Select(Shown)) + (items.Count > most ? $" and {items.Count - most} more" : "");
}
