namespace Unloop.Alerts.Datadog.Query;

/// <summary>Reads <c>.as_count()</c>, <c>.rollup(avg, 60)</c> and their like, and arguments that are no expressions.</summary>
internal static class QuerySuffixParser
{
    /// <summary>As many as come.</summary>
    public static IReadOnlyList<QuerySuffix> Parse(QueryCursor cursor)
    {
        var suffixes = new List<QuerySuffix>();
        while (cursor.Comes(".") && ++cursor.Nodes <= QueryParser.MaximumNodes)
        {
            var start = cursor.Position;
            cursor.Position++;
            var name = cursor.TakeWhile(c => char.IsAsciiLetterOrDigit(c) || c == '_');
            var span = cursor.Since(start);
            if (name.Length == 0 || !cursor.Take("("))
            {
                cursor.Expected(name.Length == 0 ? "a name such as as_count() or rollup(sum, 60) after '.'" : $"'(' after '.{name}'");
                return suffixes;
            }

            if (QueryWords.Meant(name, QueryWords.Suffixes) is { } meant)
            {
                cursor.Error(span, $"there is no '.{name}()'; did you mean '.{meant}()'?");
            }

            if (QueryExpressionParser.Arguments(cursor, Unplain) is not { } arguments)
            {
                return suffixes;
            }

            suffixes.Add(new QuerySuffix(name, arguments, cursor.Since(start)));
        }

        return suffixes;
    }

    /// <summary>A text in quotes, a bare word or a signed number, if one comes and is a whole argument.</summary>
    public static QueryExpression? Plain(QueryCursor cursor)
    {
        cursor.SkipBlanks();
        var start = cursor.Position;
        if (cursor.Next is '\'' or '"')
        {
            var end = cursor.Text.IndexOf(cursor.Next, start + 1);
            if (end < 0)
            {
                return null;
            }

            cursor.Position = end + 1;
            return new TextExpression(cursor.Text[start..cursor.Position], cursor.Since(start));
        }

        var text = cursor.TakeWhile(c => QueryCursor.IsOfWord(c) || c is '-' or '+');
        var span = cursor.Since(start);
        if (text.Length > 0 && (cursor.Comes(",") || cursor.Comes(")")))
        {
            return QueryParser.NumberIn(text) is { } number ? new NumberExpression(number, text, span) : new WordExpression(text, span);
        }

        cursor.Position = start;
        return null;
    }

    private static QueryExpression? Unplain(QueryCursor cursor)
    {
        cursor.Expected("a word, a number or a text in quotes");
        return null;
    }
}
