using Unloop.Alerts.Backoff;
using Unloop.Alerts.Prometheus.Checks.Analysis;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Prometheus.Checks.Counting;

internal sealed class ForOutlives : RuleCheck
{
    /// <summary>A run before each crash, as most programs have one that fail at their start.</summary>
    public static TimeSpan ShortRun { get; } = TimeSpan.FromSeconds(30);

    public override FindingRule Describes { get; } = new(
        "for-outlives-alert", FindingSeverity.Error, "'for' is longer than the condition can hold", "The alert is pending again and again, and never fires",
        "Shorten 'for', or lengthen the window.");

    internal override IEnumerable<RuleFinding> Check(RuleScene scene) => scene.Alerts
        .Where(r => r.For > TimeSpan.Zero)
        .SelectMany(r => r.Restarts.Where(c => c is { IsWindowed: true, MoreThan: >= 0, Count.Level: not CountLevel.Several } && !OutOfReach.Holds(scene, c)).Select(c => One(scene, r, c)))
        .OfType<RuleFinding>();

    private static RuleFinding? One(RuleScene scene, SceneRule rule, RestartCondition condition)
    {
        var counted = condition.Rule(rule.For);
        var policy = scene.Options.Backoff;
        var atOnce = RestartArithmetic.Fires(counted, TimeSpan.Zero, policy);
        if (RestartArithmetic.Fires(counted, ShortRun, policy.Latest).Count > 0 || (atOnce.Count > 0 && RestartArithmetic.Fires(counted, ShortRun, policy).Count > 0))
        {
            return null;
        }

        var without = condition.Rule(default);
        var held = RestartArithmetic.Fires(without, ShortRun, policy.Latest).Where(f => f.Length is not null).Max(f => f.Length) ?? TimeSpan.Zero;
        var words = RestartWords.Text(rule.For);
        return new(
            rule,
            $"'for: {rule.Located.Rule.For}' is longer than more than {condition.MoreThan} restarts in {RestartWords.Text(condition.Count.Window)} last.",
            atOnce.Count == 0
                ? RestartWords.Practice(counted, policy)
                : $"A container that runs {RestartWords.Text(ShortRun)} before each crash holds the condition for {RestartWords.Text(held)} at most, and each time 'for' begins anew: the alert is pending, and never fires.",
            $"Leave 'for' out: the window of {RestartWords.Text(condition.Count.Window)} keeps single restarts out by itself.")
        {
            At = rule.Located.For?.At,
            Length = rule.Located.For?.Value.Length ?? 1,
            Subject = words,
            Part = RulePart.For,
            Replacement = "0s",
            Severity = atOnce.Count == 0 ? null : FindingSeverity.Warning,
        };
    }
}
