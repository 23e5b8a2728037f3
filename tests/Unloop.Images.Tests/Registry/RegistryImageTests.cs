using System.Text;
using Unloop.Core.Facts;
using Unloop.Images.Content;
using Unloop.Images.Tests.Fakes;

namespace Unloop.Images.Tests.Registry;

public sealed class RegistryImageTests : IAsyncDisposable
{
    private readonly FakeRegistry _registry = new();
    private readonly Reader _reader = new();

    private string Web => $"{_registry.Host}/team/web";

    public async ValueTask DisposeAsync()
    {
        _reader.Dispose();
        await _registry.DisposeAsync();
    }

    [Fact]
    public async Task A_tag_is_asked_for_its_digest_and_then_read_by_that()
    {
        var digest = _registry.Image(["1.0"], layers: ["lower", "upper"]);

        await using var image = await _reader.OpenAsync($"{Web}:1.0");

        Assert.Equal([("HEAD", "/v2/team/web/manifests/1.0"), ("GET", $"/v2/team/web/manifests/{digest}")], _registry.Requests.Take(2).Select(r => (r.Method, r.Path)));
        Assert.Equal((digest, digest), (image.Digest, image.TagDigest));
        Assert.Equal(["linux/amd64"], image.Platforms);
        Assert.Contains("run-linux/amd64", Encoding.UTF8.GetString(image.Config.Span), StringComparison.Ordinal);
        Assert.Equal(["lower", "upper"], [await Reader.LayerAsync(image, 0), await Reader.LayerAsync(image, 1)]);
    }

    [Fact]
    public async Task Opening_an_image_reads_no_layer()
    {
        _registry.Image(["1.0"]);

        await using var image = await _reader.OpenAsync($"{Web}:1.0");

        Assert.Single(_registry.Requests, r => r.Path.Contains("/blobs/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_digest_is_read_without_asking_for_the_tag_beside_it()
    {
        var digest = _registry.Image(["1.0"]);

        await using var image = await _reader.OpenAsync($"{Web}:gone@{digest}");

        Assert.Equal((digest, digest), (image.Digest, image.TagDigest));
        Assert.DoesNotContain(_registry.Requests, r => r.Method == "HEAD");
    }

    [Theory]
    [InlineData(FakeRegistry.OciIndex, FakeRegistry.OciManifest)]
    [InlineData(FakeRegistry.DockerList, FakeRegistry.DockerManifest)]
    public async Task Of_an_index_the_right_platform_is_taken(string indexType, string type)
    {
        var amd = _registry.Image([], "linux/amd64", type);
        var arm = _registry.Image([], "linux/arm64", type);
        var index = _registry.Index(["1.0"], indexType, (amd, "linux/amd64"), (arm, "linux/arm64/v8"), (_registry.Image([], "attested/nothing"), "unknown/unknown"));

        await using var image = await _reader.OpenAsync($"{Web}:1.0", "linux/arm64");

        Assert.Equal((arm, index), (image.Digest, image.TagDigest));
        Assert.Equal(["linux/amd64", "linux/arm64"], image.Platforms);
        Assert.Equal("layer of linux/arm64", await Reader.LayerAsync(image));
    }

    [Fact]
    public async Task A_platform_that_an_index_lacks_is_answered_with_those_that_it_has()
    {
        _ = _registry.Index(["1.0"], FakeRegistry.OciIndex, (_registry.Image([], "linux/amd64"), "linux/amd64"), (_registry.Image([], "linux/arm"), "linux/arm/v7"));

        var problem = await _reader.FailAsync($"{Web}:1.0", "linux/s390x");

        Assert.Equal((ProblemKind.NoMatch, $"{Web}:1.0 has no image for linux/s390x; it has linux/amd64, linux/arm/v7."), (problem.Kind, problem.Message));
    }

    [Fact]
    public async Task An_image_for_one_other_platform_is_looked_at_nevertheless()
    {
        _registry.Image(["1.0"], "linux/arm64");

        await using var image = await _reader.OpenAsync($"{Web}:1.0", "linux/amd64");

        Assert.Equal(["linux/arm64"], image.Platforms);
    }

    [Fact]
    public async Task An_index_in_an_index_is_followed_but_not_for_ever()
    {
        var inner = _registry.Image([]);
        for (var depth = 1; depth <= 5; depth++)
        {
            inner = _registry.Index([$"depth{depth}"], FakeRegistry.OciIndex, (inner, null));
        }

        await using (var image = await _reader.OpenAsync($"{Web}:depth4"))
        {
            Assert.Equal("layer of linux/amd64", await Reader.LayerAsync(image));
        }

        Assert.Contains("index to index", (await _reader.FailAsync($"{Web}:depth5")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"schemaVersion":1,"name":"team/web","fsLayers":[]}""", ProblemKind.BadInput, "old format (schema 1)")]
    [InlineData("""{"schemaVersion":2,"config":{"mediaType":"application/vnd.cncf.helm.config.v1+json","digest":"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","size":0},"layers":[]}""", ProblemKind.BadInput, "helm")]
    [InlineData("""{"schemaVersion":2,"layers":[]}""", ProblemKind.Failed, "no configuration")]
    [InlineData("""{"schemaVersion":2,"config":{"digest":"sha256:../../etc/passwd","size":0}}""", ProblemKind.Failed, "no digest")]
    [InlineData("""{"schemaVersion":2,"manifests":[]}""", ProblemKind.Failed, "lists no image")]
    [InlineData("""[1]""", ProblemKind.Failed, "no JSON")]
    [InlineData("""{"schemaVersion":2,"config":{""", ProblemKind.Failed, "no JSON")]
    internal async Task What_is_no_image_is_called_so(string manifest, ProblemKind kind, string words)
    {
        _registry.Manifest(manifest, FakeRegistry.OciManifest, "1.0");

        var problem = await _reader.FailAsync($"{Web}:1.0");

        Assert.Equal(kind, problem.Kind);
        Assert.Contains(words, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_manifest_that_is_not_what_its_digest_says_is_refused()
    {
        var digest = _registry.Image(["1.0"]);
        _registry.Fault = seen => seen.Path.EndsWith(digest, StringComparison.Ordinal) ? Reply.Of(200, """{"schemaVersion":2}""", ("Content-Type", FakeRegistry.OciManifest)) : null;

        Assert.Contains("other bytes than those of " + digest, (await _reader.FailAsync($"{Web}:1.0")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_manifest_that_does_not_end_is_not_read_to_its_end()
    {
        _registry.Fault = seen => seen.Method == "GET" ? new(200, new byte[5 << 20]) : null;

        Assert.Contains("longer than 4096 KiB", (await _reader.FailAsync($"{Web}:1.0")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_HEAD_the_manifest_is_read_by_its_tag_and_hashed_here()
    {
        var digest = _registry.Image(["1.0"]);
        _registry.Fault = seen => seen.Method == "HEAD" ? Reply.Of(405) : null;

        await using var image = await _reader.OpenAsync($"{Web}:1.0");

        Assert.Equal(digest, image.TagDigest);
    }

    private Task<OpenedImage> RunningAsync(string digest) =>
        _reader.TryAsync(new() { Reference = $"{Web}:1.0", Platform = "linux/amd64", RunningDigest = digest });

    [Fact]
    public async Task What_runs_is_read_and_the_tag_only_asked_what_it_stands_for()
    {
        var old = _registry.Image(["1.0"], layers: ["old"]);
        var now = _registry.Image(["1.0"], layers: ["new"]);

        await using var image = (await RunningAsync(old)).Content!;

        Assert.Equal((old, now, "old"), (image.Digest, image.TagDigest, await Reader.LayerAsync(image)));
        Assert.Empty(image.TagManifests);
    }

    [Fact]
    public async Task What_runs_may_be_one_manifest_of_the_tags_index()
    {
        var amd = _registry.Image([], "linux/amd64");
        var arm = _registry.Image([], "linux/arm64");
        var index = _registry.Index(["1.0"], FakeRegistry.OciIndex, (amd, "linux/amd64"), (arm, "linux/arm64"));

        await using var image = (await RunningAsync(amd)).Content!;

        Assert.Equal((amd, index), (image.Digest, image.TagDigest));
        Assert.Equal([amd, arm], image.TagManifests);
    }

    [Fact]
    public async Task What_runs_may_be_gone_from_the_registry()
    {
        var now = _registry.Image(["1.0"]);
        var gone = "sha256:" + new string('0', 64);

        Assert.Equal(new Problem(ProblemKind.NoMatch, $"{Web} no longer has {gone}, which runs; its tag '1.0' stands for {now} now."), (await RunningAsync(gone)).Problem);
    }

    [Theory]
    [InlineData("layer of linux/amd6X", "is corrupt")]
    [InlineData("layer of", "is not whole")]
    [InlineData("layer of linux/amd64 and more", "is not whole")]
    public async Task A_layer_that_is_not_what_its_digest_says_is_refused(string content, string words)
    {
        _registry.Image(["1.0"]);
        await using var image = await _reader.OpenAsync($"{Web}:1.0");
        _registry.Replace(image.Layers[0].Digest, Encoding.UTF8.GetBytes(content));

        var error = await Assert.ThrowsAsync<ContentException>(() => Reader.LayerAsync(image));

        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_transfer_that_ends_too_soon_is_told_from_its_end()
    {
        _registry.Image(["1.0"]);
        await using var image = await _reader.OpenAsync($"{Web}:1.0");
        _registry.Fault = _ => new(200, "layer"u8.ToArray()) { StatedLength = image.Layers[0].Size };

        var error = await Assert.ThrowsAsync<ContentException>(() => Reader.LayerAsync(image));

        Assert.Equal((ProblemKind.Unreachable, $"The connection to {_registry.Host} broke off before everything had come; try again."), (error.Kind, error.Message));
    }

    [Fact]
    public async Task A_part_of_a_layer_is_had_where_the_registry_serves_parts()
    {
        _registry.Image(["1.0"]);
        await using var image = await _reader.OpenAsync($"{Web}:1.0");

        await using var part = await image.OpenPartAsync(image.Layers[0], 6, 8, TestContext.Current.CancellationToken);

        Assert.Equal("of linux", await Reader.TextAsync(part!));
    }

    [Fact]
    public async Task Where_a_registry_sends_the_whole_or_another_part_there_is_none()
    {
        _registry.Image(["1.0"]);
        await using var image = await _reader.OpenAsync($"{Web}:1.0");

        Assert.Null(await image.OpenPartAsync(image.Layers[0], 500, 8, TestContext.Current.CancellationToken));
        Assert.Null(await image.OpenPartAsync(image.Layers[0], 6, 800, TestContext.Current.CancellationToken));
        _registry.ServesRanges = false;
        Assert.Null(await image.OpenPartAsync(image.Layers[0], 6, 8, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_layer_that_is_gone_is_told_from_an_image_that_is()
    {
        _registry.Image(["1.0"]);
        await using var image = await _reader.OpenAsync($"{Web}:1.0");
        _registry.Forget(image.Layers[0].Digest);

        var error = await Assert.ThrowsAsync<ContentException>(() => Reader.LayerAsync(image));

        Assert.Equal((ProblemKind.NoMatch, $"{_registry.Host} has lost the layer {image.Layers[0].Digest} of {Web}:1.0; push the image again."), (error.Kind, error.Message));
    }
}
