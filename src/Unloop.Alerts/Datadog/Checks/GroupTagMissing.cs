using Unloop.Alerts.Datadog.Metrics;
using Unloop.Alerts.Datadog.Query;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Datadog.Checks;

internal sealed class GroupTagMissing : IMonitorCheck
{
    private static readonly Dictionary<string, string> OfKubelet = new()
    {
        ["kubernetes_state.container.restarts"] = DatadogMetrics.Restarts,
        [DatadogMetrics.Waiting] = DatadogMetrics.WaitingOfKubelet,
        ["kubernetes_state.container.status_report.count.terminated"] = "kubernetes.containers.state.terminated",
    };

    public FindingRule About { get; } = new(
        "group-tag-missing", FindingSeverity.Warning, "the query groups by a tag that the metric does not bear",
        "(groups without the tag are N/A, and not watched)", "Group by the tag that the Agent puts on the metric.");

    public IEnumerable<MonitorFinding> Check(CheckedMonitor monitor, CheckContext context)
    {
        var seen = new HashSet<string>();
        foreach (var series in monitor.Series.Where(s => CheckedMonitor.Meant(s) is not null))
        {
            foreach (var group in series.Groups.Where(g => seen.Add(g.Name)))
            {
                if ((Foreign(monitor, group) ?? OfWorkload(monitor, series, group) ?? OfPod(monitor, series, group) ?? Nameless(monitor, group, context)) is { } finding)
                {
                    yield return finding with { Subject = group.Name };
                }
            }
        }
    }

    private MonitorFinding? Foreign(CheckedMonitor monitor, GroupTag group)
    {
        if (DatadogTags.Meant(group.Name) is not { } meant)
        {
            return null;
        }

        var statement = group.Name == "cluster_name"
            ? "The Agent's tag is kube_cluster_name; cluster_name is only there as long as disable_cluster_name_tag_key is not set, and is not documented."
            : $"The Agent has no tag {group.Name}; it calls it {meant}.";
        return new MonitorFinding(About, statement, monitor.At(group.Span))
        {
            Effect = $"A series without {group.Name} belongs to no group and is left out without a word: "
                + (group.Name == "cluster_name" ? "clusters whose Agents do not send it are not watched." : "unless somebody adds that tag, nothing is watched."),
            Repair = $"Group by {meant}.",
            Fields = ["query", "message", "name"],
            Mend = m => QueryEdit.Variable(QueryEdit.Groups(m, g => g.Select(t => t == group.Name ? meant : t)), group.Name, meant),
        };
    }

    private MonitorFinding? OfWorkload(CheckedMonitor monitor, SeriesExpression series, GroupTag group)
    {
        if (CheckedMonitor.Meant(series) is not { IsOfKubeState: true } metric || !metric.Tags.Contains("pod_name") || !DatadogTags.OfWorkloads.Contains(group.Name))
        {
            return null;
        }

        var kubelet = OfKubelet.GetValueOrDefault(metric.Name);
        return new MonitorFinding(About, $"{metric.Name} does not bear {group.Name}: the Cluster Agent puts {string.Join(", ", metric.Tags)} on it.", monitor.At(group.Span))
        {
            Effect = "Its series belong to no group and are left out without a word, so that nothing is watched.",
            Repair = kubelet is null ? $"Leave {group.Name} out." : $"Take {kubelet}, which the Agent of each node sends with {group.Name}.",
            Fields = ["query"],
            Mend = m => kubelet is null
                ? QueryEdit.Groups(m, g => g.Where(t => t != group.Name))
                : QueryEdit.Series(m, s => s.Metric == metric.Name ? s with { Metric = kubelet } : s),
        };
    }

    private MonitorFinding? OfPod(CheckedMonitor monitor, SeriesExpression series, GroupTag group)
    {
        if (group.Name is not ("pod_name" or "kube_container_name") || CheckedMonitor.Meant(series) is not { } metric || metric.Tags.Contains(group.Name))
        {
            return null;
        }

        var workload = metric.Tags.FirstOrDefault(DatadogTags.OfWorkloads.Contains);
        return new MonitorFinding(About, $"{metric.Name} does not bear {group.Name}.", monitor.At(group.Span))
        {
            Effect = "Its series belong to no group and are left out without a word, so that nothing is watched.",
            Repair = workload is null ? $"Leave {group.Name} out." : $"Group by {workload}.",
            Fields = ["query"],
            Mend = m => QueryEdit.Groups(m, g => g.Where(t => t != group.Name || workload is not null).Select(t => t == group.Name ? workload! : t)),
        };
    }

    private MonitorFinding? Nameless(CheckedMonitor monitor, GroupTag group, CheckContext context) =>
        group.Name == "kube_cluster_name" && context.Surroundings.Setup is { Datadog: { ClusterName: null } agent, Gaps.Count: 0 }
            ? new MonitorFinding(About, $"The Agent in {agent.Namespace} has no DD_CLUSTER_NAME, so that its metrics may have no kube_cluster_name.", monitor.At(group.Span))
            {
                Effect = "Where the cloud does not give the cluster a name, its series belong to no group and are left out without a word.",
                Repair = "Set DD_CLUSTER_NAME (datadog.clusterName in the Helm chart).",
            }
            : null;
}
