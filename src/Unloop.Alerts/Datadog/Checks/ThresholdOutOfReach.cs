using Unloop.Alerts.Backoff;
using Unloop.Alerts.Datadog.Query;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Datadog.Checks;

internal sealed class ThresholdOutOfReach : IMonitorCheck
{
    public FindingRule About { get; } = new(
        "threshold-out-of-reach", FindingSeverity.Error, "more restarts in a time than the kubelet's back-off lets a container make",
        "(the alert never comes, however long the container crashes)", "Ask for a number that a crash loop reaches.");

    public IEnumerable<MonitorFinding> Check(CheckedMonitor monitor, CheckContext context)
    {
        if (monitor.Metric is not { Comparison: { } comparison } query || !monitor.HasPodGroup || RestartCount.Of(query) is not { } count || count.Rule(comparison) is not { } rule
            || RestartArithmetic.Fires(rule, TimeSpan.Zero).Count > 0)
        {
            yield break;
        }

        var (most, reachable) = (RestartArithmetic.MostRestarts(rule.Window), RestartPractice.Reachable(rule));
        var threshold = comparison.Operator == ">" ? reachable : reachable + 1;
        var several = count.Series.Aggregator == "sum" && !monitor.Groups.Contains("kube_container_name") ? " Only a pod in which several containers crash adds up to more." : "";
        yield return new MonitorFinding(
            About, $"The query asks for more than {rule.MoreThan} restarts in {RestartWords.Text(rule.Window)}; one container makes at most {most}.", monitor.At(comparison.Span))
        {
            Subject = comparison.Text,
            Effect = $"{RestartWords.Practice(rule)}{several}{Warning(monitor, query, rule)}",
            Repair = $"Ask for {comparison.Operator} {threshold}, which a container that runs for a minute before each crash reaches too.",
            Fields = ["query", "options.thresholds"],
            Mend = m => QueryEdit.Threshold(m, threshold),
        };
    }

    /// <summary>The warning is compared as the query compares.</summary>
    private static string Warning(CheckedMonitor monitor, MetricQuery query, RestartRule rule) =>
        monitor.Options.Thresholds?.Warning is { } warning && RestartCount.MoreThan(query.Comparison! with { Value = warning }) is { } number && RestartPractice.Fires(query, rule with { MoreThan = number }) is [{ } span, ..]
            ? $" The warning (more than {number}) is reached {RestartWords.Text(span.From)} after the first crash{(span.To is { } to ? $" and is over at {RestartWords.Text(to)}" : "")}."
            : "";
}
