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
        if (selector.Metric is not { } metric || recorded.Contains(metric) || scene.Options.KnownMetrics?.Contains(metric) == true)
        {
            return null;
        }

        if (KubeStateMetrics.Labels(metric) is not null)
        {
            return scene.Options.KnownMetrics is { } known && KubeStateMetrics.IsMissing(metric, known) && !IsGuarded(rule, selector) ? NoData(rule, selector, metric) : null;
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

    /// <summary>Whether the expression asks for just that: that it is not there, or what else is.</summary>
    private static bool IsGuarded(SceneRule rule, VectorSelector selector) => rule.Tree!.All().Any(e =>
        (e is FunctionCall { Function.Name: "absent" or "absent_over_time" } || e is BinaryExpression { Operator: BinaryOperator.Or or BinaryOperator.Unless }) && e.All().Contains(selector));

    private static RuleFinding NoData(SceneRule rule, VectorSelector selector, string metric) => new(
        rule,
        $"This Prometheus has no series of {metric}, which kube-state-metrics exports.",
        "The expression is empty, Prometheus says nothing of it, and the alert never fires.",
        "Look whether kube-state-metrics is scraped, and whether its --resources and --metric-denylist leave the metric out.")
    {
        Span = selector.NameSpan is { Length: > 0 } name ? name : selector.Span,
        Subject = metric,
        Severity = FindingSeverity.Warning,
    };
}
