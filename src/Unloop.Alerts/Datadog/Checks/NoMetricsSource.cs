using Unloop.Alerts.Datadog.Metrics;
using Unloop.Core.Facts;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Datadog.Checks;

/// <summary>Needs to know the cluster; what could not be seen there may be there.</summary>
internal sealed class NoMetricsSource : IMonitorCheck
{
    public FindingRule About { get; } = new(
        "no-metrics-source", FindingSeverity.Error, "nothing in the cluster sends the metric",
        "(nothing: a monitor without data stays silent)", "Install what sends it.");

    public IEnumerable<MonitorFinding> Check(CheckedMonitor monitor, CheckContext context)
    {
        if (context.Surroundings.Setup is not { Gaps.Count: 0 } setup || monitor.Series.Select(s => (Series: s, Metric: CheckedMonitor.Meant(s))).FirstOrDefault(s => s.Metric is not null) is not { Metric: { } metric, Series: { } series }
            || Missing(metric, setup.Datadog) is not { } missing)
        {
            yield break;
        }

        yield return new MonitorFinding(About, missing.Statement, monitor.At(series.MetricSpan))
        {
            Subject = metric.Name,
            Effect = "The monitor never has data from this cluster and is silent for ever.",
            Repair = missing.Repair,
        };
    }

    private static (string Statement, string Repair)? Missing(DatadogMetric metric, DatadogSetup? agent) =>
        agent is null ? ("No Datadog Agent runs in the cluster.", "Install it: helm install datadog-agent datadog/datadog, with datadog.apiKeyExistingSecret and datadog.clusterName.")
        : metric.IsOfKubeState && agent.ClusterAgent is null ? ($"{metric.Name} comes from the Cluster Agent, and {agent.Namespace} has none.", "Set clusterAgent.enabled=true in the Helm chart.")
        : metric.IsOfKubeState && agent.HasKubeStateCore is false ? ($"{metric.Name} comes from the check kubernetes_state_core, which is off.", "Set datadog.kubeStateMetricsCore.enabled=true in the Helm chart.")
        : !metric.IsOfKubeState && agent.Agents is null ? ($"{metric.Name} comes from the Agents of the nodes, and {agent.Namespace} has none.", "Set agents.enabled=true in the Helm chart.")
        : null;
}
