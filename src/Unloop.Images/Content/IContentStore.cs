namespace Unloop.Images.Content;

/// <summary>
/// Where the pieces of one image lie. What is read in whole is bounded and compared with its digest; everything that goes wrong is a
/// <see cref="ContentException"/> whose message is a sentence for the user.
/// </summary>
internal interface IContentStore : IAsyncDisposable
{
    /// <summary>What the reference stands for.</summary>
    Task<RootManifest> ResolveAsync(CancellationToken cancellationToken);

    /// <summary>A manifest or index that another index names, at most <see cref="ContentLimits.Manifest"/> bytes.</summary>
    Task<byte[]> ReadManifestAsync(Descriptor descriptor, CancellationToken cancellationToken);

    /// <summary>A small blob.</summary>
    Task<byte[]> ReadBlobAsync(Descriptor descriptor, int limit, CancellationToken cancellationToken);

    /// <summary>See <see cref="IImageContent.OpenAsync"/>.</summary>
    Task<Stream> OpenAsync(LayerDescriptor layer, CancellationToken cancellationToken);

    /// <summary>See <see cref="IImageContent.OpenPartAsync"/>.</summary>
    Task<Stream?> OpenPartAsync(LayerDescriptor layer, long offset, long length, CancellationToken cancellationToken);
}

/// <param name="Content">The bytes of a manifest or index.</param>
/// <param name="Digest">Null where the manifest was made up, because an archive has none.</param>
/// <param name="MediaType">As stated beside it, or empty.</param>
internal sealed record RootManifest(byte[] Content, ContentDigest? Digest, string MediaType)
{
    /// <summary>What the tag stands for where that is not what was read; null: it is.</summary>
    public TagTarget? Tag { get; init; }
}

/// <param name="Digest">Null where the registry did not say.</param>
/// <param name="Manifests">Of an index, its manifests.</param>
internal sealed record TagTarget(ContentDigest? Digest, IReadOnlyList<ContentDigest> Manifests);

internal static class ContentLimits
{
    public const int Manifest = 4 << 20;
    public const int Config = 8 << 20;
    public const int Layers = 1000;

    /// <summary>How deep indexes may lie in each other.</summary>
    public const int Nesting = 4;
}
