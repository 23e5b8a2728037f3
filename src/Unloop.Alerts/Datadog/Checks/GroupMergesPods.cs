using Unloop.Alerts.Datadog.Metrics;
using Unloop.Alerts.Datadog.Query;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Datadog.Checks;

internal sealed class GroupMergesPods : IMonitorCheck
{
    public FindingRule About { get; } = new(
        "group-merges-pods", FindingSeverity.Warning, "pods of several namespaces or workloads share one group",
        "(one alert for pods that have nothing to do with each other)", "Group by what tells a pod apart: kube_cluster_name, kube_namespace, pod_name.");

    public IEnumerable<MonitorFinding> Check(CheckedMonitor monitor, CheckContext context)
    {
        if (monitor.Series.FirstOrDefault(s => CheckedMonitor.Meant(s)?.Tags.Contains("pod_name") == true) is not { } series)
        {
            yield break;
        }

        var hasPod = series.Groups.Any(g => DatadogTags.Is(g.Name, "pod_name"));
        var isPinned = NamespacesOf(series.Scope) is { Count: <= 1 };
        if (hasPod && !isPinned && !series.Groups.Any(g => IsNamespace(g.Name) || QueryHoles.HasHole(g.Name)))
        {
            yield return Found(monitor, series.GroupsSpan ?? series.Span, $"The groups have no kube_namespace: {How(series)} pods of the same name in all namespaces.",
                "A StatefulSet's pods have the same names wherever it is installed (web-0), so that restarts in one namespace alert for another.");
        }
        else if (series.GroupsSpan is null && series.Scope is EverythingScope && CheckedMonitor.Meant(series)!.IsCumulative)
        {
            yield return Found(monitor, series.Span, $"The query has no groups: {How(series)} all pods that there are.", "Nobody can tell from the alert which pod it is about; with many pods it never resolves.");
        }
    }

    private static bool IsNamespace(string tag) => DatadogTags.Is(tag, "kube_namespace");

    /// <summary>The namespaces that a scope leaves; null: any. A variable may name one, and counts as none.</summary>
    private static HashSet<string>? NamespacesOf(TagScope scope) => scope switch
    {
        VariableScope => [],
        TagMatch { IsExcluded: false, Value: { } value } tag when IsNamespace(tag.Key) && !value.Contains('*', StringComparison.Ordinal) => [value],
        TagIn { IsExcluded: false } tag when IsNamespace(tag.Key) && !tag.Values.Any(v => v.Contains('*', StringComparison.Ordinal)) => [.. tag.Values],
        GroupedScope grouped => NamespacesOf(grouped.Inner),
        BothScope { IsOr: true } both => NamespacesOf(both.Left) is { } left && NamespacesOf(both.Right) is { } right ? [.. left, .. right] : null,
        BothScope both => (NamespacesOf(both.Left), NamespacesOf(both.Right)) switch
        {
            (null, var right) => right,
            (var left, null) => left,
            var (left, right) => left.Count < right.Count ? left : right,
        },
        _ => null,
    };

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
