using System.Text.Json.Nodes;
using Unloop.Core.Experiments.Copying;
using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Engine.Experimenting;
using Unloop.Evidence.Api;
using Unloop.Kubernetes.Api;

namespace Unloop.Kubernetes.Experiments;

/// <summary>
/// Removes what runs before have left. Whoever holds a workload's lease is its only run: every other run's copies for it are leftovers. Copies for other workloads go once their time is up.
/// </summary>
internal sealed class CopySweeper(ApiClient client, ApiWriter writer, TimeProvider time)
{
    public async Task<Sweep> SweepAsync(WorkloadRef workload, string run, CancellationToken cancellationToken)
    {
        var request = ApiRequest.List("pods", workload.Namespace).With("labelSelector", CopyMarks.Label);
        var read = await client.ListAsync<Pod, Leftover>(request, ApiJson.Default.PodList, (pod, date) => Leftover.Of(pod, date ?? time.GetUtcNow(), workload, run), cancellationToken);
        if (!read.TryGet(out var left, out var error))
        {
            return new([], error.ToProblem());
        }

        Problem? problem = null;
        var removed = new List<string>();
        foreach (var leftover in left)
        {
            var result = await writer.WriteAsync(ApiWrite.Delete(ApiRequest.Get("pods", workload.Namespace, leftover.Name), leftover.Uid), cancellationToken);
            if (result.Error is { Kind: not (ApiErrorKind.NotFound or ApiErrorKind.Conflict) } failed)
            {
                problem ??= failed.ToProblem();
            }
            else
            {
                removed.Add(leftover.Name);
            }
        }

        return new(removed, problem);
    }

    private sealed record Leftover(string Name, string Uid)
    {
        public static Leftover? Of(Pod pod, DateTimeOffset now, WorkloadRef workload, string run)
        {
            var (name, uid) = (pod.Metadata?.Name, pod.Metadata?.Uid);

            // The label alone is anybody's to set: a copy has the name of one, too.
            if (name is null || uid is null || !name.StartsWith(CopyMarks.NamePrefix, StringComparison.Ordinal) || pod.Metadata?.Labels?.GetValueOrDefault(CopyMarks.Label) is not { Length: > 0 } of || of == run)
            {
                return null;
            }

            var isOfThis = pod.Metadata.Annotations?.GetValueOrDefault(CopyMarks.Of) == workload.ToString();
            var expires = CopyMarks.ExpiryOf(pod.Metadata.Annotations?.GetValueOrDefault(CopyMarks.Expires));
            return isOfThis || expires < now ? new(name, uid) : null;
        }
    }
}
