using Unloop.Alerts.Prometheus.Expressions;

namespace Unloop.Alerts.Prometheus.Checks.Analysis;

/// <summary>Finds where an expression compares restarts with a constant, in whatever form they are counted.</summary>
internal static class RestartConditionReader
{
    public static IReadOnlyList<RestartCondition> Read(Expression tree)
    {
        var found = new List<RestartCondition>();
        Walk(tree, false, found);
        return found;
    }

    private static void Walk(Expression expression, bool isGuarded, List<RestartCondition> found)
    {
        switch (expression.Bare())
        {
            case BinaryExpression { Operator: BinaryOperator.Unless } b:
                Walk(b.Left, true, found);
                break;
            case BinaryExpression { Operator: BinaryOperator.And } b:
                Walk(b.Left, true, found);
                Walk(b.Right, true, found);
                break;
            case BinaryExpression b when b.Operator.IsComparison() && Comparison(b, isGuarded) is { } condition:
                found.Add(condition);
                break;
            case { } other:
                foreach (var child in other.Children)
                {
                    Walk(child, isGuarded, found);
                }

                break;
        }
    }

    private static RestartCondition? Comparison(BinaryExpression b, bool isGuarded)
    {
        var (count, threshold, op) = Constants.Value(b.Right) is { } right
            ? (b.Left, right, b.Operator)
            : (b.Right, Constants.Value(b.Left), b.Operator.Mirrored());
        if (threshold is not { } number || !double.IsFinite(number))
        {
            return null;
        }

        if (op == BinaryOperator.NotEqual && number == 0)
        {
            op = BinaryOperator.Greater;
        }

        return op is BinaryOperator.Greater or BinaryOperator.GreaterOrEqual && RestartCountReader.Read(count) is { PerRestart: > 0 } read
            ? new(b, read, op, number, isGuarded)
            : null;
    }
}
