using Unloop.Alerts.Prometheus.Checks.Analysis;
using Unloop.Alerts.Prometheus.Expressions;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Prometheus.Checks.Metrics;

/// <summary>Needs to know all rules: those that the Prometheus has loaded, or a set that comes with its Alertmanager.</summary>
internal sealed class NoAbsentGuard : RuleCheck
{
    public override FindingRule Describes { get; } = new(
        "no-absent-guard", FindingSeverity.Note, "No rule notices that kube-state-metrics is gone", "No alert for days, and none of the dashboards has data",
        "Add a rule with absent() on one of its metrics.");

    internal override IEnumerable<RuleFinding> Check(RuleScene scene)
    {
        var needing = scene.Alerts.FirstOrDefault(r => r.Selectors.Any(s => KubeStateMetrics.Labels(s.Vector.Metric) is not null));
        if (needing is null || (scene.Loaded is null && scene.Options.Alertmanagers.Count == 0) || scene.Rules.Select(r => r.Tree).OfType<Expression>().Concat(scene.Loaded ?? []).Any(IsGuard))
        {
            return [];
        }

        var used = needing.Selectors.First(s => KubeStateMetrics.Labels(s.Vector.Metric) is not null);
        return
        [
            new(
                needing,
                $"{needing.Name} looks at kube-state-metrics, and no rule notices when that is gone.",
                "Without series every expression is empty, which is no error: when its pod is down, or its target is dropped, all these alerts are silent, and firing ones resolve.",
                "Add a rule with absent() on one of its metrics.")
            {
                Span = used.Node.Span,
                Subject = used.Vector.Metric,
                Part = RulePart.AnotherRule,
                Replacement = Guard(used.Vector, needing.Located.Rule.Labels.GetValueOrDefault("severity") ?? "warning"),
            },
        ];
    }

    /// <summary><c>absent(kube_pod_info)</c>, <c>up{job="kube-state-metrics"} == 0</c>, or one about all targets.</summary>
    private static bool IsGuard(Expression tree) => tree.All().Any(e => e switch
    {
        FunctionCall { Function.Name: "absent" or "absent_over_time" } call => call.All().OfType<VectorSelector>().Any(IsOfKubeState),
        VectorSelector { Metric: "up" } up => up.Matcher("job") is null || IsOfKubeState(up),
        _ => false,
    });

    private static bool IsOfKubeState(VectorSelector selector) =>
        KubeStateMetrics.Labels(selector.Metric) is not null || selector.Metric?.StartsWith("kube_", StringComparison.Ordinal) == true
        || (selector.Matcher("job") is { Operator: MatchOperator.Equal or MatchOperator.Regex } job && (job.Value.Contains("kube-state", StringComparison.Ordinal) || job.Matches("kube-state-metrics")));

    private static string Guard(VectorSelector like, string severity)
    {
        var job = like.Matchers.Where(m => m.Label == "job" && m.Operator == MatchOperator.Equal).ToList();
        return $$$"""
            - alert: KubeStateMetricsAbsent
              expr: absent({{{Printer.Print(new VectorSelector("kube_pod_info", job))}}})
              for: 10m
              labels:
                severity: {{{Generation.Yaml.Inline(severity)}}}
              annotations:
                summary: kube-state-metrics has no series, so that no alert about pods can fire.
            """;
    }
}
