using Unloop.Alerts.Datadog.Reading;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Datadog.Checks;

/// <summary>Makes all repairs of a monitor together, until nothing more is found, and tells the findings with what came of it.</summary>
internal static class MonitorRepair
{
    /// <summary>One repair may uncover another (a window makes a threshold judgeable); no case needs more rounds than this.</summary>
    private const int MostRounds = 5;

    public static IEnumerable<CheckFinding> Findings(CheckedMonitor monitor, CheckContext context)
    {
        var found = Check(monitor, context);
        if (found.Count == 0)
        {
            return [];
        }

        var mended = Mend(monitor, context, found);
        return found.Select(f => Tell(f, monitor, mended));
    }

    public static List<MonitorFinding> Check(CheckedMonitor monitor, CheckContext context)
    {
        var found = MonitorChecks.All.SelectMany(c => c.Check(monitor, context));
        // A query with an error is not written anew: the error would be written with it.
        return [.. monitor.Parse.Errors.Count == 0 ? found : found.Select(f => f.Fields.Contains("query") ? f with { Mend = null } : f)];
    }

    /// <summary>The monitor with all repairs made.</summary>
    public static DatadogMonitor Mended(CheckedMonitor monitor, CheckContext context) => Mend(monitor, context, Check(monitor, context));

    private static DatadogMonitor Mend(CheckedMonitor monitor, CheckContext context, List<MonitorFinding> found)
    {
        for (var round = 0; round < MostRounds && found.Any(f => f.Mend is not null); round++)
        {
            var mended = found.Aggregate(monitor.Monitor, (m, f) => f.Mend?.Invoke(m) ?? m);
            monitor = CheckedMonitor.Of(monitor.Placed with { Monitor = mended });
            found = Check(monitor, context);
        }

        return monitor.Monitor;
    }

    private static CheckFinding Tell(MonitorFinding finding, CheckedMonitor monitor, DatadogMonitor mended)
    {
        var replacement = finding.Beside is { } beside
            ? MonitorText.Whole(monitor.Placed.Form, beside)
            : finding.Mend is null ? null : MonitorText.Fields(monitor.Placed.Form, monitor.Monitor, mended, finding.Fields);
        return new CheckFinding
        {
            Id = finding.Rule.Id,
            Severity = finding.Severity ?? finding.Rule.Severity,
            Statement = finding.Statement,
            Subject = finding.Subject,
            At = finding.At,
            Excerpt = monitor.Placed.Line(finding.At),
            Effect = finding.Effect,
            Repair = finding.Repair ?? finding.Rule.Repair,
            Replacement = replacement,
        };
    }
}
