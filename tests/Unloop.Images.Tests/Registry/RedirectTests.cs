using System.Text;
using Unloop.Core.Facts;
using Unloop.Images.Content;
using Unloop.Images.Tests.Fakes;

namespace Unloop.Images.Tests.Registry;

/// <summary>Registries send readers on to a storage that signs its addresses, and that must not see their credentials.</summary>
public sealed class RedirectTests : IAsyncDisposable
{
    private static readonly string Shown = "Basic " + Convert.ToBase64String("me:secret"u8);
    private readonly FakeRegistry _registry = new();
    private readonly FakeServer _storage;
    private readonly Reader _reader = new();
    private Func<Seen, Reply> _store = _ => Reply.Of(200, "layer of linux/amd64");

    public RedirectTests()
    {
        _storage = new(seen => _store(seen));
        _registry.Image(["1.0"]);
        _reader.Files["/home/me/.docker/config.json"] = $$$$"""{"auths":{"{{{{_registry.Host}}}}":{"username":"me","password":"secret"}}}""";
    }

    public async ValueTask DisposeAsync()
    {
        _reader.Dispose();
        await _registry.DisposeAsync();
        await _storage.DisposeAsync();
    }

    private async Task<IImageContent> OpenAsync(Func<Seen, string?> location)
    {
        _registry.Fault = seen => seen.Header("Authorization") != Shown ? Reply.Of(401, "", ("WWW-Authenticate", "Basic realm=\"r\""))
            : location(seen) is { } target ? Reply.Of(307, "", ("Location", target))
            : null;
        return await _reader.OpenAsync($"{_registry.Host}/team/web:1.0");
    }

    private Func<Seen, string?> Layers(string target)
    {
        var layer = FakeRegistry.Digest(Encoding.UTF8.GetBytes("layer of linux/amd64"));
        return seen => seen.Path.EndsWith(layer, StringComparison.Ordinal) ? target : null;
    }

    [Fact]
    public async Task Another_host_does_not_see_the_credentials()
    {
        await using var image = await OpenAsync(Layers($"{_storage.Address}/bucket/blob?signature=abc"));

        Assert.Equal("layer of linux/amd64", await Reader.LayerAsync(image));
        Assert.Null(Assert.Single(_storage.Requests).Header("Authorization"));
    }

    [Fact]
    public async Task The_same_host_sees_them_again()
    {
        var manifest = _registry.Image([]);
        await using var image = await OpenAsync(seen => seen.Path.EndsWith("manifests/1.0", StringComparison.Ordinal) ? $"/v2/team/web/manifests/{manifest}" : null);

        Assert.Equal(manifest, image.Digest);
    }

    [Fact]
    public async Task The_challenge_of_another_host_is_not_answered()
    {
        _store = _ => Reply.Of(401, "", ("WWW-Authenticate", "Basic realm=\"give me all\""));
        await using var image = await OpenAsync(Layers($"{_storage.Address}/blob"));

        var error = await Assert.ThrowsAsync<ContentException>(() => Reader.LayerAsync(image));

        Assert.Equal(ProblemKind.Unauthorised, error.Kind);
        Assert.Null(Assert.Single(_storage.Requests).Header("Authorization"));
    }

    [Fact]
    public async Task The_wish_for_a_part_goes_along()
    {
        _store = seen => seen.Header("Range") == "bytes=0-4" ? Reply.Of(206, "layer", ("Content-Range", "bytes 0-4/20")) : Reply.Of(200, "all");
        await using var image = await OpenAsync(Layers($"{_storage.Address}/blob"));

        await using var part = await image.OpenPartAsync(image.Layers[0], 0, 5, TestContext.Current.CancellationToken);

        Assert.Equal("layer", await Reader.TextAsync(part!));
    }

    [Theory]
    [InlineData("http://storage.example.com/blob", "plain HTTP on storage.example.com")]
    [InlineData("file:///etc/passwd", "no web address")]
    public async Task Some_ways_are_not_gone(string target, string words)
    {
        await using var image = await OpenAsync(Layers(target));

        var error = await Assert.ThrowsAsync<ContentException>(() => Reader.LayerAsync(image));

        Assert.Equal(ProblemKind.Refused, error.Kind);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_circle_is_left_after_five_rounds()
    {
        _store = _ => Reply.Of(302, "", ("Location", "/again"));
        await using var image = await OpenAsync(Layers($"{_storage.Address}/blob"));

        var error = await Assert.ThrowsAsync<ContentException>(() => Reader.LayerAsync(image));

        Assert.Contains("more than 5 times", error.Message, StringComparison.Ordinal);
        Assert.Equal(5, _storage.Requests.Count);
    }
}
