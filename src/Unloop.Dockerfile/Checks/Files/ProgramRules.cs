using Unloop.Dockerfile.Checks.Launching;
using Unloop.Dockerfile.Checks.Scripts;
using Unloop.Dockerfile.Modelling;

namespace Unloop.Dockerfile.Checks.Files;

/// <summary>A program that is to be found through PATH, and is in none of its folders.</summary>
internal sealed class ProgramNotFound : IRule
{
    public RuleDescription About { get; } = new(
        "program-not-found", Severity.Error, "the image does not have the program that the start command names",
        "exec: \"gunicorn\": executable file not found in $PATH",
        "Install the program in the final stage, or name it with its path.");

    public IEnumerable<Defect> Check(BuildModel model) =>
        from command in Absent(model)
        where PathOverwritten.ToBlame(model, command.Program) is null
        select About.At(command.SetBy!, command.Program, $"The container starts {command.Program}, which {InterpreterMissing.Where(model.Target!)} does not have.",
            command.InShell ? $"/bin/sh: {command.Program}: not found" : $"exec: \"{command.Program}\": executable file not found in $PATH");

    /// <summary>The launched commands whose program is in no folder of PATH for certain.</summary>
    internal static IEnumerable<LaunchedCommand> Absent(BuildModel model) =>
        from command in Launch.Of(model)?.Commands ?? []
        where command is { IsCertain: true, IsFirst: true, SetBy: not null } && IsPlain(command.Program) && !ShellWords.IsBuiltin(command.Program)
            && command.In(model.Target!.End).FindProgram(command.Program).IsAbsent
        select command;

    private static bool IsPlain(string program) => program.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '+');
}

/// <summary>ENV PATH without the old value takes away what was found before.</summary>
internal sealed class PathOverwritten : IRule
{
    public RuleDescription About { get; } = new(
        "path-overwritten", Severity.Error, "ENV PATH leaves out the folders of before, and the program of the start command is in one of them",
        "exec: \"node\": executable file not found in $PATH",
        "Keep the folders of before: ENV PATH=/app/bin:$PATH.");

    public IEnumerable<Defect> Check(BuildModel model) =>
        from command in ProgramNotFound.Absent(model)
        let step = ToBlame(model, command.Program)
        where step is not null
        select About.At(step.Instruction, command.Program, $"PATH is set without its old value, so that {command.Program}, which lies at {step.Before.FindProgram(command.Program).Path}, is not found any more.",
            command.InShell ? $"/bin/sh: {command.Program}: not found" : $"exec: \"{command.Program}\": executable file not found in $PATH");

    /// <summary>The ENV after which the program is not found any more.</summary>
    internal static StepModel? ToBlame(BuildModel model, string program)
    {
        for (var stage = model.Target; stage is not null; stage = stage.Parent)
        {
            if (stage.Steps.LastOrDefault(s => s.Instruction.Keyword == "ENV" && s.Instruction.KeyValues.Any(p => p.Key == "PATH")) is { } step)
            {
                return step.Before.FindProgram(program).IsPresent && step.After.FindProgram(program).IsAbsent ? step : null;
            }
        }

        return null;
    }
}

internal sealed class ProgramIsDirectory : IRule
{
    public RuleDescription About { get; } = new(
        "program-is-directory", Severity.Error, "the path that the container executes is a folder",
        "exec: \"/app\": permission denied",
        "Name the file inside it.");

    public IEnumerable<Defect> Check(BuildModel model) =>
        from command in Launch.Of(model)?.Commands ?? []
        where command is { IsCertain: true, SetBy: not null } && command.Program.StartsWith('/') && !Names.HasVariable(command.Program)
        let entry = model.Target!.End.Files.Find(command.Program)
        where entry is { IsPresent: true, Kind: EntryKind.Directory }
        let inside = $"{command.Program.TrimEnd('/')}/{Names.Base(command.Program.TrimEnd('/'))}"
        let isInside = model.Target!.End.Files.Find(inside).IsPresent
        select About.At(command.SetBy!, command.Program, $"{command.Program} is a folder, not a program{(isInside ? $"; the program lies at {inside}" : "")}.",
            command.InShell ? $"/bin/sh: {command.Program}: Permission denied" : $"exec: \"{command.Program}\": permission denied",
            isInside ? $"Start {inside}." : null);
}
