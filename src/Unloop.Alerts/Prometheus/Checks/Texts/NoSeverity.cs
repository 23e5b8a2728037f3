using Unloop.Core.Reports;

namespace Unloop.Alerts.Prometheus.Checks.Texts;

internal sealed class NoSeverity : RuleCheck
{
    public override FindingRule Describes { get; } = new(
        "no-severity", FindingSeverity.Warning, "An alert without the label severity", "Nobody was paged", "Add labels.severity.");

    internal override IEnumerable<RuleFinding> Check(RuleScene scene) => scene.Rules
        .Where(r => r.Located.IsAlert && !r.Located.Labels.ContainsKey("severity") && !r.Group.Group.Labels.ContainsKey("severity"))
        .Select(r => new RuleFinding(
            r,
            $"{r.Name} has no label 'severity'.",
            "Routes of Alertmanager that match on severity pass it over, and it ends with the default receiver, which often is nobody.",
            "Add the label with a value that your routes know: critical, warning or info.")
        {
            Subject = "severity",
            Part = RulePart.Label,
            Replacement = "severity: warning",
        });
}
