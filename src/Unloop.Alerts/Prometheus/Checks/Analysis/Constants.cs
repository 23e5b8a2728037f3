using Unloop.Alerts.Prometheus.Expressions;

namespace Unloop.Alerts.Prometheus.Checks.Analysis;

internal static class Constants
{
    /// <summary>What an expression of numbers alone evaluates to; null where it holds anything else.</summary>
    public static double? Value(Expression expression) => expression.Bare() switch
    {
        NumberLiteral n => n.Value,
        UnaryExpression u => Value(u.Operand) is { } operand ? u.Negates ? -operand : operand : null,
        BinaryExpression { Left: var left, Right: var right, Operator: var op } when Value(left) is { } a && Value(right) is { } b => op switch
        {
            BinaryOperator.Add => a + b,
            BinaryOperator.Subtract => a - b,
            BinaryOperator.Multiply => a * b,
            BinaryOperator.Divide => a / b,
            BinaryOperator.Power => Math.Pow(a, b),
            BinaryOperator.Modulo => a % b,
            _ => null,
        },
        _ => null,
    };
}
