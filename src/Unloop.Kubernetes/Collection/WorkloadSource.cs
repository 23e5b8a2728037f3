using Unloop.Core.Facts;
using Unloop.Evidence.Api;
using Unloop.Evidence.Mapping;
using Unloop.Kubernetes.Api;
using Unloop.Kubernetes.Targets;

namespace Unloop.Kubernetes.Collection;

/// <summary>The pod's workload: who owns and manages it, what its last rollout changed, and how the pod's siblings fare.</summary>
internal sealed class WorkloadSource : IEvidenceSource
{
    private const int MaximumSiblings = 200;

    public async Task<Share> CollectAsync(PodCase pod, CancellationToken cancellationToken)
    {
        var chain = await pod.OwnersAsync();
        if (chain.Workload is not { } workload)
        {
            return Share.Nothing;
        }

        var gaps = chain.Gaps.ToList();
        var facts = Describe(chain, workload, pod.Pod);
        if (workload.Object is { } found)
        {
            var sets = workload.Known == WorkloadKind.Deployment ? await ReplicaSetsAsync(pod, found, gaps) : [];
            var siblings = SiblingsAsync(pod, chain, sets);
            facts = RolloutHistory.AddTo(facts, await RevisionsAsync(pod, workload, sets, gaps), MarkOf(pod.Pod, workload));
            var (others, missing) = await siblings;
            facts = facts with { Siblings = others };
            gaps.AddRange(missing);
        }

        var owners = chain.Owners.Select(o => o.Text).ToList();
        return new(
            evidence => evidence with
            {
                Subject = evidence.Subject with { Workload = $"{facts.Kind}/{facts.Name}" },
                Pod = evidence.Pod with { Owners = owners },
                Workload = facts,
            },
            gaps);
    }

    private static WorkloadFacts Describe(OwnerChain chain, Owner workload, Pod pod)
    {
        var facts = workload.Object is { } found
            ? WorkloadMapper.Map(found, workload.Reference.Kind ?? "")
            : new WorkloadFacts { Kind = workload.Reference.Kind ?? "", Name = workload.Reference.Name ?? "" };
        var (manager, name) = chain.Above.Select(o => o.Object?.Metadata).Prepend(workload.Object?.Metadata).Append(pod.Metadata)
            .Select(Managers.Of).FirstOrDefault(m => m.Manager is not null);
        return facts with { Above = [.. chain.Above.Select(o => o.Text)], ManagedBy = manager, ManagedByName = name };
    }

    private static async Task<IReadOnlyList<Workload>> ReplicaSetsAsync(PodCase pod, Workload deployment, List<Gap> gaps)
    {
        var request = ApiRequest.List("replicasets", pod.Namespace, "apps");
        var result = await pod.Snapshot.ListAsync(Selected(request, deployment), ApiJson.Default.WorkloadList);
        if (result.TryGet(out var sets, out var error))
        {
            return [.. sets.Where(s => OwnerChain.Controller(s.Metadata)?.Uid == deployment.Metadata?.Uid)];
        }

        gaps.Add(error.ToGap("the rollout history"));
        return [];
    }

    private static async Task<IReadOnlyList<Revision>> RevisionsAsync(PodCase pod, Owner workload, IReadOnlyList<Workload> sets, List<Gap> gaps)
    {
        if (workload.Known != WorkloadKind.StatefulSet && workload.Known != WorkloadKind.DaemonSet)
        {
            return RolloutHistory.OfReplicaSets(sets);
        }

        var request = ApiRequest.List("controllerrevisions", pod.Namespace, "apps");
        var result = await pod.Snapshot.ListAsync(Selected(request, workload.Object!), ApiJson.Default.ControllerRevisionList);
        if (!result.TryGet(out var revisions, out var error))
        {
            gaps.Add(error.ToGap("the rollout history"));
            return [];
        }

        var own = revisions.Where(r => OwnerChain.Controller(r.Metadata)?.Uid == workload.Object!.Metadata?.Uid);
        return RolloutHistory.OfControllerRevisions(own, workload.Reference.Name ?? "", workload.Object!.Status?.CurrentRevision);
    }

    private static string? MarkOf(Pod pod, Owner workload) => workload.Known == WorkloadKind.Deployment
        ? OwnerChain.Controller(pod.Metadata)?.Uid
        : RolloutHistory.Mark(pod.Metadata?.Labels?.GetValueOrDefault("controller-revision-hash"), workload.Reference.Name ?? "");

    private static async Task<(IReadOnlyList<SiblingFact> Siblings, IReadOnlyList<Gap> Gaps)> SiblingsAsync(
        PodCase pod, OwnerChain chain, IReadOnlyList<Workload> sets)
    {
        // A CronJob selects nothing itself, its Job does.
        var selector = Selectors.Text(chain.Workload?.Object?.Spec?.Selector) ?? Selectors.Text(chain.Nearest?.Object?.Spec?.Selector);
        var result = await pod.Snapshot.OutlinesAsync(pod.Namespace, pod.Snapshot.Remembers(pod.Namespace) ? null : selector);
        if (!result.TryGet(out var outlines, out var error))
        {
            return ([], [error.ToGap("the pod's siblings")]);
        }

        var revisions = sets.Where(s => s.Metadata?.Uid is not null).ToDictionary(s => s.Metadata!.Uid!, WorkloadMapper.RevisionOf);
        var owners = revisions.Keys.Append(chain.Workload?.Reference.Uid).Append(OwnerChain.Controller(pod.Pod.Metadata)?.Uid).OfType<string>().ToHashSet();
        return ([.. outlines.Where(o => o.OwnerUid is { } owner && owners.Contains(owner) && o.Uid != pod.Pod.Metadata?.Uid)
            .OrderBy(o => o.Ready)
            .ThenBy(o => o.Name, StringComparer.Ordinal)
            .Take(MaximumSiblings)
            .Select(o => o.ToSibling(revisions.GetValueOrDefault(o.OwnerUid!)))], []);
    }

    private static ApiRequest Selected(ApiRequest request, Workload workload) =>
        Selectors.Text(workload.Spec?.Selector) is { } selector ? request.With("labelSelector", selector) : request;
}
