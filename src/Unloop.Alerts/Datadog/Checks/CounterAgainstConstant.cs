using Unloop.Alerts.Backoff;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Datadog.Checks;

internal sealed class CounterAgainstConstant : IMonitorCheck
{
    public FindingRule About { get; } = new(
        "counter-against-constant", FindingSeverity.Error, "a number that only grows is compared with a constant",
        "(the alert stays until the pod is deleted, also when it has long been repaired)", "Compare how much it grew, with change() or monotonic_diff().");

    public IEnumerable<MonitorFinding> Check(CheckedMonitor monitor, CheckContext context)
    {
        if (monitor.Metric is not { Comparison: { IsAbove: true } comparison } query || RestartCount.Of(query) is not { IsDifference: false } count)
        {
            yield break;
        }

        var window = query.Aggregation?.Window.Length is { } length && length >= TimeSpan.FromMinutes(10) ? length : (TimeSpan?)null;
        var period = TextWindow.Of(monitor.Monitor)?.Length ?? window ?? TimeSpan.FromMinutes(10);
        var aggregation = QueryEdit.Growth(period);
        yield return new MonitorFinding(About, $"{count.Series.Metric} is the sum of all restarts since the pod was made, and is compared with {comparison.Text}.", monitor.At(comparison.Span))
        {
            Subject = count.Series.Metric,
            Effect = Effect(RestartCount.MoreThan(comparison)),
            Repair = $"Compare how much it grew in {RestartWords.Text(aggregation.Shift!.Length!.Value)}: {Query.QueryPrinter.Print(aggregation)}:",
            Fields = ["query"],
            Mend = m => QueryEdit.Query(m, q => q with { Aggregation = aggregation }),
        };
    }

    private static string Effect(int? moreThan) => moreThan is { } number
        ? $"A container that crashes at once has {number + 1} {(number == 0 ? "restart" : "restarts")} {RestartWords.Text(RestartPractice.Reaches(number))} after its first crash; from then on the pod is in alert until it is deleted, "
            + "also when it was repaired or restarted that often over months."
        : "Once the number is reached the pod is in alert until it is deleted, also when it was repaired.";
}
