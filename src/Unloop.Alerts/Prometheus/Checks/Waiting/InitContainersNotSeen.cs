using System.Text;
using Unloop.Alerts.Prometheus.Checks.Analysis;
using Unloop.Alerts.Prometheus.Expressions;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Prometheus.Checks.Waiting;

internal sealed class InitContainersNotSeen : RuleCheck
{
    public override FindingRule Describes { get; } = new(
        "init-containers-not-seen", FindingSeverity.Warning, "No rule asks for init containers that crash", "A pod hangs in Init:CrashLoopBackOff, and no alert fires",
        "Ask the family kube_pod_init_container_status_* too.");

    internal override IEnumerable<RuleFinding> Check(RuleScene scene)
    {
        if (scene.Alerts.SelectMany(r => r.Selectors).Select(s => s.Vector).Concat((scene.Loaded ?? []).SelectMany(e => e.All().OfType<VectorSelector>())).Any(KubeStateMetrics.IsOfInitContainers))
        {
            return [];
        }

        return scene.Alerts.Where(r => r.Selectors.Any(s => KubeStateMetrics.IsCrashLoop(s.Vector))).Take(1).Select(One);
    }

    private static RuleFinding One(SceneRule rule)
    {
        var asked = rule.Selectors.First(s => KubeStateMetrics.IsCrashLoop(s.Vector));
        var init = new StringBuilder(rule.Text);
        foreach (var used in rule.Selectors.Where(s => s.Vector.Name is KubeStateMetrics.WaitingReason or KubeStateMetrics.Restarts).OrderByDescending(s => s.Vector.NameSpan.Start))
        {
            init.Remove(used.Vector.NameSpan.Start, used.Vector.NameSpan.Length)
                .Insert(used.Vector.NameSpan.Start, used.Vector.Name == KubeStateMetrics.Restarts ? KubeStateMetrics.InitRestarts : KubeStateMetrics.InitWaitingReason);
        }

        return new(
            rule,
            "Init containers have metrics of their own (kube_pod_init_container_status_*), and no rule here asks for them.",
            "A pod whose init container crashes (Init:CrashLoopBackOff) never starts its containers: they wait as PodInitializing, which this does not ask for, and the alert never fires.",
            $"Add the same with {KubeStateMetrics.InitWaitingReason}.")
        {
            Span = asked.Node.Span,
            Subject = KubeStateMetrics.InitWaitingReason,
            Replacement = $"{rule.Text.TrimEnd()}\nor\n{init.ToString().TrimEnd()}",
        };
    }
}
