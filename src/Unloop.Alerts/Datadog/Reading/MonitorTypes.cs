namespace Unloop.Alerts.Datadog.Reading;

/// <summary>The types of monitors: the enum MonitorType of Datadog's API.</summary>
public static class MonitorTypes
{
    public static readonly IReadOnlyList<string> All =
    [
        "composite", "event alert", "log alert", "metric alert", "process alert", "query alert", "rum alert", "service check", "synthetics alert", "trace-analytics alert", "slo alert",
        "event-v2 alert", "audit alert", "ci-pipelines alert", "ci-tests alert", "error-tracking alert", "database-monitoring alert", "network-performance alert", "cost alert",
        "data-quality alert", "network-path alert", "data-jobs alert", "llm-observability alert",
    ];

    /// <summary>Two words for the same: Datadog may answer the one where the other was sent.</summary>
    public static bool IsMetric(string? type) => type is null or "metric alert" or "query alert";
}
