namespace Unloop.Alerts.Datadog.Query;

/// <summary>
/// Reads the query of a monitor (https://docs.datadoghq.com/api/latest/monitors/#create-a-monitor). What Datadog leaves open is read generously: a function that is not known
/// here may be a new one. Pure, without exceptions, in time that grows with the text.
/// </summary>
public static class QueryParser
{
    public const int MaximumLength = 20_000;

    public const int MaximumDepth = 40;

    public const int MaximumNodes = 1_000;

    public static QueryParse Parse(string text)
    {
        if (text.Length > MaximumLength)
        {
            return new QueryParse(null, [new QueryError(new TextSpan(0, 1), $"the query has {text.Length} characters; more than {MaximumLength} are not read")]);
        }

        var cursor = new QueryCursor(text);
        cursor.SkipBlanks();
        if (cursor.AtEnd)
        {
            return new QueryParse(null, [new QueryError(new TextSpan(0, 0), "the query is empty")]);
        }

        return OtherQueries.FormOf(text) is { } form
            ? new QueryParse(new OtherQuery(form, text), OtherQueries.Check(form, text))
            : Metric(cursor);
    }

    private static QueryParse Metric(QueryCursor cursor)
    {
        var aggregation = TimeAggregationParser.Parse(cursor);
        var start = cursor.Position;
        var expression = QueryExpressionParser.Parse(cursor);
        if (expression is null)
        {
            SkipToComparison(cursor, start);
        }

        var comparison = Comparison(cursor, isNeeded: expression is not null);
        cursor.SkipBlanks();
        if (comparison is not null && !cursor.AtEnd)
        {
            cursor.Error(new TextSpan(cursor.Position, cursor.Text.Length), $"nothing stands after the threshold, but here is '{cursor.Here().In(cursor.Text)}'");
        }

        return new QueryParse(expression is null ? null : new MetricQuery(aggregation, expression, comparison), cursor.Errors);
    }

    /// <summary>After an error within the expression: what comes behind it is still looked at.</summary>
    private static void SkipToComparison(QueryCursor cursor, int start)
    {
        var depth = 0;
        cursor.Position = start;
        for (; !cursor.AtEnd; cursor.Position++)
        {
            if (cursor.Next is '{' or '(')
            {
                depth++;
            }
            else if (cursor.Next is '}' or ')')
            {
                depth = Math.Max(0, depth - 1);
            }
            else if (depth == 0 && cursor.Next is '<' or '>' or '=')
            {
                return;
            }
        }
    }

    private static QueryComparison? Comparison(QueryCursor cursor, bool isNeeded)
    {
        cursor.SkipBlanks();
        var start = cursor.Position;
        if (QueryWords.Operators.FirstOrDefault(cursor.Take) is not { } comparison)
        {
            var wrong = cursor.TakeWhile(c => c is '=' or '!' or '~' or '≥' or '≤');
            if (wrong.Length == 0)
            {
                if (isNeeded)
                {
                    cursor.Expected("a comparison with a threshold, such as '> 5'");
                }

                return null;
            }

            cursor.Error(cursor.Since(start), $"'{wrong}' is no operator: they are {string.Join(' ', QueryWords.Operators)}");
            comparison = wrong == "≥" ? ">=" : wrong == "≤" ? "<=" : "==";
        }
        else if (cursor.Next is '=' or '>' or '<')
        {
            cursor.Position++;
            cursor.Error(cursor.Since(start), $"'{cursor.Since(start).In(cursor.Text)}' is no operator: they are {string.Join(' ', QueryWords.Operators)}");
        }

        var sign = cursor.Since(start);
        cursor.SkipBlanks();
        var from = cursor.Position;
        var text = cursor.TakeWhile(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '+' or '_' or ',');
        var span = cursor.Since(from);
        if (text.Length == 0)
        {
            cursor.Expected($"a number after '{comparison}'");
            return null;
        }

        if (text == "threshold" || QueryHoles.HasHole(text))
        {
            return new QueryComparison(comparison, null, text, sign, span);
        }

        var number = NumberIn(text);
        if (number is null)
        {
            cursor.Error(span, $"expected a number after '{comparison}', not '{text}': digits with a point, and a 0 before the point of what is below 1");
        }

        return new QueryComparison(comparison, number, text, sign, span);
    }

    /// <summary>A number as Datadog writes one; null where it is none.</summary>
    internal static double? NumberIn(string text) =>
        text.Length is > 0 and < 40 && (char.IsAsciiDigit(text[0]) || (text[0] == '-' && text.Length > 1 && char.IsAsciiDigit(text[1]))) && text[^1] != '.'
            && double.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : null;
}
