using System.Globalization;
using Unloop.Alerts.Backoff;
using Unloop.Alerts.Prometheus.Checks.Analysis;
using Unloop.Alerts.Prometheus.Expressions;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Prometheus.Checks.Counting;

internal sealed class OffByOne : RuleCheck
{
    public override FindingRule Describes { get; } = new(
        "increase-off-by-one", FindingSeverity.Warning, "increase() is compared with > and a small whole number", "The alert 'more than 5 restarts' fires at 5",
        "Compare with >= and one more.");

    internal override IEnumerable<RuleFinding> Check(RuleScene scene) =>
        scene.Alerts.SelectMany(r => r.Restarts.Select(c => One(scene, r, c)).OfType<RuleFinding>());

    private static RuleFinding? One(RuleScene scene, SceneRule rule, RestartCondition condition)
    {
        var restarts = condition.Threshold / condition.Count.PerRestart;
        if (condition is not { Count: { Form: CountForm.Extrapolated, Level: not CountLevel.Several }, Operator: BinaryOperator.Greater, MoreThan: > 0 } || Math.Abs(restarts - Math.Round(restarts)) > 1e-9 || OutOfReach.Holds(scene, condition))
        {
            return null;
        }

        var (window, scrape) = (condition.Count.Window, scene.Options.EffectiveScrapeInterval);
        var read = Extrapolation.Reads(condition.MoreThan, window, scrape);
        if (scrape >= window || condition.MoreThan * scrape.TotalSeconds / window.TotalSeconds < 0.01)
        {
            return null;
        }

        return new(
            rule,
            string.Create(
                CultureInfo.InvariantCulture,
                $"increase() extrapolates to the edges of its window: {condition.MoreThan} {(condition.MoreThan == 1 ? "restart" : "restarts")} in {RestartWords.Text(window)} may read as {read:0.##}, which is more than {condition.MoreThan}."),
            $"It fires at {condition.MoreThan} {(condition.MoreThan == 1 ? "restart" : "restarts")} already, now and then, as scrapes and evaluations happen to fall (with a scrape each {RestartWords.Text(scrape)}).",
            $"Write >= {condition.MoreThan + 1}, which {condition.MoreThan} never reach{(condition.MoreThan == 1 ? "es" : "")} by extrapolation as long as a scrape comes each {RestartWords.Text(Extrapolation.LongestInterval(condition.MoreThan, window))}.")
        {
            Span = condition.Comparison.Span,
            Replacement = Extrapolation.Reads(condition.MoreThan, window, scrape) < condition.MoreThan + 1 ? RestartEdits.WithThreshold(rule, condition, condition.MoreThan + 1) : null,
        };
    }
}
