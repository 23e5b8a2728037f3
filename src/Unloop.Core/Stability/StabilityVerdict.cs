using System.Text.Json.Serialization;
using Unloop.Core.Facts;
using Unloop.Core.Planning;

namespace Unloop.Core.Stability;

[JsonConverter(typeof(KebabEnumConverter<StabilityState>))]
public enum StabilityState
{
    /// <summary>The rollout is under way.</summary>
    Progressing,

    /// <summary>Every pod of the wanted revision is ready, no other is left, and the clock runs.</summary>
    Proving,

    /// <summary>Every pod was ready without a break and without a restart for as long as is needed.</summary>
    Stable,

    /// <summary>Nothing speaks against it, but a proof takes longer than may be waited for, or cannot be had.</summary>
    Holding,
    Failed,
}

/// <summary>What a look at a rollout allows to say.</summary>
public sealed record StabilityVerdict
{
    public required StabilityState State { get; init; }

    /// <summary>One sentence; the same for as long as nothing new is seen.</summary>
    public required string Statement { get; init; }

    /// <summary>How long every pod has been ready without a break.</summary>
    public TimeSpan Held { get; init; }

    /// <summary>How long that must be to count as stable.</summary>
    public TimeSpan Needed { get; init; }

    /// <summary>When the proof would be complete, by the API server's time.</summary>
    public DateTimeOffset? ProvenAt { get; init; }

    /// <summary>True when part of what was held lies before the first look, and is known by the API's stamps only.</summary>
    public bool FromStamps { get; init; }
    public RolloutFailure? Failure { get; init; }

    [JsonIgnore]
    public TimeSpan Remaining => Needed > Held ? Needed - Held : TimeSpan.Zero;

    /// <summary>No further look changes it.</summary>
    [JsonIgnore]
    public bool IsFinal => State is StabilityState.Stable or StabilityState.Holding or StabilityState.Failed;
}

/// <summary>Why a rollout has failed.</summary>
/// <param name="Pod">The pod where it was seen, where it was seen in one.</param>
public sealed record RolloutFailure(FailureKind Kind, string Statement, string? Pod = null, string? Container = null);

[JsonConverter(typeof(KebabEnumConverter<FailureKind>))]
public enum FailureKind
{
    /// <summary>A container ended, or was started again.</summary>
    ContainerEnded,
    CrashLoop,

    /// <summary>A pod as a whole failed: evicted, or its node shut down.</summary>
    PodFailed,

    /// <summary>A warning of a kind that was there before.</summary>
    Warning,

    /// <summary>Readiness came and went too often.</summary>
    ReadinessLost,
    ImageNotPullable,
    ConfigError,
    Unschedulable,

    /// <summary>The controller may not make the pods: quota, admission.</summary>
    PodsRefused,

    /// <summary>The controller has given up.</summary>
    Deadline,
    Paused,

    /// <summary>Somebody changed the workload meanwhile: another revision is wanted now.</summary>
    Superseded,

    /// <summary>It took longer than was allowed.</summary>
    TimedOut,
}

/// <summary>What a judge of a rollout goes by.</summary>
public sealed record JudgeTerms
{
    public required ProofTerms Proof { get; init; }

    /// <summary>Warnings about the failing pods, from before: one of their kind that comes again is a failure.</summary>
    public IReadOnlyList<EventFact> Before { get; init; } = [];

    /// <summary>
    /// True: the time that pods were ready before the first look counts, by their stamps. For looking at what stands; never for proving a change that was
    /// made just now, because stamps are of the nodes' clocks.
    /// </summary>
    public bool TrustsStamps { get; init; }

    /// <summary>How long an image that is not pulled, a reference that is missing, or pods that are refused may take to heal.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long pods may wait for a node: a cluster may have to grow first.</summary>
    public TimeSpan NodePatience { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>How often one pod may lose its readiness.</summary>
    public int MostBreaks { get; init; } = 3;
}
