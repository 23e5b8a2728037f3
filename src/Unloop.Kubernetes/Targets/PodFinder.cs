using Unloop.Core.Facts;
using Unloop.Engine;
using Unloop.Evidence.Api;
using Unloop.Kubernetes.Api;
using Unloop.Kubernetes.Collection;

namespace Unloop.Kubernetes.Targets;

/// <summary>A pod to report on.</summary>
/// <param name="Deep">False: only its own object is looked at; it is well, and stands for others that are.</param>
internal sealed record FoundPod(Pod Pod, bool Deep, DateTimeOffset? Date);

/// <summary>Finds the pods that a query means.</summary>
internal sealed class PodFinder(Snapshot snapshot, TimeProvider time, CancellationToken cancellationToken)
{
    private const int MaximumWell = 20;

    public async Task<IReadOnlyList<FoundPod>> FindAsync(TargetQuery query, IReadOnlyList<Target> targets, List<Problem> problems)
    {
        var space = query.AllNamespaces ? null : query.Namespace ?? snapshot.Client.Settings.DefaultNamespace;
        if (targets.Count == 0)
        {
            return await InNamespaceAsync(space, query.Selector, problems);
        }

        var answers = await Task.WhenAll(targets.Select(t => t.Kind is null ? ByNameAsync(space!, t.Name) : OfWorkloadAsync(space!, t)));
        problems.AddRange(answers.SelectMany(a => a.Problems));
        return [.. answers.SelectMany(a => a.Pods).DistinctBy(p => p.Pod.Metadata?.Uid ?? p.Pod.Metadata?.Name)];
    }

    private async Task<Answer> ByNameAsync(string space, string name)
    {
        var result = await snapshot.Client.GetAsync(ApiRequest.Get("pods", space, name), ApiJson.Default.Pod, cancellationToken);
        if (result.TryGet(out var pod, out var error))
        {
            return new([new(pod, true, result.Date)], []);
        }

        return error.Kind == ApiErrorKind.NotFound ? new([], [await NoPodAsync(space, name)]) : new([], [error.ToProblem()]);
    }

    private async Task<Answer> OfWorkloadAsync(string space, Target target)
    {
        var read = await GetAsync(space, target);
        if (!read.TryGet(out var workload, out var error))
        {
            return new([], [error.Kind == ApiErrorKind.NotFound ? await NoWorkloadAsync(space, target) : error.ToProblem()]);
        }

        var owners = await OwnersOfPodsAsync(space, target.Kind!, workload);
        if (!owners.TryGet(out var uids, out error))
        {
            return new([], [error.ToProblem()]);
        }

        var request = ApiRequest.List("pods", space);
        request = Selectors.Text(workload.Spec?.Selector) is { } selector ? request.With("labelSelector", selector) : request;
        var pods = await snapshot.Client.ListAsync<Pod, FoundPod>(
            request,
            ApiJson.Default.PodList,
            (pod, date) => OwnerChain.Controller(pod.Metadata)?.Uid is { } uid && uids.Contains(uid) ? Judge(pod, date) : null,
            cancellationToken);
        return pods.TryGet(out var found, out error)
            ? found.Count > 0 ? new(Worth(found), []) : new([], [NoPodsYet(target, workload)])
            : new([], [error.ToProblem()]);
    }

    /// <summary>Older clusters serve some kinds under an older version only.</summary>
    private async Task<ApiResult<Workload>> GetAsync(string space, Target target)
    {
        ApiResult<Workload>? result = null;
        foreach (var version in target.Kind!.Versions)
        {
            result = await snapshot.GetAsync(ApiRequest.Get(target.Kind.Plural, space, target.Name, target.Kind.Group, version), ApiJson.Default.Workload);
            if (result.Error?.Kind != ApiErrorKind.NotServed)
            {
                break;
            }
        }

        return result!;
    }

    /// <summary>The uids that the workload's pods name as their owner.</summary>
    private async Task<ApiResult<HashSet<string>>> OwnersOfPodsAsync(string space, WorkloadKind kind, Workload workload)
    {
        var uid = workload.Metadata?.Uid ?? "";
        var between = kind == WorkloadKind.Deployment ? WorkloadKind.ReplicaSet : kind == WorkloadKind.CronJob ? WorkloadKind.Job : null;
        if (between is null)
        {
            return ApiResult<HashSet<string>>.Of([uid], null);
        }

        var request = ApiRequest.List(between.Plural, space, between.Group);
        request = Selectors.Text(workload.Spec?.Selector) is { } selector ? request.With("labelSelector", selector) : request;
        var result = await snapshot.ListAsync(request, ApiJson.Default.WorkloadList);
        return result.TryGet(out var middle, out var error)
            ? ApiResult<HashSet<string>>.Of([.. middle.Where(m => OwnerChain.Controller(m.Metadata)?.Uid == uid).Select(m => m.Metadata?.Uid).OfType<string>()], result.Date)
            : ApiResult<HashSet<string>>.Failed(error);
    }

    private async Task<IReadOnlyList<FoundPod>> InNamespaceAsync(string? space, string? selector, List<Problem> problems)
    {
        var request = ApiRequest.List("pods", space);
        request = selector is null ? request : request.With("labelSelector", selector);
        var result = await snapshot.Client.ListAsync(request, ApiJson.Default.PodList, (pod, date) => Row.Of(pod, date ?? time.GetUtcNow(), keepWell: selector is not null), cancellationToken);
        if (!result.TryGet(out var rows, out var error))
        {
            problems.Add(error.ToProblem());
            return [];
        }

        if (rows.Count == 0 && (space is not null || selector is not null))
        {
            problems.Add(await new Suggestions(snapshot).NothingAsync(space, selector));
        }

        if (selector is null)
        {
            foreach (var group in rows.GroupBy(r => r.Outline.Namespace))
            {
                snapshot.Remember(group.Key, ApiResult<List<PodOutline>>.Of([.. group.Select(r => r.Outline)], result.Date));
            }
        }

        return Worth([.. rows.Where(r => r.Pod is not null).Select(r => new FoundPod(r.Pod!, r.Unwell, result.Date))]);
    }

    /// <summary>Those that are unwell; when none is, some that are well, so that the answer says so.</summary>
    private static IReadOnlyList<FoundPod> Worth(IReadOnlyList<FoundPod> pods) =>
        pods.Any(p => p.Deep) ? [.. pods.Where(p => p.Deep)] : [.. pods.Take(MaximumWell)];

    /// <summary>A pod of a workload that the user asked about: here an old crash counts too, and not being ready for the moment.</summary>
    private FoundPod Judge(Pod pod, DateTimeOffset? date) =>
        new(pod, Wellness.IsUnwell(pod, date ?? time.GetUtcNow()) || Wellness.HasEverEnded(pod) || Wellness.IsNotReady(pod), date);

    private async Task<Problem> NoPodAsync(string space, string name)
    {
        var outlines = (await snapshot.OutlinesAsync(space, null)).Value ?? [];
        return Suggestions.NoPod(space, name, outlines);
    }

    private async Task<Problem> NoWorkloadAsync(string space, Target target)
    {
        var kind = target.Kind!;
        var others = await snapshot.ListAsync(ApiRequest.List(kind.Plural, space, kind.Group) with { MetadataOnly = true }, ApiJson.Default.PartialObjectList);
        return Suggestions.NoWorkload(space, target, (others.Value ?? []).Select(o => o.Metadata?.Name).OfType<string>());
    }

    private static Problem NoPodsYet(Target target, Workload workload)
    {
        var complaint = (workload.Status?.Conditions ?? []).FirstOrDefault(c => c is { Type: "ReplicaFailure", Status: "True" } or { Type: "Progressing", Status: "False" } or { Type: "Failed", Status: "True" });
        var why = complaint?.Message is { Length: > 0 } message ? $": {ApiError.Shown(message)}"
            : workload.Spec is { Replicas: 0 } ? ": it is scaled to 0"
            : workload.Spec is { Suspend: true } ? ": it is suspended"
            : "";
        return new(ProblemKind.NoMatch, $"The {target} has no pods{why}.");
    }

    private sealed record Answer(IReadOnlyList<FoundPod> Pods, IReadOnlyList<Problem> Problems);

    /// <param name="Pod">Kept only where it is looked at.</param>
    private sealed record Row(PodOutline Outline, Pod? Pod, bool Unwell)
    {
        public static Row Of(Pod pod, DateTimeOffset now, bool keepWell)
        {
            var unwell = Wellness.IsUnwell(pod, now);
            return new(PodOutline.Of(pod), unwell || keepWell ? pod : null, unwell);
        }
    }
}
