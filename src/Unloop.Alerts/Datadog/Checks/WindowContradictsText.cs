using Unloop.Alerts.Backoff;
using Unloop.Alerts.Datadog.Query;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Datadog.Checks;

internal sealed class WindowContradictsText : IMonitorCheck
{
    public FindingRule About { get; } = new(
        "window-contradicts-text", FindingSeverity.Warning, "the monitor's words name another time than its query looks at",
        "(whoever is called looks at the wrong time)", "Let the query look at the time that the words name, or say the other.");

    public IEnumerable<MonitorFinding> Check(CheckedMonitor monitor, CheckContext context)
    {
        if (monitor.Metric?.Aggregation is not { Window: { Length: { } window, Anchor: WindowAnchor.Last } } aggregation || TextWindow.Of(monitor.Monitor) is not { } words
            || aggregation is { Shift: { Length: null } } || monitor.Placed.Unknown.Contains("query"))
        {
            yield break;
        }

        var shift = aggregation.Shift?.Length;
        if (words.Length == window || words.Length == shift)
        {
            yield break;
        }

        var looked = shift ?? window;
        yield return new MonitorFinding(About, $"The {words.Field} says {words.Words}, and the query looks at {RestartWords.Text(looked)}.", monitor.Placed.At(words.Field, words.Start, words.End))
        {
            Subject = words.Words,
            Effect = Effect(monitor, words.Length),
            Repair = $"Let the query look at {RestartWords.Text(words.Length)}, or say {RestartWords.Text(looked)}.",
            Fields = ["query"],
            Mend = m => QueryEdit.Query(m, q => q.Aggregation is { } a
                ? q with { Aggregation = a.Shift is null ? a with { Window = QueryEdit.Window(words.Length) } : a with { Shift = QueryEdit.Window(words.Length) } }
                : q),
        };
    }

    private static string? Effect(CheckedMonitor monitor, TimeSpan said)
    {
        if (monitor.Metric is not { } query || RestartCount.Of(query)?.Rule(query.Comparison) is not { } rule)
        {
            return null;
        }

        var (is_, would) = (RestartArithmetic.MostRestarts(rule.Window), RestartArithmetic.MostRestarts(said));
        return $"One container restarts at most {is_} times in {RestartWords.Text(rule.Window)}, and {would} times in {RestartWords.Text(said)}.";
    }
}
