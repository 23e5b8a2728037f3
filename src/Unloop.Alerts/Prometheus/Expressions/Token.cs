namespace Unloop.Alerts.Prometheus.Expressions;

internal enum TokenKind
{
    /// <summary>A word without colon; keywords are told from names by the parser.</summary>
    Word,

    /// <summary>A name with a colon, which only a metric has.</summary>
    MetricName,
    Number,
    Duration,
    String,

    /// <summary>Operators, brackets, commas.</summary>
    Symbol,
    End,
}

/// <param name="Text">As it stands there; of a string what it says, without quotes and escapes.</param>
internal readonly record struct Token(TokenKind Kind, string Text, TextSpan Span)
{
    public bool Is(string symbol) => Kind == TokenKind.Symbol && Text == symbol;

    /// <summary>Keywords are the same in any case.</summary>
    public bool IsWord(string keyword) => Kind == TokenKind.Word && Text.Equals(keyword, StringComparison.OrdinalIgnoreCase);

    public string Described => Kind switch
    {
        TokenKind.End => "the end of the expression",
        TokenKind.String => "a string",
        TokenKind.Number or TokenKind.Duration => $"the number {Text}",
        _ => $"'{Text}'",
    };
}

/// <summary>Ends the reading of an expression; never leaves the parser.</summary>
internal sealed class ExpressionException(TextSpan span, string message) : Exception(message)
{
    public TextSpan Span { get; } = span;
}
