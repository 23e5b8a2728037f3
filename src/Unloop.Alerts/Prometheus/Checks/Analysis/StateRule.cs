using Unloop.Alerts.Backoff;
using Unloop.Alerts.Prometheus.Expressions;

namespace Unloop.Alerts.Prometheus.Checks.Analysis;

/// <summary>The complement of every rule that counts restarts: it fires as long as the kubelet says CrashLoopBackOff.</summary>
internal static class StateRule
{
    /// <summary>A container that runs for less before each crash is in back-off again within this time; one that runs for longer begins its back-off anew.</summary>
    public static TimeSpan LookBack { get; } = TimeSpan.FromMinutes(10);

    /// <summary>In YAML, as an item of a group's rules.</summary>
    /// <param name="like">The selector of which the matchers are taken over.</param>
    public static string Yaml(VectorSelector like, string severity)
    {
        var (containers, inits) = (Clause(KubeStateMetrics.WaitingReason, like), Clause(KubeStateMetrics.InitWaitingReason, like));
        return $$$"""
            - alert: PodCrashLooping
              expr: |
                {{{containers}}}
                or
                {{{inits}}}
              for: {{{Duration.Print(CrashLoopState.HeldFor)}}}
              labels:
                severity: {{{Generation.Yaml.Inline(severity)}}}
              annotations:
                summary: "Pod {{ $labels.namespace }}/{{ $labels.pod }} is in CrashLoopBackOff (container {{ $labels.container }})."
            """;
    }

    private static string Clause(string metric, VectorSelector like)
    {
        var matchers = like.Matchers.Where(m => m.Label is not (LabelMatcher.MetricName or "reason")).Prepend(new("reason", MatchOperator.Equal, KubeStateMetrics.CrashLoop));
        return $"max_over_time({Printer.Print(new VectorSelector(metric, [.. matchers]))}[{Duration.Print(LookBack)}]) >= 1";
    }
}
