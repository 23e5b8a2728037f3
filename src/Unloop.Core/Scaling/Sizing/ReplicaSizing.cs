namespace Unloop.Core.Scaling.Sizing;

/// <summary>How many replicas, from the load and what one of them stands.</summary>
/// <param name="CpuRequest">Of one pod after sizing; thousandths of a core.</param>
/// <param name="CpuNow">What all pods together use now; measured, or assumed.</param>
/// <param name="Room">Replicas that find a place at all; null: nobody knows.</param>
public sealed record SizedReplicas(int Now, int Min, int Max, long CpuRequest, double CpuNow, bool IsMeasured, int? Room);

internal static class ReplicaSizing
{
    private const int Least = 2;
    private const int MostReplicas = 10_000;

    /// <summary>Null where the pod has no CPU request and none can be sized: then nothing can be divided.</summary>
    public static SizedReplicas? Size(ScalingFacts facts, ScalingTerms terms, IReadOnlyList<SizedContainer> sized, UsageSummary? usage, List<Arithmetic> arithmetic)
    {
        var containers = facts.Workload.Containers.Where(c => !c.IsInit).ToList();
        var requests = containers.Select(c => c.CpuRequest is > 0 ? c.CpuRequest : sized.FirstOrDefault(s => s.Name == c.Name)?.Cpu).ToList();
        if (containers.Count == 0 || requests.Contains(null))
        {
            arithmetic.Add(new("replicas", "?", "without a CPU request of every container there is nothing that a load can be divided by"));
            return null;
        }

        var (request, present) = (requests.Sum(r => r!.Value), Math.Max(1, facts.Workload.Replicas ?? 1));
        var each = request * terms.Target / 100.0;
        var isMeasured = usage is { TotalCpu: > 0 };
        var (now, how) = isMeasured ? Measured(usage!, facts.Staying.Count(p => p.Ready)) : (each * present, $"assumed: {present} pods at their target, for nothing was measured");
        var needed = Up(now / each);
        arithmetic.Add(new("a pod stands", Amounts.Cpu((long)each), $"{terms.Target} % of its CPU request of {Amounts.Cpu(request)}; at {terms.Target} % the load may grow by {(100.0 / terms.Target) - 1:0 %} before the ready pods are beyond their requests"));
        arithmetic.Add(new("the load of now", Amounts.Cpu((long)Math.Round(now)), how));

        var min = terms.Min ?? Math.Max(Least, needed);
        arithmetic.Add(new("minReplicas", $"{min}", terms.Min is not null ? "as asked for"
            : $"{Amounts.Cpu((long)Math.Round(now))} ÷ {Amounts.Cpu((long)each)} = {Amounts.Number(now / each)}, so {needed}{(needed < Least ? $"; {Least}, so that one may go while another serves" : "")}"));
        return Bounded(facts, terms, sized, new(present, min, 0, request, now, isMeasured, null), each, arithmetic);
    }

    /// <summary>Pods that take traffic and were not measured are taken to use as much as those that were.</summary>
    private static (double Cpu, string How) Measured(UsageSummary usage, int serving) => serving <= usage.PodsEach
        ? (usage.TotalCpu, $"CPU of all pods together, mean; {usage.Worth}")
        : (usage.TotalCpu / usage.PodsEach * serving, $"{Amounts.Cpu((long)Math.Round(usage.TotalCpu))} of {Amounts.Number(usage.PodsEach)} pods × {serving} pods that are ready, for the others were not measured; {usage.Worth}");

    private static SizedReplicas Bounded(ScalingFacts facts, ScalingTerms terms, IReadOnlyList<SizedContainer> sized, SizedReplicas size, double each, List<Arithmetic> arithmetic)
    {
        // A maximum below what runs now would take pods away at the autoscaler's first look, without its stabilisation.
        var wanted = Math.Max(size.Now, Math.Max(size.Min + 1, Up(terms.Peak * size.CpuNow / each)));
        var how = $"{Amounts.Number(terms.Peak)} × {Amounts.Cpu((long)Math.Round(size.CpuNow))} ÷ {Amounts.Cpu((long)each)} = {Amounts.Number(terms.Peak * size.CpuNow / each)}, so {wanted}{(wanted == size.Now ? ", no fewer than run now" : "")}";
        var (room, limit) = RoomFor(facts, sized, size);
        var max = terms.Max ?? wanted;
        if (terms.Max is not null)
        {
            how = "as asked for";
        }
        else if (room < wanted)
        {
            how += $"; {limit} {(room > size.Min ? $"has room for {room} in all, unless there will be more of it" : $"has room for {room} in all: less than is needed, and the rest would wait as Pending")}";
            max = Math.Max(room.Value, size.Min + 1);
        }

        arithmetic.Add(new("maxReplicas", $"{max}", how));
        return size with { Max = Math.Max(size.Min, max), Room = room };
    }

    /// <summary>All replicas that fit: those that have a place, and as many more as the tightest of nodes and quotas takes.</summary>
    private static (int? Room, string Limit) RoomFor(ScalingFacts facts, IReadOnlyList<SizedContainer> sized, SizedReplicas size)
    {
        var memory = facts.Workload.Containers.Where(c => !c.IsInit).Sum(c => c.MemoryRequest ?? sized.FirstOrDefault(s => s.Name == c.Name)?.Memory ?? 0);
        var placed = facts.Staying.Count(p => p.Node is not null);
        var rooms = facts.Quotas.Select(q => (More: Room.OfQuota(q, size.CpuRequest, memory, facts.Staying.Count()), What: $"ResourceQuota {q.Quota} ({q.Resource})")).ToList();
        if (Room.OnNodes(facts, size.CpuRequest, memory) is { } nodes)
        {
            rooms.Add((nodes, "the cluster's nodes by their requests"));
        }

        return rooms.Count == 0 ? (null, "") : rooms.Select(r => ((int?)(int)Math.Clamp((long)placed + r.More, 0, MostReplicas), r.What)).MinBy(r => r.Item1);
    }

    private static int Up(double pods) => (int)Math.Clamp(Math.Ceiling(Math.Round(pods, 6)), 1, MostReplicas);
}
