using System.Text.Json;
using System.Text.Json.Nodes;
using Unloop.Core.Experiments;
using Unloop.Core.Text;
using Unloop.Kubernetes.Api;
using Unloop.Kubernetes.Collection;
using Unloop.Kubernetes.Targets;

namespace Unloop.Kubernetes.Experiments;

/// <summary>Everything in a namespace that finds pods by their labels. Reads only.</summary>
internal sealed class SelectorReader(Snapshot snapshot, string space)
{
    /// <summary>Controllers that take a pod for one of theirs when its labels fit and nobody controls it.</summary>
    private static readonly WorkloadKind[] Adopting = [WorkloadKind.ReplicaSet, WorkloadKind.StatefulSet, WorkloadKind.DaemonSet, WorkloadKind.Job, WorkloadKind.ReplicationController];

    /// <param name="unseen">Gets what could not be looked at, in words.</param>
    public async Task<IReadOnlyList<PodSelector>> ReadAsync(List<string> unseen)
    {
        var services = ListAsync("services", "", "Services", unseen);
        var controllers = Task.WhenAll(Adopting.Select(async k => (Kind: k, Items: await ListAsync(k.Plural, k.Group, $"{k.Kind}s", unseen))));
        var budgets = ListAsync("poddisruptionbudgets", "policy", "PodDisruptionBudgets", unseen, "v1beta1");
        var restrictions = ListAsync("networkpolicies", "networking.k8s.io", "NetworkPolicies", unseen);
        var autoscalers = AutoscaledAsync(unseen);
        return
        [
            .. (await services).Select(Service).OfType<PodSelector>(),
            .. (await controllers).SelectMany(c => c.Items.Select(i => Of($"{c.Kind.Kind} {Name(i)}", i.At("spec", "selector")))).OfType<PodSelector>(),
            .. await autoscalers,
            .. (await budgets).Select(b => Of($"PodDisruptionBudget {Name(b)}", b.At("spec", "selector"))).OfType<PodSelector>().Select(s => s with { CountsOnly = true }),
            .. (await restrictions).Select(r => Of($"NetworkPolicy {Name(r)}", r.At("spec", "podSelector"))).OfType<PodSelector>().Select(s => s with { IsRestriction = true }),
        ];
    }

    /// <summary>An autoscaler counts all pods that its target's own selector finds.</summary>
    private async Task<IReadOnlyList<PodSelector>> AutoscaledAsync(List<string> unseen)
    {
        var scaled = await ListAsync("horizontalpodautoscalers", "autoscaling", "HorizontalPodAutoscalers", unseen);
        var found = new List<PodSelector>();
        foreach (var autoscaler in scaled)
        {
            var target = autoscaler.At("spec", "scaleTargetRef");
            if (WorkloadKind.Of(target.At("apiVersion").Text(), target.At("kind").Text()) == WorkloadKind.Deployment && target.At("name").Text() is { } name)
            {
                var read = await snapshot.GetAsync(ApiRequest.Get("deployments", space, name, "apps"), RawJson.Default.JsonObject);
                found.AddRange(new[] { Of($"HorizontalPodAutoscaler {Name(autoscaler)}", read.Value.At("spec", "selector")) }.OfType<PodSelector>());
            }
        }

        return found;
    }

    /// <param name="older">The version under which older clusters serve it.</param>
    private async Task<IReadOnlyList<JsonObject>> ListAsync(string plural, string group, string words, List<string> unseen, string? older = null)
    {
        var result = await snapshot.ListAsync(ApiRequest.List(plural, space, group), RawLists.Default.RawList);
        if (older is not null && result.Error is { Kind: ApiErrorKind.NotServed })
        {
            result = await snapshot.ListAsync(ApiRequest.List(plural, space, group, older), RawLists.Default.RawList);
        }

        if (result.TryGet(out var items, out var error))
        {
            return items;
        }

        if (error.Kind is not (ApiErrorKind.NotServed or ApiErrorKind.NotFound))
        {
            lock (unseen)
            {
                unseen.Add(words);
            }
        }

        return [];
    }

    /// <summary>A Service without a selector has endpoints that somebody else sets.</summary>
    private static PodSelector? Service(JsonObject service) =>
        service.At("spec", "selector") is JsonObject { Count: > 0 } labels ? new($"Service {Name(service)}", Labels(labels), []) : null;

    /// <summary>Null where there is none; a ReplicationController has its labels without more ado.</summary>
    private static PodSelector? Of(string name, JsonNode? selector)
    {
        if (selector is not JsonObject members)
        {
            return null;
        }

        var isPlain = members.All(m => m.Key is not ("matchLabels" or "matchExpressions")) && members.Count > 0;
        var terms = members.At("matchExpressions").Objects().Select(t => new LabelTerm(t["key"].Text() ?? "", t["operator"].Text() ?? "", [.. (t["values"] as JsonArray ?? []).Select(v => v.Text()).OfType<string>()]));
        return new(name, Labels(isPlain ? members : members.At("matchLabels")), [.. terms]);
    }

    private static Dictionary<string, string> Labels(JsonNode? labels) =>
        (labels as JsonObject ?? []).Where(l => l.Value.Text() is not null).ToDictionary(l => l.Key, l => l.Value.Text()!, StringComparer.Ordinal);

    private static string Name(JsonObject item) => item.At("metadata", "name").Text() ?? "?";
}
