using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Unloop.Core.Planning;
using Unloop.Core.Text;
using Unloop.Evidence.Api;
using Unloop.Kubernetes.Api;
using Unloop.Kubernetes.Fixing;
using Unloop.Kubernetes.Targets;

namespace Unloop.Kubernetes.Scaling;

/// <summary>The workload that is asked about, as the API server has it.</summary>
internal sealed record ScalingSubject(WorkloadKind Kind, JsonObject Whole, string Version)
{
    public string Namespace => Whole.At("metadata", "namespace").Text() ?? "";
    public string Name => Whole.At("metadata", "name").Text() ?? "";
    public JsonNode? Spec => Whole["spec"];

    /// <summary>With <c>metadata</c> and <c>spec</c>; empty for what has none.</summary>
    public JsonObject Template { get; } = Templates.Of(Kind, Whole) ?? [];

    /// <summary>A ReplicationController's is a map of labels, and a pod has none.</summary>
    public JsonObject? Selector { get; } = Whole.At("spec", "selector") is JsonObject { Count: > 0 } selector
        ? Kind == WorkloadKind.ReplicationController ? new JsonObject { ["matchLabels"] = selector.DeepClone() } : selector.DeepClone().AsObject()
        : null;

    public WorkloadRef Ref => new()
    {
        ApiVersion = Kind.Group.Length == 0 ? Version : $"{Kind.Group}/{Version}",
        Kind = Kind.Kind,
        Namespace = Namespace,
        Name = Name,
        Uid = Whole.At("metadata", "uid").Text() ?? "",
    };

    /// <summary>Whether a reference of an autoscaler means it: by kind, name and group, for versions change.</summary>
    public bool IsMeant(JsonNode? reference) =>
        reference.At("name").Text() == Name && reference.At("kind").Text() is var kind && (kind == Kind.Kind || (kind is null && Kind == WorkloadKind.Deployment))
        && (reference.At("apiVersion").Text() is not { } version || WorkloadKind.GroupOf(version) == Kind.Group);

    public static LabelSelector? Parsed(JsonNode? selector) => selector is JsonObject members ? members.Deserialize(SelectorJson.Default.LabelSelector) : null;

    public static string? SelectorText(JsonObject? selector) => Selectors.Text(Parsed(selector));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, MaxDepth = 32)]
[JsonSerializable(typeof(LabelSelector))]
internal sealed partial class SelectorJson : JsonSerializerContext;
