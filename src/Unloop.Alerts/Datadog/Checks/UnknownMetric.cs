using Unloop.Alerts.Datadog.Metrics;
using Unloop.Alerts.Datadog.Query;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Datadog.Checks;

internal sealed class UnknownMetric : IMonitorCheck
{
    public FindingRule About { get; } = new(
        "unknown-metric", FindingSeverity.Error, "a metric that Datadog does not have: another product's name, or a misspelt one",
        "(nothing: a monitor without data stays silent, with notify_no_data too)", "Write the name that Datadog has for it.");

    public IEnumerable<MonitorFinding> Check(CheckedMonitor monitor, CheckContext context) =>
        monitor.Series.DistinctBy(s => s.Metric).Where(s => !QueryHoles.HasHole(s.Metric)).Select(s => Look(s, monitor, context)).OfType<MonitorFinding>();

    private MonitorFinding? Look(SeriesExpression series, CheckedMonitor monitor, CheckContext context)
    {
        var known = context.Surroundings.KnownMetrics;
        if (known?.Contains(series.Metric) == true)
        {
            return null;
        }

        if (LookAlikes.Find(series.Metric) is { } other)
        {
            var whose = other.Product == "no product" ? $"Datadog has no metric {other.Name}." : $"{other.Name} is a metric of {other.Product}, not of the Datadog Agent, which calls it {other.Meant}.";
            return Found(series, monitor, whose, other.Meant) with
            {
                Severity = other.MayArrive is null ? null : FindingSeverity.Warning,
                Effect = other.MayArrive is { } sender ? $"Unless {sender} sends it to Datadog, the monitor never has data and is silent for ever." : Silent,
            };
        }

        if (DatadogMetrics.Misspelt(series.Metric) is { } meant)
        {
            return Found(series, monitor, $"Datadog has no metric {series.Metric}; it is spelt {meant.Name}.", meant.Name);
        }

        // What is there only while something is wrong need not have been there lately.
        if (known is null || DatadogMetrics.Find(series.Metric)?.IsSparse == true)
        {
            return null;
        }

        var span = context.Surroundings.KnownFor;
        return new MonitorFinding(About, Never(series.Metric, span), monitor.At(series.MetricSpan))
        {
            Subject = series.Metric,
            Severity = span is null ? null : FindingSeverity.Warning,
            Effect = span is null ? Silent : "Datadog takes the monitor, as it checks the grammar only; unless something sends the metric, it is silent, with notify_no_data too.",
            Repair = $"Look for its name in the Metrics Explorer{(Core.Text.NearestNames.Suggest(series.Metric, known) is { Length: > 0 } near ? near : ".")}",
        };
    }

    private static string Never(string metric, TimeSpan? span) =>
        span is null ? $"No data of {metric} has ever reached this organisation." : $"No data of {metric} has reached this organisation in the last {span.Value.Days} days.";

    private const string Silent = "Datadog takes the monitor, as it checks the grammar only; it never has data and is silent for ever, with notify_no_data too.";

    private MonitorFinding Found(SeriesExpression series, CheckedMonitor monitor, string statement, string meant) => new(About, statement, monitor.At(series.MetricSpan))
    {
        Subject = series.Metric,
        Effect = Silent,
        Repair = $"Write {meant}.",
        Fields = ["query"],
        Mend = m => QueryEdit.Series(m, s => s.Metric == series.Metric ? s with { Metric = meant } : s),
    };
}
