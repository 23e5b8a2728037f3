using Unloop.Alerts.Datadog.Query;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Datadog.Checks;

/// <summary>Needs to know the organisation's monitors.</summary>
internal sealed class NoAgentGuard : IMonitorCheck
{
    private static readonly string[] OfAgents = ["datadog.agent.", "datadog.cluster_agent.", "kubernetes.kubelet.check", "kubernetes_state.node."];

    public FindingRule About { get; } = new(
        "no-agent-guard", FindingSeverity.Note, "no monitor notices that the Agents are gone",
        "(no alert for days, and no data on any dashboard)", "Keep a monitor on the Agents themselves: the service check datadog.agent.up.");

    public IEnumerable<MonitorFinding> Check(CheckedMonitor monitor, CheckContext context)
    {
        if (context.Surroundings.ExistingMonitors is null || context.HasAgentGuard || !ReferenceEquals(context.FirstOfKubernetes, monitor))
        {
            yield break;
        }

        var series = monitor.Series.First(s => CheckedMonitor.Meant(s) is not null);
        yield return new MonitorFinding(About, $"{series.Metric} comes from the Datadog Agent, and no monitor here or in the organisation notices when the Agents are gone.", monitor.At(series.MetricSpan))
        {
            Subject = series.Metric,
            Effect = "Without data the monitor neither fires nor says why: when the Agents are down or lose their key, all of these are silent.",
            Repair = "Keep a monitor on the Agents themselves, such as \"datadog.agent.up\".over(\"*\").by(\"host\").last(2).count_by_status() of the type service check, with notify_no_data.",
        };
    }

    internal static bool IsGuard(QueryParse parse) => parse.Query switch
    {
        OtherQuery other => OfAgents.Any(a => other.Text.Contains(a, StringComparison.Ordinal)),
        MetricQuery metric => metric.Series.Any(s => OfAgents.Any(a => s.Metric.StartsWith(a, StringComparison.Ordinal))),
        _ => false,
    };
}
