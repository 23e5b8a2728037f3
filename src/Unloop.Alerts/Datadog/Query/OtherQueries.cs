namespace Unloop.Alerts.Datadog.Query;

/// <summary>The queries that are no metric queries: told by how they begin, and checked for what is known of them.</summary>
internal static class OtherQueries
{
    /// <summary>Datadog's own bound for <c>.last()</c> of a service check.</summary>
    private const int MostChecks = 100;

    /// <summary>Datadog's own bound for composites.</summary>
    private const int MostMonitors = 10;

    private static readonly string[] Searches =
    [
        "events", "logs", "processes", "rum", "trace-analytics", "audits", "audit", "ci-pipelines", "ci-tests", "error-tracking", "error-tracking-rum", "error-tracking-traces",
        "error-tracking-logs", "database-monitoring", "network", "network-performance", "network-path", "cost", "data-quality", "data-jobs", "llm-observability", "live_processes",
        "spans", "security-signals", "product-analytics",
    ];

    /// <summary>Null: a metric query, or an attempt at one.</summary>
    public static QueryForm? FormOf(string text)
    {
        var trimmed = text.AsSpan().Trim();
        var word = trimmed[..Length(trimmed, c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')];
        var calls = trimmed[word.Length..].TrimStart() is ['(', .. var inner] && inner.TrimStart() is ['"' or '\'', ..];
        if (trimmed[0] is '"' or '\'')
        {
            return QueryForm.ServiceCheck;
        }

        if (calls)
        {
            var name = word.ToString();
            return Searches.Contains(name) ? QueryForm.Search
                : name is "error_budget" or "burn_rate" ? QueryForm.Slo
                : name is "formula" ? QueryForm.Formula
                : null;
        }

        return IsComposite(text) ? QueryForm.Composite : null;
    }

    /// <summary>Numbers and signs alone, or two monitors with a sign between; names of Terraform's resources may stand for numbers.</summary>
    private static bool IsComposite(string text)
    {
        var cursor = new QueryCursor(text);
        var (ids, rest) = (0, 0);
        while (!cursor.AtEnd)
        {
            if (cursor.TakeWhile(char.IsAsciiLetterOrDigit).Length > 0)
            {
                ids++;
                continue;
            }

            rest += cursor.Next is '&' or '|' or '!' or '(' or ')' || char.IsWhiteSpace(cursor.Next) ? 0 : 1;
            cursor.Position++;
        }

        return rest == 0 && ids > 0 && (text.Contains("&&", StringComparison.Ordinal) || text.Contains("||", StringComparison.Ordinal) || text.Trim().All(char.IsAsciiDigit));
    }

    public static IReadOnlyList<QueryError> Check(QueryForm form, string text) => form switch
    {
        QueryForm.Composite => Composite(text),
        QueryForm.ServiceCheck => ServiceCheck(text),
        _ => [],
    };

    private static List<QueryError> ServiceCheck(string text)
    {
        var cursor = new QueryCursor(text);
        if (!text.Contains(".count_by_status(", StringComparison.Ordinal) && !text.Contains(".pct_by_status(", StringComparison.Ordinal))
        {
            cursor.Error(new TextSpan(text.TrimEnd().Length - 1, text.TrimEnd().Length), "the query of a service check ends with .count_by_status()");
        }

        var last = text.IndexOf(".last(", StringComparison.Ordinal);
        if (last >= 0)
        {
            cursor.Position = last + ".last(".Length;
            var start = cursor.Position;
            var count = cursor.TakeWhile(c => c is not ')').Trim('"', ' ');
            if (int.TryParse(count, out var number) && number is < 1 or > MostChecks)
            {
                cursor.Error(cursor.Since(start), $".last({count}) looks at the last {count} results of the check; Datadog takes 1 to {MostChecks}");
            }
        }

        return [.. cursor.Errors];
    }

    private static List<QueryError> Composite(string text)
    {
        var cursor = new QueryCursor(text);
        var (depth, ids, wantsMonitor) = (0, 0, true);
        for (cursor.SkipBlanks(); !cursor.AtEnd; cursor.SkipBlanks())
        {
            if (wantsMonitor && cursor.Take("("))
            {
                depth++;
            }
            else if (wantsMonitor && cursor.Take("!"))
            {
                continue;
            }
            else if (wantsMonitor && cursor.TakeWhile(char.IsAsciiLetterOrDigit).Length > 0)
            {
                (ids, wantsMonitor) = (ids + 1, false);
            }
            else if (!wantsMonitor && depth > 0 && cursor.Take(")"))
            {
                depth--;
            }
            else if (!wantsMonitor && (cursor.Take("&&") || cursor.Take("||")))
            {
                wantsMonitor = true;
            }
            else
            {
                cursor.Expected(wantsMonitor ? "the number of a monitor" : "&& or ||");
                return [.. cursor.Errors];
            }
        }

        if (wantsMonitor || depth > 0)
        {
            cursor.Expected(wantsMonitor ? "the number of a monitor" : "')'");
        }

        if (ids > MostMonitors)
        {
            cursor.Error(new TextSpan(0, text.Length), $"a composite of {ids} monitors; Datadog takes {MostMonitors}");
        }

        return [.. cursor.Errors];
    }

    private static int Length(ReadOnlySpan<char> text, Func<char, bool> isOfIt)
    {
        var length = 0;
        while (length < text.Length && isOfIt(text[length]))
        {
            length++;
        }

        return length;
    }
}
