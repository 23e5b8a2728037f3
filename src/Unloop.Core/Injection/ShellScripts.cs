namespace Unloop.Core.Injection;

/// <summary>Tells command lines that hand a script to a shell. What Kubernetes leaves of <c>$(…)</c> there is the shell's own to run.</summary>
internal static class ShellScripts
{
    private static readonly string[] Shells = ["sh", "ash", "bash", "dash", "ksh", "mksh", "zsh"];

    /// <summary>They take a user's name before the script.</summary>
    private static readonly string[] Substitutes = ["su", "runuser"];

    /// <summary>A shell anywhere, for it may stand behind <c>tini --</c>, <c>timeout 60</c> and the like, with <c>-c</c>, <c>-ec</c>, <c>-o pipefail -c</c>.</summary>
    public static bool IsIn(IReadOnlyList<string> words)
    {
        for (var i = 0; i < words.Count; i++)
        {
            var program = words[i][(words[i].LastIndexOf('/') + 1)..];
            if ((Shells.Contains(program) && HasScript(words, i + 1)) || (Substitutes.Contains(program) && words.Skip(i + 1).Any(IsScriptFlag)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Of a shell's words the first that is no flag is the name of a file, and what follows is the file's.</summary>
    private static bool HasScript(IReadOnlyList<string> words, int at)
    {
        for (; at < words.Count && words[at] is ['-' or '+', ..]; at++)
        {
            if (IsScriptFlag(words[at]))
            {
                return true;
            }

            // The name of an option follows: -o pipefail, -eo pipefail.
            at += words[at] is [_, not '-', ..] && words[at][^1] is 'o' or 'O' ? 1 : 0;
        }

        return false;
    }

    private static bool IsScriptFlag(string word) => word == "--command" || (word is ['-', not '-', ..] && word.Contains('c', StringComparison.Ordinal) && word.Skip(1).All(char.IsAsciiLetter));
}
