using System.Text.Json;
using System.Text.Json.Serialization;

namespace Unloop.Kubernetes.Kubeconfig;

/// <summary>A kubeconfig file as it is written; fields that are not known here are kept, so that none is silently ignored.</summary>
internal sealed record KubeconfigFile
{
    public string? CurrentContext { get; init; }
    public IReadOnlyList<NamedCluster>? Clusters { get; init; }
    public IReadOnlyList<NamedUser>? Users { get; init; }
    public IReadOnlyList<NamedContext>? Contexts { get; init; }
}

internal sealed record NamedCluster(string? Name, ClusterEntry? Cluster);

internal sealed record NamedUser(string? Name, UserEntry? User);

internal sealed record NamedContext(string? Name, ContextEntry? Context);

internal sealed record ContextEntry(string? Cluster, string? User, string? Namespace);

internal sealed record ClusterEntry
{
    public string? Server { get; init; }
    public string? TlsServerName { get; init; }
    public bool InsecureSkipTlsVerify { get; init; }
    public string? CertificateAuthority { get; init; }
    public string? CertificateAuthorityData { get; init; }
    public string? ProxyUrl { get; init; }
    public bool DisableCompression { get; init; }
    public IReadOnlyList<NamedExtension>? Extensions { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}

internal sealed record NamedExtension(string? Name, JsonElement Extension);

internal sealed record UserEntry
{
    public string? ClientCertificate { get; init; }
    public string? ClientCertificateData { get; init; }
    public string? ClientKey { get; init; }
    public string? ClientKeyData { get; init; }
    public string? Token { get; init; }

    [JsonPropertyName("tokenFile")]
    public string? TokenFile { get; init; }
    public string? As { get; init; }
    public string? AsUid { get; init; }
    public IReadOnlyList<string>? AsGroups { get; init; }
    public Dictionary<string, IReadOnlyList<string>?>? AsUserExtra { get; init; }
    public string? Username { get; init; }
    public string? Password { get; init; }
    public JsonElement? AuthProvider { get; init; }
    public ExecEntry? Exec { get; init; }
    public IReadOnlyList<NamedExtension>? Extensions { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}

internal sealed record ExecEntry
{
    [JsonPropertyName("apiVersion")]
    public string? ApiVersion { get; init; }
    public string? Command { get; init; }
    public IReadOnlyList<string>? Args { get; init; }
    public IReadOnlyList<ExecVariable>? Env { get; init; }

    [JsonPropertyName("installHint")]
    public string? InstallHint { get; init; }

    [JsonPropertyName("provideClusterInfo")]
    public bool ProvideClusterInfo { get; init; }

    [JsonPropertyName("interactiveMode")]
    public string? InteractiveMode { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}

internal sealed record ExecVariable(string? Name, string? Value);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.KebabCaseLower, MaxDepth = 32)]
[JsonSerializable(typeof(KubeconfigFile))]
internal sealed partial class KubeconfigJson : JsonSerializerContext;
