using Unloop.Alerts.Generation;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Prometheus.Checks.Texts;

internal sealed class NoSummary : RuleCheck
{
    private static readonly string[] Texts = ["summary", "description", "message", "title"];

    public override FindingRule Describes { get; } = new(
        "no-summary", FindingSeverity.Note, "An alert without a text", "A notification that holds labels alone", "Add annotations.summary.");

    internal override IEnumerable<RuleFinding> Check(RuleScene scene) => scene.Rules
        .Where(r => r.Located.IsAlert && !Texts.Any(t => !string.IsNullOrWhiteSpace(r.Located.Rule.Annotations.GetValueOrDefault(t))))
        .Select(r => new RuleFinding(
            r,
            $"{r.Name} has neither summary nor description.",
            "The notification names the alert and its labels, and says nothing of what is wrong and what to do.",
            "Add a summary with the labels that the alert has, and a runbook_url.")
        {
            Subject = "summary",
            Part = RulePart.Annotation,
            Replacement = "summary: " + Yaml.Inline(Summary(r)),
        });

    private static string Summary(SceneRule rule) =>
        rule.Selectors.Any(s => Analysis.KubeStateMetrics.Labels(s.Vector.Metric)?.Contains("pod") == true)
            ? $"Pod {{{{ $labels.namespace }}}}/{{{{ $labels.pod }}}} fires {rule.Name}."
            : $"{rule.Name} fires with {{{{ $value }}}}.";
}
