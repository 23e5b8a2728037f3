using System.Text;

namespace Unloop.Dockerfile.Syntax;

/// <summary>The pairs of ENV, LABEL and ARG. Quotes stay in the words: only expansion takes them away.</summary>
internal static class KeyValueReader
{
    /// <summary>ENV and LABEL: <c>name=value …</c>, or the old <c>name value</c> when the first word has no equals sign.</summary>
    /// <param name="wrong">The word without equals sign among others; or the only word.</param>
    public static IReadOnlyList<KeyValue> Read(string text, char escape, out string? wrong)
    {
        wrong = null;
        var words = Words(text, escape);
        if (words.Count == 0)
        {
            return [];
        }

        if (!words[0].Contains('=', StringComparison.Ordinal))
        {
            var blank = text.AsSpan().IndexOfAny("\t\v\f\r ");
            wrong = blank < 0 ? text : null;
            return blank < 0 ? [] : [new(text[..blank], text[blank..].TrimStart('\t', '\v', '\f', '\r', ' '), false)];
        }

        wrong = words.FirstOrDefault(w => !w.Contains('=', StringComparison.Ordinal));
        return [.. words.Where(w => w.Contains('=', StringComparison.Ordinal)).Select(Pair)];
    }

    /// <summary>ARG: each word a name, or a name and its default.</summary>
    public static IReadOnlyList<KeyValue> ReadArguments(string text, char escape) => [.. Words(text, escape).Select(Pair)];

    private static KeyValue Pair(string word)
    {
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? new(word, null, false) : new(word[..equals], word[(equals + 1)..], true);
    }

    /// <summary>Splits at white space outside quotes; an escaped blank does not split.</summary>
    public static List<string> Words(string text, char escape)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var quote = '\0';
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quote == '\0' && char.IsWhiteSpace(c))
            {
                Flush(words, word);
                continue;
            }

            if (quote == '\0' && c is '\'' or '"')
            {
                quote = c;
            }
            else if (c == quote && quote != '\0')
            {
                quote = '\0';
            }
            else if (c == escape && quote != '\'')
            {
                if (i + 1 == text.Length)
                {
                    break;
                }

                word.Append(c);
                c = text[++i];
            }

            word.Append(c);
        }

        Flush(words, word);
        return words;
    }

    private static void Flush(List<string> words, StringBuilder word)
    {
        if (word.Length > 0)
        {
            words.Add(word.ToString());
            word.Clear();
        }
    }
}
