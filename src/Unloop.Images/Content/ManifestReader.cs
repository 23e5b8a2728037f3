using System.Text.Json;
using Unloop.Core.Facts;

namespace Unloop.Images.Content;

/// <summary>A manifest for one platform, or an index of such.</summary>
internal abstract record Manifest
{
    private Manifest()
    {
    }

    public sealed record Index(IReadOnlyList<Descriptor> Entries) : Manifest;

    public sealed record Image(Descriptor Config, IReadOnlyList<LayerDescriptor> Layers) : Manifest;
}

/// <summary>Reads manifests and indexes of OCI and of Docker's schema 2. Pure.</summary>
internal static class ManifestReader
{
    /// <param name="type">As stated beside it; may be empty. What the JSON says of itself, and what it holds, count more.</param>
    /// <param name="name">The reference, for messages.</param>
    public static Manifest Read(ReadOnlyMemory<byte> content, string type, string name)
    {
        using var document = JsonFields.TryParse(content);
        if (document?.RootElement is not { ValueKind: JsonValueKind.Object } root)
        {
            throw new ContentException(ProblemKind.Failed, $"The manifest of {name} is no JSON.");
        }

        if (root.Number("schemaVersion") == 1)
        {
            throw new ContentException(ProblemKind.BadInput, $"{name} is stored in Docker's old format (schema 1), which current runtimes do not take either; build or pull it with a current tool and push it again.");
        }

        var stated = root.Text("mediaType") ?? type;
        if (MediaTypes.IsIndex(stated) || root.Field("manifests") is { ValueKind: JsonValueKind.Array })
        {
            return new Manifest.Index([.. root.Items("manifests").Take(ContentLimits.Layers).Select(e => ReadDescriptor(e, name)).OfType<Descriptor>()]);
        }

        if (root.Field("config") is not { ValueKind: JsonValueKind.Object } configuration || ReadDescriptor(configuration, name) is not { } config)
        {
            throw new ContentException(ProblemKind.Failed, $"The manifest of {name} names no configuration: it is no image, or damaged.");
        }

        if (!MediaTypes.IsConfiguration(config.MediaType))
        {
            throw new ContentException(ProblemKind.BadInput, $"{name} is no container image but something else that is kept in a registry ({Words.Shown(root.Text("artifactType") ?? config.MediaType)}).");
        }

        return new Manifest.Image(config, ReadLayers(root, name));
    }

    private static List<LayerDescriptor> ReadLayers(JsonElement root, string name)
    {
        var layers = new List<LayerDescriptor>();
        foreach (var entry in root.Items("layers"))
        {
            if (layers.Count == ContentLimits.Layers)
            {
                throw new ContentException(ProblemKind.Failed, $"The manifest of {name} lists more than {ContentLimits.Layers} layers; no runtime takes that.");
            }

            if (ReadDescriptor(entry, name) is not { Size: >= 0 } layer)
            {
                throw new ContentException(ProblemKind.Failed, $"The manifest of {name} is damaged: layer {layers.Count} has no digest or no size.");
            }

            layers.Add(new(layer.Digest.Text, layer.Size, layer.MediaType, layer.Annotations));
        }

        return layers;
    }

    private static Descriptor? ReadDescriptor(JsonElement element, string name)
    {
        if (element.Text("digest") is not { } text)
        {
            return null;
        }

        if (!ContentDigest.TryParse(text, out var digest))
        {
            throw new ContentException(ProblemKind.Failed, $"The manifest of {name} is damaged: '{Words.Shown(text)}' is no digest.");
        }

        return new(digest, element.Number("size") ?? -1, element.Text("mediaType") ?? "")
        {
            Annotations = element.Members("annotations").Where(a => a.Value.ValueKind == JsonValueKind.String)
                .GroupBy(a => a.Name).ToDictionary(g => g.Key, g => element.Field("annotations")!.Value.Text(g.Key) ?? ""),
            Platform = element.Field("platform") is { } platform && platform.Text("os") is { } os && platform.Text("architecture") is { } architecture
                ? Platform.Normal(os, architecture, platform.Text("variant"))
                : null,
        };
    }
}
