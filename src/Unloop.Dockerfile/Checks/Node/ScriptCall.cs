using Unloop.Dockerfile.Checks.Launching;
using Unloop.Dockerfile.Modelling.Files;

namespace Unloop.Dockerfile.Checks.Node;

/// <summary>A call of npm, yarn or pnpm.</summary>
/// <param name="Manager"><c>npm</c>, <c>yarn</c>, <c>pnpm</c>.</param>
/// <param name="Script">The script that is run; null for any other action.</param>
/// <param name="IsExplicit"><c>run NAME</c> or one of npm's own words: a program of that name is not tried.</param>
/// <param name="Folder">Given by <c>--prefix</c>, <c>--cwd</c> or <c>-C</c>.</param>
/// <param name="IfPresent">Its absence is no failure.</param>
internal sealed record ScriptCall(string Manager, string? Script, bool IsExplicit, string? Folder, bool IfPresent)
{
    private static readonly string[] OwnWords = ["start", "stop", "test", "restart"];

    private static readonly string[] NotAScript =
        ["install", "i", "ci", "add", "exec", "dlx", "create", "init", "config", "cache", "global", "node", "workspace", "workspaces", "set", "up", "upgrade", "rebuild", "prune", "link", "pack", "publish", "x", "why", "dedupe", "remove"];

    public bool IsHelp { get; private init; }

    /// <summary>Null for another program, and where a filter or workspace decides what runs.</summary>
    public static ScriptCall? Of(IReadOnlyList<string> words)
    {
        var manager = Names.Base(words[0]);
        if (manager is not ("npm" or "yarn" or "pnpm"))
        {
            return null;
        }

        string? folder = null;
        var rest = new List<string>();
        for (var i = 1; i < words.Count && words[i] != "--"; i++)
        {
            if (words[i] is "--prefix" or "--cwd" or "-C" or "--dir" && i + 1 < words.Count)
            {
                folder = words[++i];
            }
            else if (words[i].StartsWith("--prefix=", StringComparison.Ordinal) || words[i].StartsWith("--cwd=", StringComparison.Ordinal))
            {
                folder = words[i][(words[i].IndexOf('=', StringComparison.Ordinal) + 1)..];
            }
            else if (words[i] is "-w" or "-F" or "-r" or "--filter" or "--workspace" or "--workspaces" or "--recursive" || words[i].StartsWith("--workspace=", StringComparison.Ordinal) || words[i].StartsWith("--filter=", StringComparison.Ordinal))
            {
                return null;
            }
            else if (!words[i].StartsWith('-'))
            {
                rest.Add(words[i]);
            }
        }

        return Of(manager, rest, folder, words.Contains("--if-present"), words.Any(w => w is "-v" or "--version" or "-h" or "--help"));
    }

    public string? DirectoryFrom(string directory) => Folder is null ? directory : Names.HasVariable(Folder) ? null : Paths.Absolute(directory, Folder);

    private static ScriptCall Of(string manager, List<string> rest, string? folder, bool ifPresent, bool isHelp)
    {
        var call = new ScriptCall(manager, null, false, folder, ifPresent) { IsHelp = isHelp };
        return rest switch
        {
            _ when isHelp => call,
            ["run" or "run-script" or "rum", var script, ..] when !Names.HasVariable(script) => call with { Script = script, IsExplicit = manager == "npm" },
            [var own, ..] when OwnWords.Contains(own) => call with { Script = own, IsExplicit = true },
            [var name, ..] when manager is "yarn" or "pnpm" && !NotAScript.Contains(name) && !Names.HasVariable(name) => call with { Script = name },
            _ => call,
        };
    }
}
