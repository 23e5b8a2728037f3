using System.Text.Json.Nodes;
using Unloop.Core.Planning;
using Unloop.Engine.Fixing;
using Unloop.Evidence.Api;
using Unloop.Kubernetes.Api;
using Unloop.Kubernetes.Collection;
using Unloop.Kubernetes.Targets;
using Unloop.Kubernetes.Verifying;

namespace Unloop.Kubernetes.Fixing;

/// <summary>
/// The ReplicaSets that a fix rolled out. The controller copies a Deployment's annotations to the ReplicaSet that it makes, so that each bears the mark of the
/// fix that it came from, also when the Deployment bears it no longer.
/// </summary>
internal sealed class FailedRevisions(ApiClient client, WorkloadReader reader, ApiWriter writer)
{
    /// <summary>Scales those to nothing that are not wanted any more. Other kinds' controllers need no help.</summary>
    public async Task<Retirement> RetireAsync(WorkloadRef workload, string fix, CancellationToken cancellationToken)
    {
        if (workload.Kind != WorkloadKind.Deployment.Kind)
        {
            return new(true);
        }

        var read = await reader.FetchAsync(WorkloadKind.Deployment, workload.Namespace, workload.Name, cancellationToken);
        if (!read.TryGet(out var deployment, out var error))
        {
            return new(false, error.ToProblem());
        }

        var request = ApiRequest.List(WorkloadKind.ReplicaSet.Plural, workload.Namespace, WorkloadKind.ReplicaSet.Group);
        request = Selectors.Text(deployment.Object.Spec?.Selector) is { } selector ? request.With("labelSelector", selector) : request;
        var listed = await client.ListAsync(request, ApiJson.Default.WorkloadList, cancellationToken);
        if (!listed.TryGet(out var all, out error))
        {
            return new(false, error.ToProblem());
        }

        var own = all.Where(s => OwnerChain.Controller(s.Metadata)?.Uid == workload.Uid).ToList();
        var wanted = WantedRevision.Of(deployment, own).Name;
        var failed = own.Where(s => s.Metadata?.Name != wanted && IsOf(s, fix)).ToList();
        foreach (var set in failed.Where(s => s.Spec?.Replicas is not 0))
        {
            var written = await writer.WriteAsync(ApiWrite.Patch(ApiRequest.Get("replicasets", workload.Namespace, set.Metadata!.Name!, "apps"), ToNothing(set)), cancellationToken);
            if (written.Error is { Kind: not ApiErrorKind.Conflict } refused)
            {
                return new(false, refused.ToProblem());
            }
        }

        return new(failed.All(s => s is { Spec.Replicas: 0, Status.Replicas: null or 0 }));
    }

    private static bool IsOf(Workload set, string fix) =>
        set.Metadata?.Annotations?.GetValueOrDefault(LiveWorkload.FixAnnotation)?.Split(' ')[0] == fix;

    private static JsonArray ToNothing(Workload set) => new(
        new JsonObject { ["op"] = "test", ["path"] = "/metadata/uid", ["value"] = set.Metadata!.Uid },
        new JsonObject { ["op"] = "test", ["path"] = "/metadata/resourceVersion", ["value"] = set.Metadata.ResourceVersion },
        new JsonObject { ["op"] = "add", ["path"] = "/spec/replicas", ["value"] = 0 });
}
