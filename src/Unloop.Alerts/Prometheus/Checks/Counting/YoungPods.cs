using Unloop.Alerts.Backoff;
using Unloop.Alerts.Prometheus.Checks.Analysis;
using Unloop.Alerts.Prometheus.Expressions;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Prometheus.Checks.Counting;

internal sealed class YoungPods : RuleCheck
{
    public override FindingRule Describes { get; } = new(
        "young-pods-not-seen", FindingSeverity.Warning, "A difference with offset is nothing for pods that are younger", "A new deployment crashes at once, and the alert stays silent",
        "Take 0 for the earlier value of pods that did not exist yet.");

    internal override IEnumerable<RuleFinding> Check(RuleScene scene) =>
        scene.Alerts.SelectMany(r => r.Restarts.Where(c => c.Count is { Form: CountForm.Difference, Aggregator: null }).Select(c => One(scene, r, c)));

    private static RuleFinding One(RuleScene scene, SceneRule rule, RestartCondition condition)
    {
        var window = condition.Count.Window;
        var fires = RestartArithmetic.Fires(condition.Rule(rule.For), TimeSpan.Zero, scene.Options.Backoff);
        var burst = fires is [{ To: { } to }] && to <= window
            ? $" A container that crashes at once from the pod's beginning makes its burst before that ({RestartWords.Text(fires[0].From)} to {RestartWords.Text(to)}): it is never seen."
            : $" New pods are seen {RestartWords.Text(window)} late.";
        var earlier = ((BinaryExpression)condition.Count.Node).Right.Bare();
        return new(
            rule,
            $"The difference has no value for a pod that is younger than {RestartWords.Text(window)}: there is nothing at 'offset {Duration.Print(window)}' to subtract.",
            "A pod that a deployment has just made is passed over." + burst,
            "Take 0 where there is nothing earlier and the pod is young; its age keeps a gap in the scrapes from looking like restarts.")
        {
            Span = earlier.Span,
            Replacement = Guarded(rule, condition.Count.Counter, earlier, window),
        };
    }

    /// <summary><c>x - (x offset 10m or x * 0 and on (namespace, pod, uid) time() - kube_pod_created &lt; 600)</c>.</summary>
    private static string Guarded(SceneRule rule, VectorSelector counter, Expression earlier, TimeSpan window)
    {
        var created = new VectorSelector("kube_pod_created", [.. counter.Matchers.Where(m => m.Label is "namespace" or "job" or "pod" or "cluster")]);
        var guard = $"({earlier.Span.Of(rule.Text)} or {counter.Span.Of(rule.Text)} * 0 and on (namespace, pod, uid) (time() - {Printer.Print(created)} < {Printer.Print(new NumberLiteral(window.TotalSeconds))}))";
        return rule.With(earlier.Span, guard);
    }
}
