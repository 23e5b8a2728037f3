using System.Globalization;
using Unloop.Alerts.Backoff;
using Unloop.Alerts.Prometheus.Checks.Analysis;
using Unloop.Alerts.Prometheus.Expressions;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Prometheus.Checks.Waiting;

internal sealed class WaitingReasonFlaps : RuleCheck
{
    public override FindingRule Describes { get; } = new(
        "waiting-reason-flaps", FindingSeverity.Warning, "CrashLoopBackOff is asked for at the moment, or with a look-back below 10 minutes", "The alert is resolved and fires again with each restart, or never fires",
        "Look back 10 minutes: max_over_time(…[10m]).");

    internal override IEnumerable<RuleFinding> Check(RuleScene scene) => scene.Alerts.Select(r => One(scene, r)).OfType<RuleFinding>();

    private static RuleFinding? One(RuleScene scene, SceneRule rule)
    {
        var asked = rule.Selectors.Where(s => KubeStateMetrics.IsCrashLoop(s.Vector)).ToList();
        var shorts = asked.Where(s => s.LookBack < StateRule.LookBack).ToList();
        if (shorts is not [var first, ..])
        {
            return null;
        }

        var text = rule.Text;
        foreach (var used in shorts.OrderByDescending(s => s.Node.Span.Start))
        {
            text = text[..used.Node.Span.Start] + Longer(used) + text[used.Node.Span.End..];
        }

        return new(
            rule,
            first.LookBack == TimeSpan.Zero
                ? $"{first.Vector.Metric} is there only while a container waits, and vanishes each time it runs."
                : $"The look-back of {RestartWords.Text(first.LookBack)} is shorter than a container may run between two crashes and still be in back-off (10 min).",
            Effect(scene, rule, first.LookBack),
            "Look back 10 min, after which the kubelet itself forgets the back-off.")
        {
            Span = first.Node.Span,
            Subject = first.Vector.Metric,
            Replacement = text.TrimEnd(),
        };
    }

    private static string Effect(RuleScene scene, SceneRule rule, TimeSpan lookBack)
    {
        // Runs for two minutes, or for a little longer than the look-back reaches.
        var run = lookBack < TimeSpan.FromMinutes(2) ? TimeSpan.FromMinutes(2) : lookBack + TimeSpan.FromSeconds(100);
        var held = scene.Options.Backoff.Maximum + lookBack;
        var share = RestartArithmetic.ShareWaiting(run, scene.Options.Backoff);
        var waits = string.Create(CultureInfo.InvariantCulture, $"A container that runs {RestartWords.Text(run)} before each crash is waiting {share * 100:0} % of the time");
        return rule.For > held
            ? $"{waits}; the condition holds for {RestartWords.Text(held)} at most, 'for: {rule.Located.Rule.For}' begins anew each time, and the alert never fires."
            : $"{waits}: the alert {(rule.For > TimeSpan.Zero ? "is pending, fires and" : "fires and")} is resolved again with each restart, while the container is broken all along.";
    }

    private static string Longer(UsedSelector used) => used.Node switch
    {
        RangeSelector range => Printer.Print(range with { Range = StateRule.LookBack }),
        _ => $"max_over_time({Printer.Print(new RangeSelector(used.Vector, StateRule.LookBack))})",
    };
}
