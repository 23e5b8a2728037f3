using System.Text;
using CsCheck;
using Unloop.Images.Content;
using Unloop.Images.Layers;
using Unloop.Tests;
using ZstdSharp;

namespace Unloop.Images.Tests.Layers;

public class LayerReaderTests
{
    private static Task<LayerIndex> ReadAsync(TestImage image, LayerLimits? limits = null) =>
        LayerReader.ReadAsync(image, image.Layers[0], limits ?? LayerLimits.Default, TestContext.Current.CancellationToken);

    private static async Task<string> FailsAsync(TestImage image, LayerLimits? limits = null) =>
        (await Assert.ThrowsAsync<ContentException>(() => ReadAsync(image, limits))).Message;

    private static LayerEntry? Entry(LayerIndex index, string path) => index.Find(Encoding.UTF8.GetBytes(path)) is var row and >= 0 ? index[row] : null;

    private static byte[] Zstd(byte[] content)
    {
        using var compressor = new Compressor();
        return compressor.Wrap(content).ToArray();
    }

    [Fact]
    public async Task The_first_bytes_say_how_a_layer_is_compressed_not_the_media_type()
    {
        var tar = new TarBuilder().File("a", "content").ToArray();
        foreach (var blob in (byte[][])[tar, TarBuilder.Gzip(tar), Zstd(tar)])
        {
            Assert.Equal(7, Entry(await ReadAsync(TestImage.Of().Add(blob)), "a")!.Value.Size);
        }
    }

    [Fact]
    public async Task A_layer_may_consist_of_several_members_or_frames()
    {
        var tar = new TarBuilder().File("a", "first").File("b", "second").ToArray();
        var parts = tar.Chunk(700).ToArray();
        foreach (var blob in (byte[][])[TarBuilder.Gzip(parts), [.. parts.SelectMany(Zstd)]])
        {
            var index = await ReadAsync(TestImage.Of().Add(blob));
            Assert.Equal(2, index.Count);
        }
    }

    [Fact]
    public async Task Skippable_frames_of_zstd_are_passed_over()
    {
        var tar = new TarBuilder().File("a", "content").ToArray();
        byte[] skippable = [0x50, 0x2A, 0x4D, 0x18, 4, 0, 0, 0, 1, 2, 3, 4];
        Assert.Equal(1, (await ReadAsync(TestImage.Of().Add([.. skippable, .. Zstd(tar), .. skippable]))).Count);
    }

    [Fact]
    public async Task Content_that_is_not_what_its_digest_says_is_an_error_even_when_it_is_a_layer()
    {
        var blob = TarBuilder.Gzip(new TarBuilder().File("a").ToArray());
        Assert.Contains("corrupt", await FailsAsync(TestImage.Of().Add(blob, digestOf: [1])), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(30)]
    [InlineData(20_000)]
    public async Task Truncated_gzip_is_an_error(int length)
    {
        var noise = new byte[200_000];
        for (var i = 0; i < noise.Length; i++)
        {
            noise[i] = (byte)(i * i * 31 >> 7);
        }

        var blob = TarBuilder.Gzip(new TarBuilder().File("a", noise).ToArray());
        Assert.Contains("layer", await FailsAsync(TestImage.Of().Add(blob[..Math.Min(length, blob.Length - 1000)])), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_layer_of_zeros_is_not_read_on_when_it_unpacks_to_much_more_than_its_size()
    {
        var blob = TarBuilder.Gzip([.. TarBuilder.Header("zeros", '0', 0, "", 0x1A4)[..0], .. new TarBuilder().Pax(("size", "1000000000000")).File("zeros").ToArray(withEnd: false), .. new byte[30_000_000]]);
        var message = await FailsAsync(TestImage.Of().Add(blob), new LayerLimits { UnpackedFreely = 1_000_000 });
        Assert.Contains("200 times", message, StringComparison.Ordinal);
        Assert.Contains("64 MiB", await FailsAsync(TestImage.Of().Add(TarBuilder.Gzip(new TarBuilder().File("z", new byte[80_000_000]).ToArray())), new LayerLimits { Unpacked = 64 << 20 }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_layer_of_zeros_that_is_small_enough_is_read() =>
        Assert.Equal(30_000_000, Entry(await ReadAsync(TestImage.Of(new TarBuilder().File("zeros", new byte[30_000_000]))), "zeros")!.Value.Size);

    [Fact]
    public async Task A_million_names_are_indexed_and_more_than_the_limit_refused()
    {
        var tar = new TarBuilder();
        var header = TarBuilder.Header("", '0', 0, "");
        for (var i = 0; i < 250_000; i++)
        {
            Encoding.ASCII.GetBytes($"d/{i:X8}").CopyTo(header, 0);
            TarBuilder.Seal(header);
            _ = tar.Raw([.. header]);
        }

        var image = TestImage.Of(tar);
        Assert.Equal(250_000, (await ReadAsync(image)).Count);
        Assert.Contains("more names", await FailsAsync(image, new LayerLimits { Text = 1_000_000 }), StringComparison.Ordinal);
        Assert.Contains("more than 100000 files", await FailsAsync(image, new LayerLimits { Entries = 100_000 }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hard_link_is_as_good_as_the_other_name()
    {
        var index = await ReadAsync(TestImage.Of(new TarBuilder().Program("bin/busybox", "#!/bin/x\n").HardLink("bin/ls", "bin/busybox").HardLink("bin/cat", "./bin/ls").HardLink("bin/no", "bin/none")));
        Assert.Equal((EntryKind.File, 0x1ED, FileFormat.Script), (Entry(index, "bin/cat")!.Value.Kind, Entry(index, "bin/cat")!.Value.Mode, Entry(index, "bin/cat")!.Value.Format));
        Assert.Equal(EntryKind.HardLink, Entry(index, "bin/no")!.Value.Kind);
    }

    [Fact]
    public async Task Hard_links_that_go_in_a_circle_stay_links() =>
        Assert.Equal(EntryKind.HardLink, Entry(await ReadAsync(TestImage.Of(new TarBuilder().HardLink("a", "b").HardLink("b", "a"))), "a")!.Value.Kind);

    [Fact]
    public async Task The_last_entry_of_a_name_holds_and_nothing_lies_below_a_file()
    {
        var index = await ReadAsync(TestImage.Of(new TarBuilder().File("a", "old").File("a", "newer").File("a/b", "x").File("a-b")));
        Assert.Equal(5, Entry(index, "a")!.Value.Size);
        Assert.Null(Entry(index, "a/b"));
        Assert.NotNull(Entry(index, "a-b"));
    }

    [Fact]
    public async Task A_whiteout_beside_a_folder_of_its_name_makes_it_opaque_in_either_order()
    {
        foreach (var tar in (TarBuilder[])[new TarBuilder().Whiteout("d").Directory("d"), new TarBuilder().Directory("d").Whiteout("d"), new TarBuilder().Directory("d").Opaque("d"), new TarBuilder().Opaque("d")])
        {
            Assert.Equal((EntryKind.Directory, true), Entry(await ReadAsync(TestImage.Of(tar)), "d") is { } d ? (d.Kind, d.IsOpaque) : default);
        }
    }

    [Theory]
    [InlineData("", nameof(FileFormat.Empty))]
    [InlineData("#!/bin/sh\n", nameof(FileFormat.Script))]
    [InlineData("\uFEFF#!/bin/sh\n", nameof(FileFormat.MarkedScript))]
    [InlineData("echo hello\n", nameof(FileFormat.Text))]
    [InlineData("version https://git-lfs.github.com/spec/v1\n", nameof(FileFormat.LfsPointer))]
    [InlineData("PK\u0003\u0004", nameof(FileFormat.Zip))]
    [InlineData("MZ\u0001", nameof(FileFormat.Windows))]
    [InlineData("MZ is text", nameof(FileFormat.Text))]
    [InlineData("a\0b", nameof(FileFormat.Binary))]
    public async Task The_first_bytes_tell_the_format(string content, string format)
    {
        Assert.Equal(format, Entry(await ReadAsync(TestImage.Of(new TarBuilder().File("f", content))), "f")!.Value.Format.ToString());
    }

    [Fact]
    public async Task The_beginnings_of_what_people_write_are_kept_and_of_packages_only_the_first_lines_of_scripts()
    {
        var text = string.Concat(Enumerable.Repeat("line of text\n", 1000));
        var index = await ReadAsync(TestImage.Of(new TarBuilder()
            .File("app/main.py", text).File("app/node_modules/x/index.js", text).File("app/node_modules/.bin/x", "#!/usr/bin/env node\n" + text).File("usr/share/doc/x", text)
            .File("etc/passwd", text)));
        Assert.Equal(4096, Entry(index, "app/main.py")!.Value.Detail!.Head.Length);
        Assert.Null(Entry(index, "app/node_modules/x/index.js")!.Value.Detail);
        Assert.Equal(256, Entry(index, "app/node_modules/.bin/x")!.Value.Detail!.Head.Length);
        Assert.Null(Entry(index, "usr/share/doc/x")!.Value.Detail);
        Assert.Equal(text.Length, Entry(index, "etc/passwd")!.Value.Detail!.Head.Length);
    }

    [Fact]
    public async Task No_bytes_make_it_throw_anything_else()
    {
        var valid = new TarBuilder().Directory("d").File("d/a", "#!/bin/sh\n").Pax(("path", "x/y")).File("b", ElfWriter.Program(["libc.so.6"])).File("app.jar", JarWriter.Write("Main-Class: a.B\n", 65)).Symlink("l", "d").ToArray();
        var changed = Gen.Select(Gen.Int[0, valid.Length - 1], Gen.Byte).Array[1, 8].Select(changes =>
        {
            var bytes = valid.ToArray();
            foreach (var (at, value) in changes)
            {
                bytes[at] = value;
            }

            // Headers stay readable, so that what they say is believed.
            for (var at = 0; at + 512 <= bytes.Length; at += 512)
            {
                if (bytes.AsSpan(at + 257, 5).SequenceEqual("ustar"u8))
                {
                    var header = bytes[at..(at + 512)];
                    TarBuilder.Seal(header);
                    header.CopyTo(bytes, at);
                }
            }

            return bytes;
        });
        await Gen.OneOf(Gen.Byte.Array[0, 2000], changed, changed.Select(b => TarBuilder.Gzip(b)), changed.Select(Zstd), Gen.Select(changed, Gen.Int[0, 400], (b, cut) => TarBuilder.Gzip(b)[..^Math.Min(cut, 20)]),
            Gen.Select(changed.Select(b => TarBuilder.Gzip(b)), Gen.Int[10, 200], Gen.Byte, (b, at, value) => { b[Math.Min(at, b.Length - 1)] = value; return b; }))
            .ForAllAsync(async blob =>
            {
                var image = TestImage.Of().Add(blob);
                try
                {
                    _ = await LayerReader.ReadAsync(image, image.Layers[0], LayerLimits.Default, CancellationToken.None);
                }
                catch (ContentException)
                {
                }
            }, cases: 1_500);
    }

    [Fact]
    public async Task A_layer_can_be_given_up_while_it_is_read()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        var image = TestImage.Of(new TarBuilder().File("a"));
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => LayerReader.ReadAsync(image, image.Layers[0], LayerLimits.Default, stop.Token));
    }
}
