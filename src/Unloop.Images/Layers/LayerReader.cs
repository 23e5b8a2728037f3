using System.IO.Compression;
using Unloop.Core.Facts;
using Unloop.Images.Content;
using ZstdSharp;

namespace Unloop.Images.Layers;

/// <summary>Makes the index of one layer, reading its blob once from beginning to end and keeping none of it.</summary>
internal static class LayerReader
{
    private const int UnpackBuffer = 128 * 1024;

    /// <exception cref="ContentException">The blob could not be had, is not what its digest says, or is no layer.</exception>
    public static async Task<LayerIndex> ReadAsync(IImageContent content, LayerDescriptor layer, LayerLimits limits, CancellationToken cancellationToken)
    {
        await using var source = await content.OpenAsync(layer, cancellationToken);
        try
        {
            // It computes for as long as it lasts and waits for the pool's threads: not one of them itself.
            return await Task.Factory.StartNew(() => Read(source, limits, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        catch (LayerFormatException e)
        {
            throw new ContentException(ProblemKind.Failed, $"layer {Short(layer)} {e.Message}", e);
        }
        catch (Exception e) when (e is InvalidDataException or ZstdException or EndOfStreamException)
        {
            throw new ContentException(ProblemKind.Failed, $"layer {Short(layer)} is damaged: {e.Message.TrimEnd('.')}", e);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new ContentException(ProblemKind.Unreachable, $"layer {Short(layer)} could not be read to its end: {e.Message.TrimEnd('.')}", e);
        }
    }

    /// <summary>As people write digests: the first twelve digits.</summary>
    public static string Short(LayerDescriptor layer)
    {
        var digits = layer.Digest[(layer.Digest.IndexOf(':', StringComparison.Ordinal) + 1)..];
        return digits[..Math.Min(12, digits.Length)];
    }

    private static LayerIndex Read(Stream source, LayerLimits limits, CancellationToken cancellationToken)
    {
        using var packed = new ReadAhead(source, cancellationToken);
        var builder = new LayerIndexBuilder(limits);
        using var unpacked = Unpack(packed);
        Index(new TarReader(new TarBuffer(unpacked, () => packed.Taken, limits), limits), builder, limits, cancellationToken);

        // Only a source that was read to its end has compared its digest.
        packed.Drain();
        return builder.Build();
    }

    private static void Index(TarReader tar, LayerIndexBuilder builder, LayerLimits limits, CancellationToken cancellationToken)
    {
        var examiner = new FileExaminer(limits);
        while (tar.Next())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (format, detail) = tar.Kind == TarKind.File ? examiner.Examine(tar) : default;
            builder.Add(tar.Name, tar.Link, new LayerEntry
            {
                Kind = KindOf(tar.Kind),
                Mode = tar.Mode,
                Uid = tar.Uid,
                Gid = tar.Gid,
                Size = tar.Size,
                Format = format,
                Detail = detail,
            });
        }
    }

    private static EntryKind KindOf(TarKind kind) => kind switch
    {
        TarKind.File => EntryKind.File,
        TarKind.Directory => EntryKind.Directory,
        TarKind.Symlink => EntryKind.Symlink,
        TarKind.HardLink => EntryKind.HardLink,
        _ => EntryKind.Other,
    };

    /// <summary>By the first bytes: media types lie, and some registries rewrite them.</summary>
    private static Stream Unpack(ReadAhead packed) => packed.Peek() switch
    {
        [0x1F, 0x8B, ..] => new GZipStream(packed, CompressionMode.Decompress, leaveOpen: true),
        [0x28, 0xB5, 0x2F, 0xFD, ..] or [>= 0x50 and <= 0x5F, 0x2A, 0x4D, 0x18, ..] => new DecompressionStream(packed, UnpackBuffer, leaveOpen: true),
        _ => packed,
    };
}
