using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Unloop.Images.Layers;

/// <summary>
/// Finds the manifest and the class that starts by the zip's own directory (PKWARE APPNOTE 4.3), unpacking a few hundred bytes of each. Zip64 is left out: no
/// archive of that size is held in memory.
/// </summary>
internal static class JarReader
{
    private const int MostEntries = 200_000;
    private const int LongestManifest = 64 * 1024;

    public static JarFacts Read(ReadOnlySpan<byte> zip)
    {
        if (Directory(zip) is not var (at, count))
        {
            return new JarFacts();
        }

        var manifest = Content(zip, at, count, "META-INF/MANIFEST.MF", LongestManifest);
        var text = manifest is null ? "" : Encoding.UTF8.GetString(manifest).ReplaceLineEndings("\n").Replace("\n ", "", StringComparison.Ordinal);
        var main = Attribute(text, "Main-Class");
        var start = Attribute(text, "Start-Class");
        var bytes = start is not null ? Content(zip, at, count, $"BOOT-INF/classes/{start.Replace('.', '/')}.class", 8)
            : main is not null ? Content(zip, at, count, $"{main.Replace('.', '/')}.class", 8)
            : null;
        return new JarFacts
        {
            MainClass = main,
            StartClass = start,
            ClassVersion = bytes is [0xCA, 0xFE, 0xBA, 0xBE, _, _, _, _] ? BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(6)) : 0,
            IsReadable = true,
        };
    }

    private static string? Attribute(string manifest, string name)
    {
        foreach (var line in manifest.Split('\n'))
        {
            if (line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
            {
                return line[(name.Length + 1)..].Trim() is { Length: > 0 and < 1000 } value ? value : null;
            }
        }

        return null;
    }

    private static (int At, int Count)? Directory(ReadOnlySpan<byte> zip)
    {
        var tail = zip[Math.Max(0, zip.Length - 65557)..];
        var end = tail.LastIndexOf("PK\u0005\u0006"u8);
        if (end < 0 || tail.Length - end < 22)
        {
            return null;
        }

        var count = BinaryPrimitives.ReadUInt16LittleEndian(tail[(end + 10)..]);
        var size = BinaryPrimitives.ReadUInt32LittleEndian(tail[(end + 12)..]);

        // Counted back from its end, as a launch script may stand before the archive.
        var at = zip.Length - tail.Length + end - (long)size;
        return at < 0 ? null : ((int)at, count);
    }

    private static byte[]? Content(ReadOnlySpan<byte> zip, int directory, int count, string name, int longest)
    {
        var wanted = Encoding.UTF8.GetBytes(name);
        var shift = -1L;
        for (int i = 0, at = directory; i < Math.Min(count, MostEntries) && at + 46 <= zip.Length; i++)
        {
            var entry = zip[at..];
            if (!entry.StartsWith("PK\u0001\u0002"u8))
            {
                return null;
            }

            var nameLength = BinaryPrimitives.ReadUInt16LittleEndian(entry[28..]);
            var total = 46 + nameLength + BinaryPrimitives.ReadUInt16LittleEndian(entry[30..]) + BinaryPrimitives.ReadUInt16LittleEndian(entry[32..]);
            if (total > entry.Length)
            {
                return null;
            }

            var offset = BinaryPrimitives.ReadUInt32LittleEndian(entry[42..]);
            shift = shift < 0 ? Shift(zip, offset) : shift;
            if (entry.Slice(46, nameLength).SequenceEqual(wanted))
            {
                return Unpack(zip, offset + shift, BinaryPrimitives.ReadUInt16LittleEndian(entry[10..]), BinaryPrimitives.ReadUInt32LittleEndian(entry[20..]), longest);
            }

            at += total;
        }

        return null;
    }

    /// <summary>Offsets count from the archive's own beginning, which the first local header gives away.</summary>
    private static long Shift(ReadOnlySpan<byte> zip, uint firstOffset) => Math.Max(0, zip.IndexOf("PK\u0003\u0004"u8) - (long)firstOffset);

    private static byte[]? Unpack(ReadOnlySpan<byte> zip, long at, int method, uint packed, int longest)
    {
        if (at < 0 || at + 30 > zip.Length)
        {
            return null;
        }

        var local = zip[(int)at..];
        var start = 30 + BinaryPrimitives.ReadUInt16LittleEndian(local[26..]) + BinaryPrimitives.ReadUInt16LittleEndian(local[28..]);
        if (start > local.Length)
        {
            return null;
        }

        var content = local.Slice(start, (int)Math.Min(packed, local.Length - start));
        if (method == 0)
        {
            return content[..Math.Min(content.Length, longest)].ToArray();
        }

        // What is packed into so many bytes fits into the longest that is asked for, with room to spare.
        using var source = new MemoryStream(content[..Math.Min(content.Length, longest * 2 + 4096)].ToArray(), writable: false);
        using var inflate = new DeflateStream(source, CompressionMode.Decompress);
        var result = new byte[longest];
        try
        {
            var length = inflate.ReadAtLeast(result, longest, throwOnEndOfStream: false);
            return result[..length];
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
