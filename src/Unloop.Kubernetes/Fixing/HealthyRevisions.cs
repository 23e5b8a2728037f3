using System.Text.Json;
using System.Text.Json.Nodes;
using Unloop.Core.Planning;
using Unloop.Evidence.Api;
using Unloop.Evidence.Mapping;
using Unloop.Kubernetes.Api;
using Unloop.Kubernetes.Collection;
using Unloop.Kubernetes.Targets;

namespace Unloop.Kubernetes.Fixing;

/// <summary>The template to go back to: of the last revision before this one that had healthy pods, as it can be written.</summary>
internal static class HealthyRevisions
{
    /// <param name="failed">Uids of ReplicaSets whose pods are known to have crashed: unless they have ready pods, nobody goes back to them.</param>
    public static async Task<HealthyRevision?> FindAsync(FoundWorkload found, Snapshot snapshot, IReadOnlySet<string>? failed = null)
    {
        var revisions = found.Kind == WorkloadKind.Deployment ? await OfDeploymentAsync(found, snapshot)
            : found.Kind == WorkloadKind.StatefulSet || found.Kind == WorkloadKind.DaemonSet ? await OfControllerAsync(found, snapshot)
            : [];
        var templates = revisions.Select(r => (Revision: r, Template: Writable(r.Template))).Where(r => r.Template is not null).ToList();

        // What the workload wants now is no way back, however old the revision is that it is kept under.
        var current = templates.Where(r => CanonicalJson.Equal(r.Template, found.Template)).Select(r => r.Revision).MaxBy(r => r.Number)
            ?? revisions.MaxBy(r => r.Number);
        var candidates = templates.Select(t => t.Revision).Where(r => r == current || r.HasHealthyPods || failed is null || r.Mark is null || !failed.Contains(r.Mark));
        return current is not null && RolloutHistory.HealthyBefore(candidates, current) is { } healthy
            ? new(healthy.Name, templates.First(t => t.Revision == healthy).Template!, healthy.HasHealthyPods)
            : null;
    }

    /// <summary>Without what the controllers stamp on their copies.</summary>
    public static JsonObject? Writable(JsonElement? template)
    {
        if (template is not { ValueKind: JsonValueKind.Object } element)
        {
            return null;
        }

        var copy = JsonObject.Create(element)!.DeepClone().AsObject();
        (copy["metadata"] as JsonObject)?.Strip("labels", l => l == "pod-template-hash");
        _ = copy.Remove("$patch");
        return copy;
    }

    private static async Task<IReadOnlyList<Revision>> OfDeploymentAsync(FoundWorkload found, Snapshot snapshot)
    {
        var result = await snapshot.ListAsync(Selected(ApiRequest.List("replicasets", found.Namespace, "apps"), found), ApiJson.Default.WorkloadList);
        return RolloutHistory.OfReplicaSets((result.Value ?? []).Where(s => OwnerChain.Controller(s.Metadata)?.Uid == found.Uid));
    }

    private static async Task<IReadOnlyList<Revision>> OfControllerAsync(FoundWorkload found, Snapshot snapshot)
    {
        var result = await snapshot.ListAsync(Selected(ApiRequest.List("controllerrevisions", found.Namespace, "apps"), found), ApiJson.Default.ControllerRevisionList);
        var own = (result.Value ?? []).Where(r => OwnerChain.Controller(r.Metadata)?.Uid == found.Uid).ToList();
        var revisions = RolloutHistory.OfControllerRevisions(own, found.Name, null);
        if (revisions.Count < 2)
        {
            return revisions;
        }

        var pods = await snapshot.OutlinesAsync(found.Namespace, Selectors.Text(found.Object.Spec?.Selector));
        var ready = (pods.Value ?? []).Where(p => p.Ready && p.OwnerUid == found.Uid).Select(p => RolloutHistory.Mark(p.RevisionHash, found.Name)).OfType<string>().ToHashSet();

        // A StatefulSet calls a revision current once all its pods were ready; only the first is called so from the beginning.
        var current = found.Object.Status is { CurrentRevision: { } name, UpdateRevision: { } wanted } && name != wanted ? name : null;
        return [.. revisions.Select(r => r with { HasHealthyPods = (r.Mark is not null && ready.Contains(r.Mark)) || (r.Name == current && r.Number > 1) })];
    }

    private static ApiRequest Selected(ApiRequest request, FoundWorkload found) =>
        Selectors.Text(found.Object.Spec?.Selector) is { } selector ? request.With("labelSelector", selector) : request;
}
