using System.Text.Json;
using System.Text.Json.Serialization;

namespace Unloop.Kubernetes.Kubeconfig;

/// <summary>The object that goes to a credential plugin (with <see cref="Spec"/>) and comes back from it (with <see cref="Status"/>).</summary>
internal sealed record ExecCredential
{
    public string? ApiVersion { get; init; }
    public string? Kind { get; init; }
    public ExecSpec? Spec { get; init; }
    public ExecStatus? Status { get; init; }
}

internal sealed record ExecSpec(ExecCluster? Cluster, bool Interactive);

internal sealed record ExecCluster
{
    public required string Server { get; init; }

    [JsonPropertyName("tls-server-name")]
    public string? TlsServerName { get; init; }

    [JsonPropertyName("insecure-skip-tls-verify")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool InsecureSkipTlsVerify { get; init; }

    [JsonPropertyName("certificate-authority-data")]
    public string? CertificateAuthorityData { get; init; }

    [JsonPropertyName("proxy-url")]
    public string? ProxyUrl { get; init; }

    [JsonPropertyName("disable-compression")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool DisableCompression { get; init; }

    /// <summary>The cluster's extension <c>client.authentication.k8s.io/exec</c>.</summary>
    public JsonElement? Config { get; init; }
}

internal sealed record ExecStatus
{
    public DateTimeOffset? ExpirationTimestamp { get; init; }
    public string? Token { get; init; }
    public string? ClientCertificateData { get; init; }
    public string? ClientKeyData { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    MaxDepth = 32)]
[JsonSerializable(typeof(ExecCredential))]
internal sealed partial class ExecCredentialJson : JsonSerializerContext;
