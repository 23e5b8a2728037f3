using Unloop.Alerts.Prometheus.Checks.Analysis;

namespace Unloop.Alerts.Prometheus.Checks.Metrics;

/// <param name="Meant">What kube-state-metrics calls the same; null: it has no such thing.</param>
/// <param name="Advice">What to do, in one sentence.</param>
internal sealed record ForeignName(string Product, string? Meant, string Advice);

/// <summary>Names of other products, and of older releases, with dots or underscores.</summary>
internal static class ForeignNames
{
    private static readonly Dictionary<string, (string Product, string? Meant)> Names = new(StringComparer.Ordinal)
    {
        ["kubernetes_containers_restarts"] = ("Datadog", KubeStateMetrics.Restarts),
        ["kubernetes_state_container_restarts"] = ("Datadog", KubeStateMetrics.Restarts),
        ["kubernetes_state_container_status_report_count_waiting"] = ("Datadog", KubeStateMetrics.WaitingReason),
        ["kubernetes_pod_restart_count"] = ("Sysdig and IBM Cloud Monitoring", KubeStateMetrics.Restarts),
        ["kubernetes_pod_container_restart_count"] = ("Sysdig", KubeStateMetrics.Restarts),
        ["k8s_container_restarts"] = ("OpenTelemetry's cluster receiver", KubeStateMetrics.Restarts),
        ["k8s_container_restart_count"] = ("OpenTelemetry's conventions", KubeStateMetrics.Restarts),
        ["kube_pod_container_resource_requests_cpu_cores"] = ("kube-state-metrics 1", "kube_pod_container_resource_requests"),
        ["kube_pod_container_resource_requests_memory_bytes"] = ("kube-state-metrics 1", "kube_pod_container_resource_requests"),
        ["kube_pod_container_resource_limits_cpu_cores"] = ("kube-state-metrics 1", "kube_pod_container_resource_limits"),
        ["kube_pod_container_resource_limits_memory_bytes"] = ("kube-state-metrics 1", "kube_pod_container_resource_limits"),
    };

    /// <summary>Null where the name is nobody's that is known here.</summary>
    public static ForeignName? Find(string metric)
    {
        if (!Names.TryGetValue(metric.Replace('.', '_'), out var known))
        {
            return null;
        }

        // Of the older release the resource became a label, and the name alone would add up cores and bytes.
        var isResource = known.Meant?.Contains("_resource_", StringComparison.Ordinal) == true;
        var matcher = metric.EndsWith("cores", StringComparison.Ordinal) ? "{resource=\"cpu\"}" : "{resource=\"memory\"}";
        return new(known.Product, isResource ? null : known.Meant, isResource ? $"From kube-state-metrics 2 on it is {known.Meant}{matcher}." : $"Write {known.Meant}.");
    }
}
