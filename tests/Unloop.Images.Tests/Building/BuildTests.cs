using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Engine.Building;
using Unloop.Images.Tests.Fakes;

namespace Unloop.Images.Tests.Building;

public sealed class BuildTests : IDisposable
{
    private readonly FakeTools _tools = new();
    private readonly Heard _heard = new();

    private BuildOrder Full => _tools.Order with
    {
        Target = "run",
        Platform = "linux/amd64",
        BuildArgs = new SortedDictionary<string, string> { ["A"] = "1 2", ["B"] = "" },
        Labels = new SortedDictionary<string, string> { ["dev.unloop.cause"] = "x" },
        Secrets = ["id=npmrc,src=/home/me/.npmrc"],
    };

    private const string Common = "--tag registry.example.com/team/web:unloop-1 --file CONTEXT/Dockerfile --target run --platform linux/amd64 --build-arg A=1 2 --build-arg B= "
        + "--label dev.unloop.cause=x --secret id=npmrc,src=/home/me/.npmrc CONTEXT";

    public void Dispose() => _tools.Dispose();

    [Fact]
    public async Task Docker_is_told_everything_and_its_own_files_say_what_came_of_it()
    {
        _tools.Tool("docker", $$"""
            case "$2" in
              version) echo 'github.com/docker/buildx v0.24.0 d0e5e86';;
              build) printf '{{new string('2', 64)}}' > "$(after --iidfile "$@")"; printf '{"containerimage.config.digest":"{{FakeTools.ImageId}}"}' > "$(after --metadata-file "$@")"; echo '#1 [internal] load' >&2;;
            esac
            """);

        Assert.Equal(new BuiltImage(FakeTools.ImageId), await BuildAsync("docker", Full));
        Assert.Equal($"docker buildx build --load --progress=plain --provenance=false --iidfile TMP/image-id --metadata-file TMP/metadata.json {Common}", _tools.Calls[^1]);
        Assert.Equal(["#1 [internal] load"], _heard.Lines);
    }

    [Theory]
    [InlineData("podman", "build")]
    [InlineData("buildah", "bud")]
    public async Task Podman_and_buildah_are_told_everything(string tool, string verb)
    {
        _tools.Tool(tool, $"printf '{new string('1', 64)}' > \"$(after --iidfile \"$@\")\"; echo 'STEP 1/4: FROM x'");

        Assert.Equal(new BuiltImage(FakeTools.ImageId), await BuildAsync(tool, Full));
        Assert.Equal([$"{tool} {verb} --layers --force-rm --iidfile TMP/image-id {Common}"], _tools.Calls);
        Assert.Equal(["STEP 1/4: FROM x"], _heard.Lines);
    }

    [Fact]
    public async Task Buildctl_is_told_everything()
    {
        _tools.Tool("buildctl", $$"""printf '{"containerimage.config.digest":"{{FakeTools.ImageId}}","containerimage.digest":"sha256:x"}' > "$(after --metadata-file "$@")" """);

        Assert.Equal(new BuiltImage(FakeTools.ImageId), await BuildAsync("buildctl", Full));
        Assert.Equal(["buildctl build --progress=plain --frontend dockerfile.v0 --local context=CONTEXT --local dockerfile=CONTEXT --opt filename=Dockerfile --opt target=run --opt platform=linux/amd64 "
            + "--opt build-arg:A=1 2 --opt build-arg:B= --opt label:dev.unloop.cause=x --secret id=npmrc,src=/home/me/.npmrc --metadata-file TMP/metadata.json "
            + "--output type=image,name=registry.example.com/team/web:unloop-1,push=false"], _tools.Calls);
    }

    [Theory]
    [InlineData("FROM localhost:5000/a\n", true)]
    [InlineData("ARG R=plain.example.com:5000\nFROM $R/a AS one\nFROM one\n", true)]
    [InlineData("FROM localhost:5000/a AS one\nFROM node:20\nCOPY --from=one /x /x\n", false)]
    [InlineData("FROM scratch\n", false)]
    public async Task Only_where_no_registry_has_TLS_is_it_left_out(string dockerfile, bool isPlain)
    {
        _tools.Dockerfile(dockerfile).Buildah();
        _tools.Options = _tools.Options with { PlainHttp = ["plain.example.com:5000"] };

        _ = await BuildAsync("buildah");

        Assert.Equal(isPlain, _tools.Calls[^1].Contains("--tls-verify=false", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_users_authority_is_handed_on_as_a_folder()
    {
        File.WriteAllText(Path.Combine(_tools.Context, "ca.pem"), "x");
        _tools.Buildah("ls \"$(after --cert-dir \"$@\")\"");
        _tools.Options = _tools.Options with { CertificateAuthority = Path.Combine(_tools.Context, "ca.pem") };

        _ = await BuildAsync("buildah");

        Assert.Contains("authority.crt", _heard.Lines);
    }

    [Fact]
    public async Task Where_the_runtime_does_not_work_steps_run_without_it()
    {
        _tools.Buildah("case \"$*\" in *chroot*) ;; *) echo 'error running container: from /usr/bin/crun creating container for [/bin/sh -c npm ci]: cgroups in hybrid mode not supported' >&2; exit 1;; esac");

        Assert.Null((await BuildAsync("buildah")).Problem);
        Assert.Contains("--iidfile TMP/image-id --isolation chroot --tag", _tools.Calls[^1], StringComparison.Ordinal);
        Assert.Contains("buildah: the container runtime does not work here; once more with --isolation chroot.", _heard.Lines);
    }

    [Fact]
    public async Task A_step_that_fails_is_not_tried_again_in_another_way()
    {
        _tools.Buildah("echo 'Error: building at STEP \"RUN npm ci\": while running runtime: exit status 3' >&2; exit 3");

        Assert.NotNull((await BuildAsync("buildah")).Problem);
        Assert.Single(_tools.Calls);
    }

    [Fact]
    public async Task What_a_tool_prints_reaches_nobody_with_its_escapes_or_secrets()
    {
        _tools.Buildah("printf '\\033[31mred\\033[0m \\033]0;title\\007x\\nDB_PASSWORD=hunter2hunter2\\n\\n'; head -c 100000 /dev/zero | tr '\\0' 'a'");

        _ = await BuildAsync("buildah");

        Assert.Equal("red x", _heard.Lines[0]);
        Assert.DoesNotContain("hunter2", string.Join('\n', _heard.Lines), StringComparison.Ordinal);
        Assert.True(_heard.Lines[2].Length <= 401);
    }

    [Fact]
    public async Task A_tool_that_never_ends_is_ended()
    {
        _tools.Buildah("sleep 300");
        _tools.Options = _tools.Options with { BuildTimeout = TimeSpan.FromMilliseconds(200) };

        Assert.Equal("The build failed: buildah did not end within 0 seconds and was stopped.", (await BuildAsync("buildah")).Problem!.Message);
    }

    [Fact]
    public async Task A_build_that_is_cancelled_leaves_nothing_running()
    {
        _tools.Buildah("echo started; sleep 300");
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var builder = _tools.Builder();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => builder.BuildAsync(_tools.Order, "buildah", new CancelAtFirst(cancel), cancel.Token));
    }

    [Fact]
    public async Task A_tool_that_does_not_say_what_it_built_is_not_believed()
    {
        _tools.Tool("podman", "exit 0");

        Assert.Equal(new Problem(ProblemKind.Failed, "podman says that it has built registry.example.com/team/web:unloop-1, but not what: it wrote no image's ID."), (await BuildAsync("podman")).Problem);
        Assert.Equal("The build failed: docker is not installed.", (await BuildAsync("docker")).Problem!.Message);
    }

    private async Task<BuiltImage> BuildAsync(string tool, BuildOrder? order = null)
    {
        using var builder = _tools.Builder();
        return await builder.BuildAsync(order ?? _tools.Order, tool, _heard, TestContext.Current.CancellationToken);
    }

    private sealed class CancelAtFirst(CancellationTokenSource source) : IProgress<string>
    {
        public void Report(string value) => source.Cancel();
    }
}
