namespace Unloop.Alerts.Prometheus.Expressions;

/// <summary>Selectors, and what stands after an expression: <c>[5m]</c>, <c>[30m:1m]</c>, <c>offset 5m</c>, <c>@ end()</c>.</summary>
internal static class SelectorReader
{
    public static VectorSelector Selector(TokenReader tokens)
    {
        var start = tokens.Current.Span;
        var name = tokens.Current.Is("{") ? (Token?)null : tokens.Take();
        var selector = new VectorSelector(name?.Text, []) { Span = start, NameSpan = name?.Span ?? default };
        if (!tokens.Current.Is("{"))
        {
            return selector;
        }

        tokens.Take();
        var matchers = new List<LabelMatcher>();
        while (!tokens.TakeIf("}"))
        {
            selector = Matcher(tokens, selector, matchers);
            if (!tokens.TakeIf(",") && !tokens.Current.Is("}"))
            {
                throw tokens.Unexpected("',' or '}' after the matcher");
            }
        }

        return selector with { Matchers = matchers, Span = start.To(tokens.LastSpan) };
    }

    private static VectorSelector Matcher(TokenReader tokens, VectorSelector selector, List<LabelMatcher> matchers)
    {
        var label = tokens.Current;
        if (label.Kind is not (TokenKind.Word or TokenKind.String))
        {
            throw tokens.Unexpected("a label or '}'");
        }

        tokens.Take();
        if (label.Kind == TokenKind.String && (tokens.Current.Is(",") || tokens.Current.Is("}")))
        {
            return selector.Name is null
                ? selector with { Name = label.Text, NameSpan = label.Span }
                : throw new ExpressionException(label.Span, $"the metric's name stands twice: '{selector.Name}' and '{label.Text}'");
        }

        MatchOperator op = tokens.Current switch
        {
            { Kind: TokenKind.Symbol, Text: "=" } => MatchOperator.Equal,
            { Kind: TokenKind.Symbol, Text: "!=" } => MatchOperator.NotEqual,
            { Kind: TokenKind.Symbol, Text: "=~" } => MatchOperator.Regex,
            { Kind: TokenKind.Symbol, Text: "!~" } => MatchOperator.NotRegex,
            { Kind: TokenKind.Symbol, Text: "==" } => throw new ExpressionException(tokens.Current.Span, "labels are compared with =, !=, =~ or !~, not with =="),
            _ => throw tokens.Unexpected("=, !=, =~ or !~ after the label"),
        };
        tokens.Take();
        if (tokens.Current.Kind != TokenKind.String)
        {
            throw tokens.Unexpected("a string in quotes");
        }

        var value = tokens.Take();
        if (op is MatchOperator.Regex or MatchOperator.NotRegex && Pattern.Error(value.Text) is { } error)
        {
            throw new ExpressionException(value.Span, $"the regular expression {QuotedText.Print(value.Text)} is wrong: {error}");
        }

        matchers.Add(new(label.Text, op, value.Text, label.Span.To(value.Span)));
        return selector;
    }

    public static Expression Modify(TokenReader tokens, Expression expression)
    {
        while (true)
        {
            if (tokens.Current.Is("["))
            {
                expression = Bracket(tokens, expression);
            }
            else if (tokens.Current.IsWord("offset") || tokens.Current.Is("@"))
            {
                expression = Time(tokens, expression);
            }
            else
            {
                return expression;
            }
        }
    }

    private static Expression Bracket(TokenReader tokens, Expression inner)
    {
        var open = tokens.Take();
        var range = tokens.PositiveDuration("in brackets");
        if (tokens.TakeIf(":"))
        {
            TimeSpan? step = tokens.Current.Is("]") ? null : tokens.PositiveDuration("or ']' after the colon");
            var end = tokens.Expect("]", "after the step").Span;
            return new Subquery(inner, range, step, open.Span.To(end)) { Span = inner.Span.To(end) };
        }

        var close = tokens.Expect("]", "or ':' after the range").Span;
        var span = open.Span.To(close);
        return inner switch
        {
            VectorSelector { Time: { At: null } time } vector when time.Offset == TimeSpan.Zero => new RangeSelector(vector, range, span) { Span = vector.Span.To(close) },
            VectorSelector => throw new ExpressionException(span, "a range stands before 'offset' and '@', not after them"),
            _ => throw new ExpressionException(
                span, $"only a metric has a range; of the result of an expression it is a subquery, with a colon: [{Expressions.Duration.Print(range)}:]"),
        };
    }

    private static Expression Time(TokenReader tokens, Expression inner)
    {
        var word = tokens.Take();
        var time = inner switch
        {
            VectorSelector v => v.Time,
            RangeSelector r => r.Vector.Time,
            Subquery q => q.Time,
            _ => throw new ExpressionException(
                word.Span.To(tokens.Current.Span), $"'{word.Text}' belongs directly behind a metric, its range or a subquery, not behind another expression"),
        };
        time = word.Is("@") ? time with { At = time.At is null ? At(tokens) : throw Twice(word) } : time with { Offset = time.Offset == TimeSpan.Zero ? Offset(tokens) : throw Twice(word) };
        var span = inner.Span.To(tokens.LastSpan);
        return inner switch
        {
            VectorSelector v => v with { Time = time, Span = span },
            RangeSelector r => r with { Vector = r.Vector with { Time = time }, Span = span },
            Subquery q => q with { Time = time, Span = span },
            _ => inner,
        };
    }

    private static ExpressionException Twice(Token word) => new(word.Span, $"'{word.Text}' stands twice");

    private static TimeSpan Offset(TokenReader tokens)
    {
        var isNegative = tokens.TakeIf("-");
        if (!isNegative)
        {
            tokens.TakeIf("+");
        }

        var offset = tokens.Duration("after 'offset'");
        return isNegative ? -offset : offset;
    }

    private static AtModifier At(TokenReader tokens)
    {
        if (tokens.Current.IsWord("start") || tokens.Current.IsWord("end"))
        {
            var word = tokens.Take();
            tokens.Expect("(", "after the word");
            tokens.Expect(")", "after '('");
            return new(null, word.IsWord("start"));
        }

        var isNegative = tokens.TakeIf("-");
        if (!isNegative)
        {
            tokens.TakeIf("+");
        }

        return tokens.Current.Kind is TokenKind.Number && Number.Parse(tokens.Current.Text) is { } seconds && double.IsFinite(seconds) && seconds < 9e15
            ? new(Taken(isNegative ? -seconds : seconds))
            : throw tokens.Unexpected("a time in seconds since 1970, start() or end()");

        double Taken(double value)
        {
            tokens.Take();
            return value;
        }
    }
}
