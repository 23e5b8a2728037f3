using Unloop.Alerts.Prometheus.Checks.Analysis;
using Unloop.Alerts.Prometheus.Expressions;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Prometheus.Checks.Joining;

internal sealed class SeriesMerged : RuleCheck
{
    private static readonly string[] Counting = ["increase", "rate", "irate", "delta"];

    public override FindingRule Describes { get; } = new(
        "series-merged-or-doubled", FindingSeverity.Warning, "An aggregation adds up what belongs to different pods, or counts the same restarts twice", "The alert names a pod that is well, or twice as many restarts",
        "Group by namespace and pod, and take the maximum of each container before the sum.");

    internal override IEnumerable<RuleFinding> Check(RuleScene scene) => scene.Alerts.SelectMany(r => r.Tree!.All().Select(e => One(r, e)).OfType<RuleFinding>());

    private static RuleFinding? One(SceneRule rule, Expression expression) => expression switch
    {
        FunctionCall { Arguments: [Subquery { Inner: var inner } subquery] } c when Counting.Contains(c.Function.Name) && inner.Bare() is Aggregation a && RestartCountReader.Read(a) is { Form: CountForm.Total } =>
            SumFirst(rule, c, subquery, a),
        Aggregation a when OfPodMetric(a) is { } metric && Lacks(a, "namespace") => NoNamespace(rule, a, metric),
        Aggregation { Operator: "sum" or "count" } a when RestartCountReader.Read(a) is { Form: not CountForm.Total, Level: not CountLevel.Several } count && IsDoubled(a, count) => Doubled(rule, a),
        _ => null,
    };

    /// <summary>The metric of pods that is directly aggregated, whatever functions are between.</summary>
    private static string? OfPodMetric(Aggregation a) =>
        RestartCountReader.Read(a.Operand)?.Counter.Metric
        ?? (a.Operand.Bare() is VectorSelector v && KubeStateMetrics.Labels(v.Metric)?.Contains("pod") == true ? v.Metric : null);

    private static bool Lacks(Aggregation a, string label) =>
        a.Grouping is { } g && (g.Without ? g.Labels.Contains(label) : g.Labels.Any(l => l is "pod" or "container") && !g.Labels.Contains(label) && !g.Labels.Contains("uid") && !g.Labels.Contains("exported_" + label));

    /// <summary>Nothing keeps the series of two jobs or instances apart from those of two containers.</summary>
    private static bool IsDoubled(Aggregation a, RestartCount count) =>
        !a.Operand.All().OfType<Aggregation>().Any() && count.Counter.Matcher("job") is null && count.Counter.Matcher("instance") is null
        && a.Grouping is { } g && !g.Labels.Any(l => l is "instance" or "job" or "endpoint" or "container") && !g.Without;

    private static RuleFinding SumFirst(SceneRule rule, FunctionCall call, Subquery subquery, Aggregation a)
    {
        var range = new RangeSelector(RestartCountReader.Read(a)!.Counter with { Time = subquery.Time }, subquery.Range);
        return new(
            rule,
            $"{call.Function.Name}() is taken of a sum, in which the resets of the single counters cannot be told any more.",
            "When a pod is deleted its restarts leave the sum, which reads as a reset: what is left is counted again as if it were new, and the alert fires for a cleanup.",
            $"Take {call.Function.Name}() of each series first, and then the sum.")
        {
            Span = call.Span,
            Replacement = rule.With(call.Span, Printer.Print(a with { Operand = call with { Arguments = [range] } })),
        };
    }

    private static RuleFinding NoNamespace(SceneRule rule, Aggregation a, string metric)
    {
        var labels = a.Grouping!.Without ? a.Grouping.Labels.Where(l => l != "namespace") : a.Grouping.Labels.Prepend("namespace");
        var grouping = Printer.Print(new Aggregation("sum", new NumberLiteral(0), null, a.Grouping with { Labels = [.. labels] }))[4..^4];
        return new(
            rule,
            $"{metric} is grouped without the namespace.",
            a.Operator is "sum" or "count"
                ? "Pods of one name in two namespaces (web-0 of a StatefulSet in each environment) are added up: two that each are below the threshold fire together, and the alert does not say where."
                : "Pods of one name in two namespaces (web-0 of a StatefulSet in each environment) become one alert, which does not say where.",
            "Group by namespace too.")
        {
            Span = a.Grouping.Span,
            Subject = "namespace",
            Replacement = rule.With(a.Grouping.Span, grouping.Trim()),
        };
    }

    private static RuleFinding Doubled(SceneRule rule, Aggregation a)
    {
        var inner = a.Operand.Span;
        var labels = a.Grouping!.Labels.Concat(["container"]).Distinct();
        return new(
            rule,
            "The sum runs over all series of a pod, and nothing says of which kube-state-metrics.",
            "Where two of them report (two replicas, two Prometheus jobs, a federation) each restart counts twice: three read as six.",
            "Take the maximum of each container first, and then the sum.")
        {
            Span = a.Span,
            Replacement = rule.With(inner, $"max by ({string.Join(", ", labels)}) ({inner.Of(rule.Text)})"),
        };
    }
}
