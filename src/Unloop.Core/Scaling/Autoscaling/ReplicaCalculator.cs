namespace Unloop.Core.Scaling.Autoscaling;

/// <summary>
/// How many replicas one metric asks for: <c>pkg/controller/podautoscaler/replica_calculator.go</c> of Kubernetes (read at 1.20.2 and at a present
/// commit), with its integer arithmetic: a utilisation is cut to whole percents, an average to whole thousandths, before it is compared. Pure.
/// </summary>
public static class ReplicaCalculator
{
    private const long All = 100;

    /// <param name="current">The replicas that the workload's spec asks for now.</param>
    /// <param name="now">The controller's clock, from the same point as the pods' moments.</param>
    /// <param name="total">Of a metric that is not measured by pod: its value, in thousandths.</param>
    public static HpaProposal Propose(HpaMetric metric, int current, IReadOnlyList<HpaPod> pods, long? total, TimeSpan now, HpaTuning tuning) => metric.Target switch
    {
        HpaTarget.Value => OfValue(metric, current, pods, total, tuning),
        HpaTarget.ValuePerPod => OfValuePerPod(metric, current, total, tuning),
        _ => OfPods(metric, current, pods, now, tuning),
    };

    private static HpaProposal OfValue(HpaMetric metric, int current, IReadOnlyList<HpaPod> pods, long? total, HpaTuning tuning)
    {
        if (total is not { } value)
        {
            return new(null, Why: $"the metric {metric.Name} is not served");
        }

        var ratio = (double)value / metric.Goal;
        return current == 0 ? new(Ceiling(ratio), value)
            : IsWithin(ratio, tuning) ? new(current, value)
            : pods.Count == 0 ? new(null, value, "no pods match the selector")
            : new(Ceiling(ratio * pods.Count(p => p is { Phase: "Running", Ready: true })), value);
    }

    private static HpaProposal OfValuePerPod(HpaMetric metric, int current, long? total, HpaTuning tuning)
    {
        if (total is not { } value)
        {
            return new(null, Why: $"the metric {metric.Name} is not served");
        }

        var average = current == 0 ? 0 : (long)Math.Ceiling((double)value / current);
        return IsWithin(value / ((double)metric.Goal * current), tuning) ? new(current, average) : new(Ceiling((double)value / metric.Goal), average);
    }

    private static HpaProposal OfPods(HpaMetric metric, int current, IReadOnlyList<HpaPod> pods, TimeSpan now, HpaTuning tuning)
    {
        if (pods.Count == 0)
        {
            return new(null, Why: "no pods match the selector");
        }

        var groups = PodGroups.Of(metric, pods, now, tuning);
        if (groups.Values.Count == 0)
        {
            return new(null, Why: groups.Unready.Count > 0 ? "no metrics of any pod that is ready" : $"no metrics of {metric.Name} for any pod");
        }

        var isUtilization = metric.Target == HpaTarget.Utilization;
        var requests = pods.ToDictionary(p => p.Name, p => p.Requests.TryGetValue(metric.Name, out var request) ? request : (long?)null);
        if (isUtilization && requests.Values.Any(r => r is null))
        {
            return new(null, Why: $"missing request for {metric.Name}: a share of nothing cannot be computed");
        }

        (double Ratio, long Measured) Measure() => isUtilization ? Utilization(groups.Values, requests, metric.Goal) : Average(groups.Values, metric.Goal);
        if (isUtilization && groups.Values.Keys.Sum(name => requests[name]!.Value) == 0)
        {
            return new(null, Why: $"the pods request no {metric.Name}");
        }

        var (ratio, measured) = Measure();
        var up = groups.Unready.Count > 0 && ratio > 1;
        if (!up && groups.Missing.Count == 0)
        {
            return new(IsWithin(ratio, tuning) ? current : Ceiling(ratio * groups.ReadyCount), measured);
        }

        FillIn(metric, groups, requests, ratio, up, tuning);
        var (again, _) = Measure();
        if (IsWithin(again, tuning) || (ratio < 1 && again > 1) || (ratio > 1 && again < 1))
        {
            return new(current, measured);
        }

        var wanted = Ceiling(again * groups.Values.Count);
        var turns = (again < 1 && wanted > current) || (again > 1 && wanted < current);
        return new(turns && (isUtilization || !tuning.IsOld) ? current : wanted, measured);
    }

    /// <summary>What is not known is taken for what speaks against the change: much when it would shrink, nothing when it would grow.</summary>
    private static void FillIn(HpaMetric metric, PodGroups groups, Dictionary<string, long?> requests, double ratio, bool up, HpaTuning tuning)
    {
        foreach (var name in groups.Missing)
        {
            if (ratio < 1)
            {
                var share = tuning.IsOld ? All : Math.Max(All, metric.Goal);
                groups.Values[name] = metric.Target == HpaTarget.Utilization ? requests[name]!.Value * share / All : metric.Goal;
            }
            else if (ratio > 1 || (tuning.IsOld && metric.Target != HpaTarget.Utilization))
            {
                groups.Values[name] = 0;
            }
        }

        foreach (var name in up ? groups.Unready : [])
        {
            groups.Values[name] = 0;
        }
    }

    private static (double Ratio, long Percent) Utilization(Dictionary<string, long> values, Dictionary<string, long?> requests, long goal)
    {
        var percent = values.Values.Sum() * All / values.Keys.Sum(name => requests[name]!.Value);
        return ((double)percent / goal, percent);
    }

    private static (double Ratio, long Mean) Average(Dictionary<string, long> values, long goal)
    {
        var mean = values.Values.Sum() / values.Count;
        return ((double)mean / goal, mean);
    }

    private static bool IsWithin(double ratio, HpaTuning tuning) => Math.Abs(1 - ratio) <= tuning.Tolerance;

    private static int Ceiling(double replicas) => replicas >= int.MaxValue ? int.MaxValue : (int)Math.Ceiling(replicas);
}
