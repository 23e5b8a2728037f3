namespace Unloop.Alerts.Datadog.Query;

/// <summary>Places in a text that are filled only when it is used: <c>${var.env}</c> and <c>%{ if … }</c> of Terraform, <c>{{ .Values.env }}</c> of Helm.</summary>
public static class QueryHoles
{
    public static bool HasHole(string text) =>
        text.Contains("${", StringComparison.Ordinal) || text.Contains("%{", StringComparison.Ordinal) || text.Contains("{{", StringComparison.Ordinal);

    /// <summary>How long the hole is that begins at <paramref name="at"/>; 0 where none begins, or none ends.</summary>
    public static int LengthAt(string text, int at)
    {
        var opening = At(text, at, "${") || At(text, at, "%{") ? "}" : At(text, at, "{{") ? "}}" : null;
        if (opening is null)
        {
            return 0;
        }

        // Braces within (a map, a nested interpolation) are counted; quotes are not looked at, as nobody puts a lone brace in them.
        var depth = 0;
        for (var i = at + (opening.Length == 2 ? 0 : 1); i < text.Length; i++)
        {
            depth += text[i] == '{' ? 1 : text[i] == '}' ? -1 : 0;
            if (depth == 0)
            {
                return i + 1 - at;
            }
        }

        return 0;
    }

    private static bool At(string text, int at, string what) => string.CompareOrdinal(text, at, what, 0, what.Length) == 0;
}
