using Unloop.Core.Planning;
using Unloop.Engine.Building;
using Unloop.Images.Tests.Fakes;

namespace Unloop.Images.Tests.Building;

public sealed class TrialTests : IDisposable
{
    private readonly FakeTools _tools = new();

    private static TryImageStep Step => new() { Image = "registry.example.com/web:1", Runtime = "podman", Statement = "", Precondition = "", Risk = Risk.Low, Inverse = "" };

    public void Dispose() => _tools.Dispose();

    [Theory]
    [InlineData(new[] { "node", "a.js" }, new[] { "-x" }, " --entrypoint node registry.example.com/web:1 a.js -x")]
    [InlineData(null, new[] { "-x" }, " registry.example.com/web:1 -x")]
    [InlineData(null, null, " registry.example.com/web:1")]
    public async Task Command_and_arguments_are_taken_as_Kubernetes_takes_them(string[]? command, string[]? arguments, string expected)
    {
        _tools.Tool("podman", "case $1 in run) echo listening; exit 0;; esac");

        var trial = await TryAsync(Step with { Command = command, Args = arguments });

        Assert.Equal((true, false, 0, "listening"), (trial.Ran, trial.StillRunning, trial.ExitCode, Assert.Single(trial.LastLines)));
        Assert.StartsWith("podman run --name unloop-try-", _tools.Calls[1], StringComparison.Ordinal);
        Assert.EndsWith(" --network none --pull never --log-driver none" + expected, _tools.Calls[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_runs_on_is_stopped_and_removed()
    {
        _tools.Tool("podman", "case $1 in run) echo listening; sleep 300;; esac");

        var trial = await TryAsync(Step, TimeSpan.FromSeconds(1));

        Assert.Equal((true, true, null, "It was still running after 1 seconds."), (trial.Ran, trial.StillRunning, trial.ExitCode, trial.Says));
        AssertRemovedLast();
    }

    [Fact]
    public async Task One_that_crashes_says_how_it_ended()
    {
        _tools.Tool("podman", "case $1 in run) i=0; while [ $i -lt 100 ]; do echo line $i; i=$((i+1)); done; echo \"Error: Cannot find module 'express'\" >&2; exit 1;; esac");

        var trial = await TryAsync(Step);

        Assert.Equal((true, false, 1, "It ended by itself, with exit code 1."), (trial.Ran, trial.StillRunning, trial.ExitCode, trial.Says));
        Assert.Contains("Error: Cannot find module 'express'", trial.LastLines);
        Assert.Equal(101, trial.LastLines.Count);
    }

    [Fact]
    public async Task One_that_is_cancelled_is_removed_too()
    {
        _tools.Tool("podman", "case $1 in run) sleep 300;; esac");
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        using var builder = _tools.Builder();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => builder.TryAsync(Step, TimeSpan.FromMinutes(5), cancel.Token));
        AssertRemovedLast();
    }

    [Fact]
    public async Task Where_nothing_can_run_it_that_is_told()
    {
        Assert.Equal("podman is not installed.", (await TryAsync(Step)).Says);

        _tools.Tool("podman", "case $1 in run) echo 'Error: registry.example.com/web:1: image not known' >&2; exit 125;; esac");
        var trial = await TryAsync(Step);
        Assert.Equal((false, "podman could not run it: it says: Error: registry.example.com/web:1: image not known."), (trial.Ran, trial.Says));
        Assert.False((await TryAsync(Step with { Runtime = "nerdctl" })).Ran);
        Assert.False((await TryAsync(Step with { Image = "-v/:/host" })).Ran);
    }

    [Fact]
    public async Task A_runtime_that_does_not_work_says_nothing_of_the_image()
    {
        _tools.Tool("podman", "case $1 in run) echo 'Error: runc: runc create failed: unable to start container process: error during container init: error setting rlimit type 7: operation not permitted: OCI permission denied' >&2; exit 126;; esac");
        var trial = await TryAsync(Step);
        Assert.False(trial.Ran);
        Assert.StartsWith("podman cannot run containers here: it says: Error: runc", trial.Says, StringComparison.Ordinal);

        _tools.Tool("podman", "case $1 in run) echo 'Error: runc: runc create failed: unable to start container process: exec: \"nod\": executable file not found in $PATH: OCI runtime attempted to invoke a command that was not found' >&2; exit 127;; esac");
        Assert.Equal(127, (await TryAsync(Step)).ExitCode);
    }

    [Fact]
    public async Task Buildah_is_told_what_the_image_would_run()
    {
        _tools.Buildah(other: """case $1 in inspect) echo '{"OCIv1":{"config":{"Entrypoint":["/entry.sh"],"Cmd":["node","a.js"]}}}';; run) echo ran; exit 7;; esac""");

        Assert.Equal(7, (await TryAsync(Step with { Runtime = "buildah" })).ExitCode);
        Assert.Equal(["inspect", "rm", "from", "run", "rm"], _tools.Calls.Select(c => c.Split(' ')[1]));
        Assert.EndsWith(" -- /entry.sh node a.js", _tools.Calls[3], StringComparison.Ordinal);

        _ = await TryAsync(Step with { Runtime = "buildah", Args = ["b.js"] });
        Assert.EndsWith(" -- /entry.sh b.js", _tools.Calls[8], StringComparison.Ordinal);

        _ = await TryAsync(Step with { Runtime = "buildah", Command = ["sh"] });
        Assert.EndsWith(" -- sh", _tools.Calls[13], StringComparison.Ordinal);
    }

    private void AssertRemovedLast() => Assert.StartsWith("podman rm --force unloop-try-", _tools.Calls[^1], StringComparison.Ordinal);

    private async Task<Trial> TryAsync(TryImageStep step, TimeSpan? atMost = null)
    {
        using var builder = _tools.Builder();
        return await builder.TryAsync(step, atMost ?? TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
    }
}
