using System.Text.Json.Nodes;
using Unloop.Core.Planning;
using Unloop.Core.Text;
using Unloop.Evidence.Api;
using Unloop.Kubernetes.Api;
using Unloop.Kubernetes.Collection;
using Unloop.Kubernetes.Fixing;
using Unloop.Kubernetes.Targets;

namespace Unloop.Kubernetes.Verifying;

/// <summary>Which pods are a workload's, and which of them are of the revision that it wants now.</summary>
/// <param name="Name">Null while the controller has not made it yet, and for kinds without revisions.</param>
/// <param name="Owners">The uids of what the pods name as their controller.</param>
/// <param name="IsNew">Whether a pod of one of the owners is of the wanted revision.</param>
/// <param name="Maker">The object that makes the wanted pods: what it complains of is the workload's complaint.</param>
internal sealed record WantedRevision(string? Name, IReadOnlySet<string> Owners, Func<Pod, bool> IsNew, Workload? Maker)
{
    public static async Task<ApiResult<WantedRevision>> OfAsync(FoundWorkload found, ApiClient client, CancellationToken cancellationToken)
    {
        if (found.Kind == WorkloadKind.Deployment || found.Kind == WorkloadKind.CronJob)
        {
            var between = found.Kind == WorkloadKind.Deployment ? WorkloadKind.ReplicaSet : WorkloadKind.Job;
            var request = Selected(ApiRequest.List(between.Plural, found.Namespace, between.Group), found);
            var result = await client.ListAsync(request, ApiJson.Default.WorkloadList, cancellationToken);
            return result.TryGet(out var all, out var error)
                ? ApiResult<WantedRevision>.Of(Of(found, [.. all.Where(w => OwnerChain.Controller(w.Metadata)?.Uid == found.Uid)]), result.Date)
                : ApiResult<WantedRevision>.Failed(error);
        }

        if (found.Kind == WorkloadKind.DaemonSet)
        {
            var request = Selected(ApiRequest.List("controllerrevisions", found.Namespace, "apps"), found);
            var result = await client.ListAsync(request, ApiJson.Default.ControllerRevisionList, cancellationToken);
            return result.TryGet(out var all, out var error)
                ? ApiResult<WantedRevision>.Of(OfDaemonSet(found, all), result.Date)
                : ApiResult<WantedRevision>.Failed(error);
        }

        return ApiResult<WantedRevision>.Of(Alone(found), found.Date);
    }

    /// <summary>The ReplicaSet, or the Job, that was made of the template as it is now.</summary>
    public static WantedRevision Of(FoundWorkload found, IReadOnlyList<Workload> made)
    {
        var owners = made.Select(w => w.Metadata?.Uid).OfType<string>().ToHashSet();

        // Of several equal ones the Deployment controller takes the oldest. Of Jobs only the newest tells how the template fares now.
        var wanted = found.Kind == WorkloadKind.Deployment
            ? made.Where(w => IsMadeOf(found, w)).MinBy(w => w.Metadata?.CreationTimestamp) ?? ByNumber(found, made)
            : made.MaxBy(w => w.Metadata?.CreationTimestamp) is { } newest && IsMadeOf(found, newest) && !IsOlder(newest, found) ? newest : null;
        return new(wanted?.Metadata?.Name, owners, pod => wanted?.Metadata?.Uid is { } uid && OwnerChain.Controller(pod.Metadata)?.Uid == uid, wanted);
    }

    private static bool IsMadeOf(FoundWorkload found, Workload made)
    {
        var template = HealthyRevisions.Writable(made.Spec?.Template);
        if (template is not null && found.Kind == WorkloadKind.CronJob)
        {
            Templates.StripJob(template);
        }

        return CanonicalJson.Equal(Comparable(template), Comparable(found.Template));
    }

    /// <summary>
    /// A Job from before the last edit of the spec tells nothing of it, even where the edit went back to an equal template. An edit that only took
    /// its own fields away again leaves no trace of its time, but for the annotation that a fix writes with it.
    /// </summary>
    private static bool IsOlder(Workload job, FoundWorkload found) =>
        (found.Object.Metadata?.ManagedFields ?? []).Zip(found.Whole.At("metadata", "managedFields").Objects())
            .Where(f => f.Second.At("fieldsV1", "f:spec") is not null || f.First?.Manager == ApiCall.FieldManager)
            .Max(f => f.First?.Time) is { } edited && job.Metadata?.CreationTimestamp < edited;

    /// <summary>Where the templates differ only in what a newer API server fills in, the controller's own number decides, once it has seen the spec.</summary>
    private static Workload? ByNumber(FoundWorkload found, IReadOnlyList<Workload> made) =>
        found.Object.Status?.ObservedGeneration >= (found.Object.Metadata?.Generation ?? 0) && Number(found.Object) is { } number
            ? made.FirstOrDefault(w => Number(w) == number)
            : null;

    private static string? Number(Workload workload) => workload.Metadata?.Annotations?.GetValueOrDefault("deployment.kubernetes.io/revision");

    private static WantedRevision OfDaemonSet(FoundWorkload found, IEnumerable<ControllerRevision> all)
    {
        var newest = all.Where(r => OwnerChain.Controller(r.Metadata)?.Uid == found.Uid).MaxBy(r => r.Revision ?? 0);
        var hash = newest?.Metadata?.Labels?.GetValueOrDefault("controller-revision-hash") ?? RolloutHistory.Mark(newest?.Metadata?.Name, found.Name);
        return new(newest?.Metadata?.Name, new HashSet<string> { found.Uid }, pod => hash is not null && HashOf(pod) == hash, found.Object);
    }

    /// <summary>Kinds whose pods are their own: all of a Job, a ReplicaSet or a pod alone are of the one template.</summary>
    private static WantedRevision Alone(FoundWorkload found)
    {
        var owners = new HashSet<string> { found.Uid };
        return found.Kind == WorkloadKind.StatefulSet
            ? new(found.Object.Status?.UpdateRevision, owners, pod => HashOf(pod) is { } hash && hash == found.Object.Status?.UpdateRevision, found.Object)
            : new(null, owners, _ => true, found.Object);
    }

    private static string? HashOf(Pod pod) => pod.Metadata?.Labels?.GetValueOrDefault("controller-revision-hash");

    private static JsonObject? Comparable(JsonObject? template)
    {
        var copy = template?.DeepClone().AsObject();
        if (copy?["metadata"] is JsonObject metadata && metadata.All(m => m.Value is null))
        {
            _ = copy.Remove("metadata");
        }

        return copy;
    }

    private static ApiRequest Selected(ApiRequest request, FoundWorkload found) =>
        found.Kind != WorkloadKind.CronJob && Selectors.Text(found.Object.Spec?.Selector) is { } selector ? request.With("labelSelector", selector) : request;
}
