namespace Unloop.Core.Scaling.Sizing;

/// <summary>How long a pod of this workload takes from its creation until it is ready.</summary>
/// <param name="Median">What is reckoned with.</param>
/// <param name="Measured">How many pods it was measured on; 0: it is assumed.</param>
public sealed record StartUps(TimeSpan Median, TimeSpan Slowest, int Measured)
{
    private static readonly TimeSpan Assumed = TimeSpan.FromSeconds(30);

    /// <summary>A pod that became ready later than this has lost its readiness meanwhile, or waited for a node; it measures no start.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    /// <summary>Pods that restarted, or whose readiness broke after a restart of something else, tell another time than that of their start.</summary>
    public static StartUps Of(ScalingFacts facts)
    {
        var spans = facts.Staying.Where(p => p is { Ready: true, Restarts: 0 }).Select(p => p.ReadySince - p.CreatedAt).OfType<TimeSpan>().Where(s => s >= TimeSpan.Zero && s <= Longest).Order().ToList();
        return spans.Count == 0 ? new(Assumed, Assumed, 0) : new(spans[(spans.Count - 1) / 2], spans[^1], spans.Count);
    }

    public string How => Measured == 0
        ? $"assumed: no pod here shows it (none is ready without a restart)"
        : $"creation to ready, median of {Measured} pod{(Measured == 1 ? "" : "s")} here (slowest {Reasoning.Duration.Text(Slowest)}); the first on a new node pulls the image besides";
}
