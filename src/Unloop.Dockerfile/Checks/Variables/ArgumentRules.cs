using Unloop.Dockerfile.Checks.Launching;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Checks.Variables;

/// <summary>ARG is gone when the build is over.</summary>
internal sealed class ArgAtRunTime : IRule
{
    public RuleDescription About { get; } = new(
        "arg-at-run-time", Severity.Warning, "the start command uses an ARG, which is not set any more when the container runs",
        "Error: Invalid URL: undefined",
        "Keep the value for the run: ENV NAME=$NAME after the ARG.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (Launch.Of(model) is not { State.EnvironmentIsOpen: false } launch)
        {
            yield break;
        }

        foreach (var part in launch.OwnParts)
        {
            var text = part.Text ?? (part.Words is [var shell, ['-', ..], var given, ..] && Names.IsShell(shell) ? given : null);
            foreach (var name in text is null ? [] : VariableUse.PlainNames(text).Where(n => launch.State.Arguments.ContainsKey(n) && !launch.State.Environment.ContainsKey(n) && !SetsItself(text, n)))
            {
                yield return About.At(part.SetBy!, name, $"{name} is an ARG and set during the build only: unless the pod sets it, ${name} is empty when the container starts.", null,
                    $"Keep the value for the run: ENV {name}=${name} after the ARG.");
            }
        }
    }

    private static bool SetsItself(string text, string name) => text.Contains($"{name}=", StringComparison.Ordinal) || text.Contains($"for {name} in", StringComparison.Ordinal) || text.Contains($"read {name}", StringComparison.Ordinal);
}

/// <summary>An ARG before the first FROM is known to FROM lines alone.</summary>
internal sealed class ArgOutOfScope : IRule
{
    private static readonly string[] Expanding = ["ENV", "WORKDIR", "COPY", "ADD", "RUN", "USER"];

    public RuleDescription About { get; } = new(
        "arg-out-of-scope", Severity.Warning, "an ARG from before FROM is used inside a stage that does not declare it again, where it is empty",
        "(an empty value: a wrong path, version or address)",
        "Declare it again inside the stage: ARG NAME.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        var global = model.Document.Instructions.TakeWhile(i => i.Keyword != "FROM").Where(i => i.Keyword == "ARG").SelectMany(i => i.KeyValues).Select(k => k.Key).ToHashSet();
        if (global.Count == 0)
        {
            yield break;
        }

        foreach (var step in model.NeededSteps.Where(s => Expanding.Contains(s.Instruction.Keyword) && !s.Before.EnvironmentIsOpen))
        {
            var text = Text(step.Instruction);
            foreach (var name in VariableUse.PlainNames(text).Where(n => global.Contains(n) && !IsKnown(step, n, text)))
            {
                yield return About.At(step.Instruction, name, $"${name} is empty here: its ARG stands before FROM, and this stage does not declare it again.", null,
                    $"Declare it again in this stage, before this line: ARG {name}.");
            }
        }
    }

    private static bool IsKnown(StepModel step, string name, string text) =>
        step.Before.Arguments.ContainsKey(name) || step.Before.Environment.ContainsKey(name) || text.Contains($"{name}=", StringComparison.Ordinal)
        || text.Contains($"for {name} in", StringComparison.Ordinal) || text.Contains($"read {name}", StringComparison.Ordinal) || text.Contains($"\\${name}", StringComparison.Ordinal) || step.Instruction.Heredocs.Count > 0;

    private static string Text(Instruction instruction) => instruction.Arguments;
}

/// <summary>In the old form of ENV, everything after the name is the value, an equals sign included.</summary>
internal sealed class EnvValueWithEquals : IRule
{
    public RuleDescription About { get; } = new(
        "env-value-with-equals", Severity.Error, "blanks around the equals sign make the equals sign a part of the variable's value",
        "Error: Invalid port: = 3000",
        "Write it without blanks: ENV PORT=3000.");

    public IEnumerable<Defect> Check(BuildModel model) =>
        from step in model.NeededSteps
        where step.Instruction.Keyword == "ENV"
        from pair in step.Instruction.KeyValues
        where !pair.HasEquals && pair.Value is ['=', ..]
        select About.At(step.Instruction, pair.Key, $"{pair.Key} is set to \"{pair.Value}\": with blanks around it, the equals sign is a part of the value.", null,
            $"Write it without blanks: ENV {pair.Key}={pair.Value!.TrimStart('=').Trim()}.");
}

/// <summary>No shell stands between: the tilde is a folder of that name.</summary>
internal sealed class TildeNotExpanded : IRule
{
    public RuleDescription About { get; } = new(
        "tilde-not-expanded", Severity.Error, "a path begins with ~, which nothing replaces in this instruction",
        "exec: \"~/app/run.sh\": no such file or directory",
        "Write the home directory out: /root or /home/NAME.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        foreach (var step in model.NeededSteps)
        {
            var path = step.Instruction.Keyword switch
            {
                "WORKDIR" => step.Instruction.Arguments.Trim('"'),
                "COPY" or "ADD" => step.Instruction.Destination ?? "",
                _ => "",
            };
            if (path == "~" || path.StartsWith("~/", StringComparison.Ordinal))
            {
                yield return About.At(step.Instruction, path, $"{step.Instruction.Keyword} takes {path} literally: it means a folder whose name is ~.");
            }
        }

        foreach (var part in Launch.Of(model)?.OwnParts.Where(p => p.Form == CommandForm.Exec) ?? [])
        {
            if (part.Words.FirstOrDefault(w => w.StartsWith("~/", StringComparison.Ordinal)) is { } word && !part.Words.Any(Names.IsShell))
            {
                yield return About.At(part.SetBy!, word, $"{word} in a JSON array is passed on as it stands: no shell replaces ~.", $"exec: \"{word}\": no such file or directory");
            }
        }
    }
}
