using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Unloop.Evidence.Api;

/// <summary>A volume; kinds that Unloop has no record for stay in <see cref="Other"/>, under their own name.</summary>
public sealed record Volume
{
    public string? Name { get; init; }
    public ConfigMapSource? ConfigMap { get; init; }
    public SecretSource? Secret { get; init; }
    public EmptyDirSource? EmptyDir { get; init; }
    public HostPathSource? HostPath { get; init; }
    public ClaimSource? PersistentVolumeClaim { get; init; }
    public ProjectedSource? Projected { get; init; }
    public CsiSource? Csi { get; init; }

    [JsonExtensionData]
    [SuppressMessage("Usage", "CA2227", Justification = "The serializer fills it through the setter.")]
    public IDictionary<string, JsonElement>? Other { get; set; }
}

public sealed record ConfigMapSource
{
    public string? Name { get; init; }
    public IReadOnlyList<KeyToPath>? Items { get; init; }
    public int? DefaultMode { get; init; }
    public bool? Optional { get; init; }
}

/// <summary>A Secret as a volume (<see cref="SecretName"/>) or as a projected source (<see cref="Name"/>).</summary>
public sealed record SecretSource
{
    public string? SecretName { get; init; }
    public string? Name { get; init; }
    public IReadOnlyList<KeyToPath>? Items { get; init; }
    public int? DefaultMode { get; init; }
    public bool? Optional { get; init; }
}

public sealed record KeyToPath
{
    public string? Key { get; init; }
    public string? Path { get; init; }

    /// <summary>Permission bits, as the API has them: 256 is 0400.</summary>
    public int? Mode { get; init; }
}

public sealed record EmptyDirSource
{
    public string? Medium { get; init; }
    public string? SizeLimit { get; init; }
}

public sealed record HostPathSource
{
    public string? Path { get; init; }
    public string? Type { get; init; }
}

public sealed record ClaimSource
{
    public string? ClaimName { get; init; }
    public bool? ReadOnly { get; init; }
}

public sealed record ProjectedSource
{
    public IReadOnlyList<ProjectedItem>? Sources { get; init; }
    public int? DefaultMode { get; init; }
}

public sealed record ProjectedItem
{
    public ConfigMapSource? ConfigMap { get; init; }
    public SecretSource? Secret { get; init; }
    public TokenSource? ServiceAccountToken { get; init; }
    public FieldFiles? DownwardAPI { get; init; }
}

/// <summary>Files that hold fields of the pod.</summary>
public sealed record FieldFiles
{
    public IReadOnlyList<FieldFile>? Items { get; init; }
    public int? DefaultMode { get; init; }
}

public sealed record FieldFile
{
    public string? Path { get; init; }
    public FieldSelector? FieldRef { get; init; }
    public ResourceFieldSelector? ResourceFieldRef { get; init; }
    public int? Mode { get; init; }
}

public sealed record TokenSource
{
    public string? Path { get; init; }
    public string? Audience { get; init; }
}

public sealed record CsiSource
{
    public string? Driver { get; init; }
    public LocalObjectReference? NodePublishSecretRef { get; init; }
    public IReadOnlyDictionary<string, string?>? VolumeAttributes { get; init; }
}
