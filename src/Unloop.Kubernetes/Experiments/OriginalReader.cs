using System.Text.Json;
using System.Text.Json.Nodes;
using Unloop.Core.Experiments;
using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Core.Text;
using Unloop.Engine.Experimenting;
using Unloop.Evidence.Api;
using Unloop.Evidence.Mapping;
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
            return new(null, new(ProblemKind.Failed, $"What the server answers for pod {pod} has no spec."));
        }

        var snapshot = new Snapshot(client, cancellationToken);
        var unseen = new List<string>();

        // What is read raw must not meet what is read as workloads: a snapshot knows an answer by its path.
        var raw = new Snapshot(client, cancellationToken);
        var selectors = new SelectorReader(raw, space).ReadAsync(unseen);
        var chain = await OwnerChain.WalkAsync(found.Object.Metadata, snapshot);
        var claims = await ClaimsAsync(found, raw);
        var (healthy, changes) = await HealthyAsync(chain, space, snapshot, cancellationToken);
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
            Healthy = healthy,
            Changes = changes,
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

    private async Task<(HealthyRevision? Healthy, IReadOnlyList<TemplateChange> Changes)> HealthyAsync(OwnerChain chain, string space, Snapshot snapshot, CancellationToken cancellationToken)
    {
        if (chain.Workload is not { Known: { } kind, Reference.Name: { } name } || (kind != WorkloadKind.Deployment && kind != WorkloadKind.StatefulSet && kind != WorkloadKind.DaemonSet))
        {
            return (null, []);
        }

        var found = await new WorkloadReader(client).FetchAsync(kind, space, name, cancellationToken);
        if (found.Value is not { } workload || await HealthyRevisions.FindAsync(workload, snapshot, await FailedAsync(workload, snapshot)) is not { } healthy)
        {
            return (null, []);
        }

        return (healthy, TemplateDiff.Compare(Element(healthy.Template), Element(workload.Template)));
    }

    /// <summary>ReplicaSets of whose pods events tell that they were in back-off: for an hour, that is how a revision is known to be no good.</summary>
    private static async Task<IReadOnlySet<string>> FailedAsync(FoundWorkload workload, Snapshot snapshot)
    {
        var events = await snapshot.ListAsync(ApiRequest.List("events", workload.Namespace).With("fieldSelector", "reason=BackOff"), ApiJson.Default.EventList);
        var pods = (events.Value ?? []).Select(e => (e.InvolvedObject ?? e.Regarding)?.Name).OfType<string>().Distinct().ToList();
        var request = ApiRequest.List("replicasets", workload.Namespace, "apps");
        var sets = await snapshot.ListAsync(Selectors.Text(workload.Object.Spec?.Selector) is { } selector ? request.With("labelSelector", selector) : request, ApiJson.Default.WorkloadList);
        return (sets.Value ?? []).Where(s => s.Metadata is { Name: { } name, Uid: not null } && pods.Exists(p => p.StartsWith(name + "-", StringComparison.Ordinal))).Select(s => s.Metadata!.Uid!).ToHashSet();
    }

    private static JsonElement Element(JsonObject template) => JsonSerializer.SerializeToElement(template, RawJson.Default.JsonObject);
}
