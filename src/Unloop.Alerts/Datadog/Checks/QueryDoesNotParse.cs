using Unloop.Core.Reports;

namespace Unloop.Alerts.Datadog.Checks;

internal sealed class QueryDoesNotParse : IMonitorCheck
{
    public FindingRule About { get; } = new(
        "query-does-not-parse", FindingSeverity.Error, "a query that Datadog's grammar does not have",
        "400 Bad Request: The value provided for parameter 'query' is invalid", "Write it as the message says.");

    public IEnumerable<MonitorFinding> Check(CheckedMonitor monitor, CheckContext context) =>
        monitor.Parse.Errors.Select(e => new MonitorFinding(About, $"The query does not parse: {e.Message}.", monitor.At(e.Span))
        {
            Effect = "Datadog refuses the monitor, so that nothing is watched.",
        });
}
