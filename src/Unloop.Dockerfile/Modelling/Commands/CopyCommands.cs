using Unloop.Dockerfile.Modelling.Files;
using Unloop.Dockerfile.Modelling.Shell;

namespace Unloop.Dockerfile.Modelling.Commands;

/// <summary>cp, mv, install.</summary>
internal static class CopyCommands
{
    private const int MostCompared = 20_000;

    public static CommandResult Copy(CommandCall call) => Transfer(call, call.Operands("-t", "--target-directory", "-S"), call.Has("-r", "-R", "-a", "--recursive", "--archive"), moves: false);

    public static CommandResult Move(CommandCall call) => Transfer(call, call.Operands("-t", "--target-directory", "-S"), recursive: true, moves: true);

    public static CommandResult Install(CommandCall call)
    {
        string[] valued = ["-m", "-o", "-g", "-t", "--mode", "--owner", "--group", "--target-directory"];
        if (call.Has("-d"))
        {
            foreach (var operand in call.Operands(valued))
            {
                if (call.Run.Resolve(operand.Text) is { } path)
                {
                    call.Run.MakeDirectory(path);
                    call.Run.Own(path, call.Value("-o") is { } owner ? owner + (call.Value("-g") is { } group ? ":" + group : "") : call.Run.Owner, recursive: false);
                }
            }

            return CommandResult.Succeeds;
        }

        call.Run.DisturbAll();
        return CommandResult.Unknown;
    }

    private static CommandResult Transfer(CommandCall call, List<Argument> operands, bool recursive, bool moves)
    {
        var run = call.Run;
        var target = call.Value("-t", "--target-directory") is { } given ? run.Resolve(given) : operands.Count > 0 && !operands[^1].IsPattern ? run.Resolve(operands[^1].Text) : null;
        var sources = call.Value("-t", "--target-directory") is null ? operands.SkipLast(1).ToList() : operands;
        if (target is null || sources.Count == 0 || call.Has("--parents", "-u", "-n", "-l", "-s"))
        {
            run.DisturbAll();
            return CommandResult.Unknown;
        }

        var writtenAsDirectory = call.Value("-t", "--target-directory") is not null || sources.Count > 1 || sources.Exists(s => s.IsPattern) || operands[^1].Text!.EndsWith('/');
        var outcome = CommandResult.Succeeds;
        foreach (var source in sources)
        {
            var paths = run.PathsOf(source, out var complete, out var folder);
            if (!complete)
            {
                run.Disturb(target);
                outcome = CommandResult.Unknown;
                if (moves)
                {
                    run.Doubt(folder);
                }
            }

            foreach (var path in paths)
            {
                outcome = One(call, path, target, writtenAsDirectory, IsContents(source.Text!), recursive, moves) ?? outcome;
            }
        }

        return outcome;
    }

    /// <returns>Null when it went as it should.</returns>
    private static CommandResult? One(CommandCall call, string source, string target, bool writtenAsDirectory, bool contents, bool recursive, bool moves)
    {
        var run = call.Run;
        var place = run.Files.Locate(source, follow: !moves);
        if (place.Node is null or { Existence: Existence.Absent } && !place.IsUnknown)
        {
            return new CommandResult(StepOutcome.Fails($"{source} does not exist", $"{(moves ? "mv" : "cp")}: can't stat '{source}': No such file or directory"));
        }

        if (place.Node is not { } node || place.IsUnknown || node.Existence == Existence.Unknown || Paths.IsWithin(target, source))
        {
            run.Disturb(target);
            return CommandResult.Unknown;
        }

        if (node.Kind == EntryKind.Directory && !recursive)
        {
            return new CommandResult(StepOutcome.Fails($"{source} is a directory, and cp has no -r", $"cp: omitting directory '{source}'"));
        }

        var existing = run.Find(target);
        if (existing.Kind == EntryKind.Unknown && existing.Existence != Existence.Absent && !writtenAsDirectory)
        {
            run.Disturb(target);
            Leave(run, source, moves);
            return CommandResult.Unknown;
        }

        // Where the target may be a directory or not be there, nobody knows the name that the copy gets.
        if (existing.Existence == Existence.Unknown)
        {
            run.Disturb(target);
            Leave(run, source, moves);
            return CommandResult.Unknown;
        }

        if (existing.IsAbsent && writtenAsDirectory && node.Kind != EntryKind.Directory)
        {
            return new CommandResult(StepOutcome.Fails($"{target} is not a directory", $"{(moves ? "mv" : "cp")}: can't create '{target}/': No such file or directory"));
        }

        if (existing.IsAbsent && NoFolder.For(call, target) is { } failure)
        {
            return failure;
        }

        var inside = existing is { IsPresent: true, Kind: EntryKind.Directory } && !contents;
        var to = inside ? Paths.Join(target, Paths.Name(source)) : target;
        if (to == source)
        {
            return new CommandResult(StepOutcome.Fails($"{source} and {to} are the same", $"{(moves ? "mv" : "cp")}: '{source}' and '{to}' are the same file"));
        }

        if (!Fits(run, to, node, moves))
        {
            run.Disturb(to);
            if (moves)
            {
                run.Doubt(source);
            }

            return CommandResult.Unknown;
        }

        var copy = RestSource.Copy(node, run.By with { SourcePath = source, Source = node.MadeBy }, moves ? null : run.Owner, null);
        run.Overlay(to, copy);
        Leave(run, source, moves);
        return null;
    }

    /// <summary><c>cp -r . target</c> copies what is in the folder.</summary>
    private static bool IsContents(string source) => source is "." or ".." || source.EndsWith("/.", StringComparison.Ordinal) || source.EndsWith("/..", StringComparison.Ordinal);

    /// <summary>A directory does not replace a file, nor a file a directory, at any depth; and mv puts a directory only where nothing is.</summary>
    private static bool Fits(RunContext run, string to, Node node, bool moves)
    {
        var existing = run.Find(to);
        var fuel = MostCompared;
        return existing.IsAbsent
            || (existing.IsPresent && existing.Kind == node.Kind && node.Kind != EntryKind.Unknown && !(moves && node.Kind == EntryKind.Directory)
                && !(run.Files.Locate(to, follow: true).Node is { } older && Merging.Collide(node, older, ref fuel)));
    }

    private static void Leave(RunContext run, string source, bool moves)
    {
        if (moves)
        {
            run.Remove(source);
        }
    }
}
