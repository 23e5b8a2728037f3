using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Unloop.Core.Facts;
using Unloop.Images.Content;

namespace Unloop.Images.Archives;

/// <summary>
/// The older form of <c>docker save</c>, which skopeo and kaniko write too: a <c>manifest.json</c> that lists files. There is no manifest and no digest of a
/// blob; what the configuration says of the unpacked layers stands in for them, and a manifest is made up of both.
/// </summary>
/// <param name="name">Which of several images, as in <c>RepoTags</c>; null: the only one.</param>
internal sealed class DockerArchive(string path, string? name, IImageEntries entries) : EntryStore(path, entries)
{
    public const string ListFile = "manifest.json";

    private readonly Dictionary<string, string> _files = [];

    public override async Task<RootManifest> ResolveAsync(CancellationToken cancellationToken)
    {
        var (configFile, layerFiles) = Choose(await ReadFileAsync(ListFile, ContentLimits.Manifest, cancellationToken));
        var config = await ReadFileAsync(configFile, ContentLimits.Config, cancellationToken);
        var configDigest = ContentDigest.OfSha256(config);
        _files[configDigest.Text] = configFile;
        var unpacked = UnpackedDigests(config);
        var layers = new List<(ContentDigest Digest, long Size, string Type)>();
        for (var i = 0; i < layerFiles.Count; i++)
        {
            var layer = await DescribeAsync(layerFiles[i], unpacked.Count == layerFiles.Count ? unpacked[i] : null, cancellationToken);
            _files[layer.Digest.Text] = layerFiles[i];
            layers.Add(layer);
        }

        return new(WriteManifest(configDigest, config.Length, layers), null, MediaTypes.OciManifest);
    }

    protected override string FileOf(ContentDigest digest) => _files.GetValueOrDefault(digest.Text) ?? $"blobs/{digest.Folder}/{digest.Hex}";

    private (string Config, IReadOnlyList<string> Layers) Choose(byte[] list)
    {
        using var document = JsonFields.TryParse(list);
        if (document?.RootElement is not { ValueKind: JsonValueKind.Array } root)
        {
            throw new ContentException(ProblemKind.BadInput, $"{Path} was not written by 'docker save' or skopeo: its {ListFile} is no list of images.");
        }

        var images = root.EnumerateArray().Where(e => e.Text("Config") is not null).ToList();
        var chosen = name is null ? images : [.. images.Where(e => e.Texts("RepoTags").Any(t => ArchiveNames.AreSame(t, name)))];
        return chosen switch
        {
            [var only] when only.Texts("Layers").Take(ContentLimits.Layers + 1).ToList() is { Count: <= ContentLimits.Layers } layers => (only.Text("Config")!, layers),
            [_] => throw new ContentException(ProblemKind.Failed, $"{Path} lists more than {ContentLimits.Layers} layers; no runtime takes that."),
            [] when images.Count == 0 => throw new ContentException(ProblemKind.NoMatch, $"{Path} holds no image."),
            [] => throw new ContentException(ProblemKind.NoMatch, $"{Path} holds no image called {Words.Shown(name ?? "")}; it has {Names(images)}."),
            _ => throw new ContentException(ProblemKind.BadInput, $"{Path} holds several images; say which, as in {Path}:{Names(images)}."),
        };
    }

    private static string Names(List<JsonElement> images) => Words.Listed([.. images.Select(i => i.Texts("RepoTags").FirstOrDefault() ?? i.Text("Config")!)]);

    private static List<ContentDigest?> UnpackedDigests(byte[] config)
    {
        using var document = JsonFields.TryParse(config);
        return [.. (document?.RootElement.Field("rootfs") ?? default).Texts("diff_ids").Select(t => ContentDigest.TryParse(t, out var digest) ? digest : null)];
    }

    /// <summary>Only of what is stored unpacked does the configuration know the digest; anything else is read once to learn it.</summary>
    private async Task<(ContentDigest Digest, long Size, string Type)> DescribeAsync(string file, ContentDigest? unpacked, CancellationToken cancellationToken)
    {
        var entry = await Entries.OpenAsync(file, cancellationToken) ?? throw Missing(file);
        await using var content = entry.Content;
        var start = await BoundedRead.StartAsync(content, 4, cancellationToken);
        var isPacked = start is [0x1F, 0x8B, ..] or [0x28, 0xB5, 0x2F, 0xFD];
        if (!isPacked && unpacked is not null)
        {
            return (unpacked, entry.Size, MediaTypes.OciLayer);
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(start);
        var buffer = new byte[128 * 1024];
        int read;
        while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
        {
            hash.AppendData(buffer, 0, read);
        }

        _ = ContentDigest.TryParse("sha256:" + Convert.ToHexStringLower(hash.GetHashAndReset()), out var digest);
        return (digest!, entry.Size, isPacked ? MediaTypes.OciLayerGzip : MediaTypes.OciLayer);
    }

    private static byte[] WriteManifest(ContentDigest config, int configSize, List<(ContentDigest Digest, long Size, string Type)> layers)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("schemaVersion", 2);
            json.WriteStartObject("config");
            json.WriteString("digest", config.Text);
            json.WriteNumber("size", configSize);
            json.WriteEndObject();
            json.WriteStartArray("layers");
            foreach (var (digest, size, type) in layers)
            {
                json.WriteStartObject();
                json.WriteString("mediaType", type);
                json.WriteString("digest", digest.Text);
                json.WriteNumber("size", size);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
