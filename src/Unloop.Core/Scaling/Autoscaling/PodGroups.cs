namespace Unloop.Core.Scaling.Autoscaling;

/// <summary>Which pods count, as <c>groupPods</c> in <c>replica_calculator.go</c> sorts them.</summary>
/// <param name="Values">The samples that count, by pod, in thousandths; the calculation fills in what it assumes of the others.</param>
/// <param name="Unready">Pending, or of the CPU: not ready, or measured while it started.</param>
/// <param name="Missing">Without a sample.</param>
internal sealed record PodGroups(int ReadyCount, Dictionary<string, long> Values, IReadOnlyList<string> Unready, IReadOnlyList<string> Missing)
{
    public static PodGroups Of(HpaMetric metric, IReadOnlyList<HpaPod> pods, TimeSpan now, HpaTuning tuning)
    {
        var values = new Dictionary<string, long>();
        var (unready, missing) = (new List<string>(), new List<string>());
        foreach (var pod in pods.Where(p => !p.Leaving && p.Phase != "Failed"))
        {
            if (pod.Phase == "Pending")
            {
                unready.Add(pod.Name);
            }
            else if (!pod.Samples.TryGetValue(metric.Name, out var sample))
            {
                missing.Add(pod.Name);
            }
            else if (metric.IsCpu && IsStarting(pod, sample, now, tuning))
            {
                unready.Add(pod.Name);
            }
            else
            {
                values[pod.Name] = sample.Value;
            }
        }

        return new(values.Count, values, unready, missing);
    }

    /// <summary>
    /// In its first minutes a pod's CPU counts only when it is ready and has been for one whole window; later it counts, unless it was never ready
    /// (that is: its readiness has not changed since its first moments).
    /// </summary>
    private static bool IsStarting(HpaPod pod, HpaSample sample, TimeSpan now, HpaTuning tuning) =>
        pod.Ready is not { } ready || pod.StartedAt is not { } started ? true
        : started + tuning.CpuInitializationPeriod > now ? !ready || sample.At < pod.ReadySince + sample.Window
        : !ready && started + tuning.InitialReadinessDelay > pod.ReadySince;
}
