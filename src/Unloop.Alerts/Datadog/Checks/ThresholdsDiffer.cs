using System.Globalization;
using Unloop.Alerts.Datadog.Query;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Datadog.Checks;

internal sealed class ThresholdsDiffer : IMonitorCheck
{
    public FindingRule About { get; } = new(
        "thresholds-differ", FindingSeverity.Error, "the thresholds of the options and of the query contradict each other",
        "400 Bad Request: Alert threshold (90.0) does not match that used in the query (200.0).", "Let options.thresholds.critical be the query's number, and the others lie on its safe side.");

    public IEnumerable<MonitorFinding> Check(CheckedMonitor monitor, CheckContext context)
    {
        if (monitor.Metric?.Comparison is not { Value: { } asked } comparison || monitor.Options.Thresholds is not { } thresholds)
        {
            yield break;
        }

        if (thresholds.Critical is { } critical && critical != asked)
        {
            yield return new MonitorFinding(About, $"The query asks for {comparison.Operator} {comparison.Text}, and options.thresholds.critical is {Text(critical)}.", monitor.Placed.At("options.thresholds.critical"))
            {
                Subject = Text(critical),
                Effect = "Datadog refuses the monitor.",
                Repair = $"Write {comparison.Text} in both.",
                Fields = ["options.thresholds"],
                Mend = m => Edit(m, t => t with { Critical = asked }),
            };
        }

        (string Name, double? Value, Func<DatadogThresholds, DatadogThresholds> Drop)[] others =
        [
            ("warning", thresholds.Warning, t => t with { Warning = null }),
            ("critical_recovery", thresholds.CriticalRecovery, t => t with { CriticalRecovery = null }),
        ];
        foreach (var (name, value, drop) in others.Where(o => o.Value is { } v && IsOnWrongSide(comparison, v, asked)))
        {
            yield return new MonitorFinding(About, $"The {Words(name)} {Text(value!.Value)} is not on the safe side of the critical threshold {comparison.Text}.", monitor.Placed.At($"options.thresholds.{name}"))
            {
                Subject = Text(value.Value),
                Effect = name == "warning" ? "Datadog refuses the monitor: the warning would come with the alert, or after it." : "Datadog refuses the monitor: it would recover while it still alerts.",
                Repair = $"Take a number {(comparison.IsAbove ? "below" : "above")} {comparison.Text}, or leave it out.",
                Fields = ["options.thresholds"],
                Mend = m => Edit(m, drop),
            };
        }
    }

    private static bool IsOnWrongSide(QueryComparison comparison, double value, double critical) =>
        (comparison.IsAbove && value >= critical) || (comparison.IsBelow && value <= critical);

    private static DatadogMonitor Edit(DatadogMonitor monitor, Func<DatadogThresholds, DatadogThresholds> edit) =>
        QueryEdit.Options(monitor, o => o.Thresholds is { } t ? o with { Thresholds = edit(t) } : o);

    private static string Words(string name) => name.Replace('_', ' ');

    private static string Text(double number) => number.ToString("0.############", CultureInfo.InvariantCulture);
}
