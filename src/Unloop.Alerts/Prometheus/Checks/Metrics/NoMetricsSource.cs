using Unloop.Alerts.Prometheus.Checks.Analysis;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Prometheus.Checks.Metrics;

internal sealed class NoMetricsSource : RuleCheck
{
    public override FindingRule Describes { get; } = new(
        "no-metrics-source", FindingSeverity.Error, "The rules need kube-state-metrics, and the cluster has none", "The alert stays silent for ever", "Install kube-state-metrics.");

    internal override IEnumerable<RuleFinding> Check(RuleScene scene)
    {
        // What could not be looked at may be there.
        if (scene.Options.Setup is not { KubeStateMetrics: null, Gaps.Count: 0 })
        {
            return [];
        }

        return scene.Alerts.Where(r => r.Selectors.Any(s => KubeStateMetrics.Labels(s.Vector.Metric) is not null)).Take(1).Select(r =>
        {
            var used = r.Selectors.First(s => KubeStateMetrics.Labels(s.Vector.Metric) is not null);
            return new RuleFinding(
                r,
                $"{used.Vector.Metric} comes from kube-state-metrics, and there is none in the cluster.",
                "No series is ever there, an empty expression is no error, and the alert never fires: nobody learns that nothing is watched.",
                "Install kube-state-metrics (Helm chart prometheus-community/kube-state-metrics), and add a rule with absent() on it.")
            {
                Span = used.Node.Span,
                Subject = used.Vector.Metric,
            };
        });
    }
}
