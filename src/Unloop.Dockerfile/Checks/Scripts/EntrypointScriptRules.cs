using Unloop.Dockerfile.Checks.Launching;
using Unloop.Dockerfile.Modelling;

namespace Unloop.Dockerfile.Checks.Scripts;

/// <summary>The entrypoint script does its preparations and ends; the command that it is given is never run.</summary>
internal sealed class EntrypointNeverRunsCommand : IRule
{
    /// <summary>Commands that prepare something and end.</summary>
    private static readonly string[] Preparing =
        ["echo", "printf", "mkdir", "chown", "chmod", "cp", "mv", "rm", "ln", "touch", "sed", "envsubst", "export", "set", "sleep", "cat", "test", "[", "true", ":", "id", "date", "ls", "tar", "unzip", "alembic"];

    public RuleDescription About { get; } = new(
        "entrypoint-never-runs-command", Severity.Error, "the entrypoint script never runs the command that CMD gives it",
        "(only what the script prints; exit code 0)",
        "End the script with: exec \"$@\".");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (Launch.Of(model) is not { Start: { IsOpen: false, Entrypoint: { Form: CommandForm.Exec, Words.Count: <= 3 }, Cmd: { Words.Count: > 0 } cmd } } launch)
        {
            yield break;
        }

        var script = StartedScript.Of(launch).FirstOrDefault();
        if (script is { ToBlame: { } toBlame, Text.Whole: { } text } && !MentionsArguments(text) && PlainShell.Read(text) is { IsWhole: true, Commands: [.., var last] } && Ends(last))
        {
            yield return About.At(toBlame, script.Path, $"{script.Path} ends after {string.Join(' ', last.Words.Take(3))} and never runs its arguments: {string.Join(' ', cmd.Words)} is not started.");
        }
    }

    private static bool MentionsArguments(string text) => text.Contains("$@", StringComparison.Ordinal) || text.Contains("$*", StringComparison.Ordinal) || text.Contains("${@", StringComparison.Ordinal)
        || text.Contains("$1", StringComparison.Ordinal) || text.Contains("${1", StringComparison.Ordinal) || text.Contains("exec ", StringComparison.Ordinal) || text.Contains("BASH_ARGV", StringComparison.Ordinal);

    private static bool Ends(PlainCommand last) => last.Depth == 0 && last.After is "" or ";" && (Preparing.Contains(last.Program) || last.Words switch
    {
        ["python" or "python3", "manage.py", "migrate" or "collectstatic", ..] => true,
        ["flask", "db", "upgrade", ..] => true,
        ["npx", "prisma", "migrate" or "db" or "generate", ..] => true,
        ["bundle", "exec", "rails" or "rake", "db:migrate" or "db:prepare", ..] => true,
        ["php", "artisan", "migrate" or "config:cache" or "key:generate", ..] => true,
        ["rails" or "bin/rails" or "./bin/rails", "db:migrate" or "db:prepare", ..] => true,
        _ => false,
    });
}

/// <summary>A tool that the script calls is not in the (slim) image.</summary>
internal sealed class ScriptToolMissing : IRule
{
    public RuleDescription About { get; } = new(
        "script-tool-missing", Severity.Error, "the entrypoint script calls a program that the image does not have",
        "/app/wait-for.sh: line 3: curl: not found",
        "Install the program in the final stage, or do without it.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        var launch = Launch.Of(model);
        foreach (var script in StartedScript.Of(launch).Where(s => s.ToBlame is not null && IsShellScript(s)).DistinctBy(s => s.Path))
        {
            var shell = PlainShell.Read(script.Text.Head.Replace("\r", "", StringComparison.Ordinal));
            var guarded = script.Text.Head.Contains("command -v", StringComparison.Ordinal) || script.Text.Head.Contains("which ", StringComparison.Ordinal)
                || script.Text.Head.Contains("apk add", StringComparison.Ordinal) || script.Text.Head.Contains("apt-get", StringComparison.Ordinal) || script.Text.Head.Contains("PATH=", StringComparison.Ordinal);
            if (guarded)
            {
                continue;
            }

            var calls = shell.Commands.Where(c => !ShellWords.IsBuiltin(c.Program) && !shell.Functions.Contains(c.Program) && IsPlain(c.Program) && IsReached(c))
                .DistinctBy(c => c.Program);
            foreach (var call in calls.Where(c => launch!.State.FindProgram(c.Program).IsAbsent))
            {
                yield return About.At(script.ToBlame!, call.Program, $"{script.Path} calls {call.Program} in its line {call.Line}, which {InterpreterMissing.Where(launch!.Stage)} does not have.",
                    $"{script.Path}: line {call.Line}: {call.Program}: not found");
            }
        }
    }

    /// <summary>At the top, or as the condition of a loop that waits.</summary>
    private static bool IsReached(PlainCommand call) => call.IsCertain || (call.Depth == 1 && call.Program is "curl" or "wget" or "nc" or "psql" or "pg_isready" or "mysqladmin" or "redis-cli");

    private static bool IsShellScript(StartedScript script) =>
        script.RunBy is not null || (script.HasShebang && Names.IsShell(script.FirstLine.TrimEnd('\r')[2..].Trim().Split(' ', '/').LastOrDefault(w => w.Length > 0 && w[0] != '-') ?? ""));

    private static bool IsPlain(string program) => program.Length > 0 && program.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
