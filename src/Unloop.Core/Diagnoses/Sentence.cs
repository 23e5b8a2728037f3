namespace Unloop.Core.Diagnoses;

/// <summary>The form of a statement: one sentence on one line, of bounded length.</summary>
public static class Sentence
{
    public const int Longest = 240;

    /// <summary>Cuts at the last word that fits; what was cut is marked.</summary>
    public static string Shorten(string text, int longest = Longest)
    {
        var line = text.ReplaceLineEndings(" ").Trim();
        if (line.Length <= longest)
        {
            return line;
        }

        var space = line.LastIndexOf(' ', longest - 2);
        var cut = space > longest / 2 ? space : longest - 1;
        if (char.IsHighSurrogate(line[cut - 1]))
        {
            cut--;
        }

        return string.Concat(line.AsSpan(0, cut).TrimEnd(), "…");
    }
}
