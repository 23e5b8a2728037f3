using Unloop.Alerts.Prometheus.Checks.Analysis;
using Unloop.Alerts.Prometheus.Expressions;
using Unloop.Core.Reports;
using Unloop.Core.Text;

namespace Unloop.Alerts.Prometheus.Checks.Metrics;

internal sealed class UnknownMetric : RuleCheck
{
    public override FindingRule Describes { get; } = new(
        "unknown-metric", FindingSeverity.Error, "A metric that kube-state-metrics does not have", "The alert stays silent for ever", "Write the name as kube-state-metrics does.");

    internal override IEnumerable<RuleFinding> Check(RuleScene scene)
    {
        var recorded = scene.Rules.Select(r => r.Located.Rule.Record).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return scene.Rules.SelectMany(r => r.Selectors.Select(s => One(scene, r, s.Vector, recorded)).OfType<RuleFinding>());
    }

    private static RuleFinding? One(RuleScene scene, SceneRule rule, VectorSelector selector, HashSet<string> recorded)
    {
        if (selector.Metric is not { } metric || recorded.Contains(metric) || KubeStateMetrics.Labels(metric) is not null || scene.Options.KnownMetrics?.Contains(metric) == true)
        {
            return null;
        }

        var foreign = ForeignNames.Find(metric);
        if (foreign is null && !KubeStateMetrics.IsWithin(metric))
        {
            return null;
        }

        var meant = foreign?.Meant ?? NearestNames.OnlyNear(metric, KubeStateMetrics.Names);
        return new(
            rule,
            foreign is not null ? $"{metric} is a name of {foreign.Product}, {(foreign.Meant is null ? "which release 2 does not have any more" : "not of kube-state-metrics")}." : $"kube-state-metrics has no metric {metric}{(meant is null ? "." : $"; did you mean {meant}?")}",
            "No series has this name: the expression is empty, Prometheus says nothing of it, and the alert never fires.",
            foreign?.Advice ?? (meant is null ? "Look the name up under /metrics of kube-state-metrics." : $"Write {meant}."))
        {
            Span = selector.NameSpan is { Length: > 0 } name ? name : selector.Span,
            Subject = metric,
            // A name that is merely not known here may be one that somebody records or exports himself.
            Severity = foreign is null && meant is null ? FindingSeverity.Warning : null,
            Replacement = meant is not null && selector.NameSpan.Length > 0 && selector.NameSpan.Of(rule.Text) == metric ? rule.With(selector.NameSpan, meant) : null,
        };
    }
}
