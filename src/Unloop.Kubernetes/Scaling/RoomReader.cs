using System.Text.Json.Nodes;
using Unloop.Core.Facts;
using Unloop.Core.Scaling;
using Unloop.Core.Text;
using Unloop.Evidence.Api;
using Unloop.Kubernetes.Api;
using Unloop.Kubernetes.Collection;
using Unloop.Kubernetes.Fixing;
using Unloop.Kubernetes.Targets;

namespace Unloop.Kubernetes.Scaling;

/// <summary>What the namespace and the cluster have room for: budgets, claims, nodes against the requests on them, quotas.</summary>
internal sealed class RoomReader(ApiClient client, ScalingSubject subject, PodUsage usage, List<Gap> gaps)
{
    public async Task<IReadOnlyList<BudgetFact>> BudgetsAsync(string version, CancellationToken cancellationToken)
    {
        var labels = subject.Template.At("metadata", "labels").Texts();
        var result = await client.ListAsync(ApiRequest.List("poddisruptionbudgets", subject.Namespace, "policy", version), RawLists.Default.RawList, cancellationToken);
        Note(result.Error, "the PodDisruptionBudgets of the namespace");
        return [.. (result.Value ?? [])
            .Where(b => ScalingSubject.Parsed(b.At("spec", "selector")) is { } selector && Selectors.Text(selector) is not null && Selectors.Selects(selector, labels))
            .Select(b => new BudgetFact(b.At("metadata", "name").Text() ?? "", b.At("spec", "minAvailable")?.ToString(), b.At("spec", "maxUnavailable")?.ToString(),
                b.At("status", "disruptionsAllowed").Int(), b.At("status", "expectedPods").Int()))];
    }

    public async Task<IReadOnlyList<ClaimFact>> ClaimsAsync(CancellationToken cancellationToken)
    {
        var names = subject.Template.At("spec", "volumes").Objects().Select(v => v.At("persistentVolumeClaim", "claimName").Text()).OfType<string>().Distinct().ToList();
        var claims = new List<ClaimFact>();
        foreach (var name in names)
        {
            var result = await client.GetAsync(ApiRequest.Get("persistentvolumeclaims", subject.Namespace, name), RawJson.Default.JsonObject, cancellationToken);
            Note(result.Error, $"the access modes of claim {name}");
            if (result.Value is { } claim)
            {
                claims.Add(new(name, [.. (claim.At("spec", "accessModes") as JsonArray ?? []).Select(m => m.Text()).OfType<string>()]));
            }
        }

        return claims;
    }

    /// <summary>The nodes that take such pods, with what is free by requests; null where nodes or the pods on them may not be listed.</summary>
    public async Task<IReadOnlyList<NodeRoom>?> NodesAsync(CancellationToken cancellationToken)
    {
        var nodes = await client.ListAsync(ApiRequest.List("nodes", null), RawLists.Default.RawList, cancellationToken);
        Note(nodes.Error, "the nodes, and how much room they have");
        if (nodes.Value is not { } found)
        {
            return null;
        }

        var pods = await client.ListAsync<JsonObject, PlacedPod>(ApiRequest.List("pods", null), RawLists.Default.RawList, (pod, _) => PlacedPod.Of(pod), cancellationToken);
        Note(pods.Error, "the pods of all namespaces, and so how much room the nodes have");
        if (pods.Value is not { } placed)
        {
            return null;
        }

        var taken = placed.ToLookup(p => p.Node);
        return [.. found.Where(Takes).Select(n => RoomOf(n, taken[n.At("metadata", "name").Text() ?? ""]))];
    }

    public async Task<IReadOnlyList<QuotaLine>> QuotasAsync(Snapshot snapshot)
    {
        var quotas = await snapshot.ListAsync(ApiRequest.List("resourcequotas", subject.Namespace), ApiJson.Default.ResourceQuotaList);
        Note(quotas.Error, "the ResourceQuotas of the namespace");
        return [.. (quotas.Value ?? []).Where(q => QuotaCheck.Counts(q.Spec, subject.Template, usage)).SelectMany(Lines)];
    }

    public static IReadOnlyList<LimitBound> Bounds(IEnumerable<LimitRange> ranges) =>
    [
        .. from range in ranges
           from item in range.Spec?.Limits ?? []
           where item?.Type is "Container" or "Pod"
           from resource in (item.Min?.Keys ?? []).Concat(item.Max?.Keys ?? []).Distinct()
           select new LimitBound(range.Metadata?.Name ?? "", item.Type!, resource, Amount(item.Min, resource), Amount(item.Max, resource)),
    ];

    private IEnumerable<QuotaLine> Lines(ResourceQuota quota)
    {
        foreach (var (key, text) in quota.Status?.Hard ?? quota.Spec?.Hard ?? new Dictionary<string, string?>())
        {
            if (text is not null && Quantity.Parse(text) is { } hard && QuotaCheck.Amount(key, usage) is { } each)
            {
                yield return new(quota.Metadata?.Name ?? "", key, hard, Amount(quota.Status?.Used, key) ?? 0, QuotaCheck.Missing(key, usage) is null ? each : null);
            }
        }
    }

    private static double? Amount(IReadOnlyDictionary<string, string?>? amounts, string key) => amounts?.GetValueOrDefault(key) is { } text ? Quantity.Parse(text) : null;

    private static NodeRoom RoomOf(JsonObject node, IEnumerable<PlacedPod> pods)
    {
        var there = pods.ToList();
        double Free(string resource, double unit) => ((node.At("status", "allocatable", resource)?.ToString() is { } text ? Quantity.Parse(text) : null) ?? 0) * unit;
        return new(
            node.At("metadata", "name").Text() ?? "",
            node.At("metadata", "labels", "topology.kubernetes.io/zone").Text(),
            Math.Max(0, (long)Free("cpu", 1000) - there.Sum(p => p.Cpu)),
            Math.Max(0, (long)Free("memory", 1) - there.Sum(p => p.Memory)),
            Math.Max(0, (int)Free("pods", 1) - there.Count));
    }

    /// <summary>By what keeps pods off at once: cordons, taints without a toleration, a node selector. Node affinity is not looked at.</summary>
    private bool Takes(JsonObject node)
    {
        var labels = node.At("metadata", "labels").Texts();
        var wanted = subject.Template.At("spec", "nodeSelector").Texts();
        var tolerations = subject.Template.At("spec", "tolerations").Objects().ToList();
        return !node.At("spec", "unschedulable").IsTrue()
            && wanted.All(w => labels.GetValueOrDefault(w.Key) == w.Value)
            && node.At("spec", "taints").Objects().Where(t => t["effect"].Text() != "PreferNoSchedule").All(t => tolerations.Exists(o => Tolerates(o, t)));
    }

    private static bool Tolerates(JsonObject toleration, JsonObject taint) =>
        (toleration["effect"].Text() is null or "" || toleration["effect"].Text() == taint["effect"].Text())
        && (toleration["operator"].Text() == "Exists"
            ? toleration["key"].Text() is null or "" || toleration["key"].Text() == taint["key"].Text()
            : toleration["key"].Text() == taint["key"].Text() && (toleration["value"].Text() ?? "") == (taint["value"].Text() ?? ""));

    private void Note(ApiError? error, string what)
    {
        if (error is not null)
        {
            gaps.Add(error.ToGap(what));
        }
    }

    /// <summary>A pod that takes room on a node.</summary>
    private sealed record PlacedPod(string Node, long Cpu, long Memory)
    {
        public static PlacedPod? Of(JsonObject pod)
        {
            if (pod.At("spec", "nodeName").Text() is not { Length: > 0 } node || pod.At("status", "phase").Text() is "Succeeded" or "Failed")
            {
                return null;
            }

            var usage = PodUsage.Of(pod, []);
            return new(node, (long)Math.Ceiling(usage.Requests.GetValueOrDefault("cpu") * 1000), (long)usage.Requests.GetValueOrDefault("memory"));
        }
    }
}
