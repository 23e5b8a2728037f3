using Unloop.Dockerfile.PackageManagers;

namespace Unloop.Dockerfile.Modelling.Commands;

/// <summary>Which commands are known, and to what extent.</summary>
internal static class CommandTable
{
    /// <summary>Builtins and programs without an effect on files that anybody starts or reads; these do not fail.</summary>
    private static readonly HashSet<string> Silent = new(StringComparer.Ordinal)
    {
        "true", ":", "echo", "printf", "pwd", "whoami", "uname", "date", "sleep", "printenv", "hostname", "nproc", "umask", "trap", "wait", "shift", "local", "readonly", "alias", "hash",
        "times", "sync", "clear", "basename", "dirname", "ulimit",
    };

    /// <summary>The same, but they may fail.</summary>
    private static readonly HashSet<string> Quiet = new(StringComparer.Ordinal)
    {
        "ls", "cat", "head", "tail", "wc", "sort", "uniq", "cut", "tr", "awk", "stat", "file", "du", "df", "free", "ps", "readlink", "realpath", "md5sum", "sha1sum", "sha256sum",
        "sha512sum", "gpg", "gpgconf", "apt-key", "update-ca-certificates", "ldconfig", "locale-gen", "update-locale", "localedef", "dpkg-reconfigure", "fc-cache", "openssl", "setcap",
        "getcap", "kill", "pkill", "addgroup", "groupadd", "groupmod", "passwd", "chpasswd", "nslookup", "dig", "ping", "jq", "yq", "locale", "apt-mark", "apt-cache", "dpkg-query",
        "dpkg-architecture", "rpm-query", "tini", "dumb-init", "chsh", "crond", "ldd", "strip", "upx", "env",
    };

    private static readonly HashSet<string> Builtins = new(StringComparer.Ordinal)
    {
        "true", ":", "false", "echo", "printf", "test", "[", "[[", "]]", "cd", "pwd", "export", "set", "unset", "exit", "return", "eval", "exec", ".", "source", "read", "trap", "wait",
        "shift", "local", "readonly", "alias", "ulimit", "umask", "times", "type", "hash", "command", "kill", "shopt", "declare", "typeset", "let", "pushd", "popd", "break", "continue",
        "getopts", "bg", "fg", "jobs", "builtin", "enable", "mapfile", "readarray", "time",
    };

    /// <summary>Tools that work on the project they are started in, or on what they are told, and leave the rest of the system alone.</summary>
    private static readonly HashSet<string> Local = new(StringComparer.Ordinal)
    {
        "make", "tsc", "webpack", "vite", "ng", "next", "nuxt", "gatsby", "gulp", "grunt", "rollup", "esbuild", "parcel", "babel", "ncc", "nest", "tailwindcss", "prisma", "eslint", "jest",
        "node", "ts-node", "tsx", "python", "python3", "python2", "ruby", "php", "perl", "java", "javac", "jar", "jlink", "unzip", "zip", "gzip", "gunzip", "xz", "hugo", "jekyll", "mkdocs",
        "sphinx-build", "protoc", "buf", "sqlc", "swag", "templ", "flutter", "dart", "mix", "rebar3", "sbt", "lein", "swift", "zig", "cmake", "ninja", "meson", "gcc", "g++", "cc", "clang",
        "rake", "rails", "artisan", "django-admin", "pytest", "alembic", "envsubst", "openapi-generator", "turbo", "nx", "lerna", "rush", "deno", "patch", "split", "git-lfs", "dd", "truncate", "base64",
    };

    private static readonly Dictionary<string, Func<CommandCall, CommandResult>> Handlers = new(StringComparer.Ordinal)
    {
        ["test"] = Conditions.Test,
        ["["] = Conditions.Test,
        ["[["] = Conditions.Test,
        ["false"] = Conditions.False,
        ["command"] = Conditions.Which,
        ["which"] = Conditions.Which,
        ["type"] = Conditions.Which,
        ["grep"] = Conditions.Unknown,
        ["egrep"] = Conditions.Unknown,
        ["fgrep"] = Conditions.Unknown,
        ["diff"] = Conditions.Unknown,
        ["cmp"] = Conditions.Unknown,
        ["id"] = Conditions.Unknown,
        ["getent"] = Conditions.Unknown,
        ["cd"] = ShellBuiltins.ChangeDirectory,
        ["pushd"] = ShellBuiltins.ChangeDirectory,
        ["set"] = ShellBuiltins.Set,
        ["export"] = ShellBuiltins.Export,
        ["unset"] = ShellBuiltins.Unset,
        ["exit"] = ShellBuiltins.Exit,
        ["return"] = ShellBuiltins.Exit,
        ["sh"] = ShellBuiltins.Shell,
        ["bash"] = ShellBuiltins.Shell,
        ["ash"] = ShellBuiltins.Shell,
        ["dash"] = ShellBuiltins.Shell,
        ["su"] = ShellBuiltins.Unfollowed,
        ["mkdir"] = FileCommands.MakeDirectories,
        ["touch"] = FileCommands.Touch,
        ["rm"] = FileCommands.Remove,
        ["rmdir"] = FileCommands.Remove,
        ["unlink"] = FileCommands.Remove,
        ["cp"] = CopyCommands.Copy,
        ["mv"] = CopyCommands.Move,
        ["install"] = CopyCommands.Install,
        ["ln"] = FileCommands.Link,
        ["tee"] = FileCommands.Tee,
        ["chmod"] = FileCommands.ChangeMode,
        ["chown"] = FileCommands.ChangeOwner,
        ["chgrp"] = _ => CommandResult.Succeeds,
        ["sed"] = TextCommands.Sed,
        ["dos2unix"] = TextCommands.ToUnix,
        ["find"] = TextCommands.Find,
        ["xargs"] = TextCommands.Find,
        ["useradd"] = UserCommands.Add,
        ["adduser"] = UserCommands.Add,
        ["userdel"] = UserCommands.Change,
        ["deluser"] = UserCommands.Change,
        ["usermod"] = UserCommands.Change,
        ["curl"] = FetchCommands.Curl,
        ["wget"] = FetchCommands.Wget,
        ["tar"] = FetchCommands.Tar,
        ["git"] = FetchCommands.Git,
    };

    public static bool IsBuiltin(string name) => Builtins.Contains(name);

    /// <param name="name">As called, with its folder.</param>
    /// <param name="readsPipe">It gets the output of another command: <c>curl … | tar x</c>.</param>
    public static CommandResult Run(CommandCall call, string name, bool readsPipe)
    {
        var isLocal = name.StartsWith("./", StringComparison.Ordinal) || (name.Contains('/', StringComparison.Ordinal) && !name.StartsWith('/'));
        if (isLocal && PackageCommands.Wrapper(call, name) is { } wrapped)
        {
            return wrapped;
        }

        if (isLocal && !name.Contains("node_modules/.bin/", StringComparison.Ordinal))
        {
            return ShellBuiltins.Unfollowed(call);
        }

        if (Handlers.TryGetValue(call.Program, out var handler))
        {
            return handler(call);
        }

        if (PackageCommands.Run(call) is { } managed)
        {
            return managed;
        }

        if (Silent.Contains(call.Program) || Quiet.Contains(call.Program))
        {
            return Silent.Contains(call.Program) ? CommandResult.Succeeds : CommandResult.Unknown;
        }

        return Local.Contains(call.Program) && !readsPipe ? Works(call) : ShellBuiltins.Unfollowed(call);
    }

    /// <summary>It may make or change anything where it works, and at the paths that it is given.</summary>
    internal static CommandResult Works(CommandCall call)
    {
        var run = call.Run;
        if (run.Directory is null || run.Directory == "/" || call.HasUnknownWords)
        {
            return ShellBuiltins.Unfollowed(call);
        }

        run.Disturb(run.Directory);
        foreach (var argument in call.Arguments)
        {
            var text = argument.Text!;
            var value = text.StartsWith('-') && text.IndexOf('=', StringComparison.Ordinal) is var equals and > 0 ? text[(equals + 1)..] : text;
            if (value.StartsWith('/') || value.StartsWith("..", StringComparison.Ordinal))
            {
                if (run.Resolve(value) is not { } path || path == "/")
                {
                    return ShellBuiltins.Unfollowed(call);
                }

                run.Disturb(path);
            }
        }

        return CommandResult.Unknown;
    }
}
