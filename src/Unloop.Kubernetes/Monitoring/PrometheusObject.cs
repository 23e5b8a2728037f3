using System.Text.Json.Serialization;
using Unloop.Core.Facts;
using Unloop.Evidence.Api;

namespace Unloop.Kubernetes.Monitoring;

/// <summary>What is read of a <c>monitoring.coreos.com/v1</c> Prometheus.</summary>
internal sealed record PrometheusObject
{
    public ObjectMeta? Metadata { get; init; }
    public PrometheusSpec? Spec { get; init; }

    /// <summary>Null without a name.</summary>
    public PrometheusSetup? ToSetup() => Metadata is { Name: { } name, Namespace: { } space }
        ? new(space, name, Requirements(Spec?.RuleSelector), Requirements(Spec?.RuleNamespaceSelector), Spec?.ScrapeInterval, Spec?.EvaluationInterval)
        : null;

    private static LabelRequirements? Requirements(LabelSelector? selector) => selector is null ? null : new(
        (selector.MatchLabels ?? new Dictionary<string, string?>()).ToDictionary(l => l.Key, l => l.Value ?? ""),
        [.. (selector.MatchExpressions ?? []).Where(e => e is { Key: not null, Operator: not null })
            .Select(e => new LabelExpression(e.Key!, e.Operator!, [.. (e.Values ?? []).OfType<string>()]))]);
}

internal sealed record PrometheusSpec
{
    public LabelSelector? RuleSelector { get; init; }
    public LabelSelector? RuleNamespaceSelector { get; init; }
    public string? ScrapeInterval { get; init; }
    public string? EvaluationInterval { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, MaxDepth = 64)]
[JsonSerializable(typeof(ApiList<PrometheusObject>), TypeInfoPropertyName = "PrometheusList")]
internal sealed partial class PrometheusJson : JsonSerializerContext;
