using Unloop.Alerts.Datadog.Metrics;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Datadog.Checks;

internal sealed class PagePerPod : IMonitorCheck
{
    public FindingRule About { get; } = new(
        "page-per-pod", FindingSeverity.Warning, "every pod has a group of its own, and each of them pages",
        "(a bad rollout of 30 pods is 30 pages)", "Notify by namespace or workload, with notify_by.");

    public IEnumerable<MonitorFinding> Check(CheckedMonitor monitor, CheckContext context)
    {
        if (monitor.Options.NotifyBy is { } by)
        {
            return monitor.Groups.Count > 0 && by.FirstOrDefault(t => t != "*" && !monitor.Groups.Contains(t)) is { } unknown ? [NoGroup(monitor, unknown)] : [];
        }

        return monitor.HasPodGroup && !monitor.Placed.MayHave("options.notify_by") && MessageHandles.In(monitor.Monitor.Message).FirstOrDefault(h => h.IsPage) is { } page ? [Pages(monitor, page)] : [];
    }

    private MonitorFinding Pages(CheckedMonitor monitor, MessageHandle page) =>
        new(About, $"{page.Text} is notified once for each {string.Join(',', monitor.Groups)}.", monitor.Placed.At("message", page.Start, page.End))
        {
            Subject = page.Text,
            Effect = "When a rollout breaks, every pod of it pages, and again under a new name each time that it is replaced.",
            Fields = ["options.notify_by", "query"],
            Mend = m => Shared(m) is { Count: > 0 } shared ? QueryEdit.Options(m, o => o with { NotifyBy = shared }) : m,
        };

    private MonitorFinding NoGroup(CheckedMonitor monitor, string tag) =>
        new(About, $"notify_by names {tag}, which is no group of the query.", monitor.Placed.At("options.notify_by"))
        {
            Severity = FindingSeverity.Error,
            Subject = tag,
            Effect = "Datadog refuses the monitor: notify_by takes some of the query's groups.",
            Repair = $"Take some of {string.Join(", ", monitor.Groups)}.",
            Fields = ["options.notify_by"],
            Mend = m => QueryEdit.Options(m, o => o with { NotifyBy = Shared(m) is { Count: > 0 } shared ? shared : null }),
        };

    /// <summary>The groups that pods have in common.</summary>
    private static IReadOnlyList<string> Shared(DatadogMonitor monitor) =>
        Query.QueryParser.Parse(monitor.Query ?? "").Query is Query.MetricQuery query ? [.. query.Groups.Select(g => g.Name).Where(g => !IsOfOnePod(g))] : [];

    private static bool IsOfOnePod(string tag) =>
        CheckedMonitor.IsOfPod(tag) || DatadogTags.Is(tag, "kube_container_name") || DatadogTags.Is(tag, "kube_replica_set") || tag == "container_name";
}
