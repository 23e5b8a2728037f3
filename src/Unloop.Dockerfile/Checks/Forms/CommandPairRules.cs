using Unloop.Dockerfile.Checks.Launching;
using Unloop.Dockerfile.Modelling;

namespace Unloop.Dockerfile.Checks.Forms;

/// <summary>The shell takes what follows its text for $0, $1, …, and the text does not use them.</summary>
internal sealed class ShellEntrypointIgnoresCmd : IRule
{
    public RuleDescription About { get; } = new(
        "shell-entrypoint-ignores-cmd", Severity.Error, "ENTRYPOINT is in shell form, so that CMD is never used",
        "(nothing: the program runs without its arguments, and often ends with exit code 0)",
        "Write ENTRYPOINT as a JSON array.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (model.Target?.Command is { IsOpen: false, CmdIsIgnored: true, Entrypoint: { SetBy: { } setBy } entrypoint, Cmd: { SetBy: not null } cmd }
            && entrypoint.Stage == cmd.Stage && entrypoint.Text is { } text && !UsesArguments(text) && !SaysItAlready(text, cmd))
        {
            var dropped = cmd.Text ?? string.Join(' ', cmd.Words);
            yield return About.At(setBy, dropped, $"ENTRYPOINT in shell form drops CMD: {Quoted(text)} is started without {Quoted(dropped)}.", null,
                $"Write ENTRYPOINT as a JSON array: [{string.Join(", ", text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Quoted))}].");
        }
    }

    private static string Quoted(string text) => $"\"{text}\"";

    private static bool UsesArguments(string text) => text.Contains("$@", StringComparison.Ordinal) || text.Contains("$*", StringComparison.Ordinal)
        || text.Contains("${@", StringComparison.Ordinal) || Enumerable.Range(0, 10).Any(i => text.Contains($"${i}", StringComparison.Ordinal));

    private static bool SaysItAlready(string text, CommandPart cmd)
    {
        var words = cmd.IsShell ? cmd.Text!.Split(' ', StringSplitOptions.RemoveEmptyEntries) : cmd.Words;
        return words.All(w => text.Contains(w, StringComparison.Ordinal));
    }
}

internal sealed class ShellFormWithoutShell : IRule
{
    public RuleDescription About { get; } = new(
        "shell-form-without-shell", Severity.Error, "the command is in shell form, and the image has no shell",
        "exec: \"/bin/sh\": stat /bin/sh: no such file or directory",
        "Write the command as a JSON array.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (model.Target?.Command is { IsOpen: false, Leading: { IsShell: true, SetBy: { } setBy, Words: [var shell, ..] } leading } && model.Target.End.FindProgram(shell).IsAbsent && !setBy.LooksLikeExecForm)
        {
            var words = PlainShell.Read(leading.Text ?? "") is { IsWhole: true, Commands: [{ Words: var plain }] } && !plain.Any(Names.HasVariable) ? plain : null;
            yield return About.At(setBy, shell, $"{setBy.Keyword} in shell form is run by {shell}, which {Scripts.InterpreterMissing.Where(model.Target)} does not have.",
                $"exec: \"{shell}\": stat {shell}: no such file or directory",
                words is null ? null : $"Write it as a JSON array: {setBy.Keyword} [{string.Join(", ", words.Select(w => $"\"{w}\""))}].");
        }
    }
}

/// <summary>Somebody wanted two processes, or forgot the old line: only the last counts.</summary>
internal sealed class CommandRepeated : IRule
{
    public RuleDescription About { get; } = new(
        "command-repeated", Severity.Warning, "a stage has CMD or ENTRYPOINT more than once, and only the last counts",
        "(nothing of the command that does not count)",
        "Keep one; for two processes use two containers, or a script that starts both.");

    public IEnumerable<Defect> Check(BuildModel model) =>
        from stage in model.Stages
        where stage.IsNeeded && (stage == model.Target || stage == model.Target?.Parent)
        from keyword in (string[])["CMD", "ENTRYPOINT"]
        let steps = stage.Steps.Where(s => s.Instruction.Keyword == keyword).ToList()
        where steps.Count > 1
        from step in steps.SkipLast(1)
        where step.Instruction.Arguments != steps[^1].Instruction.Arguments
        select About.At(step.Instruction, step.Instruction.Arguments, $"This {keyword} does not count: line {steps[^1].Instruction.FirstLine} of the same stage has another.");
}

/// <summary>The command stands in a stage that the final one only copies from.</summary>
internal sealed class CommandInOtherStage : IRule
{
    private static readonly string[] Idle = ["sh", "bash", "ash", "node", "python", "python3", "irb", "jshell", "php"];

    public RuleDescription About { get; } = new(
        "command-in-other-stage", Severity.Error, "CMD or ENTRYPOINT stands in a build stage, and the final stage has none of its own",
        "(nothing: the base image's shell ends at once with exit code 0)",
        "Move the instruction to the final stage.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (model.Target is not { Command: { IsOpen: false } command } target || Launch.Of(model)!.OwnParts.Any() || !DoesNothing(command))
        {
            yield break;
        }

        var sources = target.Steps.Select(s => s.Copy?.FromStage).OfType<StageModel>().Distinct();
        foreach (var step in sources.SelectMany(s => s.Steps).Where(s => s.Instruction.Keyword is "CMD" or "ENTRYPOINT"))
        {
            yield return About.At(step.Instruction, step.Instruction.Arguments,
                $"This {step.Instruction.Keyword} belongs to a stage that the final one only copies from; the final stage starts {(command.Argv is [] or null ? "nothing" : string.Join(' ', command.Argv))}.",
                command.Argv is [] ? "no command specified" : null);
        }
    }

    private static bool DoesNothing(StartCommand command) => command.Argv switch
    {
        null => false,
        [] => true,
        [var only] => Idle.Contains(Names.Base(only)),
        [var script, var only] => Names.Base(script).StartsWith("docker-", StringComparison.Ordinal) && Idle.Contains(Names.Base(only)),
        _ => false,
    };
}

/// <summary>A new ENTRYPOINT takes the inherited CMD away, and the entrypoint script was made to run it.</summary>
internal sealed class EntrypointDropsInheritedCmd : IRule
{
    public RuleDescription About { get; } = new(
        "entrypoint-drops-inherited-cmd", Severity.Error, "ENTRYPOINT takes the base image's CMD away, and its script has nothing left to run",
        "(nothing: the script ends with exit code 0)",
        "Write the CMD again after ENTRYPOINT.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (model.Target is not { Command: { IsOpen: false, Cmd: null or { Words.Count: 0 }, Entrypoint: { Form: CommandForm.Exec, SetBy: { } setBy, Words: [var script] } } } target)
        {
            yield break;
        }

        var inherited = target.Steps.FirstOrDefault(s => s.Instruction == setBy)?.Before.Command;
        if (inherited is not { IsOpen: false, Cmd.Words: { Count: > 0 } words })
        {
            yield break;
        }

        var same = inherited.Entrypoint is { Words: [var before] } && Names.Base(before) == Names.Base(script);
        var file = target.End.FindProgram(script);
        var handsOver = file.Text?.Whole is { } text
            ? PlainShell.Read(text) is { IsWhole: true, Commands: [.., { Program: "exec", Words: [_, "$@"], IsCertain: true }] }
            : same;
        if (handsOver)
        {
            yield return About.At(setBy, string.Join(' ', words), $"A new ENTRYPOINT takes the inherited CMD ({string.Join(' ', words)}) away, and {script} runs what CMD says.", null,
                $"Write it again after ENTRYPOINT: CMD [{string.Join(", ", words.Select(w => $"\"{w}\""))}].");
        }
    }
}
