using System.Buffers.Binary;
using System.Text;

namespace Unloop.Images.Layers;

/// <summary>The bytes of an ELF file as far as they were kept: its beginning, and what its header calls the dynamic section, wherever that lies.</summary>
/// <param name="Beginning">The file from its first byte on.</param>
/// <param name="PartAt">Where <paramref name="Part"/> lies in the file.</param>
/// <param name="Part">Bytes from further on.</param>
internal readonly ref struct ElfImage(ReadOnlySpan<byte> Beginning, long PartAt, ReadOnlySpan<byte> Part)
{
    public const int HeaderSize = 64;

    private readonly ReadOnlySpan<byte> beginning = Beginning;
    private readonly ReadOnlySpan<byte> part = Part;
    private readonly long partAt = PartAt;

    public bool Is64 { get; } = Beginning[4] == 2;
    public bool IsLittleEndian { get; } = Beginning[5] != 2;

    /// <summary>Whether it can be read at all: the magic number, and a known class and byte order.</summary>
    public static bool IsElf(ReadOnlySpan<byte> head) =>
        head.Length >= 52 && head.StartsWith("\u007fELF"u8) && head[4] is 1 or 2 && head[5] is 1 or 2 && (head[4] == 1 || head.Length >= HeaderSize);

    /// <summary>Empty where the file has not so many bytes there, or they were not kept.</summary>
    public ReadOnlySpan<byte> At(ulong offset, ulong length)
    {
        if (length > int.MaxValue || offset > long.MaxValue)
        {
            return default;
        }

        if (offset <= (ulong)beginning.Length && length <= (ulong)beginning.Length - offset)
        {
            return beginning.Slice((int)offset, (int)length);
        }

        var within = (long)offset - partAt;
        return within >= 0 && within <= part.Length && length <= (ulong)(part.Length - within) ? part.Slice((int)within, (int)length) : default;
    }

    /// <summary>A string that ends with NUL, of at most 4 KiB; null where there is none.</summary>
    public string? StringAt(ulong offset)
    {
        if (offset >= (ulong)beginning.Length)
        {
            return null;
        }

        var text = beginning[(int)offset..];
        var end = text[..Math.Min(text.Length, 4096)].IndexOf((byte)0);
        return end < 0 ? null : Encoding.UTF8.GetString(text[..end]);
    }

    public ushort U16(ReadOnlySpan<byte> from, int at) =>
        IsLittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(from[at..]) : BinaryPrimitives.ReadUInt16BigEndian(from[at..]);

    public uint U32(ReadOnlySpan<byte> from, int at) =>
        IsLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(from[at..]) : BinaryPrimitives.ReadUInt32BigEndian(from[at..]);

    /// <summary>An address or offset: four bytes or eight, by the class.</summary>
    public ulong Word(ReadOnlySpan<byte> from, int at32, int at64) =>
        !Is64 ? U32(from, at32) : IsLittleEndian ? BinaryPrimitives.ReadUInt64LittleEndian(from[at64..]) : BinaryPrimitives.ReadUInt64BigEndian(from[at64..]);
}
