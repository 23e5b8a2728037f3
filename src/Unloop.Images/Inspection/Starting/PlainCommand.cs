using System.Buffers;

namespace Unloop.Images.Inspection.Starting;

/// <summary>Commands behind other commands, as far as they are plain to see.</summary>
internal static class PlainCommand
{
    private static readonly SearchValues<char> Meaningful = SearchValues.Create("|&;<>()$`\\\"'*?[]#~=%{}!\n\r\t");

    /// <summary>Programs that start the rest of their command line as it stands.</summary>
    private static readonly string[] Starters = ["tini", "tini-static", "dumb-init", "catatonit"];

    /// <summary>The command that <c>sh -c</c> is given when nothing in it has a meaning of its own to the shell; a leading <c>exec</c> is dropped.</summary>
    public static IReadOnlyList<string>? OfShell(IReadOnlyList<string> argv)
    {
        if (argv.Count < 3 || argv[1] != "-c" || ScriptArgument.InterpreterOf(argv[0]) != Interpreter.Shell || argv[2].AsSpan().ContainsAny(Meaningful))
        {
            return null;
        }

        var words = argv[2].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        words = words is ["exec", .. var rest] ? rest : words;
        return words.Length == 0 ? null : words;
    }

    /// <summary>What an init program is given to start.</summary>
    public static IReadOnlyList<string>? OfStarter(IReadOnlyList<string> argv)
    {
        if (argv.Count < 2 || Array.IndexOf(Starters, argv[0][(argv[0].LastIndexOf('/') + 1)..]) < 0)
        {
            return null;
        }

        var at = 1;
        while (at < argv.Count && argv[at] is "-g" or "-s" or "-v" or "-vv")
        {
            at++;
        }

        at += at < argv.Count && argv[at] == "--" ? 1 : 0;
        return at < argv.Count && !argv[at].StartsWith('-') ? [.. argv.Skip(at)] : null;
    }

    /// <summary>Whether a script ends by becoming the command that follows it, as images' entrypoint scripts do.</summary>
    public static bool EndsWithExec(string script)
    {
        var last = script.Split('\n').Select(l => l.Trim()).LastOrDefault(l => l.Length > 0 && !l.StartsWith('#'));
        return last is "exec \"$@\"" or "exec $@" or "exec \"${@}\"";
    }
}
