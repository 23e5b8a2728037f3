using System.Text;
using Unloop.Images.Content;
using ZstdSharp;

namespace Unloop.Images.Tests.Layers;

/// <summary>Layers with a table of contents, in both formats, from the same files.</summary>
internal static class ContentsWriter
{
    public static (byte[] Blob, Dictionary<string, string> Annotations) Stargz(params (string Path, byte[] Content)[] files)
    {
        var blob = new List<byte>();
        var entries = new List<string> { """{"name":"app/","type":"dir","mode":493}""", """{"name":".no.prefetch.landmark","type":"reg","size":1,"offset":0}""" };
        foreach (var (path, content) in files)
        {
            var header = TarBuilder.Header(path, '0', content.Length, "", 0x1ED);
            TarBuilder.Seal(header);
            blob.AddRange(TarBuilder.Gzip(header));
            entries.Add(Entry(path, content, blob.Count, null));
            blob.AddRange(TarBuilder.Gzip([.. content, .. new byte[-content.Length & 511]]));
        }

        var contents = Encoding.UTF8.GetBytes($$"""{"version":1,"entries":[{{string.Join(',', entries)}}]}""");
        var at = blob.Count;
        blob.AddRange(TarBuilder.Gzip(new TarBuilder().File("stargz.index.json", contents).ToArray()));
        blob.AddRange([0x1F, 0x8B, 8, 4, 0, 0, 0, 0, 0, 0xFF, 26, 0, (byte)'S', (byte)'G', 22, 0, .. Encoding.ASCII.GetBytes($"{at:x16}STARGZ"), 1, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0]);
        return ([.. blob], new Dictionary<string, string> { ["containerd.io/snapshot/stargz/toc.digest"] = ContentDigest.OfSha256(contents).Text });
    }

    public static (byte[] Blob, Dictionary<string, string> Annotations) Chunked(params (string Path, byte[] Content)[] files)
    {
        var blob = new List<byte>();
        var entries = new List<string> { """{"name":"app/","type":"dir","mode":493}""" };
        foreach (var (path, content) in files)
        {
            var header = TarBuilder.Header(path, '0', content.Length, "", 0x1ED);
            TarBuilder.Seal(header);
            blob.AddRange(Zstd(header));
            var start = blob.Count;
            blob.AddRange(Zstd(content));
            entries.Add(Entry(path, content, start, blob.Count));
            blob.AddRange((content.Length & 511) == 0 ? [] : Zstd(new byte[-content.Length & 511]));
        }

        var contents = Encoding.UTF8.GetBytes($$"""{"version":1,"entries":[{{string.Join(',', entries)}}]}""");
        var packed = Zstd(contents);
        blob.AddRange([0x50, 0x2A, 0x4D, 0x18, .. BitConverter.GetBytes(packed.Length)]);
        var position = $"{blob.Count}:{packed.Length}:{contents.Length}:1";
        blob.AddRange(packed);
        return ([.. blob], new Dictionary<string, string>
        {
            ["io.github.containers.zstd-chunked.manifest-position"] = position,
            ["io.github.containers.zstd-chunked.manifest-checksum"] = ContentDigest.OfSha256(packed).Text,
        });
    }

    private static string Entry(string path, byte[] content, int offset, int? end) =>
        $$"""{"name":"{{path}}","type":"reg","size":{{content.Length}},"mode":493,"offset":{{offset}},"digest":"{{ContentDigest.OfSha256(content).Text}}","endOffset":{{end ?? 0}}}""";

    private static byte[] Zstd(byte[] content)
    {
        using var compressor = new Compressor();
        return compressor.Wrap(content).ToArray();
    }
}
