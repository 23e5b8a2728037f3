using System.Text.Json.Nodes;
using Unloop.Core.Experiments;
using Unloop.Core.Planning;
using Unloop.Engine.Experimenting;
using Unloop.Evidence.Api;
using Unloop.Kubernetes.Api;
using Unloop.Kubernetes.Collection;
using Unloop.Kubernetes.Fixing;
using Unloop.Kubernetes.Targets;

namespace Unloop.Kubernetes.Experiments;

/// <summary>Reads a failing pod as it can be copied. Reads only.</summary>
internal sealed class OriginalReader(ApiClient client)
{
    private const string MirrorMark = "kubernetes.io/config.mirror";

    public async Task<OriginalReading> ReadAsync(string space, string pod, CancellationToken cancellationToken)
    {
        var read = await client.GetAsync(ApiRequest.Get("pods", space, pod), RawJson.Default.JsonObject, cancellationToken);
        if (!read.TryGet(out var whole, out var error))
        {
            return new(null, error.ToProblem());
        }

        if (FoundWorkload.Of(WorkloadKind.Pod, "v1", whole, read.Date) is not { } found)
        {
            return new(null, new(Core.Facts.ProblemKind.Failed, $"What the server answers for pod {pod} has no spec."));
        }

        var snapshot = new Snapshot(client, cancellationToken);
        var unseen = new List<string>();
        var selectors = new SelectorReader(snapshot, space).ReadAsync(unseen);
        var chain = await OwnerChain.WalkAsync(found.Object.Metadata, snapshot);
        var claims = await ClaimsAsync(found, snapshot);
        return new(new OriginalPod
        {
            Namespace = space,
            Name = pod,
            Template = found.Template,
            Workload = WorkloadOf(found, chain),
            Owner = OwnerOf(found, chain),
            Node = whole.At("spec", "nodeName").Text(),
            Selectors = await selectors,
            Claims = claims,
            Healthy = await HealthyAsync(chain, space, snapshot, cancellationToken),
            Obstacle = ObstacleOf(found, claims),
            Unseen = unseen,
        });
    }

    private static WorkloadRef WorkloadOf(FoundWorkload pod, OwnerChain chain) => chain.Workload is not { Reference: { Name: { } name, Kind: { } kind } reference } ? pod.Ref : new()
    {
        ApiVersion = reference.ApiVersion ?? "v1",
        Kind = kind,
        Namespace = pod.Namespace,
        Name = name,
        Uid = reference.Uid ?? "",
    };

    /// <summary>The pod itself, unless it is about to go: a Job gives its failed pods up, and what leaves takes the copy along.</summary>
    private static CopyOwner? OwnerOf(FoundWorkload pod, OwnerChain chain)
    {
        var leaves = pod.Object.Metadata?.DeletionTimestamp is not null;
        var isOfJob = chain.Nearest?.Known == WorkloadKind.Job;
        return (leaves || isOfJob) && chain.Nearest?.Reference is { ApiVersion: { } version, Kind: { } kind, Name: { } name, Uid: { } uid } ? new(version, kind, name, uid)
            : leaves ? null
            : new("v1", "Pod", pod.Name, pod.Uid);
    }

    private static string? ObstacleOf(FoundWorkload pod, IReadOnlyDictionary<string, IReadOnlyList<string>> claims)
    {
        var spec = pod.Spec;
        if (pod.Object.Metadata?.Annotations?.ContainsKey(MirrorMark) == true)
        {
            return $"Pod {pod.Name} is a static pod: the kubelet of its node makes it, and no copy of it would be the same.";
        }

        if (spec.At("os", "name").Text() == "windows" || spec.At("nodeSelector", "kubernetes.io/os").Text() == "windows")
        {
            return $"Pod {pod.Name} is for Windows nodes: the tests are made for Linux.";
        }

        return claims.FirstOrDefault(c => c.Value.Contains("ReadWriteOncePod")).Key is { } claim
            ? $"Claim {claim} may be used by one pod at a time (ReadWriteOncePod): while pod {pod.Name} has it, no copy can."
            : null;
    }

    private static async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> ClaimsAsync(FoundWorkload pod, Snapshot snapshot)
    {
        var names = pod.Spec.At("volumes").Objects().Select(v => v.At("persistentVolumeClaim", "claimName").Text()).OfType<string>().Distinct().ToList();
        var read = await Task.WhenAll(names.Select(n => snapshot.GetAsync(ApiRequest.Get("persistentvolumeclaims", pod.Namespace, n), RawJson.Default.JsonObject)));

        // A claim that cannot be read may be for one node only: the copy stays beside the pod.
        return names.Zip(read).ToDictionary(
            n => n.First,
            n => n.Second.Value is { } claim ? (IReadOnlyList<string>)[.. (claim.At("spec", "accessModes") as JsonArray ?? []).Select(m => m.Text()).OfType<string>()] : ["ReadWriteOnce"]);
    }

    private async Task<HealthyRevision?> HealthyAsync(OwnerChain chain, string space, Snapshot snapshot, CancellationToken cancellationToken)
    {
        if (chain.Workload is not { Known: { } kind, Reference.Name: { } name } || (kind != WorkloadKind.Deployment && kind != WorkloadKind.StatefulSet && kind != WorkloadKind.DaemonSet))
        {
            return null;
        }

        var found = await new WorkloadReader(client).FetchAsync(kind, space, name, cancellationToken);
        return found.Value is { } workload ? await HealthyRevisions.FindAsync(workload, snapshot) : null;
    }
}
