using Unloop.Alerts.Datadog.Metrics;
using Unloop.Alerts.Datadog.Query;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Datadog.Checks;

internal sealed class RestartRateAlone : IMonitorCheck
{
    public FindingRule About { get; } = new(
        "restart-rate-alone", FindingSeverity.Warning, "restarts are counted, and no monitor watches the state CrashLoopBackOff",
        "(\"recovered\", while the pod is as broken as before)", "Keep a monitor on the waiting reason beside it.");

    public IEnumerable<MonitorFinding> Check(CheckedMonitor monitor, CheckContext context)
    {
        if (monitor.Metric is not { } query || !monitor.HasPodGroup || RestartCount.Of(query) is not { } count || context.WatchesState)
        {
            yield break;
        }

        // A query that compares the total is judged as what its repair makes of it.
        var judged = query.Aggregation is null ? query with { Aggregation = NoTimeWindow.For(monitor, query) }
            : count.IsDifference ? query
            : query with { Aggregation = QueryEdit.Growth(TextWindow.Of(monitor.Monitor)?.Length ?? TimeSpan.FromMinutes(10)) };
        if (RestartCount.Of(judged)?.Rule(query.Comparison) is not { } rule || !RestartPractice.GoesSilent(judged, rule))
        {
            yield break;
        }

        yield return new MonitorFinding(About, "Nothing here watches whether a container waits in CrashLoopBackOff; the back-off makes restarts rare, and the alert goes.", monitor.At(query.Expression.Span))
        {
            Subject = count.Series.Metric,
            Effect = RestartPractice.Says(judged, rule),
            Repair = "Make a second monitor on the waiting reason, which lasts for as long as the pod is broken.",
            Beside = StateMonitor.Beside(monitor.Monitor, count.Series),
        };
    }

    /// <summary>The waiting reason of containers; also where no reason is asked for, or a template says which.</summary>
    internal static bool IsState(SeriesExpression series) =>
        CheckedMonitor.Meant(series) is { Name: DatadogMetrics.Waiting or DatadogMetrics.WaitingOfKubelet or "kubernetes.containers.last_state.waiting" or "kubernetes_state.container.waiting" }
        && series.Scope.Within().OfType<TagMatch>().Where(t => t is { Key: "reason", IsExcluded: false }) is var reasons
        && (!reasons.Any() || reasons.Any(r => r.Value is null || QueryHoles.HasHole(r.Value) || r.Value.StartsWith("crash", StringComparison.OrdinalIgnoreCase)));
}
