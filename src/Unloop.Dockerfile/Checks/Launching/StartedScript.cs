using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Checks.Launching;

/// <summary>A text file that is started: by the kernel, by a shell that calls it, or as a shell's argument. Only files whose text is known.</summary>
/// <param name="RunBy">The shell that reads it (<c>sh run.sh</c>); null when it is executed itself.</param>
internal sealed record StartedScript(LaunchedCommand Command, FileEntry File, FileText Text, string? RunBy)
{
    public string Path => File.Path;

    /// <summary>The kernel itself reads the first line: no shell stands between that would try again.</summary>
    public bool ByKernel => RunBy is null && !Command.InShell;

    /// <summary>The first line, with a carriage return if it has one.</summary>
    public string FirstLine => Text.Head.Split('\n', 2)[0];

    public bool HasShebang => Text.Head.StartsWith("#!", StringComparison.Ordinal);

    /// <summary>What brought the file, or else what starts it; null when both are the base image's.</summary>
    public Instruction? ToBlame => File.MadeBy?.Instruction ?? Command.SetBy;

    public static IEnumerable<StartedScript> Of(Launch? launch)
    {
        foreach (var command in launch?.Commands.Where(c => c.IsCertain) ?? [])
        {
            if (!Names.HasVariable(command.Program) && Script(launch!, command, command.Program, null) is { } script)
            {
                yield return script;
            }
        }

        foreach (var file in launch is null ? [] : StartedFile.Of(launch).Where(f => f.Interpreter is { } by && Names.IsShell(by)))
        {
            if (Script(launch!, file.Command, file.Name, file.Command.Program) is { } script)
            {
                yield return script;
            }
        }
    }

    private static StartedScript? Script(Launch launch, LaunchedCommand command, string name, string? runBy)
    {
        var state = command.In(launch.State);
        var path = runBy is null || name.Contains('/', StringComparison.Ordinal) ? name : state.Resolve(name);
        return path is not null && state.FindProgram(path) is { IsPresent: true, Text: { } text, MadeBy.Kind: not OriginKind.Base } file
            ? new StartedScript(command, file, text, runBy)
            : null;
    }
}
