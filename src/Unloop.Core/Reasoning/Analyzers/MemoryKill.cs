using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;

namespace Unloop.Core.Reasoning.Analyzers;

/// <summary>
/// Was it memory? OOMKilled with 137 is the kernel's word. OOMKilled with another code is not: some runtimes report it from a counter that
/// never goes back (kubernetes/kubernetes#140716). 137 without OOMKilled is any SIGKILL. Everything else sets memory aside, with its figures.
/// </summary>
internal sealed class MemoryKill : IAnalyzer
{
    public string Id => "memory-kill";

    public IEnumerable<Insight> Look(ContainerCase @case)
    {
        if (@case.Container.Termination is not { } ended)
        {
            return [];
        }

        if (ended.Reason == "OOMKilled")
        {
            return ended.ExitCode is null or 137 ? [Killed(@case, ended)] : ProbeKill.HasKilled(@case) ? [] : [ChildKilled(@case, ended)];
        }

        if (ended.ExitCode == 137 && !ProbeKill.HasKilled(@case))
        {
            return [KilledByAnyone(@case, ended)];
        }

        return ended.ExitCode is { } code && code != 137 ? [SetAside(@case, code)] : [];
    }

    private Finding Killed(ContainerCase @case, ContainerState ended)
    {
        var container = @case.Container;
        var limit = container.Resources.MemoryLimit;
        var limited = limit is not null || !container.OutlineKnown;
        return new Finding
        {
            Rule = Id,
            Category = Category.OomLimit,
            Subject = limit is null ? "OOM" : $"memory limit {limit}",
            Statement = limit is not null
                ? $"The kernel's OOM killer ended {container.Name} when it reached its memory limit of {limit} (OOMKilled, exit code 137)."
                : limited
                    ? $"The kernel's OOM killer ended {container.Name} at its memory limit (OOMKilled, exit code 137)."
                    : $"The kernel's OOM killer ended {container.Name} because the node ran out of memory (OOMKilled); the container has no memory limit of its own.",
            Confidence = limited ? Confidence.Certain : Confidence.Likely,
            Weight = Weight.Root,
            Proof = [Reason(ended), .. LimitProof(container)],
            Supersedes = [Category.HeapExhausted.Token()],
            Solution = OomAdvice(limit),
            Prevention = [new("Watch the working set against the limit, and alert at 90 % of it; the kernel gives no second warning.")],
        };
    }

    private static IReadOnlyList<Advice> OomAdvice(string? limit) =>
    [
        new(limit is null
            ? "Set a memory request and limit that fit the program's measured peak."
            : $"Measure the program's peak, then raise the limit above {limit} or make the program use less (heap setting, batch size, concurrency)."),
        new("A runtime with a heap of its own must be told to stay below the limit: -XX:MaxRAMPercentage for the JVM, --max-old-space-size for Node.js, DOTNET_GCHeapHardLimitPercent for .NET, GOMEMLIMIT for Go."),
    ];

    private Finding ChildKilled(ContainerCase @case, ContainerState ended) => new()
    {
        Rule = Id,
        Category = Category.OomLimit,
        Subject = "OOM of a child process",
        Statement = $"A process inside {@case.Container.Name} was OOM killed, but the container itself ended with exit code {ended.ExitCode}: either it gave up after its child died, or the reason is left over from earlier.",
        Confidence = ended.ExitCode is 0 or 143 ? Confidence.Possible : Confidence.Likely,
        Weight = ended.ExitCode is 0 or 143 ? Weight.Echo : Weight.Particular,
        Proof = [Reason(ended), .. LimitProof(@case.Container)],
        Solution = OomAdvice(@case.Container.Resources.MemoryLimit),
    };

    private Finding KilledByAnyone(ContainerCase @case, ContainerState ended)
    {
        var node = @case.Pod.Events.FirstOrDefault(e => e.Reason is "OOMKilling" or "SystemOOM");
        return new Finding
        {
            Rule = Id,
            Category = Category.OomLimit,
            Subject = node is null ? "SIGKILL" : "OOM on the node",
            Statement = node is null
                ? $"{@case.Container.Name} was ended by SIGKILL (exit code 137) without being marked OOMKilled: a child's or the node's OOM kill, or a stop that outlasted its grace period."
                : $"The node's OOM killer struck ({node.Reason}) and {@case.Container.Name} ended with SIGKILL (exit code 137).",
            Confidence = node is null ? Confidence.Possible : Confidence.Likely,
            Weight = node is null ? Weight.Echo : Weight.Particular,
            Proof = node is null ? [Code(ended)] : [new(ProofSource.Event, node.Reason, node.Message), Code(ended)],
            Solution = [new("Look at the node's kernel log for \"Killed process\" at that time."), .. OomAdvice(@case.Container.Resources.MemoryLimit)],
        };
    }

    private Exclusion SetAside(ContainerCase @case, int code)
    {
        var r = @case.Container.Resources;
        var figures = r is { MemoryLimit: null, MemoryRequest: null, CpuLimit: null, CpuRequest: null }
            ? @case.Container.OutlineKnown ? "No requests or limits are set" : "The kernel did not kill it"
            : $"Requests {r.MemoryRequest ?? "no"} memory/{r.CpuRequest ?? "no"} CPU, limits {r.MemoryLimit ?? "no"} memory/{r.CpuLimit ?? "no"} CPU";
        return new Exclusion
        {
            Rule = Id,
            Category = Category.OomLimit,
            Because = $"{figures}{Usage(r)}; it ended with exit code {code} and was never OOMKilled. A CPU limit slows a program down, it does not end it.",
            Proof = [Code(@case.Container.Termination!)],
            Advice = Headroom(@case.Container),
        };
    }

    /// <summary>The use at the time of asking; the peak is known to nobody here.</summary>
    private static string Usage(ResourceFacts resources) =>
        resources.MemoryUsage is null && resources.CpuUsage is null ? "" : $", in use now {resources.MemoryUsage ?? "unknown"} memory/{resources.CpuUsage ?? "unknown"} CPU";

    /// <summary>What a senior engineer would say of the figures, although they are not the cause.</summary>
    private static IReadOnlyList<Advice> Headroom(ContainerFacts container) => container.Resources switch
    {
        { MemoryLimit: { } limit } when Quantity.Bytes(limit) is { } bytes && bytes < 256L << 20 =>
            [new($"The memory limit of {limit} is not the cause now, but tight: check it against the measured use once the container runs.")],
        { MemoryLimit: null } when container.OutlineKnown =>
            [new("Set memory requests and limits: without them the pod is the first to go when its node runs short.")],
        _ => [],
    };

    private static Proof Reason(ContainerState ended) =>
        new(ProofSource.ContainerStatus, "lastState.terminated.reason", $"{ended.Reason}{(ended.ExitCode is { } code ? $", exit code {code}" : "")}");

    private static Proof Code(ContainerState ended) =>
        new(ProofSource.ContainerStatus, "lastState.terminated.exitCode", $"exit code {ended.ExitCode}, reason {ended.Reason ?? "not given"}");

    private static IEnumerable<Proof> LimitProof(ContainerFacts container) =>
        container.Resources.MemoryLimit is { } limit
            ? [new(ProofSource.PodSpec, $"containers[{container.Name}].resources.limits.memory", limit)]
            : [];
}
