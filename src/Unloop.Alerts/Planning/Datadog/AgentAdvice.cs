using Unloop.Core.Facts;

namespace Unloop.Alerts.Planning.Datadog;

/// <summary>What must be installed for Datadog's Kubernetes metrics to have data (https://docs.datadoghq.com/containers/kubernetes/installation/). Pure.</summary>
public static class AgentAdvice
{
    public const string ClusterName = "Give the Agents the cluster's name: datadog.clusterName in Helm, spec.global.clusterName in a DatadogAgent.";

    private const string StateMetrics = "kubernetes_state.";

    /// <summary>A metric of the same sender that always has data.</summary>
    public static string SteadyOf(string metric) => metric.StartsWith(StateMetrics, StringComparison.Ordinal) ? "kubernetes_state.pod.ready" : "kubernetes.containers.restarts";

    /// <summary>Who sends a metric, and how one gets it.</summary>
    public static string Sender(string metric, string site) =>
        metric.StartsWith(StateMetrics, StringComparison.Ordinal)
            ? $"It comes from the kubernetes_state_core check, which runs with the Cluster Agent: {Helm(site)} installs both (datadog.kubeStateMetricsCore.enabled and clusterAgent.enabled are on by default)."
        : metric.StartsWith("kubernetes.", StringComparison.Ordinal) ? $"It comes from the Agent on each node: {Helm(site)} installs it."
        : "It is none of the Agent's Kubernetes metrics: check its name.";

    /// <summary>What one sees of Datadog in the cluster, and what is to be done; one sentence each.</summary>
    /// <param name="site">That monitors are made at.</param>
    public static IReadOnlyList<string> Of(MonitoringSetup setup, string site)
    {
        if (setup.Datadog is not { Agents: not null } agent)
        {
            var unseen = setup.Gaps.Count > 0 ? "No Datadog Agent was seen, and not everything could be looked at." : "There is no Datadog Agent in this cluster.";
            return [$"{unseen} Without it there are no kubernetes.* metrics. Install it: {Helm(site)}"];
        }

        string?[] lines =
        [
            $"Datadog Agent{(agent.Version is { } version ? $" {version}" : "")} in namespace {agent.Namespace}: {agent.ReadyAgents} of {agent.DesiredAgents} nodes ready; Cluster Agent: {agent.ClusterAgent ?? "none"}.",
            agent.ReadyAgents < agent.DesiredAgents ? $"Pods on {agent.DesiredAgents - agent.ReadyAgents} nodes are not watched: kubectl get pods -n {agent.Namespace} -l agent.datadoghq.com/component=agent" : null,
            agent.ClusterAgent is null ? $"Without a Cluster Agent no kubernetes_state.* metric has data. Install it: {Helm(site)}" : null,
            agent is { ClusterAgent: not null, HasKubeStateCore: false } ? "The kubernetes_state_core check is off, so no kubernetes_state.* metric has data. Set datadog.kubeStateMetricsCore.enabled=true in Helm, features.kubeStateMetricsCore.enabled in a DatadogAgent." : null,
            agent.ClusterName is null ? $"The Agents have no DD_CLUSTER_NAME; where the cloud gives no name either, no metric has the tag kube_cluster_name. {ClusterName}" : null,
            (agent.Site ?? "datadoghq.com") != site ? $"The Agents send to {agent.Site ?? "datadoghq.com"}, and the monitors are for {site}: they would never see this cluster." : null,
        ];
        return [.. lines.OfType<string>()];
    }

    private static string Helm(string site) =>
        $"'helm repo add datadog https://helm.datadoghq.com && helm upgrade --install datadog datadog/datadog -n datadog --create-namespace --set datadog.site={site} --set datadog.clusterName=NAME --set datadog.apiKeyExistingSecret=datadog-keys'";
}
