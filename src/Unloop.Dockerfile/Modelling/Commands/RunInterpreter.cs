using Unloop.Dockerfile.Modelling.Files;
using Unloop.Dockerfile.Modelling.Shell;
using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Modelling.Commands;

/// <summary>Carries out a RUN over the model of files.</summary>
internal sealed class RunInterpreter(ModelBuilder model, StageModel stage, Instruction instruction, StageState before)
{
    private static readonly HashSet<string> PosixShells = ["sh", "bash", "ash", "dash", "zsh", "ksh"];

    private readonly RunContext _run = new(model, stage, instruction, before);

    public (StageState After, StepOutcome Outcome, IReadOnlyList<RunCommand> Commands) Run()
    {
        var mounts = new Mounts(model, stage, before, instruction);
        _run.Files = mounts.Attach(before.Files, _run.By);
        var outcome = Execute();
        var after = before with { Files = mounts.Detach(_run.Files, _run.By), Users = _run.Users, Managers = _run.Managers };
        if (outcome.IsFailure)
        {
            after = after with { Files = Changes.Disturb(after.Files, "/", _run.By) };
        }

        return (after, outcome, _run.Commands);
    }

    private StepOutcome Execute()
    {
        if (instruction.ExecForm is { Count: > 0 } words)
        {
            return ExecuteWords(words);
        }

        var shell = before.Shell[0];
        if (before.FindProgram(shell).IsAbsent)
        {
            return StepOutcome.Fails($"there is no {shell} to run it with", $"exec: \"{shell}\": stat {shell}: no such file or directory");
        }

        if (!PosixShells.Contains(Paths.Name(shell)))
        {
            _run.DisturbAll();
            return StepOutcome.Unknown;
        }

        SetOptions(before.Shell);
        return ExecuteText();
    }

    /// <summary><c>["sh", "-c", "text"]</c> is text too.</summary>
    private StepOutcome ExecuteWords(IReadOnlyList<string> words)
    {
        if (words.Count >= 3 && PosixShells.Contains(Paths.Name(words[0])) && words[^2].StartsWith('-') && words[^2].EndsWith('c'))
        {
            SetOptions(words);
            return ExecuteScript(words[^1], bodiesApart: false);
        }

        return new CommandRunner(_run).Run(words);
    }

    private StepOutcome ExecuteText()
    {
        var heredocs = instruction.Heredocs;
        var text = instruction.Arguments;
        if (heredocs.Count == 0)
        {
            return ExecuteScript(text, bodiesApart: false);
        }

        // The text of "RUN <<EOF" is the script; in "RUN cat <<EOF > x" it goes to a program.
        var isScript = heredocs.Count == 1 && text.TrimStart().StartsWith("<<", StringComparison.Ordinal) && text.Trim().All(c => char.IsLetterOrDigit(c) || c is '<' or '-' or '_' or '.' or '"' or '\'');
        if (!isScript)
        {
            return ExecuteScript(text, bodiesApart: true);
        }

        var script = heredocs[0].Text;
        if (script.StartsWith("#!", StringComparison.Ordinal))
        {
            var interpreter = script.Split('\n', 2)[0][2..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (!interpreter.Any(w => PosixShells.Contains(Paths.Name(w.Trim()))))
            {
                _run.DisturbAll();
                return StepOutcome.Unknown;
            }
        }

        return ExecuteScript(script, bodiesApart: false);
    }

    private StepOutcome ExecuteScript(string text, bool bodiesApart)
    {
        if (ShellParser.Parse(text, bodiesApart) is not { } list)
        {
            _run.DisturbAll();
            return StepOutcome.Unknown;
        }

        return new ShellRunner(_run).Run(list);
    }

    private void SetOptions(IReadOnlyList<string> shell)
    {
        _run.StopsOnError = shell.Any(w => w.Length > 1 && w[0] == '-' && w[1] != '-' && w.Contains('e', StringComparison.Ordinal));
        _run.SeesPipeFailures = shell.Contains("pipefail");
    }
}
