namespace Unloop.Alerts.Datadog.Metrics;

/// <summary>Names of other products for what <see cref="DatadogMetrics"/> has: a query that was carried over keeps them, and finds nothing for ever.</summary>
public static class LookAlikes
{
    private const string Collector = "an OpenTelemetry Collector";

    private const string Scrape = "an OpenMetrics check that scrapes kube-state-metrics";

    public static readonly IReadOnlyList<LookAlike> All =
    [
        new("kubernetes.pod.restart.count", "Sysdig and IBM Cloud Monitoring", DatadogMetrics.Restarts),
        new("kubernetes.pod.restart.rate", "Sysdig and IBM Cloud Monitoring", DatadogMetrics.Restarts),
        new("kubernetes.pod.restarts", "no product", DatadogMetrics.Restarts),
        new("kubernetes.pods.restarts", "no product", DatadogMetrics.Restarts),
        new("kubernetes.container.restart.count", "no product", DatadogMetrics.Restarts),
        new("kubernetes.container.restart_count", "no product", DatadogMetrics.Restarts),
        new("kubernetes.container.status.restarts", "Elastic's Metricbeat", DatadogMetrics.Restarts),
        new("kubernetes.container.status.reason", "Elastic's Metricbeat", DatadogMetrics.Waiting),
        new("kubernetes.pod.status.phase", "Elastic's Metricbeat", "kubernetes_state.pod.status_phase"),
        new("k8s.container.restarts", "OpenTelemetry", DatadogMetrics.Restarts, Collector),
        new("k8s.container.restart.count", "OpenTelemetry", DatadogMetrics.Restarts, Collector),
        new("k8s.pod.phase", "OpenTelemetry", "kubernetes_state.pod.status_phase", Collector),
        new("kube_pod_container_status_restarts_total", "Prometheus", DatadogMetrics.Restarts, Scrape),
        new("kube_pod_container_status_restarts", "Prometheus", DatadogMetrics.Restarts, Scrape),
        new("kube_pod_container_status_restarts.count", "Prometheus, as an OpenMetrics check writes it", DatadogMetrics.Restarts, Scrape),
        new("kube_pod_container_status_waiting_reason", "Prometheus", DatadogMetrics.Waiting, Scrape),
        new("kube_pod_init_container_status_restarts_total", "Prometheus", "kubernetes_state.initcontainer.restarts", Scrape),
        new("kube_deployment_status_replicas_available", "Prometheus", "kubernetes_state.deployment.replicas_available", Scrape),
        new("pod_number_of_container_restarts", "Amazon's Container Insights", DatadogMetrics.Restarts),
        new("k8s.container.restartCount", "New Relic", DatadogMetrics.Restarts),
    ];

    public static LookAlike? Find(string name) => All.FirstOrDefault(a => a.Name == name);
}
