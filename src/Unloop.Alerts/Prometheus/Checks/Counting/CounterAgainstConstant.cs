using Unloop.Alerts.Backoff;
using Unloop.Alerts.Prometheus.Checks.Analysis;
using Unloop.Alerts.Prometheus.Expressions;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Prometheus.Checks.Counting;

internal sealed class CounterAgainstConstant : RuleCheck
{
    /// <summary>Tried in this order, after the one that the text names.</summary>
    private static readonly TimeSpan[] Windows = [TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30), TimeSpan.FromHours(1), TimeSpan.FromHours(2), TimeSpan.FromHours(6), TimeSpan.FromDays(1)];

    public override FindingRule Describes { get; } = new(
        "counter-against-constant", FindingSeverity.Error, "All restarts since the pod was made are compared with a number", "The alert fires for a pod that has run well for days",
        "Compare what came in a window: increase(x[10m]).");

    internal override IEnumerable<RuleFinding> Check(RuleScene scene) =>
        scene.Alerts.SelectMany(r => r.Restarts.Where(c => c is { Count.Form: CountForm.Total, IsGuarded: false, MoreThan: >= 0 }).Select(c => One(r, c)));

    private static RuleFinding One(SceneRule rule, RestartCondition condition)
    {
        var limit = condition.MoreThan + 1;
        var window = Window(rule, limit);
        return new(
            rule,
            $"{condition.Count.Counter.Metric ?? "The counter"} counts all restarts since the pod was made, and is compared with {Number(condition.Threshold)}.",
            $"A container that has been restarted {limit} {(limit == 1 ? "time" : "times")} keeps the alert firing until its pod is deleted, however well it runs by then; after that it says nothing new.",
            window is { } found ? $"Compare what came in a window of {Duration.Print(found)}." : "Compare what came in a window: no container is restarted so often in one day.")
        {
            Span = condition.Comparison.Span,
            Subject = condition.Count.Counter.Metric,
            Replacement = window is { } chosen ? Replacement(rule, condition, chosen) : null,
        };
    }

    private static TimeSpan? Window(SceneRule rule, int limit)
    {
        // One less than the most, so that it lasts long enough to be seen.
        var said = SaidWindows.In(rule).Select(s => s.Duration).Where(d => d > TimeSpan.Zero && RestartArithmetic.MostRestarts(d) >= limit).Take(1);
        return said.Concat(Windows.Where(w => RestartArithmetic.MostRestarts(w) >= limit)).Cast<TimeSpan?>().FirstOrDefault();
    }

    private static string Replacement(SceneRule rule, RestartCondition condition, TimeSpan window)
    {
        var (counter, comparison) = (condition.Count.Counter, condition.Comparison);
        var increase = $"increase({Printer.Print(counter with { Time = TimeModifiers.None })}[{Duration.Print(window)}])";
        var count = condition.Count.Node.Span is { Length: > 0 } node ? node : counter.Span;
        var left = comparison.Left.Span.Start <= count.Start && count.End <= comparison.Left.Span.End ? comparison.Left.Span : comparison.Right.Span;
        var text = rule.Text[left.Start..count.Start] + increase + rule.Text[count.End..left.End];
        return rule.With(comparison.Span, $"{text} >= {condition.MoreThan + 1}");
    }

    private static string Number(double number) => Printer.Print(new NumberLiteral(number));
}
