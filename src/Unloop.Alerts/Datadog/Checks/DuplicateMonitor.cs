using Unloop.Alerts.Datadog.Query;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Datadog.Checks;

internal sealed class DuplicateMonitor : IMonitorCheck
{
    public FindingRule About { get; } = new(
        "duplicate-monitor", FindingSeverity.Warning, "two monitors ask the same",
        "(everything is notified twice) or 400 Bad Request: Duplicate of an existing monitor_id", "Keep one of them.");

    public IEnumerable<MonitorFinding> Check(CheckedMonitor monitor, CheckContext context)
    {
        if (Key(monitor.Monitor.Query, monitor.Parse) is not { } key)
        {
            yield break;
        }

        if (context.ByQuery[key].FirstOrDefault() is { } twin && !ReferenceEquals(twin, monitor))
        {
            var at = twin.Placed.At("query");
            yield return Found(monitor, $"{twin.Placed.Label ?? "the monitor"} at {at.File ?? "query"}:{at.Line}");
        }
        else if (context.ExistingByQuery[key].FirstOrDefault(e => IsAnother(e, monitor.Monitor)) is { } existing)
        {
            yield return Found(monitor, $"monitor {existing.Id} of the organisation, {existing.Name}");
        }
    }

    /// <summary>One of the same name or number is this monitor as it was applied before.</summary>
    private static bool IsAnother(DatadogMonitor existing, DatadogMonitor monitor) =>
        existing.Name != monitor.Name && (existing.Id is null || existing.Id != monitor.Id);

    private MonitorFinding Found(CheckedMonitor monitor, string twin) => new(About, $"The query is the same as that of {twin}.", monitor.Placed.At("query"))
    {
        Effect = "Everything is notified twice; where name and message are the same too, Datadog refuses the second.",
    };

    /// <summary>The query in the form in which <c>monitor apply</c> compares as well. A template may make two of one text.</summary>
    internal static string? Key(string? query, QueryParse parse) => query is not null && parse.Query is not null && !QueryHoles.HasHole(query) ? DatadogQueryForm.Normal(query) : null;
}
