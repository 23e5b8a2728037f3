using System.Text.Json.Serialization;

namespace Unloop.Evidence.Bundles;

/// <summary>
/// What <c>unloop capture</c> writes: <c>unloop.json</c> beside <c>pods/NAMESPACE/POD/evidence.json</c>, which is all that is read back, and
/// logs in plain text beside it, which are for people.
/// </summary>
public static class BundleLayout
{
    public const string Schema = "unloop.dev/evidence/v1";
    public const string ManifestName = "unloop.json";
    public const string EvidenceName = "evidence.json";
}

public sealed record BundleManifest
{
    public string? Schema { get; init; }
    public string? Version { get; init; }
    public DateTimeOffset? ObservedAt { get; init; }
    public IReadOnlyList<string>? Files { get; init; }
}

/// <summary>One file of a bundle; the path is relative and has forward slashes.</summary>
public sealed record BundleEntry(string Path, ReadOnlyMemory<byte> Content);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
[JsonSerializable(typeof(BundleManifest))]
internal sealed partial class BundleJson : JsonSerializerContext;
