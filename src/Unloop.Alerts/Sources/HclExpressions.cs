namespace Unloop.Alerts.Sources;

/// <summary>Expressions of HCL: what is a literal is read, all else is kept as unknown.</summary>
internal sealed class HclExpressions(HclCursor cursor)
{
    /// <summary>Functions that give what they get, as far as a monitor is concerned.</summary>
    private static readonly string[] Transparent = ["jsonencode", "trimspace", "chomp", "tostring", "tonumber", "tolist", "toset"];

    /// <param name="isLine">It ends with its line; otherwise with a comma or a closing bracket too, and may go over lines.</param>
    public SourceNode Whole(int depth, bool isLine)
    {
        cursor.SkipBlanks(andLines: !isLine);
        var start = cursor.At;
        cursor.Enter(depth);
        if (cursor.AtEnd || cursor.Next is '\n' or ',' or ']' or '}' or ')')
        {
            throw cursor.Expected("a value");
        }

        var literal = Literal(depth);
        cursor.SkipBlanks(andLines: false);
        if (literal is not null && Ends())
        {
            return literal;
        }

        cursor.At = start;
        return Unknown();
    }

    private bool Ends() => cursor.AtEnd || cursor.Next is '\n' or ',' or ']' or '}' or ')';

    private SourceNode? Literal(int depth)
    {
        var start = cursor.At;
        switch (cursor.Next)
        {
            case '"':
                return HclStrings.Quoted(cursor);
            case '<' when cursor.Comes("<<"):
                return HclStrings.Heredoc(cursor);
            case '[':
                return List(depth);
            case '{':
                return Map(depth);
            case '-' or (>= '0' and <= '9'):
                return Number(start);
            default:
                return Word(start, depth);
        }
    }

    private SourceScalar? Number(int start)
    {
        while (char.IsAsciiDigit(cursor.Next) || cursor.Next is '.' or '-' or '+' or 'e' or 'E')
        {
            cursor.At++;
        }

        var text = cursor.Text[start..cursor.At];
        return double.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out _) ? Scalar(start, ScalarKind.Number) : null;
    }

    private SourceNode? Word(int start, int depth)
    {
        var word = cursor.Identifier();
        if (word is "true" or "false")
        {
            return Scalar(start, ScalarKind.Boolean);
        }

        if (word == "null")
        {
            return Scalar(start, ScalarKind.Null);
        }

        if (cursor.Next != '(' || !Transparent.Contains(word))
        {
            return null;
        }

        cursor.At++;
        var inner = Whole(depth + 1, isLine: false);
        cursor.SkipBlanks(andLines: true);
        if (cursor.Next != ')')
        {
            return null;
        }

        cursor.At++;
        return inner;
    }

    /// <summary>Null: a <c>for</c>, of which nothing is known.</summary>
    private SourceList? List(int depth)
    {
        var start = cursor.At++;
        var items = new List<SourceNode>();
        cursor.SkipBlanks(andLines: true);
        if (ComesFor())
        {
            return null;
        }

        for (; cursor.Next != ']'; cursor.SkipBlanks(andLines: true))
        {
            items.Add(Whole(depth + 1, isLine: false));
            Separator(']');
        }

        cursor.At++;
        return new SourceList(items, cursor.Offset(start), cursor.Offset(cursor.At));
    }

    /// <summary>Null: a <c>for</c>, or a computed key; any field may be among what it gives.</summary>
    private SourceMap? Map(int depth)
    {
        var start = cursor.At++;
        var entries = new List<SourceEntry>();
        cursor.SkipBlanks(andLines: true);
        if (ComesFor())
        {
            return null;
        }

        for (; cursor.Next != '}'; cursor.SkipBlanks(andLines: true))
        {
            if (cursor.Next == '(')
            {
                return null;
            }

            var at = cursor.At;
            var key = cursor.Next == '"' ? HclStrings.Quoted(cursor).Value : cursor.Placed(cursor.Identifier(), at);
            cursor.SkipBlanks();
            if (cursor.At == at || cursor.Next is not ('=' or ':'))
            {
                throw cursor.Expected("'=' after a key");
            }

            cursor.At++;
            entries.Add(new SourceEntry(key, Whole(depth + 1, isLine: false)));
            Separator('}');
        }

        cursor.At++;
        return new SourceMap(entries, cursor.Offset(start), cursor.Offset(cursor.At));
    }

    private bool ComesFor() =>
        cursor.Comes("for") && cursor.At + 3 < cursor.Text.Length && char.IsWhiteSpace(cursor.Text[cursor.At + 3]);

    private void Separator(char closing)
    {
        cursor.SkipBlanks();
        if (cursor.Next == ',')
        {
            cursor.At++;
        }
        else if (cursor.Next != '\n' && cursor.Next != closing)
        {
            throw cursor.Expected($"',' or '{closing}'");
        }
    }

    /// <summary>To the end of the expression: brackets are counted, texts and heredocs gone over.</summary>
    private SourceScalar Unknown()
    {
        var start = cursor.At;
        var depth = 0;
        while (!cursor.AtEnd && !(depth == 0 && Ends()))
        {
            if (cursor.Next == '"')
            {
                HclStrings.Quoted(cursor);
                continue;
            }

            if (cursor.Comes("<<") && cursor.At + 2 < cursor.Text.Length && (char.IsLetter(cursor.Text[cursor.At + 2]) || cursor.Text[cursor.At + 2] == '-'))
            {
                HclStrings.Heredoc(cursor);
                continue;
            }

            if (depth > 0 && (cursor.Next == '#' || cursor.Comes("//") || cursor.Comes("/*")))
            {
                cursor.SkipBlanks(andLines: true);
                continue;
            }

            depth += cursor.Next is '(' or '[' or '{' ? 1 : cursor.Next is ')' or ']' or '}' ? -1 : 0;
            cursor.At++;
        }

        return Scalar(start, ScalarKind.Unknown);
    }

    private SourceScalar Scalar(int start, ScalarKind kind)
    {
        var placed = cursor.Placed(cursor.Text[start..cursor.At].TrimEnd(), start);
        return new SourceScalar(placed, kind, placed.Start, placed.End);
    }
}
