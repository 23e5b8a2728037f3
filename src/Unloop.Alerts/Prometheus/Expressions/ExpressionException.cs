namespace Unloop.Alerts.Prometheus.Expressions;

/// <summary>Ends the reading of an expression; never leaves the parser.</summary>
public sealed class ExpressionException(TextSpan span, string message) : Exception(message)
{
    public TextSpan Span { get; } = span;
}
