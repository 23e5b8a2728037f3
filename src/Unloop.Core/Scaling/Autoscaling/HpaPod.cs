namespace Unloop.Core.Scaling.Autoscaling;

/// <summary>One pod, as the autoscaler looks at it. Moments are spans from any fixed point.</summary>
public sealed record HpaPod
{
    public required string Name { get; init; }

    /// <summary><c>Pending</c>, <c>Running</c>, <c>Failed</c>, …</summary>
    public string Phase { get; init; } = "Running";

    /// <summary>It is being deleted.</summary>
    public bool Leaving { get; init; }

    /// <summary>When the kubelet took it; null before.</summary>
    public TimeSpan? StartedAt { get; init; }

    /// <summary>Null: there is no condition <c>Ready</c> yet.</summary>
    public bool? Ready { get; init; }

    /// <summary>When <see cref="Ready"/> last changed.</summary>
    public TimeSpan ReadySince { get; init; }

    /// <summary>In thousandths, by resource, over all its containers; a resource that any container does not request is not in it.</summary>
    public IReadOnlyDictionary<string, long> Requests { get; init; } = new Dictionary<string, long>();

    /// <summary>By metric; what was not measured is not in it.</summary>
    public IReadOnlyDictionary<string, HpaSample> Samples { get; init; } = new Dictionary<string, HpaSample>();
}

/// <param name="Value">In thousandths of the metric's unit.</param>
/// <param name="At">When the window ended.</param>
/// <param name="Window">Over which it was measured.</param>
public readonly record struct HpaSample(long Value, TimeSpan At, TimeSpan Window);

/// <summary>What one metric asks for.</summary>
/// <param name="Replicas">Null: nothing can be computed, and <paramref name="Why"/> says why.</param>
/// <param name="Current">What was measured, in the unit of the target.</param>
public sealed record HpaProposal(int? Replicas, long? Current = null, string? Why = null);
