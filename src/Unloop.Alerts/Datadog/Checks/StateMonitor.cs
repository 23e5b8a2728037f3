using Unloop.Alerts.Datadog.Metrics;
using Unloop.Alerts.Datadog.Query;

namespace Unloop.Alerts.Datadog.Checks;

/// <summary>The monitor on the state CrashLoopBackOff, of the same pods and for the same people as another.</summary>
internal static class StateMonitor
{
    public static DatadogMonitor Beside(DatadogMonitor other, SeriesExpression series)
    {
        var keys = series.Scope.Within().Select(s => s switch { TagMatch t => t.Key, TagIn i => i.Key, _ => null }).OfType<string>().ToList();
        // The Cluster Agent's metric does not bear the tags of workloads; the kubelet check's does.
        var metric = keys.Any(k => DatadogTags.OfWorkloads.Any(w => DatadogTags.Is(k, w))) ? DatadogMetrics.WaitingOfKubelet : DatadogMetrics.Waiting;
        var handles = MessageHandles.In(other.Message).Select(h => h.Text).Distinct().ToList();
        return new DatadogMonitor
        {
            Name = "Pod {{pod_name.name}} in {{kube_namespace.name}} is in CrashLoopBackOff",
            Type = other.Type ?? "query alert",
            Query = $"max(last_10m):default_zero(max:{metric}{{{Scope(series.Scope)}}} by {{{string.Join(',', DatadogMetrics.PodGroups)}}}) >= 1",
            Message = "Pod {{pod_name.name}} in {{kube_namespace.name}} keeps crashing, and the kubelet waits up to 5 minutes before it tries again. Check the application logs and resource usage."
                + (handles.Count > 0 ? $" {string.Join(' ', handles)}" : ""),
            Options = new DatadogMonitorOptions
            {
                Thresholds = new DatadogThresholds { Critical = 1 },
                OnMissingData = "resolve",
                RequireFullWindow = false,
                NotifyBy = other.Options.NotifyBy is null ? null : [.. other.Options.NotifyBy.Where(DatadogMetrics.PodGroups.Contains)],
            },
        };
    }

    private static string Scope(TagScope scope)
    {
        const string reason = $"reason:{DatadogMetrics.CrashLoop}";
        if (scope is EverythingScope)
        {
            return reason;
        }

        var hasWords = scope.Within().Any(s => s is NotScope or TagIn or BothScope { Word: not "," });
        var text = QueryPrinter.Print(scope);
        return !hasWords ? $"{text},{reason}" : scope.Within().Any(s => s is BothScope { IsOr: true }) ? $"({text}) AND {reason}" : $"{text} AND {reason}";
    }
}
