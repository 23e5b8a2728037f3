using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Engine.Building;
using Unloop.Images.Building;
using Unloop.Images.Tests.Fakes;

namespace Unloop.Images.Tests.Building;

public sealed class DeliveryTests : IAsyncDisposable
{
    private readonly FakeTools _tools = new();
    private readonly FakeRegistry _registry = new();

    private string Image => $"{_registry.Host}/team/web:unloop-1";

    public async ValueTask DisposeAsync()
    {
        _tools.Dispose();
        await _registry.DisposeAsync();
    }

    [Theory]
    [InlineData("podman")]
    [InlineData("buildah")]
    public async Task The_digest_is_the_tools_own_and_the_registry_must_have_it(string tool)
    {
        var digest = _registry.Image(["unloop-1"]);
        _tools.Tool(tool, $"printf '{digest}' > \"$(after --digestfile \"$@\")\"");

        Assert.Equal(new DeliveredImage($"{_registry.Host}/team/web@{digest}"), await PushAsync(tool));
        Assert.Equal([$"{tool} push --digestfile TMP/digest --tls-verify=false {Image}"], _tools.Calls);
    }

    [Fact]
    public async Task Docker_is_asked_what_it_pushed_to_this_repository()
    {
        var digest = _registry.Image(["unloop-1"]);
        _tools.Tool("docker", $"case $1 in image) echo '[\"other.example.com/team/web@{FakeTools.ImageId}\",\"{_registry.Host}/team/web@{digest}\"]';; esac");

        Assert.Equal(new DeliveredImage($"{_registry.Host}/team/web@{digest}"), await PushAsync("docker"));
        Assert.Equal([$"docker push {Image}", $"docker image inspect --format {{{{json .RepoDigests}}}} {Image}"], _tools.Calls);
    }

    [Fact]
    public async Task Buildctl_builds_again_from_its_cache_and_pushes()
    {
        var digest = _registry.Image(["unloop-1"]);
        _tools.Tool("buildctl", $$"""printf '{"containerimage.config.digest":"{{FakeTools.ImageId}}","containerimage.digest":"{{digest}}"}' > "$(after --metadata-file "$@")" """);
        using var builder = _tools.Builder();
        _ = await builder.BuildAsync(_tools.Order with { Image = Image }, "buildctl", new Heard(), TestContext.Current.CancellationToken);

        Assert.Equal($"{_registry.Host}/team/web@{digest}", (await PushAsync("buildctl", builder)).Reference);
        Assert.EndsWith($"--output type=image,name={Image},push=true,registry.insecure=true", _tools.Calls[^1], StringComparison.Ordinal);
        Assert.Contains("build it again", (await PushAsync("buildctl")).Problem!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_digest_in_the_registry_is_a_problem()
    {
        var there = _registry.Image(["unloop-1"]);
        _tools.Buildah(push: $"printf '{FakeTools.ImageId}' > \"$(after --digestfile \"$@\")\"");

        Assert.Equal(new Problem(ProblemKind.Failed,
            $"buildah says that it has pushed {FakeTools.ImageId} as {Image}, but {_registry.Host} has {there} there: somebody else pushed to it, or something stands between."), (await PushAsync("buildah")).Problem);
    }

    [Fact]
    public async Task A_push_that_never_arrived_is_a_problem()
    {
        _tools.Buildah(push: $"printf '{FakeTools.ImageId}' > \"$(after --digestfile \"$@\")\"");

        Assert.Equal($"buildah says that it has pushed {Image}, but {_registry.Host} has no such tag.", (await PushAsync("buildah")).Problem!.Message);
    }

    [Fact]
    public async Task A_tool_that_does_not_say_what_it_pushed_is_not_believed()
    {
        _registry.Image(["unloop-1"]);
        _tools.Buildah(push: "printf nonsense > \"$(after --digestfile \"$@\")\"");

        Assert.Contains("but not under which digest", (await PushAsync("buildah")).Problem!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("docker", "unauthorized: authentication required", ProblemKind.Unauthorised, "was denied: log in with 'docker login HOST'")]
    [InlineData("podman", "Error: trying to reuse blob: checking whether a blob exists: authentication required", ProblemKind.Unauthorised, "was denied: log in with 'podman login HOST'")]
    [InlineData("buildah", "Error: pushing image: denied: requested access to the resource is denied", ProblemKind.Unauthorised, "was denied: log in with 'buildah login HOST'")]
    [InlineData("buildah", "Error: pinging container registry: dial tcp: connect: connection refused", ProblemKind.Unreachable, "HOST cannot be reached")]
    [InlineData("buildah", "Error: pinging container registry: http: server gave HTTP response to HTTPS client", ProblemKind.Unreachable, "HOST has no TLS; if that is meant to be, say --plain-http HOST")]
    [InlineData("docker", "http: server gave HTTP response to HTTPS client", ProblemKind.Unreachable, "HOST has no TLS; name it under insecure-registries in docker's daemon.json")]
    [InlineData("buildah", "Error: 502 Bad Gateway", ProblemKind.Unreachable, "HOST cannot be reached")]
    [InlineData("buildah", "Error: something new", ProblemKind.Failed, "failed: buildah says: Error: something new.")]
    public async Task A_push_that_is_refused_says_what_to_do(string tool, string said, ProblemKind kind, string expected)
    {
        _tools.Tool(tool, $"echo '{said}' >&2; exit 125");

        var problem = (await PushAsync(tool)).Problem!;

        Assert.Equal(kind, problem.Kind);
        Assert.Contains(expected.Replace("HOST", _registry.Host, StringComparison.Ordinal), problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_pushed_to_Docker_Hubs_own_images()
    {
        using var builder = _tools.Builder();

        Assert.Equal(ProblemKind.Refused, (await builder.DeliverAsync(Step(Delivery.Push) with { Image = "docker.io/library/web:1" }, "docker", new Heard(), TestContext.Current.CancellationToken)).Problem!.Kind);
        Assert.Empty(_tools.Calls);
    }

    [Theory]
    [InlineData("docker", Delivery.KindLoad, "kind load docker-image IMAGE --name dev")]
    [InlineData("docker", Delivery.MinikubeLoad, "minikube image load IMAGE --profile dev")]
    [InlineData("docker", Delivery.K3dImport, "k3d image import IMAGE --cluster dev")]
    [InlineData("podman", Delivery.KindLoad, "podman save --format docker-archive --output TMP/image.tar IMAGE|kind load image-archive TMP/image.tar --name dev")]
    [InlineData("buildah", Delivery.MinikubeLoad, "buildah push IMAGE docker-archive:TMP/image.tar:IMAGE|minikube image load TMP/image.tar --profile dev")]
    [InlineData("buildah", Delivery.K3dImport, "buildah push IMAGE docker-archive:TMP/image.tar:IMAGE|k3d image import TMP/image.tar --cluster dev")]
    public async Task Nodes_on_this_machine_are_loaded_with_their_own_tool(string tool, Delivery way, string calls)
    {
        _tools.Tool("docker", "").Tool("podman", "").Tool("buildah", "").Tool("kind", "").Tool("minikube", "").Tool("k3d", "");
        using var builder = _tools.Builder();

        Assert.Equal(new DeliveredImage(Image), await builder.DeliverAsync(Step(way), tool, new Heard(), TestContext.Current.CancellationToken));
        Assert.Equal(calls.Replace("IMAGE", Image, StringComparison.Ordinal).Split('|'), _tools.Calls);
    }

    [Fact]
    public async Task A_loader_that_is_missing_or_fails_is_named()
    {
        using var builder = _tools.Builder();
        async Task<string> Message() => (await builder.DeliverAsync(Step(Delivery.KindLoad), "docker", new Heard(), TestContext.Current.CancellationToken)).Problem!.Message;

        Assert.StartsWith("kind is not installed", await Message(), StringComparison.Ordinal);
        _tools.Tool("kind", "echo 'ERROR: no nodes found for cluster \"dev\"' >&2; exit 1");
        Assert.Equal($"The loading of {Image} into the nodes failed: kind says: ERROR: no nodes found for cluster \"dev\".", await Message());
    }

    [Fact]
    public async Task What_a_registry_has_is_found_or_is_nothing()
    {
        var digest = _registry.Image(["unloop-1"]);
        using var builder = _tools.Builder();

        Assert.Equal(new DeliveredImage($"{_registry.Host}/team/web@{digest}"), await builder.FindAsync(Image, TestContext.Current.CancellationToken));
        Assert.Equal(new DeliveredImage(null), await builder.FindAsync(Image + "0", TestContext.Current.CancellationToken));
        Assert.DoesNotContain(_registry.Requests, r => r.Method != "HEAD");

        _registry.Fault = _ => Reply.Of(401, "", ("WWW-Authenticate", "Basic realm=\"x\""));
        Assert.Equal(ProblemKind.Unauthorised, (await builder.FindAsync(Image, TestContext.Current.CancellationToken)).Problem!.Kind);
    }

    private DeliverImageStep Step(Delivery way) => new()
    {
        Image = Image, Way = way, Cluster = way == Delivery.Push ? null : "dev", Statement = "", Precondition = "", Risk = Risk.Medium, Inverse = "",
    };

    private async Task<DeliveredImage> PushAsync(string tool, ImageBuilder? given = null)
    {
        using var own = given is null ? _tools.Builder() : null;
        return await (given ?? own!).DeliverAsync(Step(Delivery.Push), tool, new Heard(), TestContext.Current.CancellationToken);
    }
}
