using Unloop.Core.Planning;
using Unloop.Engine.Machine;

namespace Unloop.Images.Building.Trying;

/// <summary>Docker and podman. Nothing of this machine is given to the container: no network, no mounts, and its output is not kept on disk.</summary>
internal sealed class EngineTrial(string program, ToolRunner runner) : ITrialRuntime
{
    /// <summary>The exit code that says that the engine failed, not the container.</summary>
    private const int EngineFailed = 125;

    public string Name => program;

    public async Task<TrialRun> RunAsync(TryImageStep step, string container, TimeSpan atMost, ToolOutput output, CancellationToken cancellationToken)
    {
        // One of that name can only be left over from a run of this very step that was killed.
        _ = await runner.AskAsync(program, ["rm", "--force", container], cancellationToken);
        try
        {
            var run = await runner.WatchAsync(program, Arguments(step, container), atMost, output, cancellationToken);
            return run.Result is { End: ProcessEnd.Exited, ExitCode: EngineFailed } ? new(null, $"{program} could not run it: it {run.Failure}.") : new(run);
        }
        finally
        {
            _ = await runner.AskAsync(program, ["rm", "--force", container], CancellationToken.None);
        }
    }

    /// <summary>As Kubernetes has it: a command replaces the entrypoint and drops the image's arguments; arguments alone replace only those.</summary>
    private static IReadOnlyList<string> Arguments(TryImageStep step, string container)
    {
        string[] command = [.. step.Command ?? []];
        return
        [
            "run", "--name", container, "--network", "none", "--pull", "never", "--log-driver", "none",
            .. command.Length > 0 ? (string[])["--entrypoint", command[0]] : [],
            step.Image, .. command.Skip(1), .. step.Args ?? [],
        ];
    }
}
