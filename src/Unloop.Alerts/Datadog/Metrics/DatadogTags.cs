namespace Unloop.Alerts.Datadog.Metrics;

/// <summary>Names of tags that are not the Agent's, and what the Agent calls the same (https://docs.datadoghq.com/containers/kubernetes/tag/).</summary>
public static class DatadogTags
{
    private static readonly Dictionary<string, string> Foreign = new()
    {
        ["cluster_name"] = "kube_cluster_name",
        ["cluster"] = "kube_cluster_name",
        ["kubernetes_cluster"] = "kube_cluster_name",
        ["k8s.cluster.name"] = "kube_cluster_name",
        ["kubernetes.cluster.name"] = "kube_cluster_name",
        ["namespace"] = "kube_namespace",
        ["kubernetes_namespace"] = "kube_namespace",
        ["namespace_name"] = "kube_namespace",
        ["k8s.namespace.name"] = "kube_namespace",
        ["kubernetes.namespace"] = "kube_namespace",
        ["kubernetes.namespace.name"] = "kube_namespace",
        ["pod"] = "pod_name",
        ["podname"] = "pod_name",
        ["kube_pod"] = "pod_name",
        ["kube_pod_name"] = "pod_name",
        ["kubernetes_pod_name"] = "pod_name",
        ["k8s.pod.name"] = "pod_name",
        ["kubernetes.pod.name"] = "pod_name",
        ["container"] = "kube_container_name",
        ["k8s.container.name"] = "kube_container_name",
        ["kubernetes.container.name"] = "kube_container_name",
        ["deployment"] = "kube_deployment",
        ["deployment_name"] = "kube_deployment",
        ["k8s.deployment.name"] = "kube_deployment",
        ["kubernetes.deployment.name"] = "kube_deployment",
        ["statefulset"] = "kube_stateful_set",
        ["kube_statefulset"] = "kube_stateful_set",
        ["daemonset"] = "kube_daemon_set",
        ["kube_daemonset"] = "kube_daemon_set",
        ["replicaset"] = "kube_replica_set",
        ["kube_replicaset"] = "kube_replica_set",
        ["cronjob"] = "kube_cronjob",
    };

    /// <summary>Workloads that the documentation lists for the kubelet's metrics only.</summary>
    public static readonly IReadOnlyList<string> OfWorkloads = ["kube_deployment", "kube_stateful_set", "kube_daemon_set", "kube_replica_set", "kube_job", "kube_cronjob"];

    /// <summary>Characters, of a name with its value.</summary>
    private const int LongestTag = 200;

    /// <summary>
    /// The tag as Datadog keeps it (https://docs.datadoghq.com/getting_started/tagging/#define-tags): lower case, and an underscore for whatever is no letter, digit, <c>_</c>, <c>-</c>,
    /// <c>:</c>, <c>.</c> or <c>/</c>. What it does not keep could end a scope, or begin another.
    /// </summary>
    public static string Of(string name, string value)
    {
        var tag = $"{name}:{string.Concat(value.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or ':' or '.' or '/' ? c : '_'))}";
        return tag.Length > LongestTag ? tag[..LongestTag] : tag;
    }

    /// <summary>What the Agent calls it; null where the name is not known to be another's.</summary>
    public static string? Meant(string tag) => Foreign.GetValueOrDefault(tag);

    /// <summary>Whether it is the Agent's tag, or another's name for it.</summary>
    public static bool Is(string tag, string agents) => tag == agents || Meant(tag) == agents;
}
