using Unloop.Alerts.Backoff;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Datadog.Checks;

internal sealed class NewGroupDelay : IMonitorCheck
{
    /// <summary>Datadog's default.</summary>
    private const int Default = 60;

    public FindingRule About { get; } = new(
        "new-group-delay", FindingSeverity.Warning, "new pods are left out for so long, or not at all, that the alert misses or cries",
        "400 Bad Request: The new_group_delay option can only be used for multi-alert monitors", "Let new_group_delay end before the alert does.");

    public IEnumerable<MonitorFinding> Check(CheckedMonitor monitor, CheckContext context)
    {
        if (monitor.Metric is not { } query || monitor.Options.NewGroupDelay is not { } delay)
        {
            yield break;
        }

        if (query.Groups.Count == 0)
        {
            yield return Found(monitor, "new_group_delay is for monitors with groups, and the query has none.", "Datadog refuses the monitor.", null) with { Severity = FindingSeverity.Error, Repair = "Leave it out." };
        }
        else if (monitor.HasPodGroup && delay > 0 && RestartCount.Of(query)?.Rule(query.Comparison) is { } rule && RestartPractice.Fires(query, rule) is [.., { To: { } end } last] && end <= TimeSpan.FromSeconds(delay))
        {
            yield return Found(
                monitor, $"A new pod is left out for {RestartWords.Text(TimeSpan.FromSeconds(delay))}, and the alert of one that crashes at once is over after {RestartWords.Text(end)}.",
                $"A rollout that crashes at once never alerts: the count is above the threshold from {RestartWords.Text(last.From)} to {RestartWords.Text(end)} after the first crash only.", Default);
        }
        else if (monitor.HasPodGroup && delay == 0 && monitor.Series.Any(s => CheckedMonitor.Meant(s) is { IsCumulative: false }))
        {
            yield return Found(monitor, "new_group_delay is 0, so that pods are judged from the moment they are made.", "Every rollout alerts for pods that are merely starting.", Default) with { Severity = FindingSeverity.Note };
        }
    }

    private MonitorFinding Found(CheckedMonitor monitor, string statement, string effect, int? better) => new(About, statement, monitor.Placed.At("options.new_group_delay"))
    {
        Subject = $"{monitor.Options.NewGroupDelay}",
        Effect = effect,
        Repair = better is null ? null : $"Take {better} s, which is the default.",
        Fields = ["options.new_group_delay"],
        Mend = m => QueryEdit.Options(m, o => o with { NewGroupDelay = better }),
    };
}
