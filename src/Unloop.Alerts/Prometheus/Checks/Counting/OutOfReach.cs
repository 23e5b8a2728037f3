using System.Globalization;
using Unloop.Alerts.Backoff;
using Unloop.Alerts.Prometheus.Checks.Analysis;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Prometheus.Checks.Counting;

internal sealed class OutOfReach : RuleCheck
{
    private static readonly TimeSpan[] Windows = [TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30), TimeSpan.FromHours(1), TimeSpan.FromHours(2)];

    public override FindingRule Describes { get; } = new(
        "threshold-out-of-reach", FindingSeverity.Error, "More restarts in a window than the kubelet's back-off allows one container", "The pod is in CrashLoopBackOff, and the alert stays silent",
        "Lower the threshold, or lengthen the window.");

    internal override IEnumerable<RuleFinding> Check(RuleScene scene) => scene.Alerts.SelectMany(r => r.Restarts.Where(Applies).Select(c => One(scene, r, c)).OfType<RuleFinding>());

    /// <summary>Of several pods any number can come together.</summary>
    private static bool Applies(RestartCondition condition) => condition is { IsWindowed: true, Count.Level: not CountLevel.Several, MoreThan: > 0 };

    /// <summary>Whether the threshold is above what one container does.</summary>
    public static bool Holds(RuleScene scene, RestartCondition condition) =>
        Applies(condition) && RestartArithmetic.MostRestarts(condition.Count.Window, default, scene.Options.Backoff) <= condition.MoreThan;

    private static RuleFinding? One(RuleScene scene, SceneRule rule, RestartCondition condition)
    {
        if (!Holds(scene, condition))
        {
            return null;
        }

        var window = condition.Count.Window;
        var most = RestartArithmetic.MostRestarts(window, default, scene.Options.Backoff);
        var words = RestartWords.Text(window);
        var (newWindow, restarts) = Reachable(scene, rule, condition);
        return new(
            rule,
            $"It takes more than {condition.MoreThan} restarts in {words}, and one container is restarted at most {most} {(most == 1 ? "time" : "times")} in {words}.",
            Effect(scene, condition, most),
            $"Fire from {restarts} {(restarts == 1 ? "restart" : "restarts")} in {RestartWords.Text(newWindow)} on.")
        {
            Span = condition.Comparison.Span,
            Severity = condition.Count is { Level: CountLevel.Pod, Aggregator: "sum" } ? FindingSeverity.Warning : null,
            Replacement = RestartEdits.With(rule, condition, newWindow, restarts),
        };
    }

    /// <summary>The rule's own window, or the first longer one that holds enough scrapes, with the most restarts that also last as long as 'for' says.</summary>
    private static (TimeSpan Window, int Restarts) Reachable(RuleScene scene, SceneRule rule, RestartCondition condition)
    {
        foreach (var window in Windows.Where(w => w > condition.Count.Window).Prepend(condition.Count.Window).Where(w => w >= 4 * scene.Options.EffectiveScrapeInterval))
        {
            // What is reached a moment before it is lost is of no use.
            var most = Math.Min(RestartArithmetic.MostRestarts(window, default, scene.Options.Backoff) - 1, condition.MoreThan + 1);
            if (RestartArithmetic.HighestThatFires(new(most - 1, window, rule.For), ForOutlives.ShortRun, scene.Options.Backoff.Latest) is { } highest)
            {
                return (window, highest + 1);
            }
        }

        return (condition.Count.Window, 1);
    }

    private static string Effect(RuleScene scene, RestartCondition condition, int most)
    {
        var several = condition.Count is { Level: CountLevel.Pod, Aggregator: "sum" } ? " Only a pod with several containers that crash at the same time gets there." : "";
        var read = condition.Count.Form == CountForm.Extrapolated ? Extrapolation.Reads(most, condition.Count.Window, scene.Options.EffectiveScrapeInterval) : 0;
        return read * condition.Count.PerRestart > condition.Threshold
            ? string.Create(CultureInfo.InvariantCulture, $"It fires only by mistake: increase() extrapolates, and may read {most} restarts as {read:0.##}.{several}")
            : RestartWords.Practice(condition.Rule(default), scene.Options.Backoff) + several;
    }
}
