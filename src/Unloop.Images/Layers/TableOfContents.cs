using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Unloop.Images.Content;
using ZstdSharp;

namespace Unloop.Images.Layers;

/// <summary>
/// Layers in the formats eStargz (containerd/stargz-snapshotter, docs/estargz.md) and zstd:chunked (containers/storage, pkg/chunked) carry a list of their files
/// with the places where each lies. The manifest names the list's digest, so it can be trusted as the layer can. Where the list or parts of the blob cannot be
/// had, or anything is wrong with them, the layer is read as any other.
/// </summary>
internal static class TableOfContents
{
    private const string StargzDigest = "containerd.io/snapshot/stargz/toc.digest";
    private const string ChunkedPosition = "io.github.containers.zstd-chunked.manifest-position";
    private const string ChunkedDigest = "io.github.containers.zstd-chunked.manifest-checksum";
    private const string OldChunkedPosition = "io.containers.zstd-chunked.manifest-position";
    private const string OldChunkedDigest = "io.containers.zstd-chunked.manifest-checksum";

    private const int StargzFooter = 51;
    private const int Longest = 64 << 20;

    public static async Task<LayerIndex?> ReadAsync(IImageContent content, LayerDescriptor layer, LayerLimits limits, CancellationToken cancellationToken)
    {
        try
        {
            if (layer.Annotations.TryGetValue(StargzDigest, out var digest))
            {
                return await ReadStargzAsync(content, layer, digest, limits, cancellationToken);
            }

            var isOld = !layer.Annotations.ContainsKey(ChunkedPosition);
            return layer.Annotations.TryGetValue(isOld ? OldChunkedPosition : ChunkedPosition, out var position)
                && layer.Annotations.TryGetValue(isOld ? OldChunkedDigest : ChunkedDigest, out var checksum)
                ? await ReadChunkedAsync(content, layer, position, checksum, limits, cancellationToken)
                : null;
        }
        catch (Exception e) when (e is ContentException or LayerFormatException or InvalidDataException or ZstdException or IOException or JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <summary>The content of one file, unpacked and compared with its digest; null where that fails.</summary>
    public static async Task<byte[]?> ReadFileAsync(IImageContent content, LayerDescriptor layer, FilePart part, long size, CancellationToken cancellationToken)
    {
        try
        {
            if (await PartAsync(content, layer, part.Offset, part.Length, cancellationToken) is not { } packed)
            {
                return null;
            }

            using var unpacked = Unpack(packed);
            var file = new byte[size];
            unpacked.ReadExactly(new byte[part.Skip]);
            unpacked.ReadExactly(file);
            return ContentDigest.TryParse(part.Digest, out var digest) && digest.Matches(file) ? file : null;
        }
        catch (Exception e) when (e is ContentException or InvalidDataException or ZstdException or IOException)
        {
            return null;
        }
    }

    private static async Task<LayerIndex?> ReadStargzAsync(IImageContent content, LayerDescriptor layer, string digest, LayerLimits limits, CancellationToken cancellationToken)
    {
        // An empty gzip member whose extra field holds SG, a length, sixteen hex digits and STARGZ.
        var footer = await PartAsync(content, layer, layer.Size - StargzFooter, StargzFooter, cancellationToken);
        if (footer is null || !footer.AsSpan(12, 2).SequenceEqual("SG"u8) || !footer.AsSpan(32, 6).SequenceEqual("STARGZ"u8)
            || !long.TryParse(footer.AsSpan(16, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var offset)
            || await PartAsync(content, layer, offset, layer.Size - StargzFooter - offset, cancellationToken) is not { } packed)
        {
            return null;
        }

        using var unpacked = Unpack(packed);
        var tar = new TarReader(new TarBuffer(unpacked, () => packed.Length, limits), limits);
        if (!tar.Next() || tar.Size > Longest)
        {
            return null;
        }

        var json = new byte[tar.Size];
        for (var done = 0; done < json.Length;)
        {
            done += tar.Read(json.AsSpan(done));
        }

        return Matches(digest, json) ? ContentsReader.Read(json, offset, limits) : null;
    }

    private static async Task<LayerIndex?> ReadChunkedAsync(
        IImageContent content, LayerDescriptor layer, string position, string digest, LayerLimits limits, CancellationToken cancellationToken)
    {
        // Offset, length, unpacked length, type.
        var numbers = position.Split(':').Select(n => long.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1).ToArray();
        if (numbers is not [>= 0, > 0, > 0 and <= Longest, 1] || await PartAsync(content, layer, numbers[0], numbers[1], cancellationToken) is not { } packed || !Matches(digest, packed))
        {
            return null;
        }

        using var unpacked = Unpack(packed);
        var json = new byte[numbers[2]];
        unpacked.ReadExactly(json);
        return ContentsReader.Read(json, numbers[0], limits);
    }

    private static async Task<byte[]?> PartAsync(IImageContent content, LayerDescriptor layer, long offset, long length, CancellationToken cancellationToken)
    {
        if (offset < 0 || length is <= 0 or > Longest || offset > layer.Size - length)
        {
            return null;
        }

        await using var stream = await content.OpenPartAsync(layer, offset, length, cancellationToken);
        if (stream is null)
        {
            return null;
        }

        var bytes = new byte[length];
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    private static Stream Unpack(byte[] packed) => packed is [0x28, 0xB5, 0x2F, 0xFD, ..]
        ? new DecompressionStream(new MemoryStream(packed), leaveOpen: false)
        : new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);

    private static bool Matches(string digest, byte[] bytes) => ContentDigest.TryParse(digest, out var expected) && expected.Matches(bytes);
}
