namespace Unloop.Core.Scaling.Sizing;

/// <summary>What the looks at the metrics API come to.</summary>
/// <param name="Looks">Different measurements; the same one read twice counts once.</param>
/// <param name="Pods">Pods that were measured at all.</param>
/// <param name="Span">From the first measurement to the last.</param>
/// <param name="TotalCpu">Of all pods that were measured together, the mean over the looks; thousandths of a core.</param>
/// <param name="PodsEach">Pods that were measured at one look, the mean over the looks.</param>
/// <param name="Highest">The highest of any pod at any look, by container: CPU in thousandths of a core, memory in bytes.</param>
public sealed record UsageSummary(int Looks, int Pods, TimeSpan? Span, double TotalCpu, double PodsEach, IReadOnlyDictionary<string, (long Cpu, long Memory)> Highest)
{
    /// <summary>Null where nothing was measured.</summary>
    public static UsageSummary? Of(ScalingFacts facts)
    {
        var looks = facts.Usage.Where(u => u.Containers.Count > 0).DistinctBy(u => u.At).ToList();
        if (looks.Count == 0)
        {
            return null;
        }

        var uses = looks.SelectMany(l => l.Containers).ToList();
        return new(
            looks.Count,
            uses.Select(u => u.Pod).Distinct().Count(),
            looks[^1].At - looks[0].At,
            looks.Average(l => l.Containers.Sum(c => (double)c.Cpu)),
            looks.Average(l => l.Containers.Select(c => c.Pod).Distinct().Count()),
            uses.GroupBy(u => u.Container).ToDictionary(g => g.Key, g => (g.Max(u => u.Cpu), g.Max(u => u.Memory))));
    }

    /// <summary>How much the numbers are worth, in words.</summary>
    public string Worth
    {
        get
        {
            var pods = $"{Pods} pod{(Pods == 1 ? "" : "s")}";
            return Looks == 1
                ? $"one measurement of {pods}: a moment that says nothing of a day's peak; look for longer with --watch"
                : $"{Looks} measurements of {pods}{(Span is { } span && span > TimeSpan.Zero ? $" over {Reasoning.Duration.Text(span)}" : "")}: the highest of them, and not a day's peak";
        }
    }
}
