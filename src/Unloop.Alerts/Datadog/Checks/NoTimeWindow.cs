using Unloop.Alerts.Datadog.Query;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Datadog.Checks;

internal sealed class NoTimeWindow : IMonitorCheck
{
    public FindingRule About { get; } = new(
        "no-time-window", FindingSeverity.Error, "a query without time aggregation, such as a graph has it",
        "400 Bad Request: The value provided for parameter 'query' is invalid", "Write over which time it is looked at, before the query.");

    public IEnumerable<MonitorFinding> Check(CheckedMonitor monitor, CheckContext context)
    {
        // A head that was tried and is wrong has its own error.
        if (monitor.Metric is not { Aggregation: null } query || query.Expression is WordExpression || monitor.Parse.Errors.Any(e => e.Span.Start < query.Expression.Span.Start))
        {
            yield break;
        }

        var aggregation = For(monitor, query);
        yield return new MonitorFinding(About, "The query has no time aggregation, so that it is no query of a monitor.", monitor.At(query.Expression.Span))
        {
            Effect = "Datadog refuses it: a graph may leave the time out, a monitor may not.",
            Repair = $"Begin it with {QueryPrinter.Print(aggregation)}:",
            Fields = ["query"],
            Mend = m => QueryEdit.Query(m, q => q.Aggregation is null ? q with { Aggregation = aggregation } : q),
        };
    }

    /// <summary>The time aggregation that the query wants.</summary>
    internal static TimeAggregation For(CheckedMonitor monitor, MetricQuery query)
    {
        var count = RestartCount.Of(query);
        return count is { IsDifference: false } ? QueryEdit.Growth(TextWindow.Of(monitor.Monitor)?.Length ?? TimeSpan.FromMinutes(10))
            : count is { IsDifference: true } ? QueryEdit.Over("sum", TextWindow.Of(monitor.Monitor)?.Length ?? TimeSpan.FromMinutes(10))
            : query.Series.Any(s => CheckedMonitor.Meant(s)?.IsSparse == true) ? QueryEdit.Over("max", TimeSpan.FromMinutes(10))
            : QueryEdit.Over("avg", TimeSpan.FromMinutes(5));
    }
}
