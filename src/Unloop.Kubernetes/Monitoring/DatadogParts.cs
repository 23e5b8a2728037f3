using Unloop.Core.Facts;

namespace Unloop.Kubernetes.Monitoring;

/// <summary>
/// Which workloads are Datadog's, by the labels that its Helm chart and its operator set: <c>agent.datadoghq.com/component</c>, and
/// <c>app.kubernetes.io/component</c> in the chart's older versions. Pure.
/// </summary>
internal static class DatadogParts
{
    private const string Component = "agent.datadoghq.com/component";
    private const string CommonComponent = "app.kubernetes.io/component";
    private const string Chart = "helm.sh/chart";
    private const string StateCore = "kubernetes_state_core";

    public static bool IsPart(IReadOnlyDictionary<string, string> labels) => ComponentOf(labels) is not null;

    /// <param name="hasMonitorResources">Whether the API serves DatadogMonitors.</param>
    /// <param name="sawDeployments">False where Deployments may not be listed: then a Cluster Agent may be there.</param>
    /// <returns>Null where there is nothing of Datadog.</returns>
    public static DatadogSetup? Detect(IReadOnlyList<WatchingWorkload> workloads, bool hasMonitorResources, bool sawDeployments)
    {
        var agents = Of(workloads, "daemonset", "agent").OrderByDescending(w => w.Desired).ThenBy(w => w.Namespace, StringComparer.Ordinal).ThenBy(w => w.Name, StringComparer.Ordinal).ToList();
        var main = agents.FirstOrDefault();
        var cluster = Near(Of(workloads, "deployment", "cluster-agent"), main);
        var runner = Near(Of(workloads, "deployment", "cluster-checks-runner").Concat(Of(workloads, "deployment", "clusterchecks-agent")), main);
        var any = main ?? cluster ?? runner;
        if (any is null && !hasMonitorResources)
        {
            return null;
        }

        var parts = new[] { main, cluster, runner }.OfType<WatchingWorkload>().ToList();
        return new(
            any?.Namespace ?? "",
            main?.Name,
            agents.Sum(a => a.Desired),
            agents.Sum(a => a.Ready),
            cluster?.Name,
            cluster is null ? sawDeployments ? false : null : HasStateCore(cluster),
            Variable(parts, "DD_SITE"),
            Variable(parts, "DD_CLUSTER_NAME"),
            main?.Container("agent")?.Version,
            hasMonitorResources,
            runner?.Name);
    }

    /// <summary>Of the same installation, where there are several: that of the same namespace.</summary>
    private static WatchingWorkload? Near(IEnumerable<WatchingWorkload> found, WatchingWorkload? main) =>
        found.OrderByDescending(w => w.Namespace == main?.Namespace).ThenBy(w => w.Namespace, StringComparer.Ordinal).ThenBy(w => w.Name, StringComparer.Ordinal).FirstOrDefault();

    private static IEnumerable<WatchingWorkload> Of(IEnumerable<WatchingWorkload> workloads, string kind, string component) =>
        workloads.Where(w => w.Kind == kind && ComponentOf(w.Labels) == component);

    /// <summary>The common label says what it is only together with the chart: other people's agents have it too.</summary>
    private static string? ComponentOf(IReadOnlyDictionary<string, string> labels) =>
        labels.TryGetValue(Component, out var component) ? component
        : labels.TryGetValue(Chart, out var chart) && chart.StartsWith("datadog-", StringComparison.Ordinal) && !chart.StartsWith("datadog-operator-", StringComparison.Ordinal)
            ? labels.GetValueOrDefault(CommonComponent)
        : null;

    private static string? Variable(IEnumerable<WatchingWorkload> parts, string name) => parts
        .SelectMany(p => new[] { p.Container("agent", "cluster-agent") }.OfType<WatchingContainer>().Concat(p.Containers))
        .Select(c => c.Environment.GetValueOrDefault(name))
        .FirstOrDefault(v => v is not null);

    /// <summary>The operator says it in a variable; the chart mounts the check's configuration, or has it off.</summary>
    private static bool? HasStateCore(WatchingWorkload cluster) =>
        Variable([cluster], "DD_KUBE_STATE_METRICS_CORE_ENABLED") is { } said ? said.Equals("true", StringComparison.OrdinalIgnoreCase)
        : cluster.ConfigFiles.Any(f => f.StartsWith(StateCore, StringComparison.Ordinal)) ? true
        : cluster.Labels.GetValueOrDefault(Chart)?.StartsWith("datadog-", StringComparison.Ordinal) == true ? false
        : null;
}
