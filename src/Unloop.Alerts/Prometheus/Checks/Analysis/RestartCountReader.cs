using Unloop.Alerts.Prometheus.Expressions;
using ValueType = Unloop.Alerts.Prometheus.Expressions.ValueType;

namespace Unloop.Alerts.Prometheus.Checks.Analysis;

/// <summary>Understands the ways in which restarts are counted in PromQL.</summary>
internal static class RestartCountReader
{
    private static readonly HashSet<string> Keeping = ["round", "ceil", "floor", "abs", "sort", "sort_desc", "label_replace", "label_join"];
    private static readonly HashSet<string> OfWindow = ["max_over_time", "min_over_time", "avg_over_time", "last_over_time", "first_over_time", "quantile_over_time"];
    private static readonly HashSet<string> KeepingAggregators = ["sum", "max", "min", "avg", "topk", "bottomk"];

    /// <returns>Null where the expression counts no restarts, or not in a way that is understood.</returns>
    public static RestartCount? Read(Expression expression) => expression.Bare() switch
    {
        VectorSelector { Time.Offset.Ticks: 0 } v when KubeStateMetrics.IsRestarts(v) => new(CountForm.Total, TimeSpan.Zero, 1, CountLevel.Container, null, v, v),
        Aggregation a when KeepingAggregators.Contains(a.Operator) && Read(a.Operand) is { } inner => inner with { Level = Coarser(inner.Level, a), Aggregator = a.Operator },
        FunctionCall c when Keeping.Contains(c.Function.Name) => Read(c.Arguments[0]),
        FunctionCall c => OverTime(c),
        BinaryExpression { Operator: BinaryOperator.Multiply or BinaryOperator.Divide } b => Scaled(b),
        BinaryExpression { Operator: BinaryOperator.Subtract } b => Difference(b),
        _ => null,
    };

    private static RestartCount? OverTime(FunctionCall call)
    {
        var name = call.Function.Name;
        var (range, counted) = call.Arguments.Select(a => a.Bare()).FirstOrDefault(a => a.Type == ValueType.RangeVector) switch
        {
            RangeSelector r when KubeStateMetrics.IsRestarts(r.Vector) => (r.Range, new RestartCount(CountForm.Total, TimeSpan.Zero, 1, CountLevel.Container, null, r.Vector, call)),
            Subquery q when Read(q.Inner) is { Form: CountForm.Total } inner => (q.Range, inner with { Node = call }),
            _ => default,
        };
        return counted is null ? null : name switch
        {
            "increase" or "delta" => counted with { Form = CountForm.Extrapolated, Window = range },
            "rate" or "deriv" => counted with { Form = CountForm.Extrapolated, Window = range, PerRestart = 1 / range.TotalSeconds },
            "changes" => counted with { Form = CountForm.Samples, Window = range },
            _ when OfWindow.Contains(name) => counted,
            _ => null,
        };
    }

    private static RestartCount? Scaled(BinaryExpression b)
    {
        if (Constants.Value(b.Right) is { } right && Read(b.Left) is { } left)
        {
            return left with { PerRestart = b.Operator == BinaryOperator.Multiply ? left.PerRestart * right : left.PerRestart / right };
        }

        return b.Operator == BinaryOperator.Multiply && Constants.Value(b.Left) is { } factor && Read(b.Right) is { } count ? count with { PerRestart = count.PerRestart * factor } : null;
    }

    private static RestartCount? Difference(BinaryExpression b)
    {
        if (Read(b.Left) is not { Form: CountForm.Total, PerRestart: 1 } now)
        {
            return null;
        }

        var earlier = b.Right.Bare();
        if (now.Node is FunctionCall { Function.Name: "max_over_time", Arguments: [RangeSelector max] } && earlier is FunctionCall { Function.Name: "min_over_time", Arguments: [RangeSelector min] }
            && KubeStateMetrics.IsRestarts(min.Vector))
        {
            return now with { Form = CountForm.Samples, Window = max.Range, Node = b };
        }

        var offset = earlier.All().OfType<VectorSelector>().Where(v => KubeStateMetrics.IsRestarts(v)).Select(v => v.Time.Offset).FirstOrDefault(o => o > TimeSpan.Zero);
        if (offset <= TimeSpan.Zero)
        {
            return null;
        }

        var isGuarded = earlier.All().Any(e => e is BinaryExpression { Operator: BinaryOperator.Or });
        return now with { Form = isGuarded ? CountForm.GuardedDifference : CountForm.Difference, Window = offset, Node = b };
    }

    private static CountLevel Coarser(CountLevel level, Aggregation a)
    {
        var keeps = (string label) => a.Grouping is { } g && g.Labels.Contains(label) != g.Without;
        var own = a.Operator is "topk" or "bottomk" || (keeps("pod") && keeps("container")) ? CountLevel.Container : keeps("pod") || keeps("uid") ? CountLevel.Pod : CountLevel.Several;
        return own > level ? own : level;
    }
}
