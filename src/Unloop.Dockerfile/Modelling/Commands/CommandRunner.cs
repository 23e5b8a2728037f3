using Unloop.Dockerfile.Modelling.Shell;

namespace Unloop.Dockerfile.Modelling.Commands;

/// <summary>Carries out one simple command and keeps the record of it.</summary>
internal sealed class CommandRunner(RunContext run)
{
    /// <summary>Programs that run another one; with the options of theirs that take a value.</summary>
    private static readonly Dictionary<string, string[]> Wrappers = new(StringComparer.Ordinal)
    {
        ["sudo"] = ["-u", "-g"],
        ["exec"] = [],
        ["env"] = ["-u"],
        ["time"] = [],
        ["nice"] = ["-n"],
        ["command"] = [],
        ["nohup"] = [],
        ["eatmydata"] = [],
        ["timeout"] = ["-s", "-k"],
    };

    public StepOutcome Run(SimpleCommand simple, bool readsPipe)
    {
        if (run.IsFull)
        {
            run.DisturbAll();
            return StepOutcome.Unknown;
        }

        run.Command = string.Join(' ', simple.Text.Split((char[])[' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries));
        var assignments = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (name, value) in simple.Assignments)
        {
            assignments[name] = WordExpansion.Join(value, run.Lookup);
        }

        var words = simple.Words.SelectMany(w => WordExpansion.Words(w, run.Lookup)).ToList();
        if (words.Count == 0)
        {
            run.Variables = run.Variables.SetItems(assignments);
            new Redirections(run).Apply(simple.Redirects, "");
            return StepOutcome.Succeeds;
        }

        return Execute(simple, words, assignments, readsPipe);
    }

    /// <summary>An exec-form RUN.</summary>
    public StepOutcome Run(IReadOnlyList<string> words)
    {
        run.Command = string.Join(' ', words);
        return Execute(new SimpleCommand([], [], [], run.Command), [.. words.Select(w => new Argument(w, false))], [], false);
    }

    private StepOutcome Execute(SimpleCommand simple, List<Argument> words, Dictionary<string, string?> assignments, bool readsPipe)
    {
        var before = run.State;
        var folder = run.Directory;
        var outer = run.Variables;
        run.Variables = run.Variables.SetItems(assignments);
        var at = Unwrap(words, assignments);
        var name = at < words.Count ? words[at].Text : null;
        var program = name is null ? null : Files.Paths.Name(name);
        var arguments = words.Skip(at + 1).ToList();
        var result = program is null ? Unreadable()
            : Missing(name!) ?? CommandTable.Run(new CommandCall(run, program, arguments), name!, readsPipe);
        run.Variables = assignments.Count > 0 && program is not ("export" or "local") ? outer : run.Variables;
        new Redirections(run).Apply(simple.Redirects, Output.Of(program, arguments));
        run.Commands.Add(new RunCommand
        {
            Text = run.Command,
            Words = [.. words.Select(w => w.Text)],
            Program = program,
            Arguments = [.. arguments.Select(a => a.Text)],
            Directory = folder,
            Assignments = assignments,
            RunsForCertain = run.IsCertain,
            FailureIsHidden = run.IsHidden,
            Outcome = result.Outcome,
            Before = before,
            Install = result.Install,
        });
        return result.Outcome;
    }

    private CommandResult Unreadable()
    {
        run.DisturbAll();
        return CommandResult.Unknown;
    }

    /// <summary>The index of the program that is meant in the end.</summary>
    private static int Unwrap(List<Argument> words, Dictionary<string, string?> assignments)
    {
        var i = 0;
        while (i < words.Count && words[i].Text is { } text && Wrappers.TryGetValue(text, out var valued)
            && !(text == "command" && i + 1 < words.Count && words[i + 1].Text is "-v" or "-V"))
        {
            var wrapper = text;
            i++;
            while (i < words.Count && words[i].Text is { } option && (option.StartsWith('-') || (wrapper is "env" or "sudo" && option.Contains('=', StringComparison.Ordinal))))
            {
                if (!option.StartsWith('-'))
                {
                    var equals = option.IndexOf('=', StringComparison.Ordinal);
                    assignments[option[..equals]] = option[(equals + 1)..];
                }

                i += valued.Contains(option) ? 2 : 1;
            }

            i += wrapper == "timeout" ? 1 : 0;
        }

        return i;
    }

    /// <summary>The program is not in the image, for certain.</summary>
    private CommandResult? Missing(string name)
    {
        if (CommandTable.IsBuiltin(name) || !run.State.FindProgram(name).IsAbsent)
        {
            return null;
        }

        return new CommandResult(StepOutcome.Fails($"{name} is not there when it is to run", $"/bin/sh: {name}: not found"));
    }
}
