namespace Unloop.Core.Scaling.Autoscaling;

/// <summary>What the controller decided at one look.</summary>
/// <param name="Proposed">What the metrics asked for; null where they were not asked.</param>
/// <param name="Stabilized">After the recommendations of the past.</param>
/// <param name="Desired">What the workload is set to.</param>
/// <param name="Reason">The controller's own word for what limited it: <c>ScaleUpLimit</c>, <c>TooManyReplicas</c>, <c>ScaleDownStabilized</c>, …</param>
public sealed record HpaDecision(int? Proposed, int? Stabilized, int Desired, string Reason, IReadOnlyList<HpaProposal> Metrics);

/// <summary>
/// The HorizontalPodAutoscaler of the controller-manager, look for look: <c>reconcileAutoscaler</c>, <c>computeReplicasForMetrics</c> and the two
/// ways of normalising in <c>pkg/controller/podautoscaler/horizontal.go</c>. It keeps what that keeps between looks, and asks no clock.
/// </summary>
/// <param name="initial">The replicas at the first look: what the controller takes for its first recommendation.</param>
public sealed class HorizontalController(HpaSpec spec, HpaTuning tuning, int initial, TimeSpan begin)
{
    private readonly Recommendations _recommendations = new(initial, begin);
    private readonly ScaleEvents _ups = new();
    private readonly ScaleEvents _downs = new();

    /// <param name="current">The replicas that the workload's spec asks for now.</param>
    /// <param name="totals">Of metrics that are not measured by pod.</param>
    public HpaDecision Look(TimeSpan now, int current, IReadOnlyList<HpaPod> pods, IReadOnlyDictionary<string, long>? totals = null)
    {
        var decision = current == 0 && spec.MinReplicas != 0 ? new(null, null, 0, "ScalingDisabled", [])
            : current > spec.MaxReplicas ? new(null, null, spec.MaxReplicas, "TooManyReplicas", [])
            : current < spec.MinReplicas ? new(null, null, spec.MinReplicas, "TooFewReplicas", [])
            : Decide(now, current, pods, totals ?? new Dictionary<string, long>());
        if (decision.Desired != current && spec.Behavior is { } behavior)
        {
            var isUp = decision.Desired > current;
            (isUp ? _ups : _downs).Add(Math.Abs(decision.Desired - current), now, isUp ? behavior.ScaleUp : behavior.ScaleDown);
        }

        return decision;
    }

    private HpaDecision Decide(TimeSpan now, int current, IReadOnlyList<HpaPod> pods, IReadOnlyDictionary<string, long> totals)
    {
        var proposals = spec.Metrics.Select(m => ReplicaCalculator.Propose(m, current, pods, totals.TryGetValue(m.Name, out var total) ? total : null, now, tuning)).ToList();
        var asked = proposals.Max(p => p.Replicas);

        // Of several metrics one that cannot be read forbids to shrink, for it may be the one that needs the pods.
        if (asked is not { } proposed || (!tuning.IsOld && proposed < current && proposals.Exists(p => p.Replicas is null)))
        {
            return new(null, null, current, "FailedGetMetrics", proposals);
        }

        var (stabilized, desired, reason) = spec.Behavior is { } behavior ? WithBehavior(behavior, now, current, proposed) : Plain(now, current, proposed);
        return new(proposed, stabilized, desired, stabilized != proposed && desired == stabilized ? (proposed < stabilized ? "ScaleDownStabilized" : "ScaleUpStabilized") : reason, proposals);
    }

    /// <summary>Without <c>behavior</c>: the highest of the recommendations of the window; at most double, or 4.</summary>
    private (int Stabilized, int Desired, string Reason) Plain(TimeSpan now, int current, int proposed)
    {
        var stabilized = _recommendations.Highest(proposed, now - tuning.DownscaleStabilization, inclusive: true);
        _recommendations.Keep(proposed, now, now - tuning.DownscaleStabilization);
        var limit = (int)Math.Max(2.0 * current, 4);
        var most = Math.Min(spec.MaxReplicas, limit);
        return stabilized < spec.MinReplicas ? (stabilized, spec.MinReplicas, "TooFewReplicas")
            : stabilized > most ? (stabilized, most, spec.MaxReplicas > limit ? "ScaleUpLimit" : "TooManyReplicas")
            : (stabilized, stabilized, "DesiredWithinRange");
    }

    private (int Stabilized, int Desired, string Reason) WithBehavior(HpaBehavior behavior, TimeSpan now, int current, int proposed)
    {
        var up = TimeSpan.FromSeconds(behavior.ScaleUp.StabilizationSeconds ?? 0);
        var down = behavior.ScaleDown.StabilizationSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : tuning.DownscaleStabilization;
        var (lowest, highest) = (_recommendations.Lowest(proposed, now - up), _recommendations.Highest(proposed, now - down, inclusive: false));
        var stabilized = tuning.IsOld ? (proposed >= current ? lowest : highest) : Math.Min(Math.Max(current, lowest), highest);
        _recommendations.Keep(proposed, now, now - (up > down ? up : down));
        if (stabilized > current)
        {
            var limit = Math.Max(current, Limit(behavior.ScaleUp, current, now, isUp: true));
            var most = Math.Min(spec.MaxReplicas, limit);
            return stabilized > most ? (stabilized, most, spec.MaxReplicas > limit ? "ScaleUpLimit" : "TooManyReplicas") : (stabilized, stabilized, "DesiredWithinRange");
        }

        if (stabilized < current)
        {
            var limit = Math.Min(current, Limit(behavior.ScaleDown, current, now, isUp: false));
            var least = Math.Max(spec.MinReplicas, limit);
            return stabilized < least ? (stabilized, least, spec.MinReplicas < limit ? "ScaleDownLimit" : "TooFewReplicas") : (stabilized, stabilized, "DesiredWithinRange");
        }

        return (stabilized, stabilized, "DesiredWithinRange");
    }

    /// <summary>How far the policies let it go, counted from what there was at the start of each policy's period.</summary>
    private int Limit(HpaRules rules, int current, TimeSpan now, bool isUp)
    {
        if (rules.Select == HpaSelect.Disabled || rules.Policies.Count == 0)
        {
            return current;
        }

        var limits = rules.Policies.Select(policy =>
        {
            var added = isUp || !tuning.IsOld ? _ups.Since(now - TimeSpan.FromSeconds(policy.PeriodSeconds)) : 0;
            var removed = !isUp || !tuning.IsOld ? _downs.Since(now - TimeSpan.FromSeconds(policy.PeriodSeconds)) : 0;
            var start = current - added + removed;
            return (policy.Type, isUp) switch
            {
                (HpaPolicyType.Pods, true) => start + policy.Value,
                (HpaPolicyType.Pods, false) => start - policy.Value,
                (_, true) => (int)Math.Ceiling(start * (1 + (policy.Value / 100.0))),
                _ => (int)(start * (1 - (policy.Value / 100.0))),
            };
        });
        return (rules.Select == HpaSelect.Max) == isUp ? limits.Max() : limits.Min();
    }
}
