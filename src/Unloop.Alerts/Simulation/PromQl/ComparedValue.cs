using Unloop.Alerts.Prometheus.Expressions;

namespace Unloop.Alerts.Simulation.PromQl;

/// <summary>What an expression compares with a number: of <c>increase(x[10m]) &gt; 5</c> the increase, and 5.</summary>
internal sealed record ComparedValue(Expression Side, double Threshold)
{
    /// <summary>Null where the expression as a whole is no such comparison.</summary>
    public static ComparedValue? Of(Expression expression) => expression.Bare() is BinaryExpression { ReturnsBool: false } comparison && comparison.Operator.IsComparison()
        ? (comparison.Left.Bare(), comparison.Right.Bare()) switch
        {
            (var side, NumberLiteral number) => new ComparedValue(side, number.Value),
            (NumberLiteral number, var side) => new ComparedValue(side, number.Value),
            _ => null,
        }
        : null;
}
