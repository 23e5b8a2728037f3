namespace Unloop.Dockerfile.Checks.Launching;

/// <summary>What a shell does itself, without any program.</summary>
internal static class ShellWords
{
    private static readonly HashSet<string> Builtins =
    [
        ".", ":", "[", "[[", "alias", "bg", "break", "builtin", "cd", "command", "continue", "declare", "echo", "eval", "exec", "exit", "export", "false", "fg", "getopts",
        "hash", "help", "history", "jobs", "kill", "let", "local", "popd", "printf", "pushd", "pwd", "read", "readonly", "return", "set", "shift", "shopt", "source",
        "test", "times", "trap", "true", "type", "typeset", "ulimit", "umask", "unalias", "unset", "wait",
        "if", "then", "else", "elif", "fi", "for", "while", "until", "do", "done", "case", "esac", "function", "in", "select", "{", "}", "!", "time", "coproc",
    ];

    public static bool IsBuiltin(string word) => Builtins.Contains(word);
}
