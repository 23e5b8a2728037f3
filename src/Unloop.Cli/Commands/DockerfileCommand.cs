using System.CommandLine;
using Unloop.Cli.Rendering;
using Unloop.Core.Facts;
using Unloop.Core.Reports;
using Unloop.Dockerfile.Checks;
using Unloop.Dockerfile.Mending;
using Unloop.Host.Contexts;

namespace Unloop.Cli.Commands;

/// <summary><c>unloop dockerfile</c>: what in a Dockerfile will make the container crash.</summary>
internal static class DockerfileCommand
{
    public static Command Create(Terminal terminal) => new("dockerfile", "Dockerfiles: what in them makes a container crash, and what mends it.")
    {
        Check(terminal),
        Mend(terminal),
    };

    private static Command Check(Terminal terminal)
    {
        var input = new DockerfileOptions();
        var output = new Option<string>("--output", "-o") { Description = "text, json or sarif", HelpName = "FORMAT", DefaultValueFactory = _ => "text" };
        output.AcceptOnlyFromAmong(FindingsFormat.Names);
        var notes = new Option<bool>("--notes") { Description = "Also what harms only where the cluster asks for more" };
        var exitCode = new Option<bool>("--exit-code") { Description = "Exit with 10 when something was found" };

        var command = new Command("check", "Says what in a Dockerfile makes the container crash, and what the log will say then. Not style.");
        input.AddTo(command);
        foreach (var option in (Option[])[output, notes, exitCode])
        {
            command.Options.Add(option);
        }

        command.SetAction(async (parsed, cancellationToken) =>
        {
            var format = parsed.GetRequiredValue(output);
            var (checkedFile, problems) = await input.ReadAsync(parsed, terminal, cancellationToken);
            terminal.Complain(problems);
            var report = new FindingsReport { Version = UnloopCommand.Version, Errors = [.. problems.Select(p => p.Message)] };
            if (checkedFile is not null && problems.Count == 0)
            {
                var defects = RuleList.Check(checkedFile.Model).Where(d => d.Severity > Severity.Note || parsed.GetValue(notes));
                report = report with { Gaps = checkedFile.Gaps, Items = FindingsOfDockerfile.Of(defects, checkedFile.Document, checkedFile.Name) };
            }

            if (problems.Count == 0 || format != "text")
            {
                FindingsFormat.Write(report, FindingsOfDockerfile.Rules, format, terminal);
            }

            if (problems.Count == 0 && format == "text")
            {
                terminal.WriteLine(report.Items.Count == 0
                    ? $"{checkedFile!.Name}: nothing found that would make the container crash."
                    : $"{FindingsText.Count(report.Items)} in {checkedFile!.Name}.");
            }

            return problems.Count > 0 ? ExitCode.Of(problems) : parsed.GetValue(exitCode) && report.Items.Count > 0 ? ExitCode.Diagnosed : ExitCode.Done;
        });
        HelpWithExamples.Add(command,
            "unloop dockerfile check .                        the Dockerfile of this folder, with the folder as its context",
            "unloop dockerfile check . -f docker/api.Dockerfile --target production",
            "unloop dockerfile check . -o sarif > dockerfile.sarif    for code scanning",
            "unloop dockerfile check . --exit-code            for a pipeline: 10 when something was found");
        return command;
    }

    private static Command Mend(Terminal terminal)
    {
        var input = new DockerfileOptions();
        var apply = new Option<bool>("--apply") { Description = "Write the patch, in place of printing it" };
        var command = new Command("mend", "Prints the smallest patch that mends what makes the container crash, as a unified diff.");
        input.AddTo(command);
        command.Options.Add(apply);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (read, problems) = await input.ReadAsync(parsed, terminal, cancellationToken);
            terminal.Complain(problems);
            if (read is null)
            {
                return ExitCode.Of(problems);
            }

            var (document, model, paths) = (read.Document, read.Model, read.Paths);
            var result = Mender.Mend(document, model.Context, read.Bases, model.Options, new MendPaths(paths.InPatches.Dockerfile, paths.InPatches.Ignore));
            foreach (var refusal in result.Refusals)
            {
                terminal.Complain($"{read.Name}:{refusal.Defect.Line}: {refusal.Defect.Rule}: {refusal.Reason}");
            }

            if (parsed.GetValue(apply) && result.Changes)
            {
                Problem?[] failures =
                [
                    result.NewText == document.Print() ? null : ContextEdit.Write(paths.Dockerfile, document.Print(), result.NewText),
                    result.NewIgnoreText is { } ignore ? ContextEdit.Write(paths.Ignore, model.Context?.Ignore?.Source.Text, ignore) : null,
                ];
                problems = [.. failures.OfType<Problem>()];
                terminal.Complain(problems);
            }

            Say(result, parsed.GetValue(apply), read.Name, terminal);
            return problems.Count > 0 ? ExitCode.Of(problems) : result is { Changes: false, Refusals.Count: > 0 } ? ExitCode.Refused : ExitCode.Done;
        });
        HelpWithExamples.Add(command,
            "unloop dockerfile mend .                         the patch; what it cannot mend, and why, on the error stream",
            "unloop dockerfile mend . | git apply             the same as --apply, in a repository");
        return command;
    }

    private static void Say(MendResult result, bool isApplied, string name, Terminal terminal)
    {
        if (!isApplied)
        {
            // The diff alone is the result, so that it can be piped on.
            terminal.Write(result.Diff);
            return;
        }

        foreach (var says in result.Mended.Select(m => $"{name}:{m.Defect.Line}: {m.Defect.Rule}: {m.Says}").Distinct())
        {
            terminal.WriteLine(Printable.Line(says));
        }

        if (result.Mended.Count == 0 && result.Refusals.Count == 0)
        {
            terminal.WriteLine($"{name}: nothing found that would make the container crash.");
        }
    }
}
