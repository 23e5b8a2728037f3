using Unloop.Core.Planning;
using Unloop.Images.Building.Tools;
using Unloop.Images.Content;

namespace Unloop.Images.Building.Trying;

/// <summary>Buildah runs what it is told in a working container; what the image itself would run must be read from it.</summary>
internal sealed class BuildahTrial(ToolRunner runner) : ITrialRuntime
{
    public string Name => "buildah";

    public async Task<TrialRun> RunAsync(TryImageStep step, string container, TimeSpan atMost, ToolOutput output, CancellationToken cancellationToken)
    {
        var inspected = await runner.AskAsync(Name, ["inspect", "--type", "image", step.Image], cancellationToken);
        if (!inspected.Succeeded)
        {
            return new(null, $"buildah could not look at {step.Image}: it {inspected.Failure}.");
        }

        var command = Command(step, inspected);
        if (command.Count == 0)
        {
            return new(null, "Neither the image nor the container's spec says what to run.");
        }

        // One of that name can only be left over from a run of this very step that was killed.
        _ = await runner.AskAsync(Name, ["rm", container], cancellationToken);
        try
        {
            var made = await runner.AskAsync(Name, ["from", "--pull=never", "--name", container, step.Image], cancellationToken);
            return made.Succeeded
                ? new(await Isolation.WithAsync(runner.Options, output, (isolation, token) => runner.WatchAsync(Name, ["run", .. isolation, container, "--", .. command], atMost, output, token), cancellationToken))
                : new(null, $"buildah could not make a container of {step.Image}: it {made.Failure}.");
        }
        finally
        {
            _ = await runner.AskAsync(Name, ["rm", container], CancellationToken.None);
        }
    }

    /// <summary>As Kubernetes has it: a command replaces the entrypoint and drops the image's arguments; arguments alone replace only those.</summary>
    private static IReadOnlyList<string> Command(TryImageStep step, ToolRun inspected)
    {
        using var document = inspected.Json();
        var config = document?.RootElement.Field("OCIv1")?.Field("config") ?? default;
        return step.Command is { Count: > 0 } command
            ? [.. command, .. step.Args ?? []]
            : [.. config.Texts("Entrypoint"), .. step.Args is { Count: > 0 } args ? args : config.Texts("Cmd")];
    }
}
