using Unloop.Core.Experiments;
using Unloop.Core.Facts;
using Unloop.Core.Planning;

namespace Unloop.Engine.Experimenting;

/// <summary>
/// Copies of failing pods on a live cluster: the only pods that Unloop ever makes. Implemented by <c>Unloop.Kubernetes</c>. No member throws for what a cluster may do.
/// </summary>
public interface IPodCopies
{
    /// <summary>The API server's address: fixes that were tried are of one.</summary>
    string Server { get; }

    /// <summary>The failing pod as it can be copied, and all that could take a copy for one of its own.</summary>
    Task<OriginalReading> ReadAsync(string space, string pod, CancellationToken cancellationToken);

    /// <summary>What the user may not do of what the tests need, one phrase each (<c>create pods</c>); asked of the API server before anything is tried.</summary>
    Task<(IReadOnlyList<string> Missing, Problem? Problem)> MissingRightsAsync(string space, CancellationToken cancellationToken);

    /// <summary>Takes or renews the lease that keeps fixes and other runs off the workload; a refusal names who holds it and until when.</summary>
    Task<Problem?> HoldAsync(WorkloadRef workload, string run, TimeSpan duration, CancellationToken cancellationToken);

    Task ReleaseAsync(WorkloadRef workload, string run, CancellationToken cancellationToken);

    /// <summary>
    /// Removes copies that runs before have left: those of this workload, whose lease is ours, and any whose time is up. Nothing else bears their label.
    /// </summary>
    Task<Sweep> SweepAsync(WorkloadRef workload, string run, CancellationToken cancellationToken);

    /// <summary>Null when the server would take the copy; it keeps nothing.</summary>
    Task<Problem?> RehearseAsync(PodCopy copy, string space, CancellationToken cancellationToken);

    /// <summary>Makes the copy. Where the answer was lost, it is looked whether it is there.</summary>
    Task<CopyMaking> MakeAsync(PodCopy copy, string space, string run, CancellationToken cancellationToken);

    Task<CopySight> LookAsync(MadeCopy copy, string container, CancellationToken cancellationToken);

    /// <summary>Removes just this copy, at once; null when it is gone.</summary>
    Task<Problem?> RemoveAsync(MadeCopy copy, CancellationToken cancellationToken);
}

public sealed record OriginalReading(OriginalPod? Pod, Problem? Problem = null);

public sealed record CopyMaking(MadeCopy? Copy, Problem? Problem = null);

/// <param name="Uid">Null: the server never answered for it; whatever bears its name and its run's label is meant.</param>
public sealed record MadeCopy(string Namespace, string Name, string Run, string? Uid);

/// <param name="Removed">Names of copies that are gone now.</param>
/// <param name="Problem">Why some are not.</param>
public sealed record Sweep(IReadOnlyList<string> Removed, Problem? Problem = null);

/// <summary>One look at a copy.</summary>
public sealed record CopySight
{
    /// <summary>The pod's phase; null: it is gone, or could not be looked at.</summary>
    public string? Phase { get; init; }

    /// <summary>Of the container that is watched.</summary>
    public ContainerState? State { get; init; }

    /// <summary>Why the pod or the container waits or failed, in the cluster's words.</summary>
    public string? Words { get; init; }
    public string? ImageId { get; init; }
    public bool IsGone { get; init; }

    /// <summary>False: no node has taken it.</summary>
    public bool IsScheduled { get; init; }

    /// <summary>The server's time.</summary>
    public DateTimeOffset? At { get; init; }
    public Problem? Problem { get; init; }
}
