using Unloop.Core.Facts;

namespace Unloop.Images.Content;

/// <summary>Goes from what a reference stands for down to one platform's configuration and layers, the same way for every store.</summary>
internal static class ImageAssembler
{
    /// <summary>The content owns the store when this returns.</summary>
    /// <param name="reference">As the user wrote it.</param>
    public static async Task<IImageContent> AssembleAsync(IContentStore store, string reference, Platform? wanted, CancellationToken cancellationToken)
    {
        var root = await store.ResolveAsync(cancellationToken);
        var (content, digest, type) = (root.Content, root.Digest, root.MediaType);
        var tag = root.Tag ?? new(root.Digest, ManifestsOf(root, reference));
        var platforms = new List<string>();
        for (var depth = 0; ; depth++)
        {
            switch (ManifestReader.Read(content, type, reference))
            {
                case Manifest.Image image:
                    var config = await store.ReadBlobAsync(image.Config, ContentLimits.Config, cancellationToken);
                    if (platforms.Count == 0 && PlatformOf(config, reference) is { } only)
                    {
                        platforms.Add(only.ToString());
                    }

                    return new StoredImage(store, reference, digest?.Text, tag, platforms, config, image.Layers);
                case Manifest.Index when depth == ContentLimits.Nesting:
                    throw new ContentException(ProblemKind.Failed, $"The index of {reference} leads from index to index more than {ContentLimits.Nesting} times.");
                case Manifest.Index index:
                    platforms.AddRange(PlatformChoice.Platforms(index.Entries).Except(platforms));
                    var chosen = PlatformChoice.Of(index.Entries, wanted, reference);
                    content = await store.ReadManifestAsync(chosen, cancellationToken);
                    (digest, type) = (chosen.Digest, chosen.MediaType);
                    break;
            }
        }
    }

    private static ContentDigest[] ManifestsOf(RootManifest root, string reference) =>
        ManifestReader.Read(root.Content, root.MediaType, reference) is Manifest.Index index ? [.. index.Entries.Select(e => e.Digest)] : [];

    private static Platform? PlatformOf(byte[] config, string reference)
    {
        using var document = JsonFields.TryParse(config);
        if (document?.RootElement is not { ValueKind: System.Text.Json.JsonValueKind.Object } root)
        {
            throw new ContentException(ProblemKind.Failed, $"The configuration of {reference} is no JSON.");
        }

        return root.Text("os") is { Length: > 0 } os && root.Text("architecture") is { Length: > 0 } architecture ? Platform.Normal(os, architecture, root.Text("variant")) : null;
    }

    /// <param name="digest">Null where an archive has no manifest of its own.</param>
    internal sealed class StoredImage(
        IContentStore store, string reference, string? digest, TagTarget tag, IReadOnlyList<string> platforms, ReadOnlyMemory<byte> config, IReadOnlyList<LayerDescriptor> layers) : IImageContent
    {
        public string Reference => reference;
        public string? Digest => digest;
        public string? TagDigest { get; } = tag.Digest?.Text;
        public IReadOnlyList<string> TagManifests { get; } = [.. tag.Manifests.Select(m => m.Text)];
        public IReadOnlyList<string> Platforms => platforms;
        public ReadOnlyMemory<byte> Config => config;
        public IReadOnlyList<LayerDescriptor> Layers => layers;

        public Task<Stream> OpenAsync(LayerDescriptor layer, CancellationToken cancellationToken) => store.OpenAsync(layer, cancellationToken);

        public Task<Stream?> OpenPartAsync(LayerDescriptor layer, long offset, long length, CancellationToken cancellationToken) =>
            store.OpenPartAsync(layer, offset, length, cancellationToken);

        public ValueTask DisposeAsync() => store.DisposeAsync();
    }
}
