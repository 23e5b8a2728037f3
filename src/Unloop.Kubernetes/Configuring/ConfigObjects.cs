using System.Text.Json;
using System.Text.Json.Serialization;
using Unloop.Core.Injection;
using Unloop.Evidence.Api;

namespace Unloop.Kubernetes.Configuring;

/// <summary>A ConfigMap with its text: it is no secret, and only whole values can be judged. What is binary is skipped while the bytes are read.</summary>
internal sealed record TextMap
{
    public WrittenMeta? Metadata { get; init; }
    public bool? Immutable { get; init; }
    public IReadOnlyDictionary<string, string?>? Data { get; init; }

    [JsonConverter(typeof(KeysOnlyConverter))]
    public IReadOnlyList<KeyInfo>? BinaryData { get; init; }
}

/// <summary>A Secret's keys, and what is wrong with the form of their values: no value becomes a string, and its bytes are wiped at once.</summary>
internal sealed record FormedSecret
{
    public WrittenMeta? Metadata { get; init; }
    public bool? Immutable { get; init; }

    [JsonConverter(typeof(FormsConverter))]
    public IReadOnlyDictionary<string, ValueFlaws>? Data { get; init; }
}

/// <summary>When an object was made, and when what it holds was written: a label or annotation that came later changes nothing for a container.</summary>
internal sealed record WrittenMeta
{
    private const string Annotations = "f:annotations";

    /// <summary>kubectl's copy of what it applied, which changes with the content.</summary>
    private const string LastApplied = "f:kubectl.kubernetes.io/last-applied-configuration";
    private static readonly string[] Content = ["f:data", "f:binaryData", "f:stringData"];

    public DateTimeOffset? CreationTimestamp { get; init; }
    public IReadOnlyList<WrittenFields>? ManagedFields { get; init; }

    public DateTimeOffset? ContentAt => LastWriter?.Time ?? CreationTimestamp;

    /// <summary>The API server stamps all that a writer owns at once: where that is labels besides, they may be what was written.</summary>
    public bool MayBeLabels => LastWriter?.FieldsV1 is { } fields && fields.TryGetProperty("f:metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object
        && metadata.EnumerateObject().Any(m => m.Name != Annotations || m.Value.ValueKind != JsonValueKind.Object || m.Value.EnumerateObject().Any(a => a.Name is not ("." or LastApplied)));

    private WrittenFields? LastWriter => (ManagedFields ?? [])
        .Where(f => f is { Time: not null, FieldsV1.ValueKind: JsonValueKind.Object } && Content.Any(c => f.FieldsV1.Value.TryGetProperty(c, out _)))
        .MaxBy(f => f.Time);
}

internal sealed record WrittenFields
{
    public DateTimeOffset? Time { get; init; }
    public JsonElement? FieldsV1 { get; init; }
}

/// <summary>The API server's own version, <c>v1.31.4</c>.</summary>
internal sealed record VersionInfo
{
    public string? GitVersion { get; init; }
}

internal sealed record ServiceObject
{
    public ObjectMeta? Metadata { get; init; }
    public ServiceObjectSpec? Spec { get; init; }

    public ServiceSpec? ToSpec() => Metadata?.Name is not { } name ? null : new(
        name,
        Spec?.ClusterIP,
        [.. (Spec?.Ports ?? []).Where(p => p?.Port is not null).Select(p => new ServicePort(p.Port!.Value, p.Name, p.Protocol ?? "TCP"))],
        Metadata.CreationTimestamp);
}

internal sealed record ServiceObjectSpec
{
    public string? ClusterIP { get; init; }
    public IReadOnlyList<ServiceObjectPort>? Ports { get; init; }
}

internal sealed record ServiceObjectPort
{
    public int? Port { get; init; }
    public string? Name { get; init; }
    public string? Protocol { get; init; }
}

[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    AllowDuplicateProperties = true,
    MaxDepth = 128,
    Converters = [typeof(TolerantString), typeof(TolerantInt), typeof(TolerantLong), typeof(TolerantBool), typeof(TolerantTime)])]
[JsonSerializable(typeof(TextMap))]
[JsonSerializable(typeof(VersionInfo))]
[JsonSerializable(typeof(FormedSecret))]
[JsonSerializable(typeof(ServiceObject))]
[JsonSerializable(typeof(ApiList<ServiceObject>), TypeInfoPropertyName = "ServiceList")]
internal sealed partial class ConfigObjectsJson : JsonSerializerContext;
