using Unloop.Alerts.Prometheus.Expressions;

namespace Unloop.Alerts.Simulation.PromQl;

/// <summary>Operators between two values; how series find each other is in <see cref="VectorJoin"/>.</summary>
internal static class BinaryOperations
{
    public static Value Apply(BinaryExpression expression, Value left, Value right) => (left, right) switch
    {
        (ScalarValue a, ScalarValue b) => new ScalarValue(Both(expression.Operator, a.Number, b.Number)),
        (VectorValue a, ScalarValue b) => WithScalar(expression, a, v => (v, b.Number)),
        (ScalarValue a, VectorValue b) => WithScalar(expression, b, v => (a.Number, v)),
        (VectorValue a, VectorValue b) when expression.Operator.IsSet() => VectorJoin.Set(expression, a, b),
        (VectorValue a, VectorValue b) => VectorJoin.Match(expression, a, b),
        _ => throw new PlayException($"'{expression.Operator.Text()}' stands between what is neither a number nor an instant vector"),
    };

    /// <summary>A comparison gives 1 or 0.</summary>
    public static double Both(BinaryOperator op, double left, double right) => op switch
    {
        BinaryOperator.Add => left + right,
        BinaryOperator.Subtract => left - right,
        BinaryOperator.Multiply => left * right,
        BinaryOperator.Divide => left / right,
        BinaryOperator.Modulo => left % right,
        BinaryOperator.Power => Math.Pow(left, right),
        BinaryOperator.Atan2 => Math.Atan2(left, right),
        _ => Holds(op, left, right) ? 1 : 0,
    };

    public static bool Holds(BinaryOperator op, double left, double right) => op switch
    {
        BinaryOperator.Equal => left == right,
        BinaryOperator.NotEqual => left != right,
        BinaryOperator.Less => left < right,
        BinaryOperator.LessOrEqual => left <= right,
        BinaryOperator.Greater => left > right,
        _ => left >= right,
    };

    /// <summary>A comparison keeps the vector's own elements, on whichever side it stands.</summary>
    private static VectorValue WithScalar(BinaryExpression expression, VectorValue vector, Func<double, (double Left, double Right)> sides)
    {
        var op = expression.Operator;
        if (op.IsComparison() && !expression.ReturnsBool)
        {
            return new VectorValue([.. vector.Elements.Where(e => Holds(op, sides(e.Number).Left, sides(e.Number).Right)).Select(e => e with { SampledAt = null })]);
        }

        return Evaluator.Distinct(vector.Select(v => Both(op, sides(v).Left, sides(v).Right)).Elements);
    }
}
