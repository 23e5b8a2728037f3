using Unloop.Alerts.Datadog.Metrics;
using Unloop.Alerts.Datadog.Query;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Datadog.Checks;

internal sealed class GroupMergesPods : IMonitorCheck
{
    private static readonly string[] Namespaces = ["kube_namespace", "namespace", "kubernetes_namespace", "namespace_name", "k8s.namespace.name", "kubernetes.namespace.name"];

    public FindingRule About { get; } = new(
        "group-merges-pods", FindingSeverity.Warning, "pods of several namespaces or workloads share one group",
        "(one alert for pods that have nothing to do with each other)", "Group by what tells a pod apart: kube_cluster_name, kube_namespace, pod_name.");

    public IEnumerable<MonitorFinding> Check(CheckedMonitor monitor, CheckContext context)
    {
        if (monitor.Series.FirstOrDefault(s => CheckedMonitor.Meant(s)?.Tags.Contains("pod_name") == true) is not { } series)
        {
            yield break;
        }

        var hasPod = series.Groups.Any(g => g.Name is "pod_name" or "pod" or "kube_pod_name");
        var isPinned = series.Scope.Within().Any(s => s is VariableScope or TagMatch { IsExcluded: false } && Pins(s, Namespaces) || s is TagIn { IsExcluded: false } i && Namespaces.Contains(i.Key));
        if (hasPod && !isPinned && !series.Groups.Any(g => Namespaces.Contains(g.Name) || QueryHoles.HasHole(g.Name)))
        {
            yield return Found(monitor, series.GroupsSpan ?? series.Span, $"The groups have no kube_namespace: {How(series)} pods of the same name in all namespaces.",
                "A StatefulSet's pods have the same names wherever it is installed (web-0), so that restarts in one namespace alert for another.");
        }
        else if (series.GroupsSpan is null && series.Scope is EverythingScope && CheckedMonitor.Meant(series)!.IsCumulative)
        {
            yield return Found(monitor, series.Span, $"The query has no groups: {How(series)} all pods that there are.", "Nobody can tell from the alert which pod it is about; with many pods it never resolves.");
        }
    }

    /// <summary>A variable of a dashboard or template may pin anything.</summary>
    private static bool Pins(TagScope scope, string[] tags) => scope is VariableScope || (scope is TagMatch { Value: not (null or "*") } tag && tags.Contains(tag.Key));

    private static string How(SeriesExpression series) => series.Aggregator == "sum" ? "it adds up" : "it is one number for";

    private MonitorFinding Found(CheckedMonitor monitor, TextSpan span, string statement, string effect) => new(About, statement, monitor.At(span))
    {
        Effect = effect,
        Repair = $"Group by {{{string.Join(',', DatadogMetrics.PodGroups)}}}.",
        Fields = ["query"],
        Mend = m => QueryEdit.Groups(m, groups =>
        {
            var meant = groups.Select(g => DatadogTags.Meant(g) ?? g).ToList();
            return [.. DatadogMetrics.PodGroups, .. meant];
        }),
    };
}
