using Unloop.Core.Facts;
using Unloop.Evidence.Api;
using Unloop.Kubernetes.Targets;

namespace Unloop.Kubernetes.Collection;

/// <summary>As much of a pod as its siblings' diagnosis needs.</summary>
internal sealed record PodOutline
{
    public required string Namespace { get; init; }
    public required string Name { get; init; }
    public string? Uid { get; init; }
    public string? OwnerUid { get; init; }
    public string? OwnerName { get; init; }
    public string? Node { get; init; }

    /// <summary>The controller's own mark for the template that it was made from.</summary>
    public string? RevisionHash { get; init; }
    public bool Ready { get; init; }
    public int Restarts { get; init; }
    public string? WaitingReason { get; init; }

    public static PodOutline Of(Pod pod)
    {
        var owner = (pod.Metadata?.OwnerReferences ?? []).FirstOrDefault(o => o?.Controller == true);
        var statuses = Wellness.AllStatuses(pod).ToList();
        return new()
        {
            Namespace = pod.Metadata?.Namespace ?? "",
            Name = pod.Metadata?.Name ?? "",
            Uid = pod.Metadata?.Uid,
            OwnerUid = owner?.Uid,
            OwnerName = owner is null ? null : $"{owner.Kind}/{owner.Name}",
            Node = pod.Spec?.NodeName,
            RevisionHash = pod.Metadata?.Labels?.GetValueOrDefault("pod-template-hash") ?? pod.Metadata?.Labels?.GetValueOrDefault("controller-revision-hash"),
            Ready = (pod.Status?.Conditions ?? []).Any(c => c is { Type: "Ready", Status: "True" }),
            Restarts = statuses.Sum(s => s.RestartCount ?? 0),
            WaitingReason = statuses.Select(s => s.State?.Waiting?.Reason).FirstOrDefault(r => r is not null and not "PodInitializing"),
        };
    }

    public SiblingFact ToSibling(string? revision) => new(Name, Node, revision ?? RevisionHash, Ready, Restarts, WaitingReason);
}
