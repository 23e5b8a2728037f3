using Unloop.Core.Facts;
using Unloop.Engine;
using Unloop.Evidence.Api;
using Unloop.Kubernetes.Api;

namespace Unloop.Kubernetes.Collection;

/// <summary>
/// One kind of evidence about one pod. Sources run at the same time and know nothing of each other; what one cannot get is a gap of its own.
/// </summary>
internal interface IEvidenceSource
{
    Task<Share> CollectAsync(PodCase pod, CancellationToken cancellationToken);
}

/// <summary>The pod that is looked at, and what all its sources share.</summary>
internal sealed class PodCase(Pod pod, TargetQuery query, Snapshot snapshot)
{
    private readonly Lazy<Task<OwnerChain>> _owners = new(() => OwnerChain.WalkAsync(pod, snapshot));

    public Pod Pod => pod;
    public TargetQuery Query => query;
    public Snapshot Snapshot => snapshot;
    public string Namespace => pod.Metadata?.Namespace ?? "";
    public string Name => pod.Metadata?.Name ?? "";

    /// <summary>Walked once, at the first source that asks.</summary>
    public Task<OwnerChain> OwnersAsync() => _owners.Value;
}

/// <summary>What one source has to add.</summary>
internal sealed record Share(Func<PodEvidence, PodEvidence> Add, IReadOnlyList<Gap> Gaps)
{
    public static Share Nothing { get; } = new(evidence => evidence, []);

    public static Share Missing(ApiError error, string what) => new(evidence => evidence, [error.ToGap(what)]);
}
