using Unloop.Alerts.Backoff;
using Unloop.Alerts.Prometheus.Checks.Analysis;
using Unloop.Alerts.Prometheus.Expressions;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Prometheus.Checks.Counting;

internal sealed class WindowTooShort : RuleCheck
{
    private const int Scrapes = 4;

    public override FindingRule Describes { get; } = new(
        "window-below-scrapes", FindingSeverity.Warning, "A window holds so few scrapes that one that fails leaves nothing", "The alert stays silent after a failed scrape of kube-state-metrics",
        "Take a window of four scrapes at least.");

    internal override IEnumerable<RuleFinding> Check(RuleScene scene) => scene.Alerts.SelectMany(r => r.Restarts
        .Where(c => c.Count.Form == CountForm.Extrapolated && c.Count.Window < Scrapes * scene.Options.EffectiveScrapeInterval && !OutOfReach.Holds(scene, c))
        .Select(c => One(scene, r, c)));

    private static RuleFinding One(RuleScene scene, SceneRule rule, RestartCondition condition)
    {
        var (window, scrape) = (condition.Count.Window, scene.Options.EffectiveScrapeInterval);
        var wider = Scrapes * scrape > TimeSpan.FromMinutes(5) ? Scrapes * scrape : TimeSpan.FromMinutes(5);
        return new(
            rule,
            $"The window of {RestartWords.Text(window)} holds {(int)(window / scrape)} {((int)(window / scrape) == 1 ? "scrape" : "scrapes")} of kube-state-metrics (one each {RestartWords.Text(scrape)}).",
            "increase() and rate() need two scrapes with the restart between them; with so few, most restarts are read wrongly, and one scrape that fails leaves no value at all.",
            $"Take a window of {RestartWords.Text(wider)} or more.")
        {
            Span = condition.Comparison.Span,
            Replacement = RestartEdits.WithWindow(rule, condition, wider),
        };
    }
}
