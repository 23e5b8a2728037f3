using Unloop.Alerts.Backoff;
using Unloop.Alerts.Prometheus.Checks.Analysis;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Prometheus.Checks.Texts;

internal sealed class WindowContradictsText : RuleCheck
{
    public override FindingRule Describes { get; } = new(
        "window-contradicts-text", FindingSeverity.Warning, "The text speaks of another window than the expression has", "'restarted in the last 10 minutes' over increase(x[5m])",
        "Make the expression do what the text says, or the text say what the expression does.");

    internal override IEnumerable<RuleFinding> Check(RuleScene scene) => scene.Alerts.SelectMany(r => r.Restarts.Where(c => c.IsWindowed).Take(1).SelectMany(c => One(scene, r, c)));

    private static IEnumerable<RuleFinding> One(RuleScene scene, SceneRule rule, RestartCondition condition)
    {
        var window = condition.Count.Window;
        var known = rule.Selectors.SelectMany(s => new[] { s.LookBack, s.Vector.Time.Offset }).Append(window).Append(rule.For).Append(window + rule.For).ToHashSet();
        foreach (var said in SaidWindows.In(rule).Where(s => !known.Contains(s.Duration)).Take(1))
        {
            var corrected = said.Text.Value[..said.Start] + RestartWords.Text(window) + said.Text.Value[(said.Start + said.Length)..];
            var (from, words) = (said.Text.PlaceOf(said.Start), RestartWords.Text(said.Duration));
            yield return new(
                rule,
                $"The {said.Annotation} speaks of {words}, and the expression looks at {RestartWords.Text(window)}.",
                $"Whoever is woken takes it for more, or fewer, restarts than there were: in {words} one container is restarted at most {RestartArithmetic.MostRestarts(said.Duration, default, scene.Options.Backoff)} times, "
                    + $"in {RestartWords.Text(window)} {RestartArithmetic.MostRestarts(window, default, scene.Options.Backoff)} times.",
                "Say what the expression does, or change its window, and then the threshold too.")
            {
                At = from,
                Length = said.Length,
                Subject = said.Annotation,
                Part = RulePart.Annotation,
                Replacement = corrected,
            };
        }
    }
}
