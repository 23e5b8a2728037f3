using Unloop.Core.Facts;
using Unloop.Core.Planning;

namespace Unloop.Core.Stability;

/// <summary>One look at a workload while a change of it is under way: what it wants, and every pod that it has.</summary>
public sealed record RolloutSnapshot
{
    /// <summary>The API server's time.</summary>
    public DateTimeOffset? At { get; init; }
    public required WorkloadRef Workload { get; init; }
    public long Generation { get; init; }

    /// <summary>The generation that the controller has acted on; before it reaches <see cref="Generation"/>, status and pods are of the past.</summary>
    public long ObservedGeneration { get; init; }

    /// <summary>The revision that is wanted now: a ReplicaSet's name, a controller revision's. Null for kinds without revisions.</summary>
    public string? Revision { get; init; }

    /// <summary>How many pods are wanted; of a DaemonSet as many as nodes want one; of a Job its parallelism.</summary>
    public int Desired { get; init; }
    public bool Paused { get; init; }

    /// <summary>Why the controller makes no progress, in its own words (quota exceeded, deadline exceeded); null when it does not complain.</summary>
    public string? Complaint { get; init; }

    /// <summary>Jobs: how often it succeeded. A Job that is done needs no ready pods.</summary>
    public int Succeeded { get; init; }

    /// <summary>Jobs: how often it must succeed (<c>spec.completions</c>); null: once.</summary>
    public int? Completions { get; init; }

    public IReadOnlyList<ObservedPod> Pods { get; init; } = [];

    /// <summary>Warnings about the workload, its revisions and its pods, folded.</summary>
    public IReadOnlyList<EventFact> Warnings { get; init; } = [];

    /// <summary>What could not be looked at: the events, where they are forbidden.</summary>
    public IReadOnlyList<Gap> Gaps { get; init; } = [];
}

public sealed record ObservedPod
{
    public required string Name { get; init; }
    public required string Uid { get; init; }

    /// <summary>True when it is of the revision that is wanted now.</summary>
    public required bool IsNew { get; init; }
    public string? Phase { get; init; }

    /// <summary>The STATUS that <c>kubectl get pods</c> prints: <c>Running</c>, <c>CrashLoopBackOff</c>, <c>Init:0/1</c>, <c>Terminating</c>.</summary>
    public required string Status { get; init; }
    public string? Node { get; init; }
    public bool Ready { get; init; }

    /// <summary>Since when it is ready, or is not: it changes with each break, however short.</summary>
    public DateTimeOffset? ReadyChangedAt { get; init; }
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>It is going, by its own will or another's.</summary>
    public bool Leaving { get; init; }

    /// <summary>Why it is not scheduled, where it is not.</summary>
    public string? Unschedulable { get; init; }
    public IReadOnlyList<ObservedContainer> Containers { get; init; } = [];

    public int Restarts => Containers.Sum(c => c.Restarts);
}

public sealed record ObservedContainer(string Name, ContainerType Type, int Restarts, bool Ready, ContainerState? State, ContainerState? LastState, string? ImageId);
