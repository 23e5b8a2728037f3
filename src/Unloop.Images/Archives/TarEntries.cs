using System.IO.Compression;
using System.Text;
using Unloop.Core.Facts;
using Unloop.Engine.Machine;
using Unloop.Images.Content;
using Unloop.Images.Layers;
using ZstdSharp;

namespace Unloop.Images.Archives;

/// <summary>
/// A tar archive, plain or compressed as a whole. It is passed over once to learn where its files lie, and nothing is unpacked to disk: a file of a
/// plain archive is read where it lies, one of a compressed archive is reached by decompressing up to it.
/// </summary>
internal sealed class TarEntries : IImageEntries
{
    /// <summary>An image is a few hundred files at most; its layers' own files are not among them.</summary>
    private static readonly LayerLimits Limits = LayerLimits.Default with { Entries = 100_000, Text = 16 << 20 };
    private const int LongestChain = 8;

    /// <summary>Manifests and configurations of a compressed archive are kept, so that it is not decompressed again for each.</summary>
    private const int SmallFile = 256 << 10;
    private const int SmallFiles = 16 << 20;

    private readonly Dictionary<string, (long Offset, long Size)> _files = [];
    private readonly Dictionary<string, string> _links = [];
    private readonly Dictionary<string, byte[]> _small = [];
    private readonly string _path;
    private readonly IFileStore _store;

    private TarEntries(string path, IFileStore store) => (_path, _store) = (path, store);

    /// <param name="content">The archive from its beginning; disposed when this is done.</param>
    public static async Task<IImageEntries> ReadAsync(string path, Stream content, IFileStore store, CancellationToken cancellationToken)
    {
        var entries = new TarEntries(path, store);
        await using (content)
        {
            try
            {
                // It computes all the time, and waits for nothing but the disk.
                await Task.Run(() => entries.Index(content, cancellationToken), cancellationToken);
            }
            catch (LayerFormatException) when (entries._files.Count == 0)
            {
                throw new ContentException(ProblemKind.BadInput, $"{Words.Shown(path)} is no archive of an image.");
            }
            catch (LayerFormatException e)
            {
                throw new ContentException(ProblemKind.BadInput, $"{Words.Shown(path)} {e.Message}.", e);
            }
            catch (Exception e) when (IsDamage(e))
            {
                throw Damaged(path, e);
            }
        }

        return entries;
    }

    public async Task<EntryContent?> OpenAsync(string path, CancellationToken cancellationToken)
    {
        for (var i = 0; i < LongestChain && _links.TryGetValue(path, out var target); i++)
        {
            path = target;
        }

        if (!_files.TryGetValue(path, out var file))
        {
            return null;
        }

        if (_small.TryGetValue(path, out var small))
        {
            return new(new MemoryStream(small, writable: false), small.Length);
        }

        var opening = _store.Open(_path);
        if (opening.Content is not { } archive)
        {
            throw new ContentException(ProblemKind.Failed, $"{Words.Shown(_path)} {opening.Failure}: it was there a moment ago.");
        }

        var unpacked = Unpack(archive);
        if (ReferenceEquals(unpacked, archive))
        {
            return new(new WindowStream(archive, file.Offset, file.Size), file.Size);
        }

        try
        {
            await Task.Run(() => Skip(unpacked, file.Offset, cancellationToken), cancellationToken);
#pragma warning disable CA2000 // The caller disposes the content.
            return new(new CompressedEntry(unpacked, archive, file.Size, _path), file.Size);
#pragma warning restore CA2000
        }
        catch (Exception e)
        {
            await unpacked.DisposeAsync();
            await archive.DisposeAsync();
            throw IsDamage(e) ? Damaged(_path, e) : e;
        }
    }

    internal static bool IsDamage(Exception e) => e is InvalidDataException or ZstdException or IOException;

    internal static ContentException Damaged(string path, Exception e) =>
        new(ProblemKind.Failed, $"{Words.Shown(path)} is damaged or cut short; write it once more.", e);

    private void Index(Stream archive, CancellationToken cancellationToken)
    {
        using var unpacked = Unpack(archive);
        var buffer = new TarBuffer(unpacked, () => archive.Position, Limits);
        var tar = new TarReader(buffer, Limits);
        var (text, room) = (0, ReferenceEquals(unpacked, archive) ? 0 : SmallFiles);
        while (tar.Next())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var name = Encoding.UTF8.GetString(tar.Name);
            text += name.Length + tar.Link.Length;
            if (text > Limits.Text)
            {
                throw new LayerFormatException("holds more names than any image has");
            }

            _ = _files.Remove(name);
            _ = _links.Remove(name);
            _ = _small.Remove(name);
            switch (tar.Kind)
            {
                case TarKind.File when !tar.IsSparse:
                    _files[name] = (buffer.Position, tar.Size);
                    room -= tar.Size <= Math.Min(room, SmallFile) ? Keep(name, tar) : 0;
                    break;
                case TarKind.HardLink:
                    _links[name] = Normal(tar.Link);
                    break;
                case TarKind.Symlink:
                    // Older archives keep a layer that occurs twice once, and a link to it.
                    _links[name] = Normal([.. TarPaths.Parent(tar.Name), (byte)'/', .. tar.Link]);
                    break;
            }
        }
    }

    private int Keep(string name, TarReader tar)
    {
        var content = new byte[tar.Size];
        for (var taken = 0; taken < content.Length;)
        {
            taken += tar.Read(content.AsSpan(taken));
        }

        _small[name] = content;
        return content.Length;
    }

    private static string Normal(ReadOnlySpan<byte> path)
    {
        var normal = new byte[path.Length];
        return Encoding.UTF8.GetString(normal.AsSpan(0, TarPaths.Normalise(path, normal)));
    }

    /// <summary>The same stream when it is not compressed.</summary>
    private static Stream Unpack(Stream archive)
    {
        var start = new byte[4];
        var length = archive.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        archive.Position = 0;
        return start.AsSpan(0, length) switch
        {
            [0x1F, 0x8B, ..] => new GZipStream(archive, CompressionMode.Decompress, leaveOpen: true),
            [0x28, 0xB5, 0x2F, 0xFD] => new DecompressionStream(archive, leaveOpen: true),
            _ => archive,
        };
    }

    private static void Skip(Stream unpacked, long count, CancellationToken cancellationToken)
    {
        var buffer = new byte[256 * 1024];
        while (count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var read = unpacked.Read(buffer, 0, (int)Math.Min(buffer.Length, count));
            count -= read > 0 ? read : throw new EndOfStreamException();
        }
    }

    /// <summary>The rest of a decompressed archive up to the file's end.</summary>
    private sealed class CompressedEntry(Stream unpacked, Stream archive, long size, string path) : ReadOnlyStream
    {
        private long _taken;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                var read = await unpacked.ReadAsync(buffer[..(int)Math.Min(buffer.Length, size - _taken)], cancellationToken);
                _taken += read;
                return read;
            }
            catch (Exception e) when (IsDamage(e))
            {
                throw Damaged(path, e);
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                unpacked.Dispose();
                archive.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
