namespace Unloop.Alerts.Datadog.Query;

/// <summary>Reads <c>avg(last_5m):</c> and <c>change(max(last_5m),last_10m):</c>.</summary>
internal static class TimeAggregationParser
{
    /// <summary>Null where none is written; the cursor then stands where it stood.</summary>
    public static TimeAggregation? Parse(QueryCursor cursor)
    {
        cursor.SkipBlanks();
        var start = cursor.Position;
        var name = cursor.TakeWhile(QueryCursor.IsOfWord);
        var nameSpan = cursor.Since(start);
        if (name.Length == 0 || !cursor.Comes("(") || !IsHead(cursor, name))
        {
            cursor.Position = start;
            return null;
        }

        cursor.Take("(");
        var isChange = Known(cursor, name, nameSpan, [.. QueryWords.TimeAggregators, .. QueryWords.Changes], "time aggregation") is { } known && QueryWords.Changes.Contains(known);
        var (function, functionSpan) = isChange ? Inner(cursor) : (name, nameSpan);
        var window = Window(cursor, isShift: false);
        if (isChange && function.Length > 0)
        {
            Closing(cursor);
        }

        QueryWindow? shift = null;
        if (cursor.Take(","))
        {
            shift = Window(cursor, isShift: true);
        }
        else if (isChange)
        {
            cursor.Expected($"a comma and how far back to compare with, as in {name}(avg(last_5m),last_10m)");
        }

        Closing(cursor);
        var span = cursor.Since(start);
        if (!cursor.Take(":"))
        {
            cursor.Expected("':' after the time aggregation");
        }

        return window is null ? null : new TimeAggregation(function, window, shift, isChange ? name : null, span, functionSpan);
    }

    /// <summary>A word and a parenthesis may also begin the expression: <c>abs(…) > 5</c>. What is followed by a colon, or has a window within, is the head.</summary>
    private static bool IsHead(QueryCursor cursor, string name)
    {
        var (depth, at) = (0, cursor.Position);
        for (; at < cursor.Text.Length; at++)
        {
            depth += cursor.Text[at] == '(' ? 1 : cursor.Text[at] == ')' ? -1 : 0;
            if (depth == 0 || cursor.Text[at] is '{' && QueryHoles.LengthAt(cursor.Text, at - 1) == 0)
            {
                break;
            }
        }

        var within = cursor.Text[(cursor.Position + 1)..Math.Min(at, cursor.Text.Length)].Trim();
        var after = cursor.Text[Math.Min(at + 1, cursor.Text.Length)..].TrimStart();
        return (depth == 0 && after.StartsWith(':') && !within.StartsWith("v:", StringComparison.Ordinal))
            || (QueryWords.TimeAggregators.Concat(QueryWords.Changes).Contains(name) && (within.StartsWith("last_", StringComparison.Ordinal) || within.Contains("(last_", StringComparison.Ordinal)));
    }

    private static (string Function, TextSpan Span) Inner(QueryCursor cursor)
    {
        cursor.SkipBlanks();
        var start = cursor.Position;
        var function = cursor.TakeWhile(QueryCursor.IsOfWord);
        if (!cursor.Take("("))
        {
            cursor.Position = start;
            cursor.Expected("a time aggregation within, as in change(avg(last_5m),last_10m)");
            return ("", cursor.Since(start));
        }

        var span = new TextSpan(start, start + function.Length);
        _ = Known(cursor, function, span, QueryWords.TimeAggregators, "time aggregation");
        return (function, span);
    }

    private static string? Known(QueryCursor cursor, string name, TextSpan span, IReadOnlyList<string> names, string what)
    {
        if (names.Contains(name) || QueryHoles.HasHole(name))
        {
            return name;
        }

        var meant = QueryWords.Meant(name, names);
        cursor.Error(span, $"'{name}' is no {what}: they are {string.Join(", ", names)}{(meant is null ? "" : $"; did you mean '{meant}'?")}");
        return meant;
    }

    private static QueryWindow? Window(QueryCursor cursor, bool isShift)
    {
        cursor.SkipBlanks();
        var start = cursor.Position;
        var text = cursor.TakeWhile(c => QueryCursor.IsOfWord(c) || c is '-' or '+' or '/' or ':');
        var span = cursor.Since(start);
        if (text.Length == 0)
        {
            cursor.Expected(isShift ? "how far back to compare with, such as last_10m" : "a window, such as last_5m");
            return null;
        }

        if (QueryWindow.Of(text, span) is not { } window)
        {
            cursor.Error(span, $"'{text}' is no window: they are last_5m, last_4h, last_1d, last_1w, current_1mo and their like{(Suggestion(text) is { } meant ? $"; did you mean '{meant}'?" : "")}");
            return null;
        }

        if (window.Anchor == WindowAnchor.Ago && !isShift)
        {
            cursor.Error(span, $"'{text}' is a point in time, and a window is needed here: last_{text.Split('_')[0]}");
        }

        return window;
    }

    private static string? Suggestion(string text)
    {
        var digits = new string([.. text.Where(char.IsAsciiDigit)]);
        var unit = text.SkipWhile(c => !char.IsAsciiDigit(c)).SkipWhile(char.IsAsciiDigit).FirstOrDefault();
        return digits.Length is > 0 and < 5 && unit is 'm' or 'h' or 'd' or 'w' ? $"last_{digits}{unit}" : null;
    }

    private static void Closing(QueryCursor cursor)
    {
        if (!cursor.Take(")"))
        {
            cursor.Expected("')'");
        }
    }
}
