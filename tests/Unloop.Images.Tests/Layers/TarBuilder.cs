using System.IO.Compression;
using System.Text;

namespace Unloop.Images.Tests.Layers;

/// <summary>Writes tar archives byte by byte, wrong ones too.</summary>
internal sealed class TarBuilder
{
    private readonly List<byte[]> parts = [];

    public TarBuilder File(string path, string content = "", int mode = 0x1A4, int uid = 0, int gid = 0) => File(path, Encoding.UTF8.GetBytes(content), mode, uid, gid);

    public TarBuilder File(string path, byte[] content, int mode = 0x1A4, int uid = 0, int gid = 0) => Entry(path, '0', content, "", mode, uid, gid);

    /// <summary>With mode 0755.</summary>
    public TarBuilder Program(string path, byte[] content) => File(path, content, 0x1ED);

    public TarBuilder Program(string path, string content) => Program(path, Encoding.UTF8.GetBytes(content));

    public TarBuilder Directory(string path, int mode = 0x1ED, int uid = 0, int gid = 0) => Entry(path + "/", '5', [], "", mode, uid, gid);

    public TarBuilder Symlink(string path, string target) => Entry(path, '2', [], target, 0x1FF, 0, 0);

    public TarBuilder HardLink(string path, string target) => Entry(path, '1', [], target, 0x1A4, 0, 0);

    public TarBuilder Whiteout(string path) => File(path[..(path.LastIndexOf('/') + 1)] + ".wh." + path[(path.LastIndexOf('/') + 1)..]);

    public TarBuilder Opaque(string folder) => File(folder + "/.wh..wh..opq");

    public TarBuilder Pax(params (string Key, string Value)[] records) => PaxBytes([.. records.SelectMany(r => Record(r.Key, r.Value))]);

    public TarBuilder PaxBytes(byte[] content) => Entry("pax", 'x', content, "", 0x1A4, 0, 0);

    public TarBuilder Entry(string path, char type, byte[] content, string target, int mode, int uid, int gid, Action<byte[]>? change = null)
    {
        var header = Header(path, type, content.Length, target, mode, uid, gid);
        change?.Invoke(header);
        Seal(header);
        return Raw(header).Raw(content).Raw(new byte[-content.Length & 511]);
    }

    public TarBuilder Raw(byte[] bytes)
    {
        parts.Add(bytes);
        return this;
    }

    public byte[] ToArray(bool withEnd = true) => Joined([.. parts, new byte[withEnd ? 1024 : 0]]);

    public static byte[] Gzip(params byte[][] members)
    {
        using var packed = new MemoryStream();
        foreach (var member in members)
        {
            using var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true);
            gzip.Write(member);
        }

        return packed.ToArray();
    }

    public static byte[] Header(string path, char type, long size, string target, int mode = 0x1A4, int uid = 0, int gid = 0)
    {
        var header = new byte[512];
        Encoding.UTF8.GetBytes(path).AsSpan().CopyTo(header);
        Octal(header.AsSpan(100, 8), mode);
        Octal(header.AsSpan(108, 8), uid);
        Octal(header.AsSpan(116, 8), gid);
        Octal(header.AsSpan(124, 12), size);
        Octal(header.AsSpan(136, 12), 0);
        header[156] = (byte)type;
        Encoding.UTF8.GetBytes(target).AsSpan().CopyTo(header.AsSpan(157));
        "ustar\000"u8.CopyTo(header.AsSpan(257));
        return header;
    }

    public static void Seal(byte[] header)
    {
        header.AsSpan(148, 8).Fill((byte)' ');
        Octal(header.AsSpan(148, 7), header.Sum(b => b));
    }

    public static byte[] Record(string key, string value)
    {
        var rest = Encoding.UTF8.GetByteCount(key) + Encoding.UTF8.GetByteCount(value) + 3;
        var length = rest + 1;
        while (length != rest + length.ToString().Length)
        {
            length = rest + length.ToString().Length;
        }

        return Encoding.UTF8.GetBytes($"{length} {key}={value}\n");
    }

    private static byte[] Joined(List<byte[]> parts)
    {
        var whole = new byte[parts.Sum(p => p.Length)];
        var at = 0;
        foreach (var part in parts)
        {
            part.CopyTo(whole, at);
            at += part.Length;
        }

        return whole;
    }

    private static void Octal(Span<byte> field, long value) =>
        Encoding.ASCII.GetBytes(Convert.ToString(value, 8).PadLeft(field.Length - 1, '0')).AsSpan().CopyTo(field);
}
