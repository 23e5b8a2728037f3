using Unloop.Alerts.Datadog.Metrics;
using Unloop.Alerts.Datadog.Query;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Datadog.Checks;

internal sealed class MeaninglessNumber : IMonitorCheck
{
    private static readonly string[] OfCounts = ["as_count", "as_rate"];

    public FindingRule About { get; } = new(
        "meaningless-number", FindingSeverity.Error, "an aggregation that makes a number of the metric which means nothing",
        "(the alert fires at a number of restarts that nobody asked for)", "Take the aggregation that keeps what the metric counts.");

    public IEnumerable<MonitorFinding> Check(CheckedMonitor monitor, CheckContext context)
    {
        if (monitor.Metric is not { } query)
        {
            yield break;
        }

        if (query.Aggregation is { IsChange: true, Function: "sum" } aggregation && RestartCount.Of(query) is { } count)
        {
            yield return new MonitorFinding(About, $"{aggregation.Change}(sum({aggregation.Window.Text}),…) adds up every point of {count.Series.Metric} in the window, which is a total already.", monitor.At(aggregation.Span))
            {
                Subject = count.Series.Metric,
                Effect = Times(aggregation),
                Repair = $"Take max in place of sum: {QueryPrinter.Print(aggregation with { Function = "max" })}:",
                Fields = ["query"],
                Mend = m => QueryEdit.Query(m, q => q with { Aggregation = q.Aggregation! with { Function = "max" } }),
            };
        }

        foreach (var series in query.Series.Where(s => DatadogMetrics.Find(s.Metric) is not null))
        {
            foreach (var suffix in series.Suffixes.Where(s => OfCounts.Contains(s.Name)))
            {
                yield return OnGauge(monitor, series, suffix);
            }
        }
    }

    private MonitorFinding OnGauge(CheckedMonitor monitor, SeriesExpression series, QuerySuffix suffix) =>
        new(About, $".{suffix.Name}() is for counts and rates; {series.Metric} is a gauge.", monitor.At(suffix.Span))
        {
            Subject = series.Metric,
            Effect = "The points of a gauge are added up or divided by time as if each were new: the number grows with the length of the window, not with what happens.",
            Repair = $"Leave .{suffix.Name}() away.",
            Fields = ["query"],
            Mend = m => QueryEdit.Series(m, s => s with { Suffixes = [.. s.Suffixes.Where(x => !OfCounts.Contains(x.Name))] }),
        };

    private static string Times(TimeAggregation aggregation)
    {
        // The Agent's checks run every 15 s, so that a window of 5 minutes holds 20 points.
        var points = aggregation.Window.Length is { } window ? (int)(window.TotalSeconds / 15) : 0;
        return points > 1
            ? $"With a point each 15 s the window holds {points}, so that a single restart counts up to {points} times."
            : "A single restart counts once for each point in the window.";
    }
}
