using Unloop.Alerts.Prometheus.Expressions;
using Unloop.Core.Reports;
using Unloop.Core.Text;

namespace Unloop.Alerts.Prometheus.Checks.Waiting;

internal sealed class ReasonNeverReported : RuleCheck
{
    private static readonly string[] Waiting =
    [
        "CrashLoopBackOff", "ContainerCreating", "PodInitializing", "ErrImagePull", "ImagePullBackOff", "ErrImageNeverPull", "InvalidImageName", "ImageInspectError", "RegistryUnavailable",
        "CreateContainerConfigError", "CreateContainerError", "RunContainerError", "PreStartHookError", "PostStartHookError", "SignatureValidationFailed",
    ];

    private static readonly string[] Terminated = ["OOMKilled", "Completed", "Error", "ContainerCannotRun", "StartError", "DeadlineExceeded", "Evicted", "ContainerStatusUnknown"];
    private static readonly string[] Phases = ["Pending", "Running", "Succeeded", "Failed", "Unknown"];

    private static readonly (string Suffix, string Label, string[] Values)[] Families =
    [
        ("container_status_waiting_reason", "reason", Waiting),
        ("container_status_terminated_reason", "reason", Terminated),
        ("container_status_last_terminated_reason", "reason", Terminated),
        ("kube_pod_status_phase", "phase", Phases),
    ];

    public override FindingRule Describes { get; } = new(
        "reason-never-reported", FindingSeverity.Error, "A reason or phase is asked for that no container ever has", "The alert stays silent for ever", "Write the value as Kubernetes does.");

    internal override IEnumerable<RuleFinding> Check(RuleScene scene) =>
        scene.Alerts.SelectMany(r => r.Selectors.SelectMany(s => s.Vector.Matchers.Select(m => One(r, s.Vector, m)).OfType<RuleFinding>()));

    private static RuleFinding? One(SceneRule rule, VectorSelector selector, LabelMatcher matcher)
    {
        var family = Families.FirstOrDefault(f => selector.Metric?.EndsWith(f.Suffix, StringComparison.Ordinal) == true && f.Label == matcher.Label);
        if (family.Values is null || matcher.Operator is not (MatchOperator.Equal or MatchOperator.Regex))
        {
            return null;
        }

        // Only what is a list of plain names; a pattern may well mean something that is not known here.
        foreach (var value in matcher.Operator == MatchOperator.Equal ? [matcher.Value] : matcher.Value.Split('|'))
        {
            if (!value.All(char.IsAsciiLetter) || value.Length == 0 || family.Values.Contains(value) || Meant(value, family.Values, selector.Metric!) is not var (meant, why))
            {
                continue;
            }

            return new(
                rule,
                $"{selector.Metric} never has {matcher.Label}=\"{value}\": {why}.",
                matcher.Operator == MatchOperator.Equal ? "The selector matches no series: the alert never fires." : "This alternative matches no series: what it means is never seen.",
                meant is null ? "Ask the metric that has it." : $"Write \"{meant}\".")
            {
                Span = matcher.Span,
                Subject = value,
                Replacement = meant is null ? null : rule.With(matcher.Span, matcher.Span.Of(rule.Text).Replace(value, meant, StringComparison.Ordinal)),
            };
        }

        return null;
    }

    /// <returns>Null where the value may be one that is not known here.</returns>
    private static (string? Meant, string Why)? Meant(string value, string[] known, string metric)
    {
        if (NearestNames.OnlyNear(value, known) is { } near)
        {
            return (near, $"Kubernetes writes {near}");
        }

        var others = Families.Where(f => f.Values != known && f.Values.Contains(value)).ToList();
        return others is [var other, ..] ? (null, $"that is a {other.Label} of {Named(other.Suffix, metric)}") : null;
    }

    private static string Named(string suffix, string metric) =>
        suffix.StartsWith("kube_", StringComparison.Ordinal) ? suffix : (metric.StartsWith("kube_pod_init_", StringComparison.Ordinal) ? "kube_pod_init_" : "kube_pod_") + suffix;
}
