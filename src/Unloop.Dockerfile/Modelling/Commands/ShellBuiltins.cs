using Unloop.Dockerfile.Modelling.Shell;

namespace Unloop.Dockerfile.Modelling.Commands;

/// <summary>What the shell does itself, and shells in shells.</summary>
internal static class ShellBuiltins
{
    public static CommandResult ChangeDirectory(CommandCall call)
    {
        var run = call.Run;
        var operands = call.Operands();
        var target = operands.Count == 0 ? run.Lookup("HOME").Value : operands[0].Is("-") || operands[0].IsPattern ? null : operands[0].Text;
        run.Directory = run.Resolve(target);
        if (run.Directory is { } directory && run.Find(directory) is { IsAbsent: true })
        {
            return new CommandResult(StepOutcome.Fails($"{directory} does not exist", $"cd: can't cd to {target}: No such file or directory"));
        }

        return CommandResult.Succeeds;
    }

    public static CommandResult Set(CommandCall call)
    {
        foreach (var word in call.Arguments.Select(a => a.Text).OfType<string>())
        {
            if (word.StartsWith('-') && word.Contains('e', StringComparison.Ordinal))
            {
                call.Run.StopsOnError = true;
            }
            else if (word.StartsWith('+') && word.Contains('e', StringComparison.Ordinal))
            {
                call.Run.StopsOnError = false;
            }
            else if (word == "pipefail")
            {
                call.Run.SeesPipeFailures = true;
            }
        }

        return CommandResult.Succeeds;
    }

    public static CommandResult Export(CommandCall call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Text is { } text && text.IndexOf('=', StringComparison.Ordinal) is var equals and > 0)
            {
                call.Run.Variables = call.Run.Variables.SetItem(text[..equals], text[(equals + 1)..]);
            }
        }

        return CommandResult.Succeeds;
    }

    public static CommandResult Unset(CommandCall call)
    {
        foreach (var argument in call.Operands())
        {
            call.Run.Variables = argument.Text is { } name ? call.Run.Variables.SetItem(name, null) : call.Run.Variables;
        }

        return CommandResult.Succeeds;
    }

    public static CommandResult Exit(CommandCall call)
    {
        call.Run.HasExited = true;
        return call.Arguments switch
        {
            [{ Text: "0" }] => CommandResult.Succeeds,
            [{ Text: { Length: > 0 } code }] when code.All(char.IsAsciiDigit) => new CommandResult(StepOutcome.Fails($"it ends with exit {code}")),
            _ => CommandResult.Unknown,
        };
    }

    /// <summary><c>sh -c "text"</c> is read, a script is not.</summary>
    public static CommandResult Shell(CommandCall call)
    {
        var run = call.Run;
        var at = call.Arguments.ToList().FindIndex(a => a.Text is ['-', not '-', ..] text && text.EndsWith('c'));
        if (at < 0 || at + 1 >= call.Arguments.Count || call.Arguments[at + 1].Text is not { } text || run.Depth > 8 || ShellParser.Parse(text, false) is not { } list)
        {
            return Unfollowed(call);
        }

        var (folder, variables, exited, stops, sees, command) = (run.Directory, run.Variables, run.HasExited, run.StopsOnError, run.SeesPipeFailures, run.Command);
        run.Depth++;
        var outcome = new ShellRunner(run).Run(list);
        run.Depth--;
        (run.Directory, run.Variables, run.HasExited, run.StopsOnError, run.SeesPipeFailures, run.Command) = (folder, variables, exited, stops, sees, command);
        return new CommandResult(outcome);
    }

    /// <summary>Scripts of the project, programs that nobody knows.</summary>
    public static CommandResult Unfollowed(CommandCall call)
    {
        call.Run.DisturbAll();
        return CommandResult.Unknown;
    }
}
