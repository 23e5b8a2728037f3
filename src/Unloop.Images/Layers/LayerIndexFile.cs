using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Unloop.Images.Layers;

/// <summary>
/// An index as bytes, for the cache: magic and version, SHA-256 of all that follows, the blob's digest, then text, rows and details, numbers little-endian.
/// Whatever is not exactly that reads as nothing: the layer is then read again.
/// </summary>
internal static class LayerIndexFile
{
    private const int RowSize = 38;

    /// <summary>The last digit is the version: a change of the format, or of what is kept of a file, makes it another.</summary>
    private static ReadOnlySpan<byte> Magic => "UNLPIDX1"u8;

    private static int HeadLength => Magic.Length + SHA256.HashSizeInBytes;

    public static byte[] Write(LayerIndex index, string digest)
    {
        var writer = new IndexWriter();
        writer.Bytes(Magic);
        writer.Bytes(stackalloc byte[SHA256.HashSizeInBytes]);
        writer.String(digest);
        writer.Block(index.Text);
        writer.Int(index.Rows.Length);
        foreach (ref readonly var row in index.Rows)
        {
            writer.Int(row.Name);
            writer.Int(row.Target);
            writer.Int(row.Uid);
            writer.Int(row.Gid);
            writer.Int(row.Detail);
            writer.Long(row.Size);
            writer.Short(row.NameLength);
            writer.Short(row.TargetLength);
            writer.Short(row.Mode);
            writer.Short((ushort)((int)row.Kind | ((int)row.Format << 4) | (row.IsOpaque ? 0x8000 : 0)));
            writer.Short(0);
        }

        writer.Int(index.Details.Count);
        foreach (var detail in index.Details)
        {
            Write(writer, detail);
        }

        var bytes = writer.ToArray();
        _ = SHA256.HashData(bytes.AsSpan(HeadLength), bytes.AsSpan(Magic.Length));
        return bytes;
    }

    /// <summary>Null for anything that <see cref="Write(LayerIndex, string)"/> did not write for that digest.</summary>
    public static LayerIndex? Read(ReadOnlySpan<byte> bytes, string digest)
    {
        if (bytes.Length < HeadLength || !bytes.StartsWith(Magic)
            || !SHA256.HashData(bytes[HeadLength..]).AsSpan().SequenceEqual(bytes.Slice(Magic.Length, SHA256.HashSizeInBytes)))
        {
            return null;
        }

        var reader = new IndexReader(bytes[HeadLength..]);
        if (reader.String() != digest)
        {
            return null;
        }

        var text = reader.Block().ToArray();
        var rows = new LayerIndex.Row[reader.Count(RowSize)];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = ReadRow(ref reader);
        }

        var details = new FileDetail[reader.Count(1)];
        for (var i = 0; i < details.Length; i++)
        {
            details[i] = ReadDetail(ref reader);
        }

        return reader.IsWhole && AreInside(rows, text.Length, details.Length) ? new LayerIndex(text, rows, details) : null;
    }

    private static LayerIndex.Row ReadRow(ref IndexReader reader)
    {
        var (name, target, uid, gid, detail, size) = (reader.Int(), reader.Int(), reader.Int(), reader.Int(), reader.Int(), reader.Long());
        var (nameLength, targetLength, mode, kinds, _) = (reader.Short(), reader.Short(), reader.Short(), reader.Short(), reader.Short());
        return new LayerIndex.Row(name, nameLength, (EntryKind)(kinds & 0xF), (kinds & 0x8000) != 0, (FileFormat)((kinds >> 4) & 0xF), mode, uid, gid, size, target, targetLength, detail);
    }

    private static bool AreInside(LayerIndex.Row[] rows, int text, int details)
    {
        foreach (ref readonly var row in rows.AsSpan())
        {
            if (row.Name < 0 || row.Name > text - row.NameLength || row.Target < 0 || row.Target > text - row.TargetLength || row.Detail < -1 || row.Detail >= details)
            {
                return false;
            }
        }

        return true;
    }

    private static void Write(IndexWriter writer, FileDetail detail)
    {
        writer.Block(detail.Head.Span);
        writer.Short((ushort)((detail.Elf is null ? 0 : 1) | (detail.Jar is null ? 0 : 2)));
        if (detail.Elf is { } elf)
        {
            writer.Short((ushort)((elf.Is64 ? 1 : 0) | (elf.IsLittleEndian ? 2 : 0) | (elf.IsComplete ? 4 : 0)));
            writer.Int(elf.Machine);
            writer.Optional(elf.Interpreter);
            writer.Optional(elf.Soname);
            writer.Optional(elf.Rpath);
            writer.Optional(elf.Runpath);
            writer.Strings(elf.Needed);
            writer.Strings(elf.Provided);
            writer.Strings([.. elf.Required.Select(r => r.File)]);
            writer.Strings([.. elf.Required.Select(r => r.Version)]);
        }

        if (detail.Jar is { } jar)
        {
            writer.Optional(jar.MainClass);
            writer.Optional(jar.StartClass);
            writer.Int(jar.ClassVersion);
            writer.Short((ushort)(jar.IsReadable ? 1 : 0));
        }
    }

    private static FileDetail ReadDetail(ref IndexReader reader)
    {
        var head = reader.Block().ToArray();
        var parts = reader.Short();
        return new FileDetail
        {
            Head = head,
            Elf = (parts & 1) == 0 ? null : ReadElf(ref reader),
            Jar = (parts & 2) == 0 ? null : new JarFacts { MainClass = reader.Optional(), StartClass = reader.Optional(), ClassVersion = reader.Int(), IsReadable = reader.Short() == 1 },
        };
    }

    private static ElfFacts ReadElf(ref IndexReader reader)
    {
        var flags = reader.Short();
        var facts = new ElfFacts
        {
            Is64 = (flags & 1) != 0,
            IsLittleEndian = (flags & 2) != 0,
            IsComplete = (flags & 4) != 0,
            Machine = reader.Int(),
            Interpreter = reader.Optional(),
            Soname = reader.Optional(),
            Rpath = reader.Optional(),
            Runpath = reader.Optional(),
            Needed = reader.Strings(),
            Provided = reader.Strings(),
        };
        var (files, versions) = (reader.Strings(), reader.Strings());
        return facts with { Required = [.. files.Zip(versions, (f, v) => new SymbolVersion(f, v))] };
    }

    private sealed class IndexWriter
    {
        private byte[] bytes = new byte[64 * 1024];
        private int length;

        public void Bytes(ReadOnlySpan<byte> value)
        {
            value.CopyTo(Room(value.Length));
        }

        public void Int(int value) => BinaryPrimitives.WriteInt32LittleEndian(Room(4), value);

        public void Long(long value) => BinaryPrimitives.WriteInt64LittleEndian(Room(8), value);

        public void Short(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Room(2), value);

        public void Block(ReadOnlySpan<byte> value)
        {
            Int(value.Length);
            Bytes(value);
        }

        public void String(string value) => Block(Encoding.UTF8.GetBytes(value));

        public void Optional(string? value)
        {
            Short((ushort)(value is null ? 0 : 1));
            if (value is not null)
            {
                String(value);
            }
        }

        public void Strings(IReadOnlyList<string> values)
        {
            Int(values.Count);
            foreach (var value in values)
            {
                String(value);
            }
        }

        public byte[] ToArray() => bytes.AsSpan(0, length).ToArray();

        private Span<byte> Room(int count)
        {
            if (bytes.Length - length < count)
            {
                Array.Resize(ref bytes, Math.Max(checked(bytes.Length * 2), length + count));
            }

            length += count;
            return bytes.AsSpan(length - count, count);
        }
    }

    /// <summary>Past the end everything is zero and empty, and the whole is not whole.</summary>
    private ref struct IndexReader(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> rest = bytes;
        private bool isBroken;

        public readonly bool IsWhole => !isBroken && rest.IsEmpty;

        public int Int() => Next(4) is { IsEmpty: false } b ? BinaryPrimitives.ReadInt32LittleEndian(b) : 0;

        public long Long() => Next(8) is { IsEmpty: false } b ? BinaryPrimitives.ReadInt64LittleEndian(b) : 0;

        public ushort Short() => Next(2) is { IsEmpty: false } b ? BinaryPrimitives.ReadUInt16LittleEndian(b) : (ushort)0;

        public ReadOnlySpan<byte> Block() => Next(Int());

        public string String() => Encoding.UTF8.GetString(Block());

        public string? Optional() => Short() == 1 ? String() : null;

        public string[] Strings()
        {
            var values = new string[Count(4)];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = String();
            }

            return values;
        }

        /// <summary>A number of things that take at least so many bytes each: never more than there can be.</summary>
        public int Count(int size)
        {
            var count = Int();
            if (count >= 0 && count <= rest.Length / size)
            {
                return count;
            }

            isBroken = true;
            return 0;
        }

        private ReadOnlySpan<byte> Next(int count)
        {
            if (count < 0 || count > rest.Length)
            {
                isBroken = true;
                rest = default;
                return default;
            }

            var next = rest[..count];
            rest = rest[count..];
            return next;
        }
    }
}
