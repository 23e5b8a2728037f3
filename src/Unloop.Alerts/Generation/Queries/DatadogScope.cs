using System.Globalization;
using Unloop.Alerts.Datadog.Metrics;

namespace Unloop.Alerts.Generation.Queries;

/// <summary>
/// Queries over the metrics of the Agent's kubelet check for one scope. That check, unlike the kubernetes_state_core check, tags pods with their workload, sees init containers (in the Agents whose
/// check is written in Go), and knows <c>createcontainerconfigerror</c>; so it alone is asked.
/// </summary>
internal sealed class DatadogScope(AlertScope scope)
{
    private static readonly Dictionary<string, string> WorkloadTags = new(StringComparer.Ordinal)
    {
        ["Deployment"] = "kube_deployment",
        ["StatefulSet"] = "kube_stateful_set",
        ["DaemonSet"] = "kube_daemon_set",
        ["CronJob"] = "kube_cronjob",
        ["Job"] = "kube_job",
        ["ReplicaSet"] = "kube_replica_set",
    };

    private string? WorkloadTag => scope.Kind is { } kind ? WorkloadTags.GetValueOrDefault(kind) : null;

    /// <summary>A series without one of these is dropped silently, so that only what every pod in the scope has may be here.</summary>
    public IReadOnlyList<string> Groups => ["kube_cluster_name", "kube_namespace", .. WorkloadTag is { } tag ? [tag] : Array.Empty<string>(), "pod_name"];

    /// <summary>One notification for a workload; for a namespace, where the scope is wider: there is no tag that Deployments and StatefulSets both have.</summary>
    public IReadOnlyList<string> NotifyBy => scope.Kind is "Pod" ? ["kube_namespace", "pod_name"] : [.. Groups.SkipLast(1)];

    /// <summary>Tags for the monitor itself, by which people find it.</summary>
    public IReadOnlyList<string> Tags =>
    [
        .. scope.Cluster is { } cluster ? [DatadogTags.Of("kube_cluster_name", cluster)] : Array.Empty<string>(),
        .. scope.Namespace is { } space ? [DatadogTags.Of("kube_namespace", space)] : Array.Empty<string>(),
        .. scope.IsWorkload ? [DatadogTags.Of(WorkloadTag ?? "pod_name", scope.Name!)] : Array.Empty<string>(),
    ];

    /// <summary>A metric within the scope, in groups.</summary>
    /// <param name="reasons">Lower case, as the Agent sends them; any of them.</param>
    public string Series(string spaceAggregation, string metric, bool byContainer = false, params string[] reasons)
    {
        var groups = string.Join(',', byContainer ? [.. Groups, "kube_container_name"] : Groups);
        return $"{spaceAggregation}:{metric}{{{Filter(reasons)}}} by {{{groups}}}";
    }

    public static string Compare(string query, string comparator, double threshold) => $"{query} {comparator} {threshold.ToString(CultureInfo.InvariantCulture)}";

    private string Filter(string[] reasons)
    {
        string[] tags = [.. Tags, .. reasons.Length == 1 ? [$"reason:{reasons[0]}"] : Array.Empty<string>()];
        if (reasons.Length > 1)
        {
            return string.Join(" AND ", [.. Tags, $"({string.Join(" OR ", reasons.Select(r => $"reason:{r}"))})"]);
        }

        return tags.Length == 0 ? "*" : string.Join(',', tags);
    }
}
