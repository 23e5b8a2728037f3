namespace Unloop.Core.Scaling.Sizing;

/// <summary>How many more replicas fit, by requests: that is what the scheduler and quotas count.</summary>
public static class Room
{
    /// <summary>Of the containers that run side by side; thousandths of a core.</summary>
    public static long CpuOfPod(ScalingFacts facts) => facts.Workload.Containers.Where(c => !c.IsInit).Sum(c => c.CpuRequest ?? 0);

    /// <summary>Bytes.</summary>
    public static long MemoryOfPod(ScalingFacts facts) => facts.Workload.Containers.Where(c => !c.IsInit).Sum(c => c.MemoryRequest ?? 0);

    /// <summary>No two of its pods on one node.</summary>
    public static bool IsAlone(ScalingFacts facts) =>
        facts.Workload.OnePerNode || (facts.Workload.HostNetwork && facts.Workload.Containers.Any(c => c.Ports.Count > 0)) || facts.Workload.Containers.Any(c => c.HostPorts.Count > 0);

    /// <summary>More replicas that the nodes take now; null where they could not be listed.</summary>
    public static int? OnNodes(ScalingFacts facts) => OnNodes(facts, CpuOfPod(facts), MemoryOfPod(facts));

    /// <param name="cpu">Of one pod, in thousandths of a core.</param>
    /// <param name="memory">Of one pod, in bytes.</param>
    public static int? OnNodes(ScalingFacts facts, long cpu, long memory)
    {
        if (facts.Nodes is not { } nodes)
        {
            return null;
        }

        var alone = IsAlone(facts);
        var taken = facts.Staying.Select(p => p.Node).ToHashSet();
        return (int)nodes.Sum(n => alone && taken.Contains(n.Name) ? 0 : Math.Min(alone ? 1 : int.MaxValue, OnNode(n, cpu, memory)));
    }

    /// <summary>More replicas that a line of a quota leaves room for.</summary>
    public static int OfQuota(QuotaLine line) => line.PerPod is not (> 0 and var each) ? int.MaxValue : Whole(Math.Max(0, line.Hard - line.Used), each);

    /// <summary>The same once each pod requests what it was sized to, those that are there included: below zero where they do not all fit any more.</summary>
    /// <param name="cpu">Of one pod, in thousandths of a core.</param>
    /// <param name="memory">Of one pod, in bytes; 0: not known.</param>
    /// <param name="pods">That the quota counts already.</param>
    public static int OfQuota(QuotaLine line, long cpu, long memory, int pods)
    {
        var sized = line.Resource switch { "cpu" or "requests.cpu" => cpu / 1000.0, "memory" or "requests.memory" => memory, _ => 0 };
        var each = Math.Max(sized, line.PerPod ?? 0);
        return each <= 0 ? int.MaxValue : Whole(line.Hard - line.Used - (pods * (each - (line.PerPod ?? 0))), each);
    }

    private static int Whole(double left, double each) => (int)Math.Clamp(Math.Floor((left / each) + 1e-9), int.MinValue, int.MaxValue);

    private static long OnNode(NodeRoom node, long cpu, long memory) =>
        Math.Max(0, Math.Min(node.PodsFree, Math.Min(cpu <= 0 ? long.MaxValue : node.CpuFree / cpu, memory <= 0 ? long.MaxValue : node.MemoryFree / memory)));
}
