namespace Unloop.Alerts.Datadog.Query;

/// <summary>Reads what stands between the colon and the comparison. Null means that an error was noted and nothing can be made of the rest.</summary>
internal static class QueryExpressionParser
{
    public static QueryExpression? Parse(QueryCursor cursor) => Sum(cursor, 0);

    private static QueryExpression? Sum(QueryCursor cursor, int depth) => Chain(cursor, depth, ["+", "-"], Product);

    private static QueryExpression? Product(QueryCursor cursor, int depth) => Chain(cursor, depth, ["*", "/"], Factor);

    private static QueryExpression? Chain(QueryCursor cursor, int depth, IReadOnlyList<string> signs, Func<QueryCursor, int, QueryExpression?> part)
    {
        var left = part(cursor, depth);
        while (left is not null && signs.FirstOrDefault(cursor.Take) is { } sign)
        {
            var right = part(cursor, depth);
            left = right is null ? null : new BinaryExpression(left, sign[0], right, new TextSpan(left.Span.Start, right.Span.End));
        }

        return left;
    }

    private static QueryExpression? Factor(QueryCursor cursor, int depth)
    {
        cursor.SkipBlanks();
        if (depth > QueryParser.MaximumDepth || ++cursor.Nodes > QueryParser.MaximumNodes)
        {
            cursor.Error(cursor.Here(), depth > QueryParser.MaximumDepth
                ? $"the query is nested deeper than {QueryParser.MaximumDepth} times"
                : $"the query has more than {QueryParser.MaximumNodes} parts");
            return null;
        }

        var start = cursor.Position;
        if (cursor.Take("-"))
        {
            return Factor(cursor, depth + 1) is { } operand ? new NegatedExpression(operand, new TextSpan(start, operand.Span.End)) : null;
        }

        if (cursor.Take("("))
        {
            return Sum(cursor, depth + 1) is { } inner && Closes(cursor)
                ? new ParenthesizedExpression(inner, QuerySuffixParser.Parse(cursor), cursor.Since(start))
                : null;
        }

        return char.IsAsciiDigit(cursor.Next) && Number(cursor) is { } number ? number : Named(cursor, depth);
    }

    private static NumberExpression? Number(QueryCursor cursor)
    {
        var start = cursor.Position;
        var text = cursor.TakeWhile(c => char.IsAsciiLetterOrDigit(c) || c == '.');
        if (QueryParser.NumberIn(text) is { } value)
        {
            return new NumberExpression(value, text, cursor.Since(start));
        }

        cursor.Position = start;
        return null;
    }

    /// <summary>A function, a series, or a hole.</summary>
    private static QueryExpression? Named(QueryCursor cursor, int depth)
    {
        var start = cursor.Position;
        var word = cursor.TakeWhile(QueryCursor.IsOfWord);
        var span = cursor.Since(start);
        if (word.Length == 0)
        {
            cursor.Expected("a metric, such as sum:kubernetes.containers.restarts{*}, or a function");
            return null;
        }

        if (cursor.Take(":"))
        {
            CheckAggregator(cursor, word, span);
            return SeriesParser.Parse(cursor, word, start);
        }

        if (cursor.Comes("(") && ThresholdQuery(cursor) is { } condition)
        {
            return SeriesParser.Parse(cursor, word + condition, start);
        }

        if (cursor.Comes("{") && QueryHoles.LengthAt(cursor.Text, start) != word.Length)
        {
            cursor.Position = start;
            return SeriesParser.Parse(cursor, null, start);
        }

        if (cursor.Take("("))
        {
            return Function(cursor, word, span, depth);
        }

        if (QueryHoles.HasHole(word))
        {
            return new WordExpression(word, span);
        }

        cursor.Expected($"'{{', '(' or ':' after '{word}'");
        return null;
    }

    /// <summary><c>count(v: v>10):</c> of distributions, kept as it is written.</summary>
    private static string? ThresholdQuery(QueryCursor cursor)
    {
        var start = cursor.Position;
        var end = cursor.Text.IndexOf(')', start);
        if (end < 0 || !cursor.Text[(start + 1)..end].TrimStart().StartsWith("v:", StringComparison.Ordinal) || end + 1 >= cursor.Text.Length || cursor.Text[end + 1] != ':')
        {
            return null;
        }

        cursor.Position = end + 2;
        return cursor.Text[start..(end + 1)];
    }

    private static void CheckAggregator(QueryCursor cursor, string word, TextSpan span)
    {
        var isPercentile = word[0] == 'p' && word[1..].All(c => char.IsAsciiDigit(c) || c == '.');
        if (!isPercentile && !QueryHoles.HasHole(word) && !QueryWords.SpaceAggregators.Contains(word))
        {
            var meant = QueryWords.Meant(word, QueryWords.SpaceAggregators);
            cursor.Error(span, $"'{word}' is no aggregation of series: they are avg, sum, min, max, and count and p95 of distributions{(meant is null ? "" : $"; did you mean '{meant}'?")}");
        }
    }

    private static FunctionExpression? Function(QueryCursor cursor, string name, TextSpan span, int depth)
    {
        if (QueryWords.Meant(name, QueryWords.Functions) is { } meant)
        {
            cursor.Error(span, $"there is no function '{name}'; did you mean '{meant}'?");
        }

        var arguments = Arguments(cursor, c => Sum(c, depth + 1));
        return arguments is null ? null : new FunctionExpression(name, arguments, QuerySuffixParser.Parse(cursor), cursor.Since(span.Start), span);
    }

    /// <summary>From behind the opening parenthesis to behind the closing one.</summary>
    /// <param name="expression">Reads an argument that is neither a word nor a text.</param>
    public static IReadOnlyList<QueryArgument>? Arguments(QueryCursor cursor, Func<QueryCursor, QueryExpression?> expression)
    {
        var arguments = new List<QueryArgument>();
        if (cursor.Take(")"))
        {
            return arguments;
        }

        do
        {
            var name = ArgumentName(cursor);
            if ((QuerySuffixParser.Plain(cursor) ?? expression(cursor)) is not { } value)
            {
                return null;
            }

            arguments.Add(new QueryArgument(name, value));
        }
        while (cursor.Take(",") && ++cursor.Nodes <= QueryParser.MaximumNodes);
        return Closes(cursor) ? arguments : null;
    }

    private static string? ArgumentName(QueryCursor cursor)
    {
        cursor.SkipBlanks();
        var start = cursor.Position;
        var word = cursor.TakeWhile(QueryCursor.IsOfWord);
        if (word.Length > 0 && cursor.Comes("=") && !cursor.Comes("=="))
        {
            cursor.Take("=");
            return word;
        }

        cursor.Position = start;
        return null;
    }

    private static bool Closes(QueryCursor cursor)
    {
        if (cursor.Take(")"))
        {
            return true;
        }

        cursor.Expected("')'");
        return false;
    }
}
