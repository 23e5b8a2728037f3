using System.Text;

namespace Unloop.Images.Layers;

/// <summary>
/// The entries of a tar archive one after another: ustar, GNU (long names, sparse files, base-256 numbers) and PAX (path, linkpath, size, uid, gid, sparse
/// files). Holds one window and one header; nothing is allocated for what is passed over. Throws <see cref="LayerFormatException"/>.
/// </summary>
internal sealed class TarReader(TarBuffer input, LayerLimits limits)
{
    private const int Block = 512;

    private readonly byte[] name = new byte[limits.Name];
    private readonly byte[] link = new byte[limits.Name];
    private readonly PaxHeader pax = new(limits);
    private int nameLength;
    private int linkLength;
    private bool hasLongName;
    private bool hasLongLink;
    private long remaining;
    private int padding;
    private int entries;

    public TarKind Kind { get; private set; }

    /// <summary>Relative to the root and normal; empty for the root itself.</summary>
    public ReadOnlySpan<byte> Name => name.AsSpan(0, nameLength);

    /// <summary>As written: the target of a symbolic link, or the path of the other name of a hard link.</summary>
    public ReadOnlySpan<byte> Link => link.AsSpan(0, linkLength);

    /// <summary>Permission bits, set-id and sticky bits included.</summary>
    public int Mode { get; private set; }
    public int Uid { get; private set; }
    public int Gid { get; private set; }

    /// <summary>Of the file as a program sees it.</summary>
    public long Size { get; private set; }

    /// <summary>What is stored is not the file's content from its beginning on.</summary>
    public bool IsSparse { get; private set; }

    /// <summary>False at the end of the archive. What was not read of the entry before is passed over.</summary>
    public bool Next()
    {
        pax.Clear();
        hasLongName = hasLongLink = false;
        while (true)
        {
            PassOver();
            var header = input.Peek(Block);
            if (header.IsEmpty || IsZero(header))
            {
                return false;
            }

            if (header.Length < Block)
            {
                throw new LayerFormatException("ends in the middle of a file header");
            }

            if (!TarNumbers.ChecksumIsRight(header))
            {
                throw new LayerFormatException("holds a file header with a wrong checksum");
            }

            if (++entries > limits.Entries)
            {
                throw new LayerFormatException($"holds more than {limits.Entries} files and was not read on");
            }

            if (ReadHeader(header))
            {
                return true;
            }
        }
    }

    /// <summary>The beginning of the content, without taking it: as many bytes as asked for (at most 64 KiB), or all there are.</summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        var wanted = (int)Math.Min(count, remaining);
        var content = input.Peek(wanted);
        return content.Length == wanted ? content : throw EndsWithin();
    }

    /// <summary>Reads on in the content; 0 at its end.</summary>
    public int Read(Span<byte> destination)
    {
        var length = (int)Math.Min(destination.Length, remaining);
        if (length == 0)
        {
            return 0;
        }

        length = input.Read(destination[..length]);
        remaining -= length;
        return length > 0 ? length : throw EndsWithin();
    }

    /// <summary>Passes over the next bytes of the content.</summary>
    public void Skip(long count)
    {
        count = Math.Min(count, remaining);
        remaining -= count;
        if (!input.Skip(count))
        {
            throw EndsWithin();
        }
    }

    private void PassOver()
    {
        if (!input.Skip(remaining + padding))
        {
            throw EndsWithin();
        }

        (remaining, padding) = (0, 0);
    }

    /// <summary>True when it is an entry of its own; false for a header that says something about the next.</summary>
    private bool ReadHeader(ReadOnlySpan<byte> header)
    {
        var type = header[156];
        var size = Number(header.Slice(124, 12), "size");
        switch (type)
        {
            case (byte)'x':
                input.Take(Block);
                pax.Read(input, size);
                return false;
            case (byte)'L':
                input.Take(Block);
                nameLength = TarPaths.Normalise(ReadLongName(size), name);
                hasLongName = true;
                return false;
            case (byte)'K':
                input.Take(Block);
                linkLength = CopyLink(ReadLongName(size));
                hasLongLink = true;
                return false;
            case (byte)'g' or (byte)'V':
                // A comment on the whole archive; no layer's meaning hangs on it.
                input.Take(Block);
                Expect(size);
                return false;
            default:
                ReadEntry(header, type, size);
                return true;
        }
    }

    private void ReadEntry(ReadOnlySpan<byte> header, byte type, long size)
    {
        size = pax.Size ?? size;
        Mode = (int)(Number(header.Slice(100, 8), "mode") & 0xFFF);
        Uid = Clamp(pax.Uid ?? Number(header.Slice(108, 8), "owner"));
        Gid = Clamp(pax.Gid ?? Number(header.Slice(116, 8), "group"));
        var endsWithSlash = ReadNames(header);
        Kind = KindOf(type, endsWithSlash);
        IsSparse = pax.IsSparse || type == (byte)'S';
        Size = Kind != TarKind.File ? 0 : pax.RealSize ?? size;
        var isExtended = false;
        if (type == (byte)'S')
        {
            Size = Number(header.Slice(483, 12), "size");
            isExtended = header[482] != 0;
        }

        input.Take(Block);
        PassSparseMap(isExtended);

        // A link or a device has no content, whatever its size field says.
        Expect(Kind == TarKind.File ? size : 0);
    }

    private void PassSparseMap(bool isExtended)
    {
        for (var i = 0; isExtended; i++)
        {
            var map = input.Peek(Block);
            if (map.Length < Block || i > limits.PaxHeader / Block)
            {
                throw new LayerFormatException("holds a sparse file whose map does not end");
            }

            isExtended = map[504] != 0;
            input.Take(Block);
        }
    }

    /// <summary>Returns whether the name says that it is a folder.</summary>
    private bool ReadNames(ReadOnlySpan<byte> header)
    {
        Span<byte> joined = stackalloc byte[100 + 1 + 155];
        scoped var written = pax.Path;
        if (written.IsEmpty && !hasLongName)
        {
            written = Join(header, joined);
        }

        if (!hasLongName || !written.IsEmpty)
        {
            CheckName(written);
            nameLength = TarPaths.Normalise(written, name);
        }

        if (!pax.Link.IsEmpty)
        {
            CheckName(pax.Link);
            linkLength = CopyLink(pax.Link);
        }
        else if (!hasLongLink)
        {
            linkLength = CopyLink(UntilNul(header.Slice(157, 100)));
        }

        return !written.IsEmpty && written[^1] == '/';
    }

    private static ReadOnlySpan<byte> Join(ReadOnlySpan<byte> header, Span<byte> joined)
    {
        var own = UntilNul(header[..100]);
        if (!header.Slice(257, 6).SequenceEqual("ustar\0"u8))
        {
            return own;
        }

        // Where star keeps times, the prefix is shorter.
        var prefix = UntilNul(header.Slice(345, header.Slice(508, 4).SequenceEqual("tar\0"u8) ? 131 : 155));
        if (prefix.IsEmpty)
        {
            return own;
        }

        prefix.CopyTo(joined);
        joined[prefix.Length] = (byte)'/';
        own.CopyTo(joined[(prefix.Length + 1)..]);
        return joined[..(prefix.Length + 1 + own.Length)];
    }

    private ReadOnlySpan<byte> ReadLongName(long size)
    {
        if (size > limits.Name + 1)
        {
            throw new LayerFormatException($"holds a name of more than {limits.Name} bytes");
        }

        Expect(size);
        var written = UntilNul(Peek((int)size));
        CheckName(written);
        return written;
    }

    private int CopyLink(ReadOnlySpan<byte> target)
    {
        target.CopyTo(link);
        return target.Length;
    }

    private void CheckName(ReadOnlySpan<byte> written)
    {
        if (written.Length > limits.Name)
        {
            throw new LayerFormatException($"holds a name of more than {limits.Name} bytes");
        }
    }

    private void Expect(long size)
    {
        remaining = size;
        padding = (int)(-size & (Block - 1));
    }

    private static long Number(ReadOnlySpan<byte> field, string what) =>
        TarNumbers.TryRead(field, out var value) && value < long.MaxValue - Block ? value : throw new LayerFormatException($"holds a file header whose {what} is no number");

    /// <summary>A header only; Go's reader and with it every runtime take an unknown type for a file.</summary>
    private static TarKind KindOf(byte type, bool endsWithSlash) => type switch
    {
        (byte)'1' => TarKind.HardLink,
        (byte)'2' => TarKind.Symlink,
        (byte)'3' or (byte)'4' or (byte)'6' => TarKind.Other,
        (byte)'5' => TarKind.Directory,
        0 or (byte)'0' when endsWithSlash => TarKind.Directory,
        _ => TarKind.File,
    };

    private LayerFormatException EndsWithin() => new($"ends in the middle of {Encoding.UTF8.GetString(Name)}");

    private static int Clamp(long number) => (int)Math.Min(number, int.MaxValue);

    private static ReadOnlySpan<byte> UntilNul(ReadOnlySpan<byte> field) => field.IndexOf((byte)0) is var nul and >= 0 ? field[..nul] : field;

    private static bool IsZero(ReadOnlySpan<byte> block) => !block.ContainsAnyExcept((byte)0);
}
