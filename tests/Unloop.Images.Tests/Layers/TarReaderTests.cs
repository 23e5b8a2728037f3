using System.Formats.Tar;
using System.Text;
using Unloop.Images.Layers;
using TarReader = Unloop.Images.Layers.TarReader;

namespace Unloop.Images.Tests.Layers;

public class TarReaderTests
{
    private sealed record Seen(string Name, TarKind Kind, long Size, string Link, int Mode, int Uid, int Gid);

    private static List<Seen> Read(byte[] tar, LayerLimits? limits = null)
    {
        using var stream = new MemoryStream(tar);
        var reader = new TarReader(new TarBuffer(stream, () => tar.Length, limits ?? LayerLimits.Default), limits ?? LayerLimits.Default);
        var seen = new List<Seen>();
        while (reader.Next())
        {
            seen.Add(new Seen(Encoding.UTF8.GetString(reader.Name), reader.Kind, reader.Size, Encoding.UTF8.GetString(reader.Link), reader.Mode, reader.Uid, reader.Gid));
        }

        return seen;
    }

    private static byte[] Written(params TarEntry[] entries)
    {
        using var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, leaveOpen: true))
        {
            foreach (var entry in entries)
            {
                writer.WriteEntry(entry);
            }
        }

        return stream.ToArray();
    }

    private static string Fails(byte[] tar, LayerLimits? limits = null) => Assert.Throws<LayerFormatException>(() => Read(tar, limits)).Message;

    [Fact]
    public void Names_modes_owners_and_sizes_are_read()
    {
        var tar = new TarBuilder().Directory("app", 0x1C0, 1000, 1001).File("app/a.txt", "hello", 0x180, 7, 8).Symlink("app/b", "../etc/b").HardLink("app/c", "app/a.txt");
        Assert.Equal(
            [
                new Seen("app", TarKind.Directory, 0, "", 0x1C0, 1000, 1001),
                new Seen("app/a.txt", TarKind.File, 5, "", 0x180, 7, 8),
                new Seen("app/b", TarKind.Symlink, 0, "../etc/b", 0x1FF, 0, 0),
                new Seen("app/c", TarKind.HardLink, 0, "app/a.txt", 0x1A4, 0, 0),
            ], Read(tar.ToArray()));
    }

    [Theory]
    [InlineData("./a/b", "a/b")]
    [InlineData("/a/b", "a/b")]
    [InlineData("a//b/./c", "a/b/c")]
    [InlineData("../../etc/passwd", "etc/passwd")]
    [InlineData("a/../../b", "b")]
    [InlineData("./", "")]
    public void Names_are_normal_and_never_lead_above_the_root(string written, string normal) =>
        Assert.Equal(normal, Assert.Single(Read(new TarBuilder().Directory(written).ToArray())).Name);

    [Fact]
    public void A_name_goes_on_in_the_prefix_of_ustar()
    {
        var tar = new TarBuilder().Entry("name", '0', [], "", 0x1A4, 0, 0, h => "some/prefix"u8.CopyTo(h.AsSpan(345)));
        Assert.Equal("some/prefix/name", Assert.Single(Read(tar.ToArray())).Name);
    }

    [Theory]
    [InlineData(TarEntryFormat.Gnu)]
    [InlineData(TarEntryFormat.Pax)]
    public void Long_names_and_targets_are_read(TarEntryFormat format)
    {
        var path = string.Join('/', Enumerable.Repeat("folder-é", 60));
        var target = "/" + string.Join('/', Enumerable.Repeat("elsewhere", 50));
        TarEntry link = format == TarEntryFormat.Gnu ? new GnuTarEntry(TarEntryType.SymbolicLink, path) : new PaxTarEntry(TarEntryType.SymbolicLink, path);
        link.LinkName = target;
        TarEntry next = format == TarEntryFormat.Gnu ? new GnuTarEntry(TarEntryType.Directory, "short") : new PaxTarEntry(TarEntryType.Directory, "short");
        var seen = Read(Written(link, next));
        Assert.Equal((path, target), (seen[0].Name, seen[0].Link));
        Assert.Equal(("short", ""), (seen[1].Name, seen[1].Link));
    }

    [Fact]
    public void Numbers_beyond_octal_are_read_in_base_256()
    {
        var tar = new TarBuilder().Entry("a", '5', [], "", 0x1ED, 0, 0, h =>
        {
            h.AsSpan(108, 8).Clear();
            h[108] = 0x80;
            h[112] = 0x7F;
        });
        Assert.Equal(0x7F000000, Assert.Single(Read(tar.ToArray())).Uid);
    }

    [Fact]
    public void An_extended_header_goes_before_the_entry_and_concerns_only_that()
    {
        var tar = new TarBuilder().Pax(("path", "long/name"), ("size", "3"), ("uid", "2000000"), ("mtime", "1.5")).Entry("short", '0', "abc"u8.ToArray(), "", 0x1A4, 0, 0).File("second", "xy");
        Assert.Equal([("long/name", 3L, 2000000), ("second", 2L, 0)], Read(tar.ToArray()).Select(s => (s.Name, s.Size, s.Uid)));
    }

    [Fact]
    public void An_old_GNU_sparse_file_has_its_real_size_and_its_map_is_passed()
    {
        var map = new byte[512];
        var tar = new TarBuilder().Entry("sparse", 'S', [], "", 0x1A4, 0, 0, h =>
        {
            Encoding.ASCII.GetBytes("00004000000").CopyTo(h.AsSpan(483));
            h[482] = 1;
        }).Raw(map).File("after");
        Assert.Equal([("sparse", 1048576L), ("after", 0L)], Read(tar.ToArray()).Select(s => (s.Name, s.Size)));
    }

    [Fact]
    public void A_PAX_sparse_file_has_its_real_name_and_size()
    {
        var tar = new TarBuilder().Pax(("GNU.sparse.major", "1"), ("GNU.sparse.minor", "0"), ("GNU.sparse.name", "disk.img"), ("GNU.sparse.realsize", "1000000"))
            .File("./GNUSparseFile.0/disk.img", new string('0', 512)).File("after");
        Assert.Equal([("disk.img", 1000000L), ("after", 0L)], Read(tar.ToArray()).Select(s => (s.Name, s.Size)));
    }

    [Fact]
    public void A_link_has_no_content_whatever_its_size_says()
    {
        var tar = new TarBuilder().Entry("a", '2', [], "b", 0x1FF, 0, 0, h => Encoding.ASCII.GetBytes("00000077777").CopyTo(h.AsSpan(124))).File("after");
        Assert.Equal(["a", "after"], Read(tar.ToArray()).Select(s => s.Name));
    }

    [Fact]
    public void Comments_on_the_whole_archive_are_passed_over() =>
        Assert.Equal("a", Assert.Single(Read(new TarBuilder().Entry("pax_global_header", 'g', TarBuilder.Record("comment", "0123"), "", 0, 0, 0).File("a").ToArray())).Name);

    [Fact]
    public void An_archive_may_end_without_its_two_empty_blocks() => Assert.Equal("a", Assert.Single(Read(new TarBuilder().File("a", "x").ToArray(withEnd: false))).Name);

    [Fact]
    public void A_wrong_checksum_is_an_error() =>
        Assert.Contains("checksum", Fails(new TarBuilder().Raw(TarBuilder.Header("a", '0', 0, "")).ToArray()), StringComparison.Ordinal);

    [Theory]
    [InlineData(100)]
    [InlineData(600)]
    [InlineData(1025)]
    public void An_archive_that_is_cut_short_is_an_error(int length) =>
        Assert.Contains("ends in the middle", Fails(new TarBuilder().File("a", new string('x', 2000)).ToArray()[..length]), StringComparison.Ordinal);

    [Theory]
    [InlineData("99 path=a\n")]
    [InlineData("6 path=a\n")]
    [InlineData("0 path=a\n")]
    [InlineData("-9 path=a\n")]
    [InlineData("path=a\n")]
    [InlineData("10 path=aaa")]
    [InlineData("99999999999999999999 path=a\n")]
    [InlineData("11 size=-1\n")]
    [InlineData("13 size=0x10\n")]
    [InlineData("28 size=9223372036854775807\n")]
    [InlineData("5 =a\n")]
    public void An_extended_header_that_lies_is_an_error(string records) =>
        Assert.Contains("extended header", Fails(new TarBuilder().PaxBytes(Encoding.ASCII.GetBytes(records)).File("a").ToArray()), StringComparison.Ordinal);

    [Fact]
    public void A_size_that_the_archive_does_not_have_is_an_error() =>
        Assert.Contains("ends in the middle of a", Fails(new TarBuilder().Pax(("size", "9000000000000000000")).File("a", "x").ToArray()), StringComparison.Ordinal);

    [Fact]
    public void A_name_with_a_NUL_is_an_error() => Assert.Contains("NUL", Fails(new TarBuilder().Pax(("path", "a\0b")).File("a").ToArray()), StringComparison.Ordinal);

    [Fact]
    public void Too_long_names_headers_and_lists_are_refused()
    {
        Assert.Contains("4096 bytes", Fails(new TarBuilder().Pax(("path", new string('n', 5000))).File("a").ToArray()), StringComparison.Ordinal);
        Assert.Contains("4096 bytes", Fails(new TarBuilder().Entry("././@LongLink", 'L', new byte[5000], "", 0, 0, 0).File("a").ToArray()), StringComparison.Ordinal);
        Assert.Contains("1024 KiB", Fails(new TarBuilder().Pax(("comment", new string('n', 1_100_000))).File("a").ToArray()), StringComparison.Ordinal);
        Assert.Contains("more than 2 files", Fails(new TarBuilder().File("a").File("b").File("c").ToArray(), new LayerLimits { Entries = 2 }), StringComparison.Ordinal);
    }

    [Fact]
    public void Negative_and_overlong_numbers_are_errors()
    {
        foreach (var first in new byte[] { 0xFF, 0xBF })
        {
            var tar = new TarBuilder().Entry("a", '0', [], "", 0, 0, 0, h => h.AsSpan(124, 12).Fill(first));
            Assert.Contains("is no number", Fails(tar.ToArray()), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Passing_over_content_does_not_hold_it()
    {
        var tar = new TarBuilder().File("big", new byte[20_000_000]).File("after").ToArray();
        using var stream = new MemoryStream(tar);
        var reader = new TarReader(new TarBuffer(stream, () => tar.Length, LayerLimits.Default), LayerLimits.Default);
        Assert.True(reader.Next());
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(reader.Next());
        // The runtime itself may allocate a little on any thread.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
    }
}
