namespace Unloop.Core.Scaling.Sizing;

/// <summary>Requests of one container after sizing; null: as it stands.</summary>
/// <param name="Cpu">Thousandths of a core; null: it has one already, or nothing was measured.</param>
/// <param name="Memory">Bytes; the same.</param>
public sealed record SizedContainer(string Name, long? Cpu, long? Memory);

/// <summary>Requests for containers that have none, from what they were seen to use. Those that are set are never changed: whoever set them knew more than a look.</summary>
internal static class RequestSizing
{
    private const double CpuHeadroom = 1.2;
    private const double MemoryHeadroom = 1.25;
    private const long CpuStep = 10;
    private const long MemoryStep = 16 << 20;
    private const long LeastMemory = 32 << 20;

    public static IReadOnlyList<SizedContainer> Size(ScalingFacts facts, UsageSummary? usage, List<Arithmetic> arithmetic)
    {
        var sized = new List<SizedContainer>();
        foreach (var container in facts.Workload.Containers.Where(c => !c.IsInit))
        {
            var measured = usage is not null && usage.Highest.TryGetValue(container.Name, out var highest) ? highest : ((long Cpu, long Memory)?)null;
            var cpu = container.CpuRequest is > 0 ? null : Cpu(container, measured?.Cpu, facts, usage, arithmetic);
            var memory = container.MemoryRequest is > 0 ? null : Memory(container, measured?.Memory, facts, usage, arithmetic);
            Compare(container, measured, usage, arithmetic);
            sized.Add(new(container.Name, cpu, memory));
        }

        return sized;
    }

    private static long? Cpu(ScaledContainer container, long? used, ScalingFacts facts, UsageSummary? usage, List<Arithmetic> arithmetic)
    {
        var what = $"CPU request of {container.Name}";
        if (used is not { } highest || usage is null)
        {
            arithmetic.Add(new(what, "?", "nothing was measured, and a guess would decide how many replicas there are"));
            return null;
        }

        var (value, bound) = Bound(Math.Max(CpuStep, Up(highest * CpuHeadroom, CpuStep)), container.CpuLimit, facts, "cpu", 1000);
        arithmetic.Add(new(what, Amounts.Cpu(value), $"highest use {Amounts.Cpu(highest)} × {Amounts.Number(CpuHeadroom)}, up to the next {Amounts.Cpu(CpuStep)}{bound}; {usage.Worth}"));
        return value;
    }

    private static long? Memory(ScaledContainer container, long? used, ScalingFacts facts, UsageSummary? usage, List<Arithmetic> arithmetic)
    {
        var what = $"memory request of {container.Name}";
        if (used is not { } highest || usage is null)
        {
            arithmetic.Add(new(what, "?", "nothing was measured"));
            return null;
        }

        var (value, bound) = Bound(Math.Max(LeastMemory, Up(highest * MemoryHeadroom, MemoryStep)), container.MemoryLimit, facts, "memory", 1);
        arithmetic.Add(new(what, Amounts.Memory(value), $"highest use {Amounts.Memory(highest)} × {Amounts.Number(MemoryHeadroom)}, up to the next {Amounts.Memory(MemoryStep)}{bound}; {usage.Worth}"));
        return value;
    }

    /// <summary>A request above its limit is refused, and so is one outside a LimitRange.</summary>
    private static (long Value, string How) Bound(long value, long? limit, ScalingFacts facts, string resource, double unit)
    {
        var how = "";
        if (limit is > 0 and var most && value > most)
        {
            (value, how) = (most, ", not above its limit");
        }

        foreach (var range in facts.LimitRanges.Where(r => r.Type == "Container" && r.Resource == resource))
        {
            if (range.Max * unit is { } high && value > high)
            {
                (value, how) = ((long)high, $"{how}, not above LimitRange {range.LimitRange}");
            }

            if (range.Min * unit is { } low && value < low)
            {
                (value, how) = ((long)low, $"{how}, not below LimitRange {range.LimitRange}");
            }
        }

        return (value, how);
    }

    private static void Compare(ScaledContainer container, (long Cpu, long Memory)? measured, UsageSummary? usage, List<Arithmetic> arithmetic)
    {
        if (measured is { Cpu: var used } && usage is not null && container.CpuRequest is > 0 and var request)
        {
            var share = 100.0 * used / request;
            var says = share > 150 ? "far above it: the scheduler packs nodes too full" : share < 20 ? "far below it: most of it is reserved for nothing" : "kept as it is";
            arithmetic.Add(new($"CPU request of {container.Name}", Amounts.Cpu(request), $"set already; highest use {Amounts.Cpu(used)} is {share:0} % of it, {says}; {usage.Worth}"));
        }
    }

    private static long Up(double value, long step) => (long)Math.Ceiling(Math.Round(value / step, 6)) * step;
}
