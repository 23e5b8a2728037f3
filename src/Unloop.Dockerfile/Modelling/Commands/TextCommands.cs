using Unloop.Dockerfile.Modelling.Files;
using Unloop.Dockerfile.Modelling.Shell;

namespace Unloop.Dockerfile.Modelling.Commands;

/// <summary>Commands that change the text of files in place.</summary>
internal static class TextCommands
{
    private static readonly string[] RemovesCarriageReturns = ["s/\\r$//", "s/\\r$//g", "s/\\r//", "s/\\r//g", "s/^M$//", "s/\\x0D$//", "s/\\x0d$//"];

    public static CommandResult Sed(CommandCall call)
    {
        if (!call.Has("-i", "--in-place"))
        {
            return CommandResult.Succeeds;
        }

        var scripts = call.Arguments.Any(a => a.Text is "-e" or "--expression") ? call.Operands("-e", "--expression", "-f") : call.Operands("-f");
        var script = call.Value("-e", "--expression") ?? (scripts.Count > 0 ? scripts[0].Text : null);
        var files = call.Value("-e", "--expression") is null ? scripts.Skip(1) : scripts;
        return RemovesCarriageReturns.Contains(script) ? Rewrite(call, files, WithoutCarriageReturns) : Rewrite(call, files, null);
    }

    public static CommandResult ToUnix(CommandCall call) => Rewrite(call, call.Operands(), WithoutCarriageReturns);

    /// <summary><c>find</c> and <c>xargs</c>: with an action, whatever is below may be changed or gone.</summary>
    public static CommandResult Find(CommandCall call)
    {
        var words = call.Arguments.Select(a => a.Text).ToList();
        var deletes = words.Contains("-delete") || words.Contains("rm");
        if (call.Program == "find" && !deletes && !words.Exists(w => w is "-exec" or "-execdir" or "-ok"))
        {
            return CommandResult.Succeeds;
        }

        var places = call.Program == "find" ? call.Arguments.TakeWhile(a => a.Text is null || !a.Text.StartsWith('-')).ToList() : [];
        foreach (var place in places.DefaultIfEmpty(new Argument(call.Program == "find" ? "." : "/", false)))
        {
            var folder = place.IsPattern ? null : call.Run.Resolve(place.Text);
            call.Run.Disturb(folder ?? "/");
            if (deletes)
            {
                call.Run.Doubt(folder ?? "/");
            }
        }

        return CommandResult.Succeeds;
    }

    private static string WithoutCarriageReturns(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal);

    private static CommandResult Rewrite(CommandCall call, IEnumerable<Argument> operands, Func<string, string>? change)
    {
        var run = call.Run;
        var outcome = CommandResult.Succeeds;
        foreach (var operand in operands)
        {
            var paths = run.PathsOf(operand, out var complete, out var folder);
            if (!complete)
            {
                run.Disturb(folder);
            }

            foreach (var path in paths)
            {
                if (run.Find(path) is { IsAbsent: true } or { IsPresent: true, Kind: EntryKind.Directory })
                {
                    outcome = new CommandResult(StepOutcome.Fails($"{path} is no file that exists", $"{call.Program}: {operand.Text}: No such file or directory"));
                    continue;
                }

                run.Adjust(path, node => node with
                {
                    Text = change is not null && node.Text is { } text ? text with { Head = change(text.Head) } : null,
                    Copied = null,
                });
            }
        }

        return outcome;
    }
}
