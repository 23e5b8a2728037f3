using Unloop.Core.Facts;
using Unloop.Engine.Building;
using Unloop.Images.Tests.Fakes;

namespace Unloop.Images.Tests.Building;

/// <summary>What the tools were seen to print when a build failed.</summary>
public sealed class BuildFailureTests : IDisposable
{
    private readonly FakeTools _tools = new();

    public void Dispose() => _tools.Dispose();

    [Fact]
    public async Task Buildah_names_the_step_and_we_its_line()
    {
        _tools.Dockerfile("ARG TAG\nFROM base AS one\nRUN echo hello && \\\n  echo there\nFROM one\nCOPY x /x\nRUN echo \"one\"; exit 3\n");

        var failed = await FailAsync("buildah", """
            [1/2] STEP 1/2: FROM base AS one
            [1/2] STEP 2/2: RUN echo hello &&   echo there
            [2/2] STEP 3/4: RUN echo "one"; exit 3
            npm ERR! code ENOENT
            subprocess exited with status 3
            Error: building at STEP "RUN echo \"one\"; exit 3": exit status 3
            """);

        Assert.Equal(7, failed.FailedLine);
        Assert.Equal(new Problem(ProblemKind.Failed,
            "The build with buildah stopped at line 7 of the Dockerfile (RUN): Error: building at STEP \"RUN echo \\\"one\\\"; exit 3\": exit status 3; the step's last words: 'npm ERR! code ENOENT'."), failed.Problem);
    }

    [Fact]
    public async Task Of_steps_that_read_alike_the_count_decides()
    {
        _tools.Dockerfile("FROM base AS one\nRUN make\nRUN true\nFROM one\nRUN make\n");

        Assert.Equal(5, (await FailAsync("podman", "[2/2] STEP 2/2: RUN make\nError: building at STEP \"RUN make\": while running runtime: exit status 2")).FailedLine);
        Assert.Null((await FailAsync("podman", "Error: building at STEP \"RUN make\": while running runtime: exit status 2")).FailedLine);
    }

    [Fact]
    public async Task BuildKit_shows_the_line_itself()
    {
        var failed = await FailAsync("docker", """
            #8 [3/3] RUN npm ci
            #8 0.345 npm ERR! code EUSAGE
            #8 ERROR: process "/bin/sh -c npm ci" did not complete successfully: exit code: 1
            ------
             > [3/3] RUN npm ci:
            0.345 npm ERR! code EUSAGE
            ------
            Dockerfile:3
            --------------------
               1 |     FROM base.example.com/node:20
               2 |     WORKDIR /app
               3 | >>> RUN npm ci
            --------------------
            ERROR: failed to solve: process "/bin/sh -c npm ci" did not complete successfully: exit code: 1
            """);

        Assert.Equal(3, failed.FailedLine);
        Assert.StartsWith("The build with docker stopped at line 3 of the Dockerfile (RUN): ERROR: failed to solve: process \"/bin/sh -c npm ci\" did not complete successfully: exit code: 1", failed.Problem!.Message, StringComparison.Ordinal);
        Assert.Contains("npm ERR! code EUSAGE", failed.Problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("buildah", "Error: writing blob: storing blob to file \"/var/tmp/x\": write /var/tmp/x: no space left on device", ProblemKind.Failed, "The disk is full, and the build stopped; make room, as with 'buildah rmi --prune', and go on.")]
    [InlineData("docker", "ERROR: failed to solve: failed to copy: write /x: no space left on device", ProblemKind.Failed, "The disk is full, and the build stopped; make room, as with 'docker builder prune', and go on.")]
    [InlineData("buildah", "Error: creating build container: initializing source docker://base.example.com/node:20: reading manifest 20 in base.example.com/node: manifest unknown", ProblemKind.BadInput, "a base image is not there")]
    [InlineData("docker", "ERROR: failed to solve: base.example.com/node:20: failed to resolve source metadata for base.example.com/node:20: base.example.com/node:20: not found", ProblemKind.BadInput, "a base image is not there")]
    [InlineData("podman", "Error: creating build container: short-name \"nod\" did not resolve to an alias and no unqualified-search registries are defined", ProblemKind.BadInput, "a base image is not there")]
    [InlineData("buildah", "Error: creating build container: pinging container registry base.example.com: Get \"https://base.example.com/v2/\": dial tcp 192.0.2.1:443: connect: connection refused", ProblemKind.Unreachable, "cannot be reached")]
    [InlineData("docker", "ERROR: failed to solve: node:20: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed", ProblemKind.Unauthorised, "was denied: log in with 'docker login'")]
    [InlineData("buildah", "Error: creating build container: pinging container registry base.example.com:5000: Get \"https://base.example.com:5000/v2/\": http: server gave HTTP response to HTTPS client", ProblemKind.Unreachable, "has no TLS; mark it insecure in registries.conf")]
    [InlineData("podman", "Error: creating build container: pinging container registry base.example.com: Get \"https://base.example.com/v2/\": x509: certificate signed by unknown authority", ProblemKind.Unreachable, "name its authority's file with --ca")]
    [InlineData("docker", "ERROR: failed to solve: node:20: toomanyrequests: You have reached your pull rate limit", ProblemKind.Unreachable, "limits how often it may be asked")]
    public async Task What_stopped_it_is_said_in_one_sentence(string tool, string said, ProblemKind kind, string expected)
    {
        var failed = await FailAsync(tool, said);

        Assert.Equal(kind, failed.Problem!.Kind);
        Assert.Contains(expected, failed.Problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("docker", "ERROR: failed to solve: failed to compute cache key: failed to calculate checksum of ref abc: \"/nope\": not found")]
    [InlineData("buildah", "Error: building at STEP \"COPY nope /x\": checking on sources under \"/ctx\": copier: stat: \"/nope\": no such file or directory")]
    [InlineData("buildah", "Error: building at STEP \"COPY x /x\": open /ctx/x: permission denied")]
    public async Task A_file_that_is_missing_or_closed_is_no_registrys_matter(string tool, string said)
    {
        var failed = await FailAsync(tool, said);

        Assert.Equal((ProblemKind.Failed, $"The build with {tool} stopped: {said}."), (failed.Problem!.Kind, failed.Problem.Message));
    }

    [Fact]
    public async Task What_a_step_says_of_networks_is_not_taken_for_the_builders_words()
    {
        var failed = await FailAsync("buildah", "STEP 3/4: RUN npm ci\nnpm ERR! connect ECONNREFUSED: connection refused\nError: building at STEP \"RUN npm ci\": while running runtime: exit status 1");

        Assert.Equal(ProblemKind.Failed, failed.Problem!.Kind);
        Assert.Contains("npm ERR! connect ECONNREFUSED", failed.Problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_that_filled_the_disk_is_told_from_one_that_failed() =>
        Assert.StartsWith("The disk is full", (await FailAsync("buildah", "cp: write error: No space left on device\nError: building at STEP \"RUN npm ci\": while running runtime: exit status 1")).Problem!.Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_tool_that_fails_without_a_word_has_an_exit_code() =>
        Assert.Equal("The build with buildah stopped: exit code 9 and no word.", (await FailAsync("buildah", "", 9)).Problem!.Message);

    private async Task<BuiltImage> FailAsync(string tool, string printed, int exitCode = 1)
    {
        _tools.Tool(tool, $"cat >&2 <<'END-OF-OUTPUT'\n{printed}\nEND-OF-OUTPUT\nexit {exitCode}\n");
        using var builder = _tools.Builder();
        return await builder.BuildAsync(_tools.Order, tool, new Heard(), TestContext.Current.CancellationToken);
    }
}
