using Unloop.Dockerfile.Modelling.Files;
using Unloop.Dockerfile.Modelling.Shell;

namespace Unloop.Dockerfile.Modelling.Commands;

/// <summary>mkdir, touch, rm, ln, tee, chmod, chown.</summary>
internal static class FileCommands
{
    public static CommandResult MakeDirectories(CommandCall call)
    {
        var run = call.Run;
        var mode = call.Value("-m", "--mode") is { } text ? ModeText.Parse(text) : null;
        foreach (var operand in call.Operands("-m", "--mode"))
        {
            if (run.Resolve(operand.Text) is not { } path || operand.IsPattern)
            {
                run.DisturbAll();
                continue;
            }

            if (!call.Has("-p", "--parents") && run.Find(path).IsPresent)
            {
                return new CommandResult(StepOutcome.Fails($"{path} exists already", $"mkdir: can't create directory '{operand.Text}': File exists"));
            }

            if ((call.Has("-p", "--parents") ? NoFolder.OnTheWay(call, path) : NoFolder.For(call, path)) is { } failure)
            {
                return failure;
            }

            run.MakeDirectory(path);
            if (mode is { } change)
            {
                run.SetModes(path, change, recursive: false);
            }
        }

        return CommandResult.Succeeds;
    }

    public static CommandResult Touch(CommandCall call)
    {
        var run = call.Run;
        foreach (var operand in call.Operands("-d", "-t", "-r"))
        {
            if (run.Resolve(operand.Text) is not { } path || operand.IsPattern)
            {
                run.DisturbAll();
            }
            else if (NoFolder.For(call, path) is { } failure)
            {
                return failure;
            }
            else if (!run.Find(path).IsPresent)
            {
                run.Put(path, run.NewFile(run.Find(path).IsAbsent ? new FileText("", true) : null));
            }
        }

        return CommandResult.Succeeds;
    }

    public static CommandResult Remove(CommandCall call)
    {
        var run = call.Run;
        var outcome = CommandResult.Succeeds;
        foreach (var operand in call.Operands())
        {
            var paths = run.PathsOf(operand, out var complete, out var folder);
            if (!complete)
            {
                run.Doubt(folder);
            }

            if (!call.Has("-f", "--force") && !operand.IsPattern && complete && run.Files.FindLink(paths[0]).IsAbsent)
            {
                outcome = new CommandResult(StepOutcome.Fails($"{paths[0]} does not exist", $"{call.Program}: can't remove '{operand.Text}': No such file or directory"));
            }

            foreach (var path in paths)
            {
                run.Remove(path);
            }
        }

        return outcome;
    }

    /// <summary><c>ln -s</c> makes a link; a hard link is as good as a file of which nothing is known.</summary>
    public static CommandResult Link(CommandCall call)
    {
        var run = call.Run;
        var operands = call.Operands();
        if (operands.Count is < 1 or > 2 || operands.Any(o => o.Text is null || o.IsPattern))
        {
            run.DisturbAll();
            return CommandResult.Unknown;
        }

        var target = operands[0].Text!;
        if (run.Resolve(operands.Count == 2 ? operands[1].Text! : Paths.Name(target)) is not { } path)
        {
            run.DisturbAll();
            return CommandResult.Unknown;
        }

        var existing = run.Find(path);
        if (existing.Existence == Existence.Unknown || existing is { IsPresent: true, Kind: EntryKind.Unknown })
        {
            run.Disturb(path);
            return CommandResult.Unknown;
        }

        path = existing is { IsPresent: true, Kind: EntryKind.Directory } && !call.Has("-n", "-T") ? Paths.Join(path, Paths.Name(target)) : path;
        var isSymbolic = call.Has("-s", "--symbolic");
        var node = new Node
        {
            Existence = Existence.Present,
            Kind = isSymbolic ? EntryKind.Symlink : EntryKind.Unknown,
            Placed = run.By.Moment,
            MadeBy = run.By,
            Target = isSymbolic ? target : null,
            Owner = run.Owner,
            Effects = isSymbolic ? Effects.None : new Effects { Gain = run.By },
        };
        run.Files = Changes.Remove(run.Files, path, run.By);
        run.Put(path, node);
        return CommandResult.Succeeds;
    }

    public static CommandResult Tee(CommandCall call)
    {
        foreach (var operand in call.Operands())
        {
            if (call.Run.Resolve(operand.Text) is not { } path)
            {
                call.Run.DisturbAll();
            }
            else if (!path.StartsWith("/dev/", StringComparison.Ordinal))
            {
                call.Run.Put(path, call.Run.NewFile());
            }
        }

        return CommandResult.Succeeds;
    }

    public static CommandResult ChangeMode(CommandCall call)
    {
        // A mode may begin with a dash: chmod -x file.
        var words = call.Arguments.Where(a => a.Text is not ("-R" or "--recursive" or "-v" or "-f" or "-c" or "-Rf" or "-fR" or "-vR" or "-Rv" or "--")).ToList();
        var recursive = call.Arguments.Any(a => a.Text is "--recursive" or "-R" or "-Rf" or "-fR" or "-vR" or "-Rv");
        if (words.Count < 2)
        {
            return CommandResult.Unknown;
        }

        var change = words[0].Text is { } text ? ModeText.Parse(text) : null;
        return EachPath(call, words.Skip(1), "chmod", path => call.Run.SetModes(path, change, recursive), folder => call.Run.SetModes(folder, null, recursive: true));
    }

    public static CommandResult ChangeOwner(CommandCall call)
    {
        var operands = call.Operands();
        var recursive = call.Has("-R", "--recursive");
        if (operands.Count < 2)
        {
            return CommandResult.Unknown;
        }

        var owner = operands[0].Text switch { "root" or "root:root" or "0" or "0:0" => "0:0", var other => other };
        return EachPath(call, operands.Skip(1), "chown", path => call.Run.Own(path, owner, recursive), folder => call.Run.Own(folder, null, recursive: true));
    }

    /// <param name="doubtful">What to do with the folder of a pattern that cannot be followed.</param>
    private static CommandResult EachPath(CommandCall call, IEnumerable<Argument> operands, string program, Action<string> change, Action<string> doubtful)
    {
        var outcome = CommandResult.Succeeds;
        foreach (var operand in operands)
        {
            var paths = call.Run.PathsOf(operand, out var complete, out var folder);
            if (!complete)
            {
                doubtful(folder);
            }

            foreach (var path in paths)
            {
                if (!operand.IsPattern && call.Run.Find(path).IsAbsent)
                {
                    outcome = new CommandResult(StepOutcome.Fails($"{path} does not exist", $"{program}: {operand.Text}: No such file or directory"));
                }
                else
                {
                    change(path);
                }
            }
        }

        return outcome;
    }
}
