using System.Buffers;
using Unloop.Dockerfile.Checks.Launching;
using Unloop.Dockerfile.Mending.Writing;
using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Mending.Forms;

/// <summary>A shell form that should be none: one plain command becomes a JSON array.</summary>
internal sealed class ToExecFormPlanner : IPlanner
{
    private static readonly SearchValues<char> NeedsShell = SearchValues.Create("$`*?~<>");

    public IReadOnlyList<string> Rules { get; } = ["shell-entrypoint-ignores-cmd", "shell-form-without-shell"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        if (PlainShell.Read(site.Instruction.Arguments) is { IsWhole: true, Commands: [{ IsCertain: true, After: "", Words: var all }] } && !site.Instruction.Arguments.AsSpan().ContainsAny(NeedsShell))
        {
            var words = all is ["exec", _, ..] ? [.. all.Skip(1)] : all;
            if (!IsAssignment(site.Instruction.Arguments, words[0]) && Words.ReplaceArguments(site.Document, site.Instruction, JsonCommand.Write(words)) is { } text)
            {
                yield return new($"Write {site.Instruction.Keyword} as a JSON array.", text);
            }
        }
    }

    public string Refusal(Site site) => "The command needs a shell (variables, operators, redirections); write what it does as a program and its arguments, or bring a shell.";

    private static bool IsAssignment(string text, string program) => !text.StartsWith(program, StringComparison.Ordinal) && !text.StartsWith("exec", StringComparison.Ordinal) && text[0] is not ('\'' or '"');
}

/// <summary>CMD or ENTRYPOINT stands in a stage that is only copied from: it moves to the end.</summary>
internal sealed class OtherStagePlanner : IPlanner
{
    public IReadOnlyList<string> Rules { get; } = ["command-in-other-stage"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        if (site.Model.Target is { } target && target.Index == site.Model.Stages.Count - 1)
        {
            var last = target.Steps.Count > 0 ? target.Steps[^1].Instruction : target.From;
            var first = Layout.BlockStart(site.Document, site.Instruction);
            yield return new(
                $"Move {site.Instruction.Keyword} to the final stage, which is the one that runs.",
                site.Edit().Move(first, site.Instruction.LastLine, last.LastLine + 1).Apply());
        }
    }

    public string Refusal(Site site) => "Write CMD or ENTRYPOINT into the stage that runs, with the path that the program has there.";
}

/// <summary>A new ENTRYPOINT took the inherited CMD away: it is written again.</summary>
internal sealed class InheritedCmdPlanner : IPlanner
{
    public IReadOnlyList<string> Rules { get; } = ["entrypoint-drops-inherited-cmd"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        if (site.Step?.Before.Command.Cmd is { Words: { Count: > 0 } words })
        {
            yield return new("Write the base image's CMD again, which ENTRYPOINT takes away.", site.Edit().PutAfter(site.Document, site.Instruction, "CMD", JsonCommand.Write(words)).Apply());
        }
    }

    public string Refusal(Site site) => "Write the CMD that the entrypoint script shall run.";
}

/// <summary>A server that goes to the background: told to stay in the foreground.</summary>
internal sealed class ForegroundPlanner : IPlanner
{
    private static readonly SearchValues<char> NotPlain = SearchValues.Create("$<>|;`(");

    public IReadOnlyList<string> Rules { get; } = ["command-daemonises"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        if (site.Instruction.Keyword is not ("CMD" or "ENTRYPOINT"))
        {
            yield break;
        }

        var text = site.Instruction.Arguments;
        var words = site.Instruction.ExecForm ?? (PlainShell.Read(text.TrimEnd(' ', '&')) is { IsWhole: true, Commands: [var only] } && !text.AsSpan().ContainsAny(NotPlain) ? only.Words : null);
        if (words is { Count: > 0 } && Instead(words, text.TrimEnd().EndsWith('&')) is { } better && Write(site, better) is { } patched)
        {
            yield return new($"Run {Names.Base(better[0])} in the foreground, so that the container lives as long as it does.", patched);
        }
    }

    public string Refusal(Site site) => site.Instruction.Keyword is "CMD" or "ENTRYPOINT" ? site.Defect.Repair : $"The script does it, not the Dockerfile. {site.Defect.Repair}";

    /// <summary>A JSON array, as signals should reach the server, unless the author used the shell form.</summary>
    private static string? Write(Site site, IReadOnlyList<string> words) =>
        Words.ReplaceArguments(site.Document, site.Instruction, site.Instruction.ExecForm is null && words.All(w => !w.Contains(' ', StringComparison.Ordinal)) ? string.Join(' ', words) : JsonCommand.Write(words));

    private static string[]? Instead(IReadOnlyList<string> words, bool leftBehind)
    {
        var rest = words.Skip(1).ToArray();
        return (Names.Base(words[0]), rest) switch
        {
            ("service", [var name, "start" or "restart"]) => Server(name),
            ("nginx" or "openresty", []) => [words[0], "-g", "daemon off;"],
            ("apachectl" or "apache2ctl", _) => [words[0], "-D", "FOREGROUND"],
            ("httpd" or "apache2", ["-k", "start"]) => [words[0], "-D", "FOREGROUND"],
            ("pm2", ["start", .. var app]) => ["pm2-runtime", "start", .. app],
            ("forever", ["start", .. var app]) => [words[0], .. app],
            ("php-fpm", _) => [words[0], "-F", .. rest.Except(["-D", "--daemonize", "-F"])],
            ("redis-server", _) when rest.ToList().IndexOf("--daemonize") is var at and >= 0 => [words[0], .. rest[..at], .. rest[Math.Min(at + 2, rest.Length)..]],
            ("mongod", _) => [words[0], .. rest.Except(["--fork"])],
            ("memcached", _) => [words[0], .. rest.Except(["-d"])],
            ("gunicorn", _) => [words[0], .. rest.Except(["--daemon", "-D"])],
            ("sshd", _) => [words[0], "-D", "-e", .. rest],
            ("cron" or "crond", _) => [words[0], "-f", .. rest],
            ("catalina.sh", ["start"]) => [words[0], "run"],
            ("startup.sh", []) => [words[0].Replace("startup.sh", "catalina.sh", StringComparison.Ordinal), "run"],
            ("rabbitmq-server", _) => [words[0], .. rest.Except(["-detached"])],
            ("haproxy", _) => [words[0], .. rest.Except(["-D"])],
            _ => leftBehind ? [.. words] : null,
        };
    }

    private static string[]? Server(string name) => name switch
    {
        "nginx" => ["nginx", "-g", "daemon off;"],
        "apache2" or "apache" => ["apache2ctl", "-D", "FOREGROUND"],
        "httpd" => ["httpd", "-D", "FOREGROUND"],
        "cron" => ["cron", "-f"],
        "ssh" or "sshd" => ["/usr/sbin/sshd", "-D", "-e"],
        "redis-server" or "redis" => ["redis-server"],
        _ => null,
    };
}
