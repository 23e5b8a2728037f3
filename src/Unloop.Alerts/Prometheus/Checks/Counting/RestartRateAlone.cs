using Unloop.Alerts.Backoff;
using Unloop.Alerts.Prometheus.Checks.Analysis;
using Unloop.Alerts.Prometheus.Expressions;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Prometheus.Checks.Counting;

internal sealed class RestartRateAlone : RuleCheck
{
    /// <summary>Whoever looks at one of these is not left without an alert by the end of the burst.</summary>
    private static readonly string[] States =
    [
        "kube_pod_status_ready", "kube_pod_container_status_ready", "kube_deployment_status_replicas_unavailable", "kube_deployment_status_replicas_available",
        "kube_statefulset_status_replicas_ready", "kube_statefulset_status_replicas_available", "kube_daemonset_status_number_unavailable", "kube_daemonset_status_number_ready",
    ];

    public override FindingRule Describes { get; } = new(
        "restart-rate-alone", FindingSeverity.Warning, "Restarts are counted, and nothing looks at the state", "The alert is resolved, and the pod is still in CrashLoopBackOff",
        "Add a rule for the reason CrashLoopBackOff.");

    internal override IEnumerable<RuleFinding> Check(RuleScene scene)
    {
        if (scene.Alerts.SelectMany(r => r.Selectors).Select(s => s.Vector).Concat((scene.Loaded ?? []).SelectMany(e => e.All().OfType<VectorSelector>())).Any(v => KubeStateMetrics.IsCrashLoop(v) || States.Contains(v.Metric)))
        {
            yield break;
        }

        foreach (var rule in scene.Alerts)
        {
            if (rule.Restarts.FirstOrDefault(c => c is { IsWindowed: true, MoreThan: >= 0, IsGuarded: false } && GoesSilent(scene, rule, c)) is { } condition)
            {
                yield return One(scene, rule, condition);
                // One rule beside them is enough for all.
                yield break;
            }
        }
    }

    private static bool GoesSilent(RuleScene scene, SceneRule rule, RestartCondition condition)
    {
        // A container that runs a little before each crash shows what one that crashes at once would hide.
        var fires = RestartArithmetic.Fires(condition.Rule(rule.For), TimeSpan.FromSeconds(30), scene.Options.Backoff);
        return fires.Count == 0 || fires.Any(f => f.To is not null);
    }

    private static RuleFinding One(RuleScene scene, SceneRule rule, RestartCondition condition) => new(
        rule,
        $"{rule.Name} counts restarts, which become rare while the container is still broken, and no rule looks at its state.",
        RestartWords.Practice(condition.Rule(rule.For), scene.Options.Backoff),
        "Add a rule that fires as long as the kubelet says CrashLoopBackOff.")
    {
        Part = RulePart.AnotherRule,
        Replacement = StateRule.Yaml(condition.Count.Counter, rule.Located.Rule.Labels.GetValueOrDefault("severity") ?? "warning"),
    };
}
