using Unloop.Dockerfile.Mending.Writing;

namespace Unloop.Dockerfile.Mending.Forms;

/// <summary><c>['node', 'x.js']</c>, a missing or an extra comma, typographic quotes, a comment behind: written again as a JSON array.</summary>
internal sealed class BrokenJsonPlanner : IPlanner
{
    private const string Quotes = "'\"“”„‘’‚«»";

    public IReadOnlyList<string> Rules { get; } = ["command-not-json"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        if (Read(site.Instruction.Arguments) is { Count: > 0 } words && Words.ReplaceArguments(site.Document, site.Instruction, JsonCommand.Write(words)) is { } text)
        {
            yield return new($"Write {site.Instruction.Keyword} as a JSON array, with double quotes and commas.", text);
        }
    }

    public string Refusal(Site site) => "It cannot be told for certain where the words of this command end; write the array by hand.";

    /// <returns>The words that were meant; null where that is not plain.</returns>
    private static List<string>? Read(string text)
    {
        var words = new List<string>();
        for (var i = 1; i < text.Length; i++)
        {
            var c = text[i];
            if (c == ']')
            {
                return text[(i + 1)..].Trim() is "" or ['#', ..] or "," or ";" ? words : null;
            }

            if (char.IsWhiteSpace(c) || c == ',')
            {
                continue;
            }

            var quoted = Quotes.Contains(c, StringComparison.Ordinal);
            var end = quoted ? EndOfQuotes(text, i) : EndOfBare(text, i);
            if (end < 0)
            {
                return null;
            }

            words.Add(quoted ? text[(i + 1)..end] : text[i..end]);
            i = quoted ? end : end - 1;
        }

        return words;
    }

    /// <returns>The index of the closing quote; -1 without one, and where something is escaped.</returns>
    private static int EndOfQuotes(string text, int open)
    {
        for (var i = open + 1; i < text.Length && text[i] != '\\'; i++)
        {
            if (Quotes.Contains(text[i], StringComparison.Ordinal) && Closes(text[open], text[i]))
            {
                return i;
            }
        }

        return -1;
    }

    private static int EndOfBare(string text, int start)
    {
        var end = start;
        while (end < text.Length && !char.IsWhiteSpace(text[end]) && text[end] is not (',' or ']'))
        {
            end++;
        }

        return end;
    }

    private static bool Closes(char open, char c) => open is '\'' or '"' ? c == open : c is not ('\'' or '"');
}
