using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Engine.Building;
using Unloop.Images.Tests.Fakes;

namespace Unloop.Images.Tests.Building;

public sealed class ToolChoiceTests : IDisposable
{
    private const string Docker = """
        case "$*" in
          version*) echo 28.2.2;;
          'buildx version') echo 'github.com/docker/buildx v0.24.0 d0e5e86';;
          'buildx inspect') printf 'Name:   default\nDriver: docker\n\nNodes:\nName:             default\nStatus:           running\nBuildKit version: v0.22.0\nPlatforms:        linux/amd64, linux/amd64/v2, linux/386\n';;
        esac
        """;

    private const string DockerWithoutEngine = """
        echo 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?' >&2; exit 1
        """;

    private const string PodmanInfo = """{"host":{"arch":"amd64","buildahVersion":"1.28.2","os":"linux","serviceIsRemote":false},"version":{"APIVersion":"4.3.1","Version":"4.3.1"}}""";
    private const string Podman = $"echo '{PodmanInfo}'";

    private const string Buildctl = """
        case "$*" in
          --version) echo 'buildctl github.com/moby/buildkit v0.12.5 bac3f2b673f3f9d33e79046008e7a38e856b3dc6';;
          debug*) echo '[{"id":"x","platforms":[{"architecture":"amd64","os":"linux"},{"architecture":"arm64","os":"linux"}]}]';;
        esac
        """;

    private readonly FakeTools _tools = new();

    public void Dispose() => _tools.Dispose();

    [Fact]
    public async Task The_first_tool_that_works_is_taken_with_its_version()
    {
        _tools.Tool("docker", Docker).Tool("podman", Podman).Buildah();

        Assert.Equal(new ToolChoice("docker", "docker buildx 0.24.0", "docker"), await ChooseAsync());
    }

    [Fact]
    public async Task A_docker_client_without_an_engine_is_passed_over()
    {
        _tools.Tool("docker", DockerWithoutEngine).Tool("podman", Podman).Buildah();

        Assert.Equal(new ToolChoice("podman", "podman 4.3.1", "podman"), await ChooseAsync());
    }

    [Fact]
    public async Task Where_nothing_will_do_every_tool_is_named_with_its_reason()
    {
        _tools.Tool("docker", DockerWithoutEngine)
            .Tool("buildah", "case $1 in --version) echo 'buildah version 1.28.2';; *) echo 'Error: cannot re-exec process' >&2; exit 125;; esac")
            .Tool("buildctl", "case $1 in --version) echo 'buildctl github.com/moby/buildkit v0.12.5 bac';; *) echo 'error: failed to list workers: connection error' >&2; exit 1;; esac");

        Assert.Equal(new Problem(ProblemKind.Failed,
            "Nothing here can build the image: docker buildx has no engine to work with: the client says: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?; "
            + "podman is not installed; buildah 1.28.2 cannot work here: it says: Error: cannot re-exec process; "
            + "buildctl 0.12.5 reaches no BuildKit (set BUILDKIT_HOST, or start buildkitd): it says: error: failed to list workers: connection error."), (await ChooseAsync()).Problem);
    }

    [Fact]
    public async Task A_docker_client_without_the_plugin_is_said_to_be_so()
    {
        _tools.Tool("docker", "case $1 in version) echo 28.2.2;; *) echo 'docker: unknown command: docker buildx' >&2; exit 1;; esac");

        Assert.Contains("docker buildx is not there: the docker client lacks the buildx plugin", (await ChooseAsync()).Problem!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tool_that_is_named_is_the_only_one_asked()
    {
        _tools.Tool("docker", Docker).Buildah();

        Assert.Equal("buildah", (await ChooseAsync(_tools.Order with { Builder = "buildah" })).Tool);
        Assert.DoesNotContain(_tools.Calls, c => c.StartsWith("docker", StringComparison.Ordinal));
        Assert.Equal(new Problem(ProblemKind.BadInput, "There is no builder 'kaniko'; there are docker, podman, buildah, buildctl."), (await ChooseAsync(_tools.Order with { Builder = "kaniko" })).Problem);
    }

    [Theory]
    [InlineData("FROM a\nRUN <<EOF\necho\nEOF\n", "buildah 1.28.2 does not understand a here-document in RUN (line 2); buildah does from 1.33, and this is 1.28.2")]
    [InlineData("FROM a\n\nCOPY --link a b\n", "does not understand COPY --link (line 3); buildah does from 1.41")]
    [InlineData("FROM a\nCOPY --exclude=x . .\n", "does not understand COPY --exclude (line 2); buildah does from 1.38")]
    [InlineData("FROM a\nONBUILD COPY --parents a b\n", "does not understand COPY --parents (line 2); buildah does from 1.40")]
    [InlineData("# syntax=example.com/own:1\nFROM a\n", "knows no frontends, and the Dockerfile asks for example.com/own:1")]
    public async Task What_buildah_would_stumble_over_is_refused_before_it_starts(string dockerfile, string reason)
    {
        _tools.Dockerfile(dockerfile).Buildah();

        Assert.Contains(reason, (await ChooseAsync()).Problem!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FROM a\nCOPY --link=false a b\n")]
    [InlineData("FROM a\nCOPY --chmod=755 a b\nRUN --mount=type=cache,target=/x true\n")]
    [InlineData("# syntax=docker/dockerfile:1\nFROM a\n")]
    public async Task What_buildah_knows_passes(string dockerfile)
    {
        _tools.Dockerfile(dockerfile).Buildah();

        Assert.Equal("buildah", (await ChooseAsync()).Tool);
    }

    [Fact]
    public async Task A_tool_that_lacks_a_feature_gives_way_to_the_next()
    {
        _tools.Dockerfile("FROM a\nCOPY <<x /x\nEOF\nx\n").Tool("podman", Podman).Buildah().Tool("buildctl", Buildctl);

        Assert.Equal(new ToolChoice("buildctl", "buildctl 0.12.5", null), await ChooseAsync());
    }

    [Fact]
    public async Task BuildKit_is_asked_by_its_own_version_unless_the_Dockerfile_brings_a_frontend()
    {
        _tools.Dockerfile("FROM a\nCOPY --parents a b\n").Tool("docker", Docker);
        Assert.Contains("does not understand COPY --parents (line 2); BuildKit does from 0.26, and this is 0.22.0", (await ChooseAsync()).Problem!.Message, StringComparison.Ordinal);

        _tools.Dockerfile("# syntax=docker/dockerfile:1.20\nFROM a\nCOPY --parents a b\n");
        Assert.Equal("docker", (await ChooseAsync()).Tool);
    }

    [Fact]
    public async Task Steps_for_another_platform_need_a_tool_that_can_run_them()
    {
        _tools.Tool("docker", Docker).Tool("buildctl", Buildctl);
        var foreign = _tools.Order with { Platform = "linux/s390x" };

        Assert.Contains("docker buildx 0.24.0 cannot run the steps for linux/s390x", (await ChooseAsync(foreign)).Problem!.Message, StringComparison.Ordinal);
        Assert.Equal(new ToolChoice("buildctl", "buildctl 0.12.5", null), await ChooseAsync(_tools.Order with { Platform = "linux/arm64" }));

        _tools.Dockerfile("FROM --platform=$BUILDPLATFORM a AS build\nRUN make\nFROM b\nCOPY --from=build /x /x\n");
        Assert.Equal("docker", (await ChooseAsync(foreign)).Tool);
    }

    [Fact]
    public async Task An_order_that_makes_no_sense_asks_no_tool()
    {
        Assert.Contains("a platform is expected", (await ChooseAsync(_tools.Order with { Platform = "linux" })).Problem!.Message, StringComparison.Ordinal);
        Assert.Contains("does not exist", (await ChooseAsync(_tools.Order with { Dockerfile = "/nowhere/Dockerfile" })).Problem!.Message, StringComparison.Ordinal);
        Assert.Equal(ProblemKind.Refused, (await ChooseAsync(_tools.Order with { Image = "web:1" })).Problem!.Kind);
        Assert.Empty(_tools.Calls);
    }

    private async Task<ToolChoice> ChooseAsync(BuildOrder? order = null)
    {
        using var builder = _tools.Builder();
        return await builder.ChooseAsync(order ?? _tools.Order, TestContext.Current.CancellationToken);
    }
}
