using Unloop.Alerts.Datadog.Metrics;
using Unloop.Alerts.Datadog.Query;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Datadog.Checks;

internal sealed class EveryCluster : IMonitorCheck
{
    /// <summary>Tags of clouds, and of environments, which tell clusters apart as well.</summary>
    private static readonly string[] Others = ["env", "eks_cluster-name", "cluster-name"];

    public FindingRule About { get; } = new(
        "every-cluster", FindingSeverity.Note, "the monitor takes in every cluster of the organisation and does not tell them apart",
        "(an alert that does not say which cluster it is about)", "Name the cluster in the scope, or group by kube_cluster_name.");

    public IEnumerable<MonitorFinding> Check(CheckedMonitor monitor, CheckContext context)
    {
        var series = monitor.Series.FirstOrDefault(s => s.Scope is EverythingScope && s.Groups.Count > 0 && CheckedMonitor.Meant(s) is not null);
        if (series is null || series.Groups.Any(g => DatadogTags.Is(g.Name, "kube_cluster_name") || Others.Contains(g.Name) || QueryHoles.HasHole(g.Name)))
        {
            yield break;
        }

        yield return new MonitorFinding(About, "The scope {*} takes in all clusters of the organisation, and the groups do not tell them apart.", monitor.At(series.ScopeSpan))
        {
            Effect = "Test clusters alert like production, and namespaces of the same name in two clusters are one group.",
            Fields = ["query"],
            Mend = m => QueryEdit.Groups(m, groups => ["kube_cluster_name", .. groups]),
        };
    }
}
