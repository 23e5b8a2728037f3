using Unloop.Core.Text;

namespace Unloop.Alerts.Prometheus.Expressions;

/// <summary>A place in the tokens, and what parts of the grammar share.</summary>
internal sealed class TokenReader(IReadOnlyList<Token> tokens)
{
    private static readonly string[] Words = ["by", "without", "offset", "and", "or", "unless", "on", "ignoring", "group_left", "group_right", "bool", "atan2"];

    private int _at;

    public Token Current => tokens[_at];

    public Token Following => tokens[Math.Min(_at + 1, tokens.Count - 1)];

    /// <summary>The one after <see cref="Following"/>.</summary>
    public Token Second => tokens[Math.Min(_at + 2, tokens.Count - 1)];

    /// <summary>Of the token before.</summary>
    public TextSpan LastSpan => tokens[Math.Max(_at - 1, 0)].Span;

    public Token Take() => Current.Kind == TokenKind.End ? Current : tokens[_at++];

    public bool TakeIf(string symbol)
    {
        if (!Current.Is(symbol))
        {
            return false;
        }

        _at++;
        return true;
    }

    public Token Expect(string symbol, string where) => Current.Is(symbol) ? Take() : throw Unexpected($"'{symbol}' {where}");

    /// <summary>Says what stands there and what should; <paramref name="expected"/> without full stop.</summary>
    public ExpressionException Unexpected(string expected)
    {
        var hint = Current switch
        {
            { Kind: TokenKind.Word } word when NearestNames.OnlyNear(word.Text, Words) is { } near => $"; did you mean '{near}'?",
            { Kind: TokenKind.Symbol, Text: "=" } => "; a comparison is written ==",
            { Kind: TokenKind.Symbol, Text: "=~" or "!~" } => "; labels are compared within braces",
            { Kind: TokenKind.Symbol, Text: "}" } => "; it closes no {",
            { Kind: TokenKind.Symbol, Text: ")" } => "; it closes no (",
            _ => "",
        };
        return new(Current.Span, $"{Current.Described} stands where {expected} is expected{hint}");
    }

    /// <summary><c>(a, "b c", )</c>.</summary>
    public IReadOnlyList<string> Labels()
    {
        Expect("(", "before the labels");
        var labels = new List<string>();
        while (!TakeIf(")"))
        {
            if (Current.Kind is not (TokenKind.Word or TokenKind.String) || Current.Text.Length == 0 || (Current.Kind == TokenKind.Word && Number.Parse(Current.Text) is not null))
            {
                throw Unexpected("a label");
            }

            labels.Add(Take().Text);
            if (!TakeIf(",") && !Current.Is(")"))
            {
                throw Unexpected("',' or ')' after the label");
            }
        }

        return labels;
    }

    /// <summary>A duration, or from Prometheus 3 on a number of seconds.</summary>
    public TimeSpan Duration(string where)
    {
        var token = Current;
        if (token.Kind is not (TokenKind.Duration or TokenKind.Number))
        {
            throw Unexpected($"a duration {where}");
        }

        Take();
        if (token.Kind == TokenKind.Duration)
        {
            return Expressions.Duration.Parse(token.Text)!.Value;
        }

        // Milliseconds are the least that Prometheus counts in.
        var seconds = Number.Parse(token.Text)!.Value;
        return Math.Abs(seconds) < 9e9 ? TimeSpan.FromMilliseconds((long)(seconds * 1000)) : throw new ExpressionException(token.Span, $"'{token.Text}' is longer than Prometheus can count (292 years)");
    }

    public TimeSpan PositiveDuration(string where)
    {
        var token = Current;
        var duration = Duration(where);
        return duration > TimeSpan.Zero ? duration : throw new ExpressionException(token.Span, $"a duration {where} must be 1 ms or more");
    }
}
