using System.Text.Json.Nodes;
using Unloop.Core.Facts;
using Unloop.Core.Scaling;
using Unloop.Core.Scaling.Autoscaling;
using Unloop.Core.Text;
using Unloop.Evidence.Redaction;
using Unloop.Kubernetes.Api;

namespace Unloop.Kubernetes.Scaling;

/// <summary>What scales the workload already: HorizontalPodAutoscalers, KEDA's ScaledObjects, VerticalPodAutoscalers.</summary>
internal sealed class AutoscalerReader(ApiClient client, ScalingSubject subject, List<Gap> gaps)
{
    public async Task<IReadOnlyList<FoundAutoscaler>> HorizontalAsync(ServedApis served, CancellationToken cancellationToken)
    {
        var items = await ListAsync("horizontalpodautoscalers", "autoscaling", served.Autoscaling, "the HorizontalPodAutoscalers of the namespace", cancellationToken);
        var scaled = served.Keda ? await ListAsync("scaledobjects", "keda.sh", "v1alpha1", "KEDA's ScaledObjects", cancellationToken) : [];
        return
        [
            .. items.Where(i => subject.IsMeant(i.At("spec", "scaleTargetRef"))).Select(i => new FoundAutoscaler("HorizontalPodAutoscaler", NameOf(i), HpaReader.Spec(i))
            {
                OwnedBy = i.At("metadata", "ownerReferences").Objects().Where(o => o["kind"].Text() == "ScaledObject").Select(o => $"ScaledObject/{o["name"].Text()}").FirstOrDefault(),
                Troubles = [.. Troubles(i)],
            }),
            .. scaled.Where(i => subject.IsMeant(i.At("spec", "scaleTargetRef"))).Select(i => new FoundAutoscaler("ScaledObject", NameOf(i), null) { Troubles = [.. Troubles(i)] }),
        ];
    }

    public async Task<IReadOnlyList<VerticalAutoscaling>> VerticalAsync(CancellationToken cancellationToken)
    {
        // Most clusters do not serve it: then there is nothing to see, and no gap.
        var items = await ListAsync("verticalpodautoscalers", "autoscaling.k8s.io", "v1", "the VerticalPodAutoscalers of the namespace", cancellationToken);
        return [.. items.Where(i => subject.IsMeant(i.At("spec", "targetRef"))).Select(i => new VerticalAutoscaling(NameOf(i), i.At("spec", "updatePolicy", "updateMode").Text() ?? "Auto", SetsCpu(i)))];
    }

    private async Task<IReadOnlyList<JsonObject>> ListAsync(string plural, string group, string version, string what, CancellationToken cancellationToken)
    {
        var result = await client.ListAsync(ApiRequest.List(plural, subject.Namespace, group, version), RawLists.Default.RawList, cancellationToken);
        if (result.Error is { Kind: not (ApiErrorKind.NotServed or ApiErrorKind.NotFound) } error)
        {
            gaps.Add(error.ToGap(what));
        }

        return result.Value ?? [];
    }

    /// <summary>Unless it is told to leave CPU alone, for every container.</summary>
    private static bool SetsCpu(JsonObject vertical)
    {
        var policies = vertical.At("spec", "resourcePolicy", "containerPolicies").Objects().ToList();
        return policies.Count == 0 || policies.Exists(p => p["mode"].Text() != "Off" && (p["controlledResources"] is not JsonArray controlled || controlled.Any(c => c.Text() == "cpu")));
    }

    /// <summary>Conditions that are not as they should be; that it is limited is none of them.</summary>
    private static IEnumerable<string> Troubles(JsonObject item) => item.At("status", "conditions").Objects()
        .Where(c => c["status"].Text() == "False" && c["type"].Text() is "ScalingActive" or "AbleToScale" or "Ready" && c["status"].Text() == "False")
        .Where(c => c["reason"].Text() != "ScalingDisabled")
        .Select(c => Redactor.Text(ApiError.Shown($"{c["type"].Text()}=False {c["reason"].Text()}: {c["message"].Text()}")));

    private static string NameOf(JsonObject item) => item.At("metadata", "name").Text() ?? "";
}

/// <summary>A HorizontalPodAutoscaler's spec, of whatever version. Pure.</summary>
internal static class HpaReader
{
    public static HpaSpec? Spec(JsonObject item)
    {
        var spec = item["spec"];
        if (spec.At("maxReplicas").Int() is not { } max)
        {
            return null;
        }

        var metrics = spec.At("targetCPUUtilizationPercentage").Int() is { } percent
            ? [new HpaMetric("cpu", HpaTarget.Utilization, percent)]
            : spec.At("metrics").Objects().Select(Metric).OfType<HpaMetric>().ToList();
        return new()
        {
            MinReplicas = spec.At("minReplicas").Int() ?? 1,
            MaxReplicas = max,
            Metrics = metrics,
            Behavior = spec.At("behavior") is JsonObject behavior ? Behavior(behavior) : null,
        };
    }

    private static HpaMetric? Metric(JsonObject metric)
    {
        var type = metric["type"].Text() ?? "";
        var source = type.Length > 0 ? metric[char.ToLowerInvariant(type[0]) + type[1..]] : null;
        var name = (source.At("name") ?? source.At("metric", "name")).Text() ?? "";
        var target = source.At("target");
        var isResource = type == "Resource";
        return target.At("averageUtilization").Int() is { } percent && isResource ? new(name, HpaTarget.Utilization, percent)
            : Milli(target.At("averageValue")) is { } average ? new(name, type is "Resource" or "Pods" ? HpaTarget.AverageOfPods : HpaTarget.ValuePerPod, average) { IsResource = isResource }
            : Milli(target.At("value")) is { } value ? new(name, HpaTarget.Value, value) { IsResource = false }
            : null;
    }

    private static HpaBehavior Behavior(JsonObject behavior)
    {
        var defaults = new HpaBehavior();
        return new() { ScaleUp = Rules(behavior["scaleUp"], defaults.ScaleUp), ScaleDown = Rules(behavior["scaleDown"], defaults.ScaleDown) };
    }

    /// <summary>What is not said is filled in by the API server as in <paramref name="otherwise"/>.</summary>
    private static HpaRules Rules(JsonNode? rules, HpaRules otherwise) => new()
    {
        StabilizationSeconds = rules.At("stabilizationWindowSeconds").Int() ?? otherwise.StabilizationSeconds,
        Select = rules.At("selectPolicy").Text() switch { "Min" => HpaSelect.Min, "Disabled" => HpaSelect.Disabled, _ => HpaSelect.Max },
        Policies = rules.At("policies").Objects().Select(p => new HpaPolicy(p["type"].Text() == "Pods" ? HpaPolicyType.Pods : HpaPolicyType.Percent, p["value"].Int() ?? 0, p["periodSeconds"].Int() ?? 15)).ToList() is [_, ..] policies
            ? policies
            : otherwise.Policies,
    };

    private static long? Milli(JsonNode? quantity) => quantity is JsonValue value && Quantity.Parse(value.ToString()) is >= 0 and < 1e15 and var number ? (long)Math.Ceiling(Math.Round(number * 1000, 6)) : null;
}
