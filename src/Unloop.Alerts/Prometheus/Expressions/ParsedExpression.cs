namespace Unloop.Alerts.Prometheus.Expressions;

/// <param name="Tree">Null where there are errors of syntax; with errors of type it is there.</param>
/// <param name="Errors">In the order of the text. Of syntax there is one; of type there are all.</param>
public sealed record ParsedExpression(string Text, Expression? Tree, IReadOnlyList<ExpressionError> Errors)
{
    public bool IsValid => Errors.Count == 0;
}

/// <param name="Message">One sentence without full stop.</param>
public sealed record ExpressionError(TextSpan Span, string Message);
