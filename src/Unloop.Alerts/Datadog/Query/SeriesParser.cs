namespace Unloop.Alerts.Datadog.Query;

/// <summary>Reads <c>metric{scope} by {tags}.suffix()</c>, from behind the aggregator's colon.</summary>
internal static class SeriesParser
{
    public static SeriesExpression? Parse(QueryCursor cursor, string? aggregator, int start)
    {
        cursor.SkipBlanks();
        var from = cursor.Position;
        var metric = cursor.TakeWhile(c => QueryCursor.IsOfWord(c) || c is '-' or '/');
        var metricSpan = cursor.Since(from);
        if (metric.Length == 0)
        {
            cursor.Expected("the name of a metric");
            return null;
        }

        if (metric.AsSpan().IndexOfAny('-', '/') >= 0 && !QueryHoles.HasHole(metric))
        {
            cursor.Error(metricSpan, $"'{metric}' is no name of a metric: they have letters, digits, '_' and '.'");
        }

        cursor.SkipBlanks();
        var scopeStart = cursor.Position;
        if (!cursor.Take("{"))
        {
            cursor.Expected($"'{{' and the tags after '{metric}', or {{*}} for all of it");
            return null;
        }

        var scope = TagScopeParser.Parse(cursor);
        var scopeSpan = cursor.Since(scopeStart);
        var (groups, groupsSpan) = Groups(cursor);
        var suffixes = QuerySuffixParser.Parse(cursor);
        return new SeriesExpression(aggregator, metric, scope, groups, suffixes, cursor.Since(start), metricSpan, scopeSpan, groupsSpan);
    }

    private static (IReadOnlyList<GroupTag> Groups, TextSpan? Span) Groups(QueryCursor cursor)
    {
        if (!cursor.ComesWord("by"))
        {
            return ([], null);
        }

        var start = cursor.Position;
        cursor.Position += 2;
        if (!cursor.Take("{"))
        {
            cursor.Expected("'{' and the tags to group by");
            cursor.TakeWhile(c => QueryCursor.IsOfWord(c) || c == ',');
            return ([], null);
        }

        var groups = new List<GroupTag>();
        do
        {
            cursor.SkipBlanks();
            var from = cursor.Position;
            var name = cursor.TakeWhile(c => c is not (',' or '{' or '}' or '(' or ')' or ' ' or '<' or '>' or '='));
            if (name.Length == 0)
            {
                cursor.Expected("the name of a tag");
            }
            else
            {
                groups.Add(new GroupTag(name, cursor.Since(from)));
            }
        }
        while (cursor.Take(",") && ++cursor.Nodes <= QueryParser.MaximumNodes);
        if (!cursor.Take("}"))
        {
            cursor.Expected("',' or '}' in the tags to group by");
        }

        return (groups, cursor.Since(start));
    }
}
