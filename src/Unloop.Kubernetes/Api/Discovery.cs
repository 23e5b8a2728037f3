using System.Text.Json.Serialization;

namespace Unloop.Kubernetes.Api;

/// <summary>What one group version serves, as discovery tells it.</summary>
internal sealed record ApiResourceList
{
    public IReadOnlyList<ApiResource>? Resources { get; init; }

    /// <summary>The resource of a kind, without its subresources.</summary>
    public ApiResource? Of(string kind) =>
        (Resources ?? []).FirstOrDefault(r => r.Kind == kind && r.Name?.Contains('/', StringComparison.Ordinal) == false);
}

internal sealed record ApiResource(string? Name, string? Kind, bool Namespaced);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, MaxDepth = 32)]
[JsonSerializable(typeof(ApiResourceList))]
internal sealed partial class DiscoveryJson : JsonSerializerContext;
