using System.Text;
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
            yield return new($"Writes {site.Instruction.Keyword} as a JSON array, with double quotes and commas.", text);
        }
    }

    public string Refusal(Site site) => "It cannot be told for certain where the words of this command end; write the array by hand.";

    /// <returns>The words that were meant; null where that is not plain.</returns>
    private static List<string>? Read(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        char? quote = null;
        for (var i = 1; i < text.Length; i++)
        {
            var c = text[i];
            if (quote is not null)
            {
                if (Quotes.Contains(c, StringComparison.Ordinal) && Closes(quote.Value, c))
                {
                    words.Add(word.ToString());
                    word.Clear();
                    quote = null;
                }
                else if (c == '\\')
                {
                    return null;
                }
                else
                {
                    word.Append(c);
                }
            }
            else if (Quotes.Contains(c, StringComparison.Ordinal) && word.Length == 0)
            {
                quote = c;
            }
            else if (char.IsWhiteSpace(c) || c is ',' or ']')
            {
                Flush(words, word);
                if (c == ']')
                {
                    return text[(i + 1)..].Trim() is "" or ['#', ..] or "," or ";" ? words : null;
                }
            }
            else
            {
                word.Append(c);
            }
        }

        Flush(words, word);
        return quote is null ? words : null;
    }

    private static bool Closes(char open, char c) => open is '\'' or '"' ? c == open : c is not ('\'' or '"');

    private static void Flush(List<string> words, StringBuilder word)
    {
        if (word.Length > 0)
        {
            words.Add(word.ToString());
            word.Clear();
        }
    }
}
