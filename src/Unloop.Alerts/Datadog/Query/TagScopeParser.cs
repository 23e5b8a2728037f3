namespace Unloop.Alerts.Datadog.Query;

/// <summary>Reads what stands between the braces (https://docs.datadoghq.com/metrics/advanced-filtering/); after an error it goes on behind the closing brace.</summary>
internal static class TagScopeParser
{
    public static TagScope Parse(QueryCursor cursor)
    {
        cursor.SkipBlanks();
        var start = cursor.Position;
        TagScope? scope;
        if (cursor.Comes("}") || (cursor.Comes("*") && cursor.Text.AsSpan(cursor.Position + 1).TrimStart().StartsWith("}")))
        {
            cursor.Position += cursor.Comes("*") ? 1 : 0;
            scope = new EverythingScope(cursor.Since(start).In(cursor.Text), cursor.Since(start));
        }
        else
        {
            scope = Or(cursor, 0);
        }

        if (scope is not null && !cursor.Take("}"))
        {
            cursor.Expected("',', AND, OR or '}' in the tags");
            scope = null;
        }

        if (scope is null)
        {
            var end = cursor.Text.IndexOf('}', Math.Min(cursor.Position, cursor.Text.Length));
            cursor.Position = end < 0 ? cursor.Text.Length : end + 1;
            return new VariableScope(new TextSpan(start, Math.Max(start, end)).In(cursor.Text), new TextSpan(start, Math.Max(start, end)));
        }

        CheckMixture(cursor, scope);
        return scope;
    }

    private static TagScope? Or(QueryCursor cursor, int depth) => Chain(cursor, depth, c => Word(c, "OR"), And);

    private static TagScope? And(QueryCursor cursor, int depth) => Chain(cursor, depth, c => c.Take(",") ? "," : Word(c, "AND"), Not);

    private static TagScope? Chain(QueryCursor cursor, int depth, Func<QueryCursor, string?> sign, Func<QueryCursor, int, TagScope?> part)
    {
        var left = part(cursor, depth);
        while (left is not null && sign(cursor) is { } word)
        {
            var right = part(cursor, depth);
            left = right is null ? null : new BothScope(left, word, right, new TextSpan(left.Span.Start, right.Span.End));
        }

        return left;
    }

    private static TagScope? Not(QueryCursor cursor, int depth)
    {
        cursor.SkipBlanks();
        if (depth > QueryParser.MaximumDepth || ++cursor.Nodes > QueryParser.MaximumNodes)
        {
            cursor.Error(cursor.Here(), "the tags are nested too deep, or are too many");
            return null;
        }

        var start = cursor.Position;
        if (Word(cursor, "NOT") is { } word)
        {
            return Not(cursor, depth + 1) is { } operand ? new NotScope(word, operand, cursor.Since(start)) : null;
        }

        if (!cursor.Take("("))
        {
            return Tag(cursor);
        }

        var inner = Or(cursor, depth + 1);
        if (inner is not null && !cursor.Take(")"))
        {
            cursor.Expected("')' in the tags");
            return null;
        }

        return inner is null ? null : new GroupedScope(inner, cursor.Since(start));
    }

    private static TagScope? Tag(QueryCursor cursor)
    {
        var start = cursor.Position;
        var sign = cursor.Take("!") ? "!" : cursor.Take("-") ? "-" : "";
        cursor.SkipBlanks();
        var text = TagText(cursor);
        if (text.Length == 0)
        {
            cursor.Expected("a tag, such as kube_namespace:shop");
            return null;
        }

        if (sign.Length == 0 && (text[0] == '$' || QueryHoles.LengthAt(text, 0) == text.Length))
        {
            return new VariableScope(text, cursor.Since(start));
        }

        if (sign.Length == 0 && In(cursor, text, start) is { } values)
        {
            return values;
        }

        var colon = ColonIn(text);
        var value = colon < 0 ? null : text[(colon + 1)..];
        if (value is { Length: 0 } && cursor.Next == ' ')
        {
            // 'pod_name: web-*' is written so in the documentation.
            cursor.SkipBlanks();
            value = TagText(cursor);
        }

        return new TagMatch(sign, colon < 0 ? text : text[..colon], value, cursor.Since(start));
    }

    private static string TagText(QueryCursor cursor) => cursor.TakeWhile(c => !char.IsWhiteSpace(c) && c is not (',' or '{' or '}' or '(' or ')'));

    private static int ColonIn(string text)
    {
        for (var i = 0; i < text.Length; i += Math.Max(1, QueryHoles.LengthAt(text, i)))
        {
            if (text[i] == ':')
            {
                return i;
            }
        }

        return -1;
    }

    private static TagIn? In(QueryCursor cursor, string key, int start)
    {
        var back = cursor.Position;
        var not = Word(cursor, "NOT");
        if (Word(cursor, "IN") is not { } word || !cursor.Take("("))
        {
            cursor.Position = back;
            return null;
        }

        var values = new List<string>();
        do
        {
            cursor.SkipBlanks();
            values.Add(TagText(cursor));
        }
        while (cursor.Take(",") && ++cursor.Nodes <= QueryParser.MaximumNodes);
        if (!cursor.Take(")"))
        {
            cursor.Expected("',' or ')' in the values");
        }

        return new TagIn(key, not is null ? word : $"{not} {word}", values, cursor.Since(start));
    }

    private static string? Word(QueryCursor cursor, string word)
    {
        if (!cursor.ComesWord(word))
        {
            return null;
        }

        cursor.Position += word.Length;
        return cursor.Text[(cursor.Position - word.Length)..cursor.Position];
    }

    /// <summary>The documentation: <c>!</c> and the comma do not go together with AND, OR, NOT and IN.</summary>
    private static void CheckMixture(QueryCursor cursor, TagScope scope)
    {
        var parts = scope.Within().ToList();
        var hasWords = parts.Any(p => p is NotScope or TagIn or BothScope { Word: not "," });
        var sign = hasWords ? parts.FirstOrDefault(p => p is TagMatch { Sign: "!" }) : null;
        if (sign is not null)
        {
            cursor.Error(sign.Span, "'!' cannot be mixed with AND, OR, NOT and IN: write NOT in its place");
        }
        else if (hasWords && parts.OfType<BothScope>().FirstOrDefault(b => b.Word == ",") is { } comma)
        {
            cursor.Error(new TextSpan(comma.Left.Span.End, comma.Right.Span.Start), "',' cannot be mixed with AND, OR, NOT and IN: write AND in its place");
        }
    }
}
