using System.Text.Json.Nodes;
using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Core.Scaling;
using Unloop.Core.Text;
using Unloop.Engine.Scaling;
using Unloop.Evidence.Api;
using Unloop.Kubernetes.Api;
using Unloop.Kubernetes.Collection;
using Unloop.Kubernetes.Fixing;
using Unloop.Kubernetes.Targets;

namespace Unloop.Kubernetes.Scaling;

/// <summary>Looks at a workload, its pods, what scales it, and what the cluster has room for. At most some dozen requests; none writes.</summary>
internal sealed class ScalingView(ApiClient client) : IScalingView
{
    public async Task<ScalingSight> LookAsync(WorkloadRef workload, CancellationToken cancellationToken)
    {
        if (WorkloadKind.All.Append(WorkloadKind.Pod).FirstOrDefault(k => k.Kind == workload.Kind) is not { } kind)
        {
            return new(null, new(ProblemKind.Refused, $"A {ApiError.Shown(workload.Kind)} is nothing that Unloop knows how to scale."));
        }

        var read = await FetchAsync(kind, workload, cancellationToken);
        if (!read.TryGet(out var whole, out var error))
        {
            return new(null, error.Kind == ApiErrorKind.NotFound ? await MistypedAsync(kind, workload, cancellationToken) : error.ToProblem());
        }

        var snapshot = new Snapshot(client, cancellationToken);
        var gaps = new List<Gap>();
        var found = new ScalingSubject(kind, whole, WorkloadKind.Of(whole.At("apiVersion").Text(), kind.Kind) is null ? kind.Versions[0] : VersionOf(whole));
        var limits = await snapshot.ListAsync(ApiRequest.List("limitranges", workload.Namespace), ApiJson.Default.LimitRangeList);
        Note(gaps, limits.Error, "the LimitRanges of the namespace");
        var usage = PodUsage.Of(found.Template, [.. (limits.Value ?? []).SelectMany(r => r.Spec?.Limits ?? []).OfType<LimitRangeItem>()]);
        var served = await ServedApis.AskAsync(client, gaps, cancellationToken);
        var autoscalers = new AutoscalerReader(client, found, gaps);
        var room = new RoomReader(client, found, usage, gaps);
        var facts = new ScalingFacts
        {
            Workload = ScaledWorkloads.Of(found, usage),
            ObservedAt = read.Date,
            ServerMinor = served.Minor,
            AutoscalingVersion = served.Autoscaling,
            PolicyVersion = served.Policy,
            ServesResourceMetrics = served.ResourceMetrics,
            ServesCustomMetrics = served.CustomMetrics,
            ServesExternalMetrics = served.ExternalMetrics,
            Pods = await PodsAsync(found, gaps, cancellationToken),
            Autoscalers = await autoscalers.HorizontalAsync(served, cancellationToken),
            Verticals = await autoscalers.VerticalAsync(cancellationToken),
            Budgets = await room.BudgetsAsync(served.Policy, cancellationToken),
            Claims = await room.ClaimsAsync(cancellationToken),
            Nodes = await room.NodesAsync(cancellationToken),
            Quotas = await room.QuotasAsync(snapshot),
            LimitRanges = RoomReader.Bounds(limits.Value ?? []),
        };
        var look = served.ResourceMetrics == true ? await MeasureAsync(facts, gaps, cancellationToken) : null;
        return new(facts with { Usage = look is null ? [] : [look], Gaps = gaps });
    }

    public Task<UsageLook?> MeasureAsync(ScalingFacts facts, CancellationToken cancellationToken) => MeasureAsync(facts, [], cancellationToken);

    private async Task<UsageLook?> MeasureAsync(ScalingFacts facts, List<Gap> gaps, CancellationToken cancellationToken)
    {
        var request = Selected(ApiRequest.List("pods", facts.Workload.Ref.Namespace, "metrics.k8s.io", "v1beta1"), facts.Workload.Selector);
        var result = await client.ListAsync(request, RawLists.Default.RawList, cancellationToken);
        Note(gaps, result.Error, "what the pods use of CPU and memory");
        var present = facts.Staying.Select(p => p.Name).ToHashSet();
        return UsageReader.Of((result.Value ?? []).Where(m => m.At("metadata", "name").Text() is { } name && present.Contains(name)));
    }

    /// <summary>Older clusters serve some kinds under an older version only.</summary>
    private async Task<ApiResult<JsonObject>> FetchAsync(WorkloadKind kind, WorkloadRef workload, CancellationToken cancellationToken)
    {
        ApiResult<JsonObject>? result = null;
        foreach (var version in kind.Versions)
        {
            result = await client.GetAsync(ApiRequest.Get(kind.Plural, workload.Namespace, workload.Name, kind.Group, version), RawJson.Default.JsonObject, cancellationToken);
            if (result.Error?.Kind != ApiErrorKind.NotServed)
            {
                break;
            }
        }

        return result!;
    }

    private async Task<Problem> MistypedAsync(WorkloadKind kind, WorkloadRef workload, CancellationToken cancellationToken)
    {
        var others = await client.ListAsync(ApiRequest.List(kind.Plural, workload.Namespace, kind.Group, kind.Versions[0]) with { MetadataOnly = true }, ApiJson.Default.PartialObjectList, cancellationToken);
        return Suggestions.NoWorkload(workload.Namespace, new Target(kind == WorkloadKind.Pod ? null : kind, workload.Name), (others.Value ?? []).Select(o => o.Metadata?.Name).OfType<string>());
    }

    private async Task<IReadOnlyList<ScaledPod>> PodsAsync(ScalingSubject found, List<Gap> gaps, CancellationToken cancellationToken)
    {
        if (found.Selector is null)
        {
            return [];
        }

        var request = Selected(ApiRequest.List("pods", found.Namespace), found.Selector);
        var result = await client.ListAsync<Pod, ScaledPod>(request, ApiJson.Default.PodList, (pod, _) => ScaledPods.Of(pod), cancellationToken);
        Note(gaps, result.Error, "the pods of the workload");
        return [.. (result.Value ?? []).OrderBy(p => p.CreatedAt).ThenBy(p => p.Name, StringComparer.Ordinal)];
    }

    private static ApiRequest Selected(ApiRequest request, JsonObject? selector) => ScalingSubject.SelectorText(selector) is { } text ? request.With("labelSelector", text) : request;

    private static string VersionOf(JsonObject whole) => whole.At("apiVersion").Text()!.Split('/')[^1];

    private static void Note(List<Gap> gaps, ApiError? error, string what)
    {
        if (error is not null)
        {
            gaps.Add(error.ToGap(what));
        }
    }
}
