using Unloop.Alerts.Prometheus.Expressions;
using ValueType = Unloop.Alerts.Prometheus.Expressions.ValueType;

namespace Unloop.Alerts.Prometheus.Checks.Analysis;

/// <summary>
/// Which labels a result has: those of an object, and <see cref="OfScrape"/>, which every series of kube-state-metrics has as long as no aggregation or matching drops them.
/// </summary>
internal static class ResultLabels
{
    /// <summary>Of the target that is scraped. Others, such as <c>cluster</c> or <c>endpoint</c>, may be there or not.</summary>
    private static readonly string[] OfScrape = ["instance", "job"];

    /// <summary>Whether it tells objects apart, rather than targets.</summary>
    public static bool IsOfObject(string label) => !OfScrape.Contains(label) && !MayBeOfScrape.Contains(label);

    private static readonly HashSet<string> MayBeOfScrape = ["cluster", "endpoint", "service", "prometheus", "__name__"];

    private static readonly string[] Always = [".*", "(.*)", "^(.*)$"];

    /// <summary>Null where it is not known, as for metrics of others.</summary>
    public static IReadOnlySet<string>? Of(Expression expression) => expression.Bare() switch
    {
        VectorSelector v => Of(v),
        RangeSelector r => Of(r.Vector),
        Subquery q => Of(q.Inner),
        UnaryExpression u => Of(u.Operand),
        Aggregation a => Of(a),
        FunctionCall { Function.Name: "label_replace" } c => Replaced(c),
        FunctionCall { Function.Name: "label_join" or "absent" or "absent_over_time" or "vector" or "info" or "histogram_quantile" } => null,
        FunctionCall c => c.Arguments.FirstOrDefault(a => a.Type is ValueType.InstantVector or ValueType.RangeVector) is { } argument ? Of(argument) : null,
        BinaryExpression b => Of(b),
        _ => null,
    };

    private static HashSet<string>? Of(VectorSelector v)
    {
        // Labels of objects that become labels of series are as many as the user allows.
        if (KubeStateMetrics.Labels(v.Metric) is not { } labels || v.Metric!.EndsWith("_labels", StringComparison.Ordinal) || v.Metric.EndsWith("_annotations", StringComparison.Ordinal))
        {
            return null;
        }

        // A recording of the name alone tells nothing of what relabelling added or dropped; what is asked for by name is there.
        return [.. labels, .. OfScrape, .. v.Matchers.Where(m => m.Operator == MatchOperator.Equal && m.Value.Length > 0).Select(m => m.Label).Except(MayBeOfScrape)];
    }

    /// <summary>The target label is certain only where every series gets it: a pattern that may not match leaves it away.</summary>
    private static IReadOnlySet<string>? Replaced(FunctionCall call) =>
        Of(call.Arguments[0]) is { } labels && call.Arguments is [_, StringLiteral { Value: var target }, StringLiteral { Value: var replacement }, StringLiteral { Value: var source }, StringLiteral { Value: var pattern }]
            ? labels.Contains(target) ? labels
                : (Always.Contains(pattern) || (pattern.Length == 0 && source.Length == 0)) && (!replacement.Contains('$', StringComparison.Ordinal) ? replacement.Length > 0 : labels.Contains(source)) ? labels.Append(target).ToHashSet()
                : null
            : null;

    private static IReadOnlySet<string>? Of(Aggregation a)
    {
        var below = Of(a.Operand);
        return a switch
        {
            { Operator: "topk" or "bottomk" or "limitk" or "limit_ratio" } => below,
            { Operator: "count_values" } => null,
            { Grouping: null } => new HashSet<string>(),
            { Grouping.Without: false } => a.Grouping.Labels.Except(MayBeOfScrape).Where(l => below is null || below.Contains(l)).ToHashSet(),
            _ => below?.Except(a.Grouping.Labels).ToHashSet(),
        };
    }

    private static IReadOnlySet<string>? Of(BinaryExpression b)
    {
        if (b.Children.FirstOrDefault(c => c.Type == ValueType.Scalar) is not null)
        {
            return b.Children.Where(c => c.Type == ValueType.InstantVector).Select(Of).FirstOrDefault();
        }

        var many = b.Matching?.Group == MatchingGroup.Right ? b.Right : b.Left;
        return b switch
        {
            { Operator: BinaryOperator.Or } => Of(b.Left) is { } left && Of(b.Right) is { } right && left.SetEquals(right) ? left : null,
            { Operator: BinaryOperator.And or BinaryOperator.Unless } => Of(b.Left),
            { Matching: { Group: not MatchingGroup.None } m } => Of(many)?.Union(m.Include ?? []).ToHashSet(),
            { Matching: { On: true } m } => m.Labels.Except(MayBeOfScrape).ToHashSet(),
            { Matching: { On: false } m } => Of(many)?.Except(m.Labels).ToHashSet(),
            _ => Of(many),
        };
    }
}
