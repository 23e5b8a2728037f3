using Unloop.Alerts.Prometheus.Routing;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Prometheus.Checks.Loading;

/// <summary>Needs the configuration of Alertmanager.</summary>
internal sealed class NoSendResolved : RuleCheck
{
    public override FindingRule Describes { get; } = new(
        "no-send-resolved", FindingSeverity.Note, "Mail and Slack say nothing when an alert is over, unless they are told to", "The channel is full of alerts, and nobody knows which of them still hold",
        "Set send_resolved: true, or false where that is meant.");

    internal override IEnumerable<RuleFinding> Check(RuleScene scene)
    {
        var said = new HashSet<(AlertmanagerConfiguration, int)>();
        foreach (var configuration in scene.Options.Alertmanagers)
        {
            foreach (var rule in scene.Rules.Where(r => r.Located.IsAlert))
            {
                var reached = configuration.Ends(l => NoRoute.Value(rule, l)).Select(e => configuration.Receiver(e.Receiver)).OfType<AlertReceiver>().Distinct();
                foreach (var (receiver, integration) in reached.SelectMany(r => r.Integrations.Where(i => i.IsSilentByDefault).Select(i => (r, i))).Where(i => said.Add((configuration, i.i.Start))))
                {
                    yield return One(rule, configuration, receiver, integration);
                }
            }
        }
    }

    private static RuleFinding One(SceneRule rule, AlertmanagerConfiguration configuration, AlertReceiver receiver, AlertIntegration integration) => new(
        rule,
        $"{integration.Kind}_configs of the receiver '{receiver.Name}', which {rule.Name} reaches, has no send_resolved; for {integration.Kind} that is false.",
        "Whoever reads it learns that a pod crashes, and never that it is over.",
        "Say what is meant: send_resolved: true, or false.")
    {
        Elsewhere = new(configuration.File, integration.Start, integration.End),
        Subject = receiver.Name,
        Part = RulePart.Integration,
        Replacement = "send_resolved: true",
    };
}
