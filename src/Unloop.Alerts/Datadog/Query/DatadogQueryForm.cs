using System.Globalization;
using System.Text;

namespace Unloop.Alerts.Datadog.Query;

/// <summary>One form for a query that can be written in several: blanks, the order of tags and of groups, and how the threshold's number is written. Pure.</summary>
public static class DatadogQueryForm
{
    private static readonly string[] Operators = [">=", "<=", "==", "!=", ">", "<"];

    public static string Normal(string query)
    {
        var (left, comparison, right) = Split(query.Trim());
        var expression = Expression(left);
        return comparison is null ? expression : $"{expression} {comparison} {Number(right)}";
    }

    /// <summary>The comparison that stands last; a query without one is all expression.</summary>
    private static (string Left, string? Comparison, string Right) Split(string query)
    {
        var at = query.LastIndexOfAny(['>', '<', '=', '!']);
        if (at <= 0 || query.AsSpan(at).ContainsAny("(){}"))
        {
            return (query, null, "");
        }

        var start = query[at - 1] is '>' or '<' or '=' or '!' ? at - 1 : at;
        var comparison = query[start..(at + 1)];
        return Operators.Contains(comparison) ? (query[..start], comparison, query[(at + 1)..].Trim()) : (query, null, "");
    }

    private static string Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number.ToString("R", CultureInfo.InvariantCulture) : text;

    private static string Expression(string text)
    {
        var normal = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '{' when text.IndexOf('}', i) is > 0 and var end:
                    _ = normal.Append('{').Append(Braces(text[(i + 1)..end])).Append('}');
                    i = end;
                    break;
                case '\'' or '"' when text.IndexOf(text[i], i + 1) is > 0 and var end:
                    _ = normal.Append(text, i, end + 1 - i);
                    i = end;
                    break;
                case var c when char.IsWhiteSpace(c):
                    // A blank says something only between words; around operators and brackets it may be there or not.
                    _ = IsWord(normal.Length > 0 ? normal[^1] : '(') && IsWord(Next(text, i)) ? normal.Append(' ') : normal;
                    break;
                case var c:
                    _ = normal.Append(c);
                    break;
            }
        }

        return normal.ToString().Replace("}by{", "} by {", StringComparison.Ordinal).Replace("} by{", "} by {", StringComparison.Ordinal).Replace("}by {", "} by {", StringComparison.Ordinal);
    }

    private static char Next(string text, int from) => text.AsSpan(from).TrimStart() is [var next, ..] ? next : ')';

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c is '_' or '.';

    /// <summary>Tags in a list have no order; a scope with words between them (AND, OR, NOT, IN) keeps it.</summary>
    private static string Braces(string inside)
    {
        var items = inside.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return items.Any(i => i.Contains(' ', StringComparison.Ordinal) || i.Contains('(', StringComparison.Ordinal))
            ? string.Join(' ', inside.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            : string.Join(',', items.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }
}
