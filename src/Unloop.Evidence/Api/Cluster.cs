using System.Text.Json;
using System.Text.Json.Serialization;

namespace Unloop.Evidence.Api;

public sealed record Node
{
    public ObjectMeta? Metadata { get; init; }
    public NodeStatus? Status { get; init; }
}

public sealed record NodeStatus
{
    public NodeSystemInfo? NodeInfo { get; init; }
    public IReadOnlyDictionary<string, string?>? Allocatable { get; init; }
    public IReadOnlyList<Condition>? Conditions { get; init; }
}

public sealed record NodeSystemInfo
{
    public string? Architecture { get; init; }
    public string? OperatingSystem { get; init; }
    public string? OsImage { get; init; }
    public string? KernelVersion { get; init; }
    public string? ContainerRuntimeVersion { get; init; }
    public string? KubeletVersion { get; init; }
}

public sealed record LimitRange
{
    public ObjectMeta? Metadata { get; init; }
    public LimitRangeSpec? Spec { get; init; }
}

public sealed record LimitRangeSpec
{
    public IReadOnlyList<LimitRangeItem>? Limits { get; init; }
}

public sealed record LimitRangeItem
{
    public string? Type { get; init; }
    public IReadOnlyDictionary<string, string?>? Default { get; init; }
    public IReadOnlyDictionary<string, string?>? DefaultRequest { get; init; }
    public IReadOnlyDictionary<string, string?>? Min { get; init; }
    public IReadOnlyDictionary<string, string?>? Max { get; init; }
    public IReadOnlyDictionary<string, string?>? MaxLimitRequestRatio { get; init; }
}

public sealed record ResourceQuota
{
    public ObjectMeta? Metadata { get; init; }
    public ResourceQuotaSpec? Spec { get; init; }
    public ResourceQuotaStatus? Status { get; init; }
}

public sealed record ResourceQuotaSpec
{
    public IReadOnlyDictionary<string, string?>? Hard { get; init; }

    /// <summary>Which pods it counts: <c>BestEffort</c>, <c>NotTerminating</c>, …; empty: all.</summary>
    public IReadOnlyList<string?>? Scopes { get; init; }
    public QuotaScopeSelector? ScopeSelector { get; init; }
}

public sealed record QuotaScopeSelector
{
    public IReadOnlyList<QuotaScope>? MatchExpressions { get; init; }
}

public sealed record QuotaScope
{
    public string? ScopeName { get; init; }
    public string? Operator { get; init; }
    public IReadOnlyList<string?>? Values { get; init; }
}

public sealed record ResourceQuotaStatus
{
    public IReadOnlyDictionary<string, string?>? Hard { get; init; }
    public IReadOnlyDictionary<string, string?>? Used { get; init; }
}

public sealed record DisruptionBudget
{
    public ObjectMeta? Metadata { get; init; }
    public DisruptionBudgetSpec? Spec { get; init; }
    public DisruptionBudgetStatus? Status { get; init; }
}

public sealed record DisruptionBudgetSpec
{
    public LabelSelector? Selector { get; init; }
}

public sealed record DisruptionBudgetStatus
{
    public int? DisruptionsAllowed { get; init; }
}

/// <summary>A VerticalPodAutoscaler: whose resources it sets, and whether it sets them at all.</summary>
public sealed record VerticalAutoscaler
{
    public ObjectMeta? Metadata { get; init; }
    public VerticalAutoscalerSpec? Spec { get; init; }
}

public sealed record VerticalAutoscalerSpec
{
    public ObjectReference? TargetRef { get; init; }
    public VerticalUpdatePolicy? UpdatePolicy { get; init; }
    public VerticalResourcePolicy? ResourcePolicy { get; init; }
}

public sealed record VerticalUpdatePolicy
{
    public string? UpdateMode { get; init; }
}

public sealed record VerticalResourcePolicy
{
    public IReadOnlyList<VerticalContainerPolicy>? ContainerPolicies { get; init; }
}

/// <summary>For one container, or (<c>*</c>) for all without one of their own.</summary>
public sealed record VerticalContainerPolicy
{
    public string? ContainerName { get; init; }
    public string? Mode { get; init; }
}

/// <summary>A ConfigMap or Secret: the names of its keys. The values are skipped while the bytes are read and never become objects.</summary>
public sealed record KeyedObject
{
    public ObjectMeta? Metadata { get; init; }

    [JsonPropertyName("data")]
    [JsonConverter(typeof(KeysOnlyConverter))]
    public IReadOnlyList<KeyInfo>? Data { get; init; }

    [JsonPropertyName("binaryData")]
    [JsonConverter(typeof(KeysOnlyConverter))]
    public IReadOnlyList<KeyInfo>? BinaryData { get; init; }

    [JsonIgnore]
    public IEnumerable<KeyInfo> Keys => (Data ?? []).Concat(BinaryData ?? []);
}

/// <summary>A Secret with its values, for those that are asked for by name to be used; everything else reads <see cref="KeyedObject"/>.</summary>
public sealed record CredentialSecret
{
    /// <summary>Base64.</summary>
    public IReadOnlyDictionary<string, string?>? Data { get; init; }
}

public sealed record ServiceAccount
{
    public IReadOnlyList<LocalObjectReference>? ImagePullSecrets { get; init; }
}

/// <param name="Name">The key.</param>
/// <param name="IsEmpty">Its value has no bytes.</param>
public readonly record struct KeyInfo(string Name, bool IsEmpty);

/// <summary>Usage from metrics.k8s.io.</summary>
public sealed record PodMetrics
{
    public ObjectMeta? Metadata { get; init; }
    public DateTimeOffset? Timestamp { get; init; }
    public IReadOnlyList<ContainerMetrics>? Containers { get; init; }
}

public sealed record ContainerMetrics
{
    public string? Name { get; init; }
    public IReadOnlyDictionary<string, string?>? Usage { get; init; }
}

/// <summary>An object of a kind that is only known once it is read: an item of a mixed list, a document of a YAML file.</summary>
public sealed record AnyObject
{
    public string? ApiVersion { get; init; }
    public string? Kind { get; init; }
    public JsonElement? Items { get; init; }
}
