using Unloop.Alerts.Datadog.Query;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Datadog.Checks;

internal sealed class NoDataTrap : IMonitorCheck
{
    public FindingRule About { get; } = new(
        "no-data-trap", FindingSeverity.Warning, "pods that are deleted alert as missing data, or leave their alert behind",
        "[No data] … for every pod of the last rollout", "Resolve what has no data any more: on_missing_data: resolve.");

    public IEnumerable<MonitorFinding> Check(CheckedMonitor monitor, CheckContext context)
    {
        var options = monitor.Options;
        if (options.NotifyNoData is true && options.OnMissingData is { } both)
        {
            yield return new MonitorFinding(About, $"notify_no_data and on_missing_data ({both}) exclude each other.", monitor.Placed.At("options.notify_no_data"))
            {
                Severity = FindingSeverity.Error,
                Effect = "Datadog refuses the monitor.",
                Repair = "Leave notify_no_data and no_data_timeframe out.",
                Fields = ["options.notify_no_data", "options.no_data_timeframe"],
                Mend = m => QueryEdit.Options(m, o => o with { NotifyNoData = null, NoDataTimeframe = null }),
            };
        }

        if (monitor.Metric is null || !monitor.HasPodGroup)
        {
            yield break;
        }

        var field = options.OnMissingData == "show_and_notify_no_data" ? "options.on_missing_data" : options.NotifyNoData is true && options.OnMissingData is null ? "options.notify_no_data" : null;
        if (field is not null)
        {
            yield return Found(monitor, field, $"{field.Split('.')[1]} asks for a notification when a group has no data, and every pod is a group.",
                "Each pod that is deleted, by a rollout or by scaling down, is reported as missing data; for every pod of every rollout.");
        }
        else if (LeavesAlert(monitor, options))
        {
            yield return Found(monitor, "query", "Nothing says what becomes of an alert whose pod is deleted: the metric then has no points, and there is neither default_zero(), on_missing_data nor timeout_h.",
                "The alert of a deleted pod stays red until Datadog forgets the group, after 24 hours.") with
            { Severity = FindingSeverity.Note };
        }
    }

    private static bool LeavesAlert(CheckedMonitor monitor, DatadogMonitorOptions options) =>
        options is { OnMissingData: null or "default" or "show_no_data", TimeoutH: null or 0 } && !monitor.Placed.MayHave("options.on_missing_data") && !monitor.Placed.Unknown.Contains("options.timeout_h")
        && monitor.Series.Any(s => CheckedMonitor.Meant(s)?.IsSparse == true)
        && !monitor.Metric!.Expression.Within().Any(e => e is FunctionExpression { Name: "default_zero" } or SeriesExpression { Suffixes: [.., { Name: "fill" }] });

    private MonitorFinding Found(CheckedMonitor monitor, string field, string statement, string effect) => new(About, statement, monitor.Placed.At(field))
    {
        Effect = effect,
        Fields = ["options.on_missing_data", "options.notify_no_data", "options.no_data_timeframe"],
        Mend = m => QueryEdit.Options(m, o => o with { OnMissingData = "resolve", NotifyNoData = null, NoDataTimeframe = null }),
    };
}
