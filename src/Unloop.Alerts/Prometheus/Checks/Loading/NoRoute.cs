using Unloop.Alerts.Generation;
using Unloop.Alerts.Prometheus.Routing;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Prometheus.Checks.Loading;

/// <summary>Needs the configuration of Alertmanager.</summary>
internal sealed class NoRoute : RuleCheck
{
    private const string Severity = "severity";

    /// <summary>Alerts that are made for other alerts or for a dead man's switch, and are commonly sent to nobody.</summary>
    private static readonly string[] ForNobody = ["none", "info"];

    public override FindingRule Describes { get; } = new(
        "no-route", FindingSeverity.Error, "No route of Alertmanager takes the severity of the alert, and the default receiver is nobody", "The alert fires in Prometheus, and nobody was notified",
        "Add a route for the severity, or set one that has a route.");

    internal override IEnumerable<RuleFinding> Check(RuleScene scene) =>
        scene.Options.Alertmanagers is not [_, ..] all ? [] : scene.Rules.Where(r => r.Located.IsAlert).Select(r => all.Select(c => One(r, c)).FirstOrDefault(f => f is not null)).OfType<RuleFinding>();

    private static RuleFinding? One(SceneRule rule, AlertmanagerConfiguration configuration)
    {
        if (Value(rule, Severity) is not { Length: > 0 } severity || ForNobody.Contains(severity))
        {
            return null;
        }

        var ends = configuration.Ends(l => Value(rule, l));
        if (ends.Any(e => !IsPassedOver(e, configuration)))
        {
            return null;
        }

        var end = ends[0];
        var isNobody = ends.All(e => configuration.Receiver(e.Receiver) is { Integrations.Count: 0 });
        var meant = configuration.NearSeverity(severity);
        if (!isNobody && meant is null)
        {
            return null;
        }

        var written = rule.Located.Labels.GetValueOrDefault(Severity);
        return new(
            rule,
            $"No route of {configuration.File.Name} takes severity: {severity}; {rule.Name} ends at the default receiver '{end.Receiver}'{(isNobody ? ", which notifies nobody" : "")}.",
            isNobody ? "The alert fires in Prometheus and in Alertmanager, and nobody hears of it." : $"Whoever is to be called for severity: {meant} is not: the default receiver gets it.",
            meant is not null ? $"Write severity: {meant}, which has a route." : $"Add a route with matchers: [{Severity}=\"{severity}\"] and a receiver that notifies somebody.")
        {
            At = written?.At,
            Length = written?.Value.Length ?? 1,
            Subject = severity,
            Severity = isNobody ? null : FindingSeverity.Warning,
            Part = RulePart.Label,
            Replacement = meant is null ? null : $"{Severity}: {Yaml.Inline(meant)}",
        };
    }

    /// <summary>The alert came here for want of a route: it is the root, or routes within ask for other severities.</summary>
    private static bool IsPassedOver(AlertRoute end, AlertmanagerConfiguration configuration) => ReferenceEquals(end, configuration.Root) || end.AsksFor(Severity);

    /// <summary>Null where it comes from the expression, from a template, or from elsewhere; a severity that is not written is none.</summary>
    internal static string? Value(SceneRule rule, string label)
    {
        var value = label == "alertname" ? rule.Name
            : rule.Located.Rule.Labels.TryGetValue(label, out var own) ? own
            : rule.Group.Group.Labels.TryGetValue(label, out var ofGroup) ? ofGroup
            : label == Severity ? "" : null;
        return value?.Contains("{{", StringComparison.Ordinal) == true ? null : value;
    }
}
