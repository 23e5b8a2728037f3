namespace Unloop.Alerts.Datadog.Query;

/// <summary>Places in a text that are filled only when it is used: <c>${var.env}</c> and <c>%{ if … }</c> of Terraform, <c>{{ .Values.env }}</c> of Helm.</summary>
public static class QueryHoles
{
    /// <summary>No hole is longer; without a bound a text of opening braces would be searched to its end for each.</summary>
    private const int Longest = 2_000;

    public static bool HasHole(string text) =>
        text.Contains("${", StringComparison.Ordinal) || text.Contains("%{", StringComparison.Ordinal) || text.Contains("{{", StringComparison.Ordinal);

    internal static bool BeginsAt(string text, int at) => At(text, at, "${") || At(text, at, "%{") || At(text, at, "{{");

    /// <summary>How long the hole is that begins at <paramref name="at"/>; 0 where none begins, or none ends.</summary>
    public static int LengthAt(string text, int at)
    {
        if (!BeginsAt(text, at))
        {
            return 0;
        }

        // Braces within (a map, a nested interpolation) are counted, those in quotes are not.
        var depth = 0;
        var last = Math.Min(text.Length, at + Longest);
        for (var i = at + (text[at] == '{' ? 0 : 1); i < last; i++)
        {
            depth += text[i] == '{' ? 1 : text[i] == '}' ? -1 : 0;
            if (depth == 0)
            {
                return i + 1 - at;
            }

            i = text[i] == '"' && text.IndexOf('"', i + 1, last - i - 1) is > 0 and var closing ? closing : i;
        }

        return 0;
    }

    private static bool At(string text, int at, string what) => string.CompareOrdinal(text, at, what, 0, what.Length) == 0;
}
