namespace Unloop.Images.Content;

/// <summary>What a manifest or index says of another piece of content.</summary>
/// <param name="Size">In bytes, as stated; -1 where nobody states it.</param>
internal sealed record Descriptor(ContentDigest Digest, long Size, string MediaType)
{
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    /// <summary>Of an entry of an index; null where it names none.</summary>
    public Platform? Platform { get; init; }

    /// <summary>Provenance or a signature that BuildKit keeps beside the images: no platform of its own.</summary>
    public bool IsAttestation => Annotations.ContainsKey("vnd.docker.reference.type") || Platform is { Os: "unknown" } or { Architecture: "unknown" };
}
