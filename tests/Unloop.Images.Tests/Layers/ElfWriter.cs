using System.Buffers.Binary;
using System.Text;

namespace Unloop.Images.Tests.Layers;

/// <summary>Small ELF files: one segment that covers the file at address 0, an interpreter, a dynamic section and version tables.</summary>
internal static class ElfWriter
{
    public static byte[] Program(
        string[]? needed = null, string? interpreter = "/lib64/ld-linux-x86-64.so.2", ushort machine = 0x3E, (string File, string Version)[]? required = null,
        string[]? provided = null, string? soname = null, string? runpath = null, string? rpath = null, int padding = 0, bool isDynamic = true)
    {
        var strings = new MemoryStream();
        strings.WriteByte(0);
        ulong Add(string text)
        {
            var at = (ulong)strings.Length;
            strings.Write([.. Encoding.UTF8.GetBytes(text), 0]);
            return at;
        }

        var tags = new List<(ulong Tag, ulong Value)>();
        tags.AddRange((needed ?? []).Select(n => (1ul, Add(n))));
        foreach (var (tag, text) in (( ulong, string?)[])[(14, soname), (15, rpath), (29, runpath)])
        {
            if (text is not null)
            {
                tags.Add((tag, Add(text)));
            }
        }

        var need = Need(required ?? [], Add);
        var define = Define(provided ?? [], Add);
        var interpreterAt = 64 + (56 * 3);
        var interpreterText = Encoding.UTF8.GetBytes((interpreter ?? "") + "\0");
        var needAt = interpreterAt + interpreterText.Length;
        var defineAt = needAt + need.Length;
        var stringsAt = defineAt + define.Length;
        var dynamicAt = stringsAt + (int)strings.Length + padding;
        tags.Add((5, (ulong)stringsAt));
        if (need.Length > 0)
        {
            tags.Add((0x6ffffffe, (ulong)needAt));
        }

        if (define.Length > 0)
        {
            tags.Add((0x6ffffffc, (ulong)defineAt));
        }

        tags.Add((0, 0));
        var file = new byte[dynamicAt + (tags.Count * 16)];
        "\u007fELF\u0002\u0001\u0001"u8.CopyTo(file);
        U16(file, 16, interpreter is null ? (ushort)3 : (ushort)2);
        U16(file, 18, machine);
        U64(file, 32, 64);
        U16(file, 54, 56);
        U16(file, 56, (ushort)(isDynamic ? 3 : 1));
        Segment(file, 64, 1, 0, file.Length);
        Segment(file, 120, 2, dynamicAt, tags.Count * 16);
        Segment(file, 176, interpreter is null ? 4u : 3u, interpreterAt, interpreterText.Length);
        interpreterText.CopyTo(file, interpreterAt);
        need.CopyTo(file, needAt);
        define.CopyTo(file, defineAt);
        strings.ToArray().CopyTo(file, stringsAt);
        for (var i = 0; i < tags.Count; i++)
        {
            U64(file, dynamicAt + (i * 16), tags[i].Tag);
            U64(file, dynamicAt + (i * 16) + 8, tags[i].Value);
        }

        return file;
    }

    public static byte[] Library(string soname, string[]? needed = null, string[]? provided = null, (string, string)[]? required = null, ushort machine = 0x3E) =>
        Program(needed, interpreter: null, machine, required, provided, soname);

    private static byte[] Need((string File, string Version)[] required, Func<string, ulong> add)
    {
        var table = new byte[required.Length * 32];
        for (var i = 0; i < required.Length; i++)
        {
            var at = i * 32;
            U16(table, at, 1);
            U16(table, at + 2, 1);
            U32(table, at + 4, (uint)add(required[i].File));
            U32(table, at + 8, 16);
            U32(table, at + 12, i + 1 < required.Length ? 32u : 0);
            U32(table, at + 24, (uint)add(required[i].Version));
        }

        return table;
    }

    private static byte[] Define(string[] provided, Func<string, ulong> add)
    {
        var table = new byte[provided.Length * 28];
        for (var i = 0; i < provided.Length; i++)
        {
            var at = i * 28;
            U16(table, at, 1);
            U16(table, at + 6, 1);
            U32(table, at + 12, 20);
            U32(table, at + 16, i + 1 < provided.Length ? 28u : 0);
            U32(table, at + 20, (uint)add(provided[i]));
        }

        return table;
    }

    private static void Segment(byte[] file, int at, uint type, int offset, int size)
    {
        U32(file, at, type);
        U64(file, at + 8, (ulong)offset);
        U64(file, at + 16, (ulong)offset);
        U64(file, at + 32, (ulong)size);
    }

    private static void U16(byte[] file, int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), value);

    private static void U32(byte[] file, int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at), value);

    private static void U64(byte[] file, int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(at), value);
}
