using Unloop.Core.Facts;

namespace Unloop.Images.Content;

/// <summary>
/// The bytes of one image for one platform, wherever they lie: a registry, an OCI layout, an archive. Everything that is handed out in
/// whole has been compared with its digest; a layer's stream compares at its end, and fails there with <see cref="ContentException"/>.
/// </summary>
internal interface IImageContent : IAsyncDisposable
{
    /// <summary>As the user wrote it.</summary>
    string Reference { get; }

    /// <summary>Of the platform's manifest; null where an archive has none.</summary>
    string? Digest { get; }

    /// <summary>What the reference itself stands for: an index's digest, or <see cref="Digest"/>.</summary>
    string? TagDigest { get; }

    /// <summary>The digests of the manifests in the index that the tag stands for; empty when it stands for one manifest.</summary>
    IReadOnlyList<string> TagManifests { get; }

    /// <summary>As <c>os/architecture[/variant]</c>; one when there is no index.</summary>
    IReadOnlyList<string> Platforms { get; }

    /// <summary>The image's configuration, as JSON.</summary>
    ReadOnlyMemory<byte> Config { get; }

    /// <summary>Lowest first.</summary>
    IReadOnlyList<LayerDescriptor> Layers { get; }

    /// <summary>The whole blob as stored, compressed as it is.</summary>
    Task<Stream> OpenAsync(LayerDescriptor layer, CancellationToken cancellationToken);

    /// <summary>A part of the blob, or null where only the whole can be had.</summary>
    Task<Stream?> OpenPartAsync(LayerDescriptor layer, long offset, long length, CancellationToken cancellationToken);
}

/// <param name="Digest">Of the blob, as stored.</param>
/// <param name="Size">Of the blob, in bytes.</param>
/// <param name="MediaType">As stated; what the bytes begin with counts more.</param>
internal sealed record LayerDescriptor(string Digest, long Size, string MediaType, IReadOnlyDictionary<string, string> Annotations);

/// <summary>Content could not be had, or is not what its digest says. The message is a sentence for the user.</summary>
public sealed class ContentException(ProblemKind kind, string message, Exception? inner = null) : Exception(message, inner)
{
    public ProblemKind Kind { get; } = kind;
}
