using CsCheck;
using Unloop.Core.Facts.Images;
using Unloop.Engine.Imaging;
using Unloop.Images.Files;
using Unloop.Images.Layers;
using Unloop.Images.Tests.Layers;
using Unloop.Tests;

namespace Unloop.Images.Tests.Files;

public class LayeredFilesTests
{
    private static readonly string[] Names = ["a", "b", "a-b", "a/a", "a/b", "b/a", "a/b/a", "a/b/b", "b/a/b", "a/b/a/a"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

#pragma warning disable CA2000 // It holds a semaphore and nothing else.
    private static LayeredFiles Files(TestImage image, ILayerCache? cache = null, params string[] covered) =>
        new(new LayerStore(image, cache ?? NoLayerCache.Instance, LayerLimits.Default), covered);
#pragma warning restore CA2000

    private static LayeredFiles Files(params TarBuilder[] layers) => Files(TestImage.Of(layers));

    [Fact]
    public async Task Layers_agree_with_a_plain_model_on_every_path()
    {
        var entry = Gen.Select(Gen.Enum<Overlay.Act>(), Gen.Int[0, Names.Length - 1].Select(i => Names[i]));
        await entry.Array[0, 6].Array[1, 5].ForAllAsync(async layers =>
        {
            var model = new Overlay();
            for (var i = 0; i < layers.Length; i++)
            {
                model.Apply(i, layers[i]);
            }

            var files = Files([.. layers.Select(Overlay.Tar)]);
            foreach (var path in Names)
            {
                var finding = await files.ResolveAsync("/" + path, CancellationToken.None);
                var (presence, kind) = model.Of(path);
                Assert.Equal((path, presence), (path, finding.Presence));
                Assert.True(kind is null || kind == (finding.Entry.Kind == EntryKind.File ? FileKind.File : FileKind.Directory), path);
                Assert.True(model.LayerOf(path) is null || model.LayerOf(path) == finding.Layer, path);
                if (finding.IsDirectory)
                {
                    Assert.Equal(model.Children(path), await FolderListing.ListAsync(files, "/" + path, CancellationToken.None));
                }
            }
        }, cases: 3_000);
    }

    [Fact]
    public async Task A_whiteout_hides_only_lower_layers_and_tells_which_layer_deleted()
    {
        var files = Files(new TarBuilder().File("app/a", "x").File("app/b", "y"), new TarBuilder().Whiteout("app/a").File("app/a", "new").Whiteout("app/b"));
        Assert.Equal((FilePresence.Present, 1), (await files.ResolveAsync("/app/a", Stop)) is var a ? (a.Presence, a.Layer) : default);
        var b = await files.ResolveAsync("/app/b", Stop);
        Assert.Equal((FilePresence.Deleted, 0, 1), (b.Presence, b.Layer, b.DeletedIn));
    }

    [Fact]
    public async Task What_lies_in_a_deleted_folder_was_deleted_with_it()
    {
        var files = Files(new TarBuilder().File("app/node_modules/express/index.js"), new TarBuilder().Whiteout("app/node_modules"));
        var express = await files.ResolveAsync("/app/node_modules/express/index.js", Stop);
        Assert.Equal((FilePresence.Deleted, 1), (express.Presence, express.DeletedIn));
        Assert.Equal(FilePresence.Absent, (await files.ResolveAsync("/app/node_modules/koa", Stop)).Presence);
    }

    [Fact]
    public async Task Only_as_many_layers_are_read_as_the_answer_takes()
    {
        var image = TestImage.Of(new TarBuilder().File("usr/bin/node"), new TarBuilder().Directory("app").File("app/lib.js"), new TarBuilder().Directory("app").File("app/server.js"));
        var files = Files(image);
        _ = await files.ResolveAsync("/app/server.js", Stop);
        Assert.Equal([2], image.Opened);
        _ = await files.ResolveAsync("/app/lib.js", Stop);
        Assert.Equal([2, 1], image.Opened);
        _ = await files.ResolveAsync("/nowhere", Stop);
        Assert.Equal([2, 1, 0], image.Opened);
    }

    [Fact]
    public async Task The_second_time_nothing_is_read()
    {
        var cache = new MemoryCache();
        var image = TestImage.Of(new TarBuilder().File("a"), new TarBuilder().File("b"));
        _ = await Files(image, cache).ResolveAsync("/nowhere", Stop);
        Assert.Equal(2, image.Opened.Count);
        Assert.Equal(FilePresence.Present, (await Files(image, cache).ResolveAsync("/a", Stop)).Presence);
        Assert.Equal(2, image.Opened.Count);
    }

    [Fact]
    public async Task A_damaged_cache_is_read_over()
    {
        var cache = new MemoryCache();
        var image = TestImage.Of(new TarBuilder().File("a"));
        _ = await Files(image, cache).ResolveAsync("/a", Stop);
        cache.Change(bytes => [.. bytes[..^1], (byte)~bytes[^1]]);
        Assert.Equal(FilePresence.Present, (await Files(image, cache).ResolveAsync("/a", Stop)).Presence);
        Assert.Equal(2, image.Opened.Count);
        _ = await Files(image, cache).ResolveAsync("/a", Stop);
        Assert.Equal(2, image.Opened.Count);
    }

    [Fact]
    public async Task What_an_unreadable_layer_might_hide_is_unknown()
    {
        var image = TestImage.Of().Add(TarBuilder.Gzip(new TarBuilder().File("low").File("dir/x").ToArray())).Add("no layer"u8.ToArray()).Add(TarBuilder.Gzip(new TarBuilder().Directory("dir").Opaque("dir").ToArray()));
        var files = Files(image);
        Assert.Equal(FilePresence.Unknown, (await files.ResolveAsync("/low", Stop)).Presence);
        Assert.Equal(FilePresence.Absent, (await files.ResolveAsync("/dir/x", Stop)).Presence);
        Assert.Equal(1, Assert.Single(files.Failures).Key);
    }

    [Theory]
    [InlineData("/bin/sh", "/usr/bin/dash")]
    [InlineData("/bin/up", "/usr/bin/dash")]
    [InlineData("/usr/../bin/./sh", "/usr/bin/dash")]
    [InlineData("/../../bin/sh", "/usr/bin/dash")]
    [InlineData("/bin", "/usr/bin")]
    [InlineData("/", "/")]
    public async Task Links_are_followed_component_by_component(string path, string real)
    {
        var files = Files(new TarBuilder().Directory("usr/bin").File("usr/bin/dash", "x").Symlink("bin", "usr/bin"), new TarBuilder().Symlink("usr/bin/sh", "dash").Symlink("usr/bin/up", "../../../bin/./dash"));
        var finding = await files.ResolveAsync(path, Stop);
        Assert.Equal((FilePresence.Present, real, path), (finding.Presence, finding.RealPath, finding.Path));
    }

    [Fact]
    public async Task Files_that_a_layer_puts_below_a_lower_layers_link_are_found_through_it()
    {
        var files = Files(new TarBuilder().File("usr/bin/sh", "x").Symlink("bin", "usr/bin"), new TarBuilder().Program("bin/tool", "#!/bin/sh\n"));
        Assert.Equal((FilePresence.Present, 1), (await files.ResolveAsync("/bin/tool", Stop)) is var tool ? (tool.Presence, tool.Layer) : default);
        Assert.Equal("/usr/bin/sh", (await files.ResolveAsync("/bin/sh", Stop)).RealPath);
        Assert.True((await files.ResolveAsync("/bin/none", Stop)).IsMissing);
    }

    [Fact]
    public async Task A_link_to_nothing_dangles_and_says_where_it_points()
    {
        var files = Files(new TarBuilder().Symlink("app/.venv/bin/python", "/root/.local/python3").Symlink("loop", "loop2").Symlink("loop2", "loop").Symlink("self", "self/x"));
        var python = await files.ResolveAsync("/app/.venv/bin/python", Stop);
        Assert.Equal((FilePresence.Dangling, "/root/.local/python3"), (python.Presence, python.Target));
        Assert.Equal(FilePresence.Dangling, (await files.ResolveAsync("/loop", Stop)).Presence);
        Assert.Equal(FilePresence.Dangling, (await files.ResolveAsync("/self", Stop)).Presence);
        Assert.True((await files.ResolveAsync("/loop", Stop, followLast: false)).IsPresent);
    }

    [Fact]
    public async Task Forty_links_are_followed_and_not_one_more()
    {
        var tar = new TarBuilder().File("l0", "end");
        for (var i = 1; i <= 41; i++)
        {
            _ = tar.Symlink($"l{i}", $"l{i - 1}");
        }

        var files = Files(tar);
        Assert.Equal("/l0", (await files.ResolveAsync("/l40", Stop)).RealPath);
        Assert.Equal(FilePresence.Dangling, (await files.ResolveAsync("/l41", Stop)).Presence);
    }

    [Fact]
    public async Task A_path_through_a_file_is_absent()
    {
        var files = Files(new TarBuilder().File("a", "x"));
        Assert.Equal(FilePresence.Absent, (await files.ResolveAsync("/a/b", Stop)).Presence);
        Assert.Equal(FilePresence.Absent, (await files.ResolveAsync("/a/../a/..", Stop)).Presence);
    }

    [Fact]
    public async Task A_hard_link_may_name_a_file_of_a_lower_layer()
    {
        var files = Files(new TarBuilder().Program("a", "#!/bin/sh\n"), new TarBuilder().HardLink("b", "a"));
        var b = await files.ResolveAsync("/b", Stop);
        Assert.Equal((EntryKind.File, 0x1ED), (b.Entry.Kind, b.Entry.Mode));
    }

    [Fact]
    public async Task What_a_mount_covers_is_unknown_also_behind_a_link()
    {
        var files = Files(TestImage.Of(new TarBuilder().File("data/x").File("database").Symlink("l", "data/x")), null, "/data");
        Assert.Equal(FilePresence.Unknown, (await files.ResolveAsync("/data/x", Stop)).Presence);
        Assert.True((await files.ResolveAsync("/l", Stop)).IsCovered);
        Assert.Equal(FilePresence.Present, (await files.ResolveAsync("/database", Stop)).Presence);
    }

    [Fact]
    public async Task Names_are_found_wherever_they_lie_present_ones_first()
    {
        var files = Files(
            new TarBuilder().File("src/server.js").File("old/server.js").File("lib/myserver.js").File("server.js"),
            new TarBuilder().Whiteout("old/server.js").File("app/server.js"));
        var found = await FileSearch.EndingAsync(files, "server.js", 10, Stop);
        Assert.Equal([("/app/server.js", FilePresence.Present), ("/server.js", FilePresence.Present), ("/src/server.js", FilePresence.Present), ("/old/server.js", FilePresence.Deleted)],
            found.Select(f => (f.Path, f.Presence)));
        Assert.Equal("/src/server.js", Assert.Single(await FileSearch.EndingAsync(files, "src/server.js", 10, Stop)).Path);
    }

    [Fact]
    public async Task At_most_two_layers_are_read_at_a_time_and_none_twice()
    {
        var image = TestImage.Of([.. Enumerable.Range(0, 8).Select(i => new TarBuilder().File($"f{i}"))]);
        using var store = new LayerStore(image, NoLayerCache.Instance, LayerLimits.Default);
        await store.LoadAllAsync(Stop);
        await store.LoadAllAsync(Stop);
        Assert.Equal(8, image.Opened.Count);
        Assert.Equal(8, image.Opened.Distinct().Count());
    }
}
