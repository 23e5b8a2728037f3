using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Unloop.Core.Facts;
using Unloop.Images.Content;
using Unloop.Images.Tests.Fakes;

namespace Unloop.Images.Tests.Archives;

public sealed class ArchiveTests : IDisposable
{
    private const string Config = """{"os":"linux","architecture":"amd64","config":{"Cmd":["run"]},"rootfs":{"type":"layers","diff_ids":["sha256:d1","sha256:d2"]}}""";
    private readonly Reader _reader = new();

    public void Dispose() => _reader.Dispose();

    private static string Digest(string text) => FakeRegistry.Digest(Encoding.UTF8.GetBytes(text));

    private static string Hex(string text) => Digest(text)["sha256:".Length..];

    /// <summary>An OCI layout by its files; each image's layer says its name.</summary>
    private static Dictionary<string, string> Layout(params string[] names)
    {
        var files = new Dictionary<string, string> { ["oci-layout"] = """{"imageLayoutVersion":"1.0.0"}""" };
        var entries = new List<string>();
        foreach (var name in names)
        {
            var layer = "layer of " + name;
            var manifest = $$"""{"schemaVersion":2,"config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{{Digest(Config)}}","size":{{Config.Length}} },"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"{{Digest(layer)}}","size":{{layer.Length}} }]}""";
            foreach (var blob in (string[])[Config, layer, manifest])
            {
                files["blobs/sha256/" + Hex(blob)] = blob;
            }

            entries.Add($$"""{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"{{Digest(manifest)}}","size":{{manifest.Length}},"annotations":{"org.opencontainers.image.ref.name":"{{name}}"} }""");
        }

        files["index.json"] = $$"""{"schemaVersion":2,"manifests":[{{string.Join(',', entries)}}]}""";
        return files;
    }

    /// <summary>As <c>docker save</c> wrote it before version 25; the second layer is a link to the first.</summary>
    private static Dictionary<string, string> Saved() => new()
    {
        ["c.json"] = Config.Replace("sha256:d1", Digest("lower"), StringComparison.Ordinal).Replace("sha256:d2", Digest("lower"), StringComparison.Ordinal),
        ["a/layer.tar"] = "lower",
        ["b/layer.tar"] = "-> ../a/layer.tar",
        ["manifest.json"] = """[{"Config":"c.json","RepoTags":["web:1.0"],"Layers":["a/layer.tar","b/layer.tar"]}]""",
    };

    private static byte[] Tar(IEnumerable<KeyValuePair<string, string>> files)
    {
        using var content = new MemoryStream();
        using (var tar = new TarWriter(content, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var (path, text) in files)
            {
                tar.WriteEntry(text.StartsWith("-> ", StringComparison.Ordinal)
                    ? new PaxTarEntry(TarEntryType.SymbolicLink, path) { LinkName = text[3..] }
                    : new PaxTarEntry(TarEntryType.RegularFile, path) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });
            }
        }

        return content.ToArray();
    }

    private static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }

    private static byte[] Zstd(byte[] content)
    {
        using var compressor = new ZstdSharp.Compressor();
        return compressor.Wrap(content).ToArray();
    }

    private void Folder(string path, Dictionary<string, string> files)
    {
        foreach (var (name, text) in files)
        {
            _reader.Files[$"{path}/{name}"] = text;
        }
    }

    [Theory]
    [InlineData("./web")]
    [InlineData("./web/")]
    [InlineData("oci:web")]
    [InlineData("./web:1.0")]
    public async Task An_OCI_layout_is_read_where_it_lies(string reference)
    {
        Folder(reference.StartsWith("oci:", StringComparison.Ordinal) ? "web" : "./web", Layout("1.0"));

        await using var image = await _reader.OpenAsync(reference);

        Assert.Equal("layer of 1.0", await Reader.LayerAsync(image));
        Assert.Equal((image.Digest, "linux/amd64"), (image.TagDigest, Assert.Single(image.Platforms)));
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("gzip")]
    [InlineData("zstd")]
    public async Task An_archive_of_either_form_is_read_without_unpacking_it(string packing)
    {
        byte[] Pack(byte[] content) => packing switch { "gzip" => Gzip(content), "zstd" => Zstd(content), _ => content };
        _reader.Files.Put("./layout.tar", Pack(Tar(Layout("1.0"))));
        _reader.Files.Put("./saved.tar", Pack(Tar(Saved())));

        await using var layout = await _reader.OpenAsync("./layout.tar");
        await using var saved = await _reader.OpenAsync("saved.tar".Insert(0, "./"));

        Assert.Equal("layer of 1.0", await Reader.LayerAsync(layout));
        Assert.Equal(["lower", "lower"], [await Reader.LayerAsync(saved, 0), await Reader.LayerAsync(saved, 1)]);
        Assert.Null(saved.Digest);
        Assert.Equal(Digest("lower"), saved.Layers[0].Digest);
    }

    [Fact]
    public async Task Of_an_archive_with_both_forms_the_one_with_digests_is_taken()
    {
        _reader.Files.Put("./both.tar", Tar(Layout("1.0").Concat(Saved())));

        await using var image = await _reader.OpenAsync("./both.tar");

        Assert.NotNull(image.Digest);
    }

    [Fact]
    public async Task Layers_that_are_stored_compressed_have_the_digest_of_what_is_stored()
    {
        var files = Saved();
        var packed = Gzip("lower"u8.ToArray());
        _reader.Files["./k/manifest.json"] = """[{"Config":"c.json","RepoTags":null,"Layers":["1.tar.gz"]}]""";
        _reader.Files["./k/c.json"] = files["c.json"];
        _reader.Files.Put("./k/1.tar.gz", packed);

        await using var image = await _reader.OpenAsync("./k");

        Assert.Equal((FakeRegistry.Digest(packed), packed.Length), (image.Layers[0].Digest, image.Layers[0].Size));
    }

    [Fact]
    public async Task Several_images_are_told_apart_by_name()
    {
        Folder("./two", Layout("1.0", "registry.example.com/web:2.0"));

        await using var image = await _reader.OpenAsync("./two:registry.example.com/web:2.0");

        Assert.Equal("layer of registry.example.com/web:2.0", await Reader.LayerAsync(image));
        Assert.Equal("./two holds several images; say which, as in ./two:1.0, registry.example.com/web:2.0.", (await _reader.FailAsync("./two")).Message);
        Assert.Equal(ProblemKind.NoMatch, (await _reader.FailAsync("./two:3.0")).Kind);
        Assert.Equal(ProblemKind.NoMatch, (await _reader.FailAsync("./two@" + Digest("x"))).Kind);
    }

    [Fact]
    public async Task A_part_of_a_layer_is_had_where_seeking_is_cheap()
    {
        _reader.Files.Put("./plain.tar", Tar(Layout("1.0")));
        await using var plain = await _reader.OpenAsync("./plain.tar");

        await using var part = await plain.OpenPartAsync(plain.Layers[0], 6, 2, TestContext.Current.CancellationToken);

        Assert.Equal("of", await Reader.TextAsync(part!));
        Assert.Null(await plain.OpenPartAsync(plain.Layers[0], 6, 200, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_large_layer_of_a_compressed_archive_is_reached_by_decompressing_up_to_it()
    {
        var large = new string('x', 300 << 10);
        var files = Saved();
        files["a/layer.tar"] = large;
        files["c.json"] = files["c.json"].Replace(Digest("lower"), Digest(large), StringComparison.Ordinal);
        _reader.Files.Put("./packed.tar.gz", Gzip(Tar(files)));
        await using var image = await _reader.OpenAsync("./packed.tar.gz");

        Assert.Equal(large, await Reader.LayerAsync(image, 1));
        Assert.Null(await image.OpenPartAsync(image.Layers[0], 6, 2, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_corrupt_blob_is_refused()
    {
        var files = Layout("1.0");
        files["blobs/sha256/" + Hex("layer of 1.0")] = "layer of 1.1";
        Folder("./bad", files);
        await using var image = await _reader.OpenAsync("./bad");

        Assert.Contains("is corrupt", (await Assert.ThrowsAsync<ContentException>(() => Reader.LayerAsync(image))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../x")]
    [InlineData("a\\b")]
    public async Task A_list_of_files_does_not_lead_out_of_its_folder(string hostile)
    {
        _reader.Files["./h/manifest.json"] = $$"""[{"Config":"c.json","Layers":[{{System.Text.Json.JsonSerializer.Serialize(hostile)}}]}]""";
        _reader.Files["./h/c.json"] = Config;

        Assert.Contains("is not whole: it lacks", (await _reader.FailAsync("./h")).Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_reader.Files.Reads, r => r.Contains("etc", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_no_image_is_called_so()
    {
        _reader.Files["./notes.txt"] = "hello";
        _reader.Files["./empty.tar"] = "";
        _reader.Files["./folder/readme"] = "x";
        _reader.Files.Put("./cut.tar.gz", Gzip(Tar(Layout("1.0")))[..200]);
        _reader.Files["./dir/manifest.json"] = "{}";

        Assert.Equal("./notes.txt is no archive of an image.", (await _reader.FailAsync("./notes.txt")).Message);
        Assert.Contains("is no image", (await _reader.FailAsync("./empty.tar")).Message, StringComparison.Ordinal);
        Assert.Contains("is no image", (await _reader.FailAsync("./folder")).Message, StringComparison.Ordinal);
        Assert.Contains("ends in the middle", (await _reader.FailAsync("./cut.tar.gz")).Message, StringComparison.Ordinal);
        Assert.Contains("no list of images", (await _reader.FailAsync("./dir")).Message, StringComparison.Ordinal);
        Assert.Equal("./nowhere does not exist; an image on disk is a folder or an archive.", (await _reader.FailAsync("./nowhere")).Message);
    }

    [Fact]
    public async Task Links_in_a_circle_lead_nowhere()
    {
        _reader.Files.Put("./circle.tar", Tar(new Dictionary<string, string> { ["index.json"] = "-> manifest.json", ["manifest.json"] = "-> index.json", ["x"] = "y" }));

        Assert.Contains("is no image", (await _reader.FailAsync("./circle.tar")).Message, StringComparison.Ordinal);
    }
}
