using Unloop.Dockerfile.Modelling;

namespace Unloop.Dockerfile.Checks.Languages;

/// <summary>
/// Commands that bring no program, library or package unless they are the ones that a rule knows to read. Where anything else ran, a rule that
/// argues from "nobody installed it" is silent.
/// </summary>
internal static class PlainCommands
{
    private static readonly HashSet<string> Harmless =
    [
        "[", "adduser", "addgroup", "apk", "apt", "apt-get", "cat", "cd", "chgrp", "chmod", "chown", "cp", "date", "dpkg-reconfigure", "echo", "env", "exit", "export", "false", "find",
        "grep", "groupadd", "groupmod", "head", "id", "ln", "locale-gen", "ls", "mkdir", "mv", "printf", "pwd", "rm", "rmdir", "sed", "set", "sleep", "sort", "tail", "test", "touch", "tr",
        "true", "umask", "update-ca-certificates", "useradd", "usermod", "which",
    ];

    /// <summary>Every command of the stage's history is known to bring nothing, is one of the programs that the rule itself reads, or is a package manager's of the system.</summary>
    public static bool AreAll(StageModel stage, params IReadOnlyCollection<string> andThese) =>
        stage.History().Where(s => s.Instruction.Keyword == "RUN").All(s => s.Commands.Count > 0 && s.Commands.All(c => c.Program is { } program && (Harmless.Contains(program) || andThese.Contains(program))));

    /// <summary>What the stage's history installs with apt, apk or dnf, all of it; null where it is not known.</summary>
    public static IReadOnlyList<string>? SystemPackages(StageModel stage)
    {
        var all = new List<string>();
        foreach (var run in stage.Runs().Where(r => r.Command.Program is "apt-get" or "apt" or "apk" or "dnf" or "yum" or "microdnf" or "zypper" or "tdnf"))
        {
            if (run.Command.Arguments.Any(a => a is null))
            {
                return null;
            }

            var words = run.Command.Arguments.OfType<string>().Where(a => !a.StartsWith('-')).ToList();
            if (words.FirstOrDefault() is "install" or "add")
            {
                all.AddRange(words.Skip(1).Select(w => w.Split('=', '>', '<', '~', ':')[0]));
            }
        }

        return all;
    }
}
