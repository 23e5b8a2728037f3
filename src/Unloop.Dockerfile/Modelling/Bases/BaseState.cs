using System.Collections.Immutable;
using Unloop.Dockerfile.Modelling.Files;

namespace Unloop.Dockerfile.Modelling.Bases;

/// <summary>The state of a stage right after FROM an image.</summary>
internal static class BaseState
{
    public static StageState Unknown(FileTree files) => new()
    {
        Files = files,
        EnvironmentIsOpen = true,
        WorkingDirectory = null,
        User = null,
        Command = new StartCommand { IsOpen = true },
    };

    public static StageState Of(ImageConfiguration configuration, FileTree files) => new()
    {
        Files = files,
        Environment = Variables(configuration.Env),
        EnvironmentIsOpen = !configuration.EnvIsWhole,
        WorkingDirectory = configuration.WorkingDirectory is { Length: > 0 } directory ? Paths.Absolute("/", directory) : "/",
        User = configuration.User ?? "",
        Shell = configuration.Shell is { Count: > 0 } shell ? shell : ["/bin/sh", "-c"],
        Volumes = [.. configuration.Volumes],
        Command = new StartCommand
        {
            Entrypoint = Part(configuration.Entrypoint),
            Cmd = Part(configuration.Cmd),
            IsOpen = !configuration.CommandIsKnown,
        },
    };

    private static CommandPart? Part(IReadOnlyList<string>? words) => words is { Count: > 0 } ? new CommandPart(CommandForm.Inherited, words) : null;

    private static ImmutableDictionary<string, string?> Variables(IReadOnlyList<string> lines)
    {
        var variables = ImmutableDictionary.CreateBuilder<string, string?>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            variables[equals < 0 ? line : line[..equals]] = equals < 0 ? null : line[(equals + 1)..];
        }

        return variables.ToImmutable();
    }
}
