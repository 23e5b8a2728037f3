using CsCheck;
using Unloop.Images.Layers;
using Unloop.Tests;

namespace Unloop.Images.Tests.Layers;

public class LayerIndexFileTests
{
    private const string Digest = "sha256:0123";

    private static async Task<LayerIndex> IndexAsync()
    {
        var image = TestImage.Of(new TarBuilder().Directory("d", 0x1FF, 5, 6).Opaque("d").Whiteout("gone").Symlink("l", "/d").File("d/a", "#!/bin/sh\n", 0x1ED)
            .Program("bin/x", ElfWriter.Program(["libc.so.6"], required: [("libc.so.6", "GLIBC_2.34")], runpath: "/x")).Program("lib/y", ElfWriter.Library("y", provided: ["Y_1"]))
            .File("app.jar", JarWriter.Write("Main-Class: a.B\n", 52)));
        return await LayerReader.ReadAsync(image, image.Layers[0], LayerLimits.Default, TestContext.Current.CancellationToken);
    }

    private static string Shown(LayerIndex index) => string.Join('\n', Enumerable.Range(0, index.Count).Select(i =>
    {
        var entry = index[i];
        var detail = entry.Detail;
        return $"{System.Text.Encoding.UTF8.GetString(index.Name(i))} {entry with { Detail = null }} {Convert.ToHexString((detail?.Head ?? default).Span)} {detail?.Jar} {detail?.Elf} "
            + $"{string.Join(',', detail?.Elf?.Needed ?? [])} {string.Join(',', detail?.Elf?.Provided ?? [])} {string.Join(',', detail?.Elf?.Required ?? [])}";
    })).Replace("System.String[]", "", StringComparison.Ordinal).Replace("System.Collections.Generic.List`1[System.String]", "", StringComparison.Ordinal);

    private static string Comparable(LayerIndex index) =>
        string.Join('\n', Shown(index).Split('\n').Select(l => System.Text.RegularExpressions.Regex.Replace(l, @"(Needed|Required|Provided) = [^,}]*", "", System.Text.RegularExpressions.RegexOptions.NonBacktracking)));

    [Fact]
    public async Task What_was_written_is_read_again()
    {
        var index = await IndexAsync();
        var again = LayerIndexFile.Read(LayerIndexFile.Write(index, Digest), Digest);
        Assert.NotNull(again);
        Assert.Equal(Comparable(index), Comparable(again));
    }

    [Fact]
    public async Task Another_layers_file_reads_as_nothing() => Assert.Null(LayerIndexFile.Read(LayerIndexFile.Write(await IndexAsync(), Digest), "sha256:4567"));

    [Fact]
    public async Task Any_change_or_cut_reads_as_nothing()
    {
        var bytes = LayerIndexFile.Write(await IndexAsync(), Digest);
        Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Byte[1, 255]).ForAll((at, change) =>
        {
            var changed = bytes.ToArray();
            changed[at] ^= change;
            return LayerIndexFile.Read(changed, Digest) is null && LayerIndexFile.Read(bytes.AsSpan(0, at), Digest) is null;
        });
    }

    [Fact]
    public void Foreign_bytes_read_as_nothing() => Gen.Byte.Array.ForAll(bytes => LayerIndexFile.Read(bytes, Digest) is null);

    [Fact]
    public async Task A_file_with_a_right_checksum_and_wrong_content_reads_as_nothing_or_as_an_index_that_can_be_used()
    {
        var bytes = LayerIndexFile.Write(await IndexAsync(), Digest);
        Gen.Select(Gen.Int[40, bytes.Length - 1], Gen.Byte[1, 255]).ForAll((at, change) =>
        {
            var changed = bytes.ToArray();
            changed[at] ^= change;
            _ = System.Security.Cryptography.SHA256.HashData(changed.AsSpan(40), changed.AsSpan(8));
            if (LayerIndexFile.Read(changed, Digest) is { } index)
            {
                _ = Shown(index);
                _ = index.Look("d/a"u8);
            }
        });
    }
}
