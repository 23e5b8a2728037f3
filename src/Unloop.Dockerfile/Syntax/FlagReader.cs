using System.Text;

namespace Unloop.Dockerfile.Syntax;

/// <summary>The <c>--name=value</c> words between keyword and arguments. Quotes go, a backslash takes the next character as it is.</summary>
internal static class FlagReader
{
    /// <param name="start">Where the text after the keyword begins.</param>
    /// <param name="end">Where the arguments begin.</param>
    public static IReadOnlyList<Flag> Read(string text, int start, out int end)
    {
        var flags = new List<Flag>();
        end = SkipBlanks(text, start);
        while (end + 1 < text.Length && text[end] == '-' && text[end + 1] == '-')
        {
            var word = Word(text, end, out end);
            end = SkipBlanks(text, end);
            if (word == "--")
            {
                break;
            }

            var equals = word.IndexOf('=', StringComparison.Ordinal);
            flags.Add(equals < 0 ? new(word[2..], null) : new(word[2..equals], word[(equals + 1)..]));
        }

        return flags;
    }

    private static int SkipBlanks(string text, int index)
    {
        while (index < text.Length && char.IsWhiteSpace(text[index]))
        {
            index++;
        }

        return index;
    }

    private static string Word(string text, int start, out int end)
    {
        var word = new StringBuilder();
        var quote = '\0';
        for (end = start; end < text.Length; end++)
        {
            var c = text[end];
            if (quote == '\0' && char.IsWhiteSpace(c))
            {
                break;
            }

            if (quote == '\0' && c is '\'' or '"')
            {
                quote = c;
            }
            else if (c == quote && quote != '\0')
            {
                quote = '\0';
            }
            else if (c != '\\')
            {
                word.Append(c);
            }
            else if (++end < text.Length)
            {
                word.Append(text[end]);
            }
        }

        end = Math.Min(end, text.Length);
        return word.ToString();
    }
}
