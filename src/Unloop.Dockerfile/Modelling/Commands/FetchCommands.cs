using Unloop.Dockerfile.Modelling.Files;

namespace Unloop.Dockerfile.Modelling.Commands;

/// <summary>Commands that bring files from elsewhere.</summary>
internal static class FetchCommands
{
    private static readonly string[] CurlValued =
        ["-o", "--output", "-H", "--header", "-d", "--data", "-X", "--request", "-u", "--user", "--retry", "--retry-delay", "-A", "--connect-timeout", "-m", "--max-time", "--cacert", "-e", "-x"];

    private static readonly string[] WgetValued =
        ["-O", "--output-document", "-P", "--directory-prefix", "--header", "-t", "--tries", "-T", "--timeout", "-U", "-o", "-a"];

    public static CommandResult Curl(CommandCall call)
    {
        if (call.Has("-O", "--remote-name") || call.HasUnknownWords)
        {
            if (!call.HasUnknownWords && call.Operands(CurlValued) is [{ Text: { } address }])
            {
                return Save(call, Paths.Name(address.Split('?')[0]));
            }

            return HereAndThere(call, call.Value("-o", "--output"));
        }

        return BundledOutput(call) is { } file ? Save(call, file) : CommandResult.Unknown;
    }

    public static CommandResult Wget(CommandCall call)
    {
        var output = call.Value("-O", "--output-document") ?? Bundle(call, 'O');
        if (output is "-" || call.Has("--spider"))
        {
            return CommandResult.Unknown;
        }

        if (output is not null)
        {
            return Save(call, output);
        }

        return !call.HasUnknownWords && !call.Has("-P", "--directory-prefix") && call.Operands(WgetValued) is [{ Text: { } address }] && Paths.Name(address.Split('?')[0]) is { Length: > 0 } name
            ? Save(call, name)
            : HereAndThere(call, call.Value("-P", "--directory-prefix"));
    }

    /// <summary>What an archive holds is not known; it lands below the folder.</summary>
    public static CommandResult Tar(CommandCall call)
    {
        var run = call.Run;
        var first = call.Arguments.Count > 0 ? call.Arguments[0].Text ?? "x" : "x";
        var extracts = call.Has("-x", "--extract", "--get") || (!first.StartsWith('-') && first.Contains('x', StringComparison.Ordinal));
        if (!extracts)
        {
            return CommandTable.Works(call);
        }

        var given = call.Value("-C", "--directory");
        var folder = given is null && call.Has("-C", "--directory") ? null : run.Resolve(given ?? ".");
        run.Disturb(folder ?? "/");
        return CommandResult.Unknown;
    }

    public static CommandResult Git(CommandCall call)
    {
        var run = call.Run;
        var operands = call.Operands("-b", "--branch", "--depth", "-C", "-c", "--origin", "-o", "--reference", "-j", "--jobs", "--filter");
        if (operands.Count == 0 || operands[0].Text is not { } verb || call.Arguments.Any(a => a.Is("-C")))
        {
            return ShellBuiltins.Unfollowed(call);
        }

        if (verb is "config" or "lfs" or "rev-parse" or "describe" or "log" or "version")
        {
            return CommandResult.Succeeds;
        }

        if (verb != "clone" || operands.Count < 2 || call.HasUnknownWords)
        {
            run.Disturb(run.Directory ?? "/");
            run.Doubt(run.Directory ?? "/");
            return CommandResult.Unknown;
        }

        var name = Paths.Name(operands[1].Text!.TrimEnd('/'));
        var target = run.Resolve(operands.Count > 2 ? operands[2].Text : name.EndsWith(".git", StringComparison.Ordinal) ? name[..^4] : name);
        run.Disturb(target ?? "/");
        if (target is not null)
        {
            run.MakeDirectory(target);
        }

        return CommandResult.Unknown;
    }

    private static CommandResult Save(CommandCall call, string file)
    {
        var run = call.Run;
        if (run.Resolve(file) is not { } path)
        {
            run.DisturbAll();
            return CommandResult.Unknown;
        }

        if (path.StartsWith("/dev/", StringComparison.Ordinal))
        {
            return CommandResult.Unknown;
        }

        var existing = run.Find(path);
        if (file.EndsWith('/') || existing is { Kind: EntryKind.Directory or EntryKind.Unknown, Existence: not Existence.Absent })
        {
            run.Disturb(path);
            return CommandResult.Unknown;
        }

        run.Put(path, run.NewFile());
        return CommandResult.Unknown;
    }

    private static CommandResult HereAndThere(CommandCall call, string? other)
    {
        call.Run.Disturb(call.Run.Directory ?? "/");
        if (other is not null || call.HasUnknownWords)
        {
            call.Run.Disturb(call.Run.Resolve(other) ?? "/");
        }

        return CommandResult.Unknown;
    }

    /// <summary><c>-o file</c>, also at the end of a bundle as in <c>-fsSLo file</c>.</summary>
    private static string? BundledOutput(CommandCall call) => call.Arguments.Any(a => a.Text is "-o" or "--output" || (a.Text?.StartsWith("--output=", StringComparison.Ordinal) ?? false))
        ? call.Value("-o", "--output")
        : Bundle(call, 'o');

    private static string? Bundle(CommandCall call, char letter)
    {
        for (var i = 0; i < call.Arguments.Count; i++)
        {
            if (call.Arguments[i].Text is ['-', not '-', ..] text && text.IndexOf(letter, StringComparison.Ordinal) is var at and > 0)
            {
                return at + 1 < text.Length ? text[(at + 1)..] : i + 1 < call.Arguments.Count ? call.Arguments[i + 1].Text : null;
            }
        }

        return null;
    }
}
