using System.Text.RegularExpressions;

namespace Unloop.Alerts.Planning.Datadog;

/// <summary>The series that a metric monitor's query asks for. Pure.</summary>
public static partial class DatadogSeries
{
    /// <summary>Of the Agent's metrics those that have a point only while the state lasts (https://docs.datadoghq.com/integrations/kubernetes_state_core/, …/kubelet/).</summary>
    private static readonly string[] Sparse =
    [
        "kubernetes_state.container.status_report.count.",
        "kubernetes_state.initcontainer.waiting",
        "kubernetes.containers.state.",
        "kubernetes.containers.last_state.",
        "kubernetes.liveness_probe.failure.",
        "kubernetes.startup_probe.failure.",
    ];

    public static IReadOnlyList<NeededSeries> Of(string query) =>
        [.. Source().Matches(query).Select(m => new NeededSeries(m.Groups["metric"].Value, Tags(m.Groups["by"].Value), m.Groups["scope"].Value.Trim(), IsSparse(m.Groups["metric"].Value))).DistinctBy(n => (n.Metric, n.Scope))];

    public static bool IsSparse(string metric) => Sparse.Any(s => metric.StartsWith(s, StringComparison.Ordinal));

    private static string[] Tags(string by) => by.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"\b(?:avg|sum|min|max|count):(?<metric>[A-Za-z][A-Za-z0-9_.]*)\{(?<scope>[^{}]*)\}(?:\s*by\s*\{(?<by>[^{}]*)\})?", RegexOptions.NonBacktracking)]
    private static partial Regex Source();
}
