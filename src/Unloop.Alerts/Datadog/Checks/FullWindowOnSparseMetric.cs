using Unloop.Alerts.Datadog.Query;
using Unloop.Alerts.Datadog.Reading;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Datadog.Checks;

internal sealed class FullWindowOnSparseMetric : IMonitorCheck
{
    public FindingRule About { get; } = new(
        "full-window-on-sparse-metric", FindingSeverity.Error, "a full window of data is required of a metric that has points only now and then",
        "(the monitor is skipped: no alert, and no error)", "Set require_full_window to false.");

    public IEnumerable<MonitorFinding> Check(CheckedMonitor monitor, CheckContext context)
    {
        var isDefault = monitor.Options.RequireFullWindow is null && monitor.Placed.Form == MonitorForm.Terraform && !monitor.Placed.MayHave("options.require_full_window");
        if (monitor.Metric is not { } query || !(monitor.Options.RequireFullWindow ?? (isDefault && TerraformMonitor.RequiresFullWindow))
            || query.Expression.Within().Any(e => e is FunctionExpression { Name: "default_zero" }) || query.Series.FirstOrDefault(s => CheckedMonitor.Meant(s)?.IsSparse == true) is not { } series)
        {
            yield break;
        }

        yield return new MonitorFinding(
            About, $"{series.Metric} has points only while the state lasts, and {(isDefault ? "the provider's default is require_full_window = true" : "require_full_window is true")}.",
            isDefault ? monitor.At(series.MetricSpan) : monitor.Placed.At("options.require_full_window"))
        {
            Subject = series.Metric,
            Effect = "A window with more than three empty buckets is skipped. A container that waits and runs in turn never fills one, so that the monitor is not evaluated just when it matters.",
            Fields = ["options.require_full_window"],
            Mend = m => QueryEdit.Options(m, o => o with { RequireFullWindow = false }),
        };
    }
}
