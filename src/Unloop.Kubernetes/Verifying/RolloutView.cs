using System.Text.Json;
using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Core.Stability;
using Unloop.Core.Text;
using Unloop.Engine.Verifying;
using Unloop.Evidence.Api;
using Unloop.Evidence.Mapping;
using Unloop.Evidence.Redaction;
using Unloop.Kubernetes.Api;
using Unloop.Kubernetes.Collection;
using Unloop.Kubernetes.Fixing;
using Unloop.Kubernetes.Targets;

namespace Unloop.Kubernetes.Verifying;

/// <summary>
/// Looks at a workload and its pods, in at most four requests. Always at the present state, never at a cache's (<c>resourceVersion=0</c>):
/// where several API servers stand behind one address, one of them may still show a pod as it was before the look before, and a proof
/// that a pod never left its readiness must not rest on that.
/// </summary>
internal sealed class RolloutView(ApiClient client) : IRolloutView
{
    private const int MaximumWarnings = 100;

    public async Task<Sight> LookAsync(WorkloadRef workload, CancellationToken cancellationToken)
    {
        if (WorkloadReader.KindOf(workload.Kind) is not { } kind)
        {
            return new(null, new(ProblemKind.Refused, $"A {ApiError.Shown(workload.Kind)} has no rollout to look at."));
        }

        var read = await new WorkloadReader(client).FetchAsync(kind, workload.Namespace, workload.Name, cancellationToken);
        if (!read.TryGet(out var found, out var error))
        {
            return new(null, error.Kind == ApiErrorKind.NotFound && workload.Uid.Length == 0 ? await Suggestions.OfMistypedAsync(client, kind, workload, cancellationToken) : error.ToProblem());
        }

        if (workload.Uid.Length > 0 && found.Uid != workload.Uid)
        {
            return new(null, new(ProblemKind.NoMatch, $"{workload} is gone; another was made under its name."));
        }

        var events = EventsAsync(found.Namespace, cancellationToken);
        var wanted = await WantedRevision.OfAsync(found, client, cancellationToken);
        if (!wanted.TryGet(out var revision, out error))
        {
            return new(null, error.ToProblem());
        }

        var pods = await PodsAsync(found, revision, cancellationToken);
        return pods.TryGet(out var seen, out error)
            ? new(Snapshot(found, revision, seen, await events, pods.Date))
            : new(null, error.ToProblem());
    }

    private async Task<ApiResult<List<ObservedPod>>> PodsAsync(FoundWorkload found, WantedRevision revision, CancellationToken cancellationToken)
    {
        if (found.Kind == WorkloadKind.Pod)
        {
            var pod = found.Whole.Deserialize(ApiJson.Default.Pod)!;
            return ApiResult<List<ObservedPod>>.Of([ObservedPods.Of(pod, true)], found.Date);
        }

        var request = ApiRequest.List("pods", found.Namespace);
        request = Selectors.Text(found.Object.Spec?.Selector) is { } selector ? request.With("labelSelector", selector) : request;
        return await client.ListAsync<Pod, ObservedPod>(
            request,
            ApiJson.Default.PodList,
            (pod, _) => OwnerChain.Controller(pod.Metadata)?.Uid is { } uid && revision.Owners.Contains(uid) ? ObservedPods.Of(pod, revision.IsNew(pod)) : null,
            cancellationToken);
    }

    private Task<ApiResult<List<Event>>> EventsAsync(string space, CancellationToken cancellationToken) =>
        client.ListAsync(ApiRequest.List("events", space).With("fieldSelector", "type=Warning"), ApiJson.Default.EventList, cancellationToken);

    private static RolloutSnapshot Snapshot(FoundWorkload found, WantedRevision revision, IReadOnlyList<ObservedPod> pods, ApiResult<List<Event>> events, DateTimeOffset? at)
    {
        var (spec, status) = (found.Object.Spec, found.Object.Status);
        var generation = found.Object.Metadata?.Generation ?? 0;
        var about = revision.Owners.Concat(pods.Select(p => p.Uid)).Append(found.Uid).ToHashSet();
        var warnings = EventMapper.Fold((events.Value ?? []).Select(EventMapper.Map).Where(e => e.Uid is { } uid && about.Contains(uid))).TakeLast(MaximumWarnings).ToList();
        var desired = Desired(found);
        return new()
        {
            At = at,
            Workload = found.Ref,
            Generation = generation,
            ObservedGeneration = status?.ObservedGeneration ?? (HasObservedGeneration(found.Kind) ? 0 : generation),
            Revision = revision.Name,
            Desired = desired,
            Paused = spec?.Paused ?? false,
            Complaint = Complaints(found.Object).Concat(Complaints(revision.Maker)).FirstOrDefault()
                ?? (pods.Count(p => p.IsNew && !p.Leaving) < desired ? NotMade(warnings, found, revision) : null),
            Completions = revision.Maker?.Spec?.Completions ?? (found.Kind == WorkloadKind.Job ? found.Object.Spec?.Completions : null),
            Succeeded = (found.Kind == WorkloadKind.CronJob ? revision.Maker?.Status : status)?.Succeeded ?? 0,
            Pods = [.. pods.OrderBy(p => p.CreatedAt).ThenBy(p => p.Name, StringComparer.Ordinal)],
            Warnings = warnings,
            Gaps = [.. new[] { events.Error?.ToGap("the warnings about the workload") }.OfType<Gap>()],
        };
    }

    private static int Desired(FoundWorkload found) =>
        found.Kind == WorkloadKind.DaemonSet ? found.Object.Status?.DesiredNumberScheduled ?? 0
        : found.Kind == WorkloadKind.Job ? found.Object.Spec?.Parallelism ?? 1
        : found.Kind == WorkloadKind.CronJob ? found.Spec.At("jobTemplate", "spec", "parallelism").Int() ?? 1
        : found.Object.Spec?.Replicas ?? 1;

    private static bool HasObservedGeneration(WorkloadKind kind) =>
        kind == WorkloadKind.Deployment || kind == WorkloadKind.StatefulSet || kind == WorkloadKind.DaemonSet || kind == WorkloadKind.ReplicaSet;

    private static IEnumerable<string> Complaints(Workload? workload) => (workload?.Status?.Conditions ?? [])
        .Where(c => c is { Type: "ReplicaFailure" or "Failed", Status: "True" } or { Type: "Progressing", Status: "False" })
        .OrderBy(c => c.Type == "Progressing")
        .Select(c => Redactor.Text(c.Message is { Length: > 0 } message ? message : c.Reason ?? c.Type!));

    /// <summary>Kinds without such conditions tell of it in events alone.</summary>
    private static string? NotMade(IReadOnlyList<EventFact> warnings, FoundWorkload found, WantedRevision revision) => warnings
        .LastOrDefault(w => w.Reason == "FailedCreate" && (w.Uid == found.Uid || w.Uid == revision.Maker?.Metadata?.Uid))?.Message;
}
