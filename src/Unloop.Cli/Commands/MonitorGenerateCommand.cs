using System.CommandLine;
using Unloop.Alerts.Generation;
using Unloop.Alerts.Generation.Targets;
using Unloop.Cli.Rendering;
using Unloop.Core.Facts;
using Unloop.Core.Reports;
using Unloop.Host.Files;

namespace Unloop.Cli.Commands;

/// <summary><c>unloop monitor generate</c>: alerts as files, for whatever is there to fire them.</summary>
internal static class MonitorGenerateCommand
{
    private const string ToStandardOutput = "-";

    public static Command Create(Terminal terminal)
    {
        var (scope, channels, settings) = (new MonitorScopeFlags(), new ChannelFlags(), new TargetFlags());
        var provider = new Option<string>("--provider", "-p") { Description = string.Join("; ", TargetList.All.Select(t => $"{t.Name}: {t.Writes}")), HelpName = "TARGET", Required = true };
        provider.AcceptOnlyFromAmong([.. TargetList.All.Select(t => t.Name)]);
        var output = new Option<string>("--out") { Description = "The folder for the files; - writes a single file to standard output", HelpName = "DIR", Required = true };
        var force = new Option<bool>("--force") { Description = "Overwrite files that unloop has not written" };
        var command = new Command("generate", "Writes alerts for a workload, a namespace or the cluster: three for every crash loop, and those that its diagnosis asks for.");
        scope.AddTo(command);
        foreach (var option in (Option[])[provider, output, force])
        {
            command.Options.Add(option);
        }

        channels.AddTo(command);
        settings.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var target = TargetList.All.Single(t => t.Name == parsed.GetRequiredValue(provider));
            var watched = await scope.ReadAsync(parsed, terminal, cancellationToken);
            terminal.Complain(watched.Problems);
            if (watched.Scope is not { } what)
            {
                return ExitCode.Of(watched.Problems);
            }

            var request = new AlertRequest
            {
                Scope = what,
                Causes = watched.Causes,
                Channels = channels.Channels(parsed),
                RunbookUrl = scope.RunbookUrl(parsed),
                Settings = settings.Settings(parsed),
            };
            IReadOnlyList<string> mistakes = [.. what.Mistakes, .. target.Mistakes(request)];
            if (mistakes.Count > 0)
            {
                terminal.Complain(mistakes.Select(m => new Problem(ProblemKind.BadInput, m)));
                return ExitCode.BadInput;
            }

            var alerts = AlertList.Of(request);
            var generated = target.Write(request, alerts);
            var folder = parsed.GetRequiredValue(output);
            if (folder == ToStandardOutput)
            {
                return Print(generated, target, terminal);
            }

            var (written, problems) = OutputFolder.Write(folder, [.. generated.Files.Select(f => (f.Path, f.Content))], text => parsed.GetValue(force) || FileMark.IsIn(text));
            terminal.Complain(problems);
            if (problems.Count == 0)
            {
                Tell(watched, alerts, generated, folder, written, target, terminal);
            }

            return ExitCode.Of(problems);
        });
        HelpWithExamples.Add(command,
            "unloop monitor generate deploy/web -n shop -p datadog --notify slack:#ops --out monitors",
            "unloop monitor generate -n shop -p prometheus --out rules      without a diagnosis, and without asking the cluster",
            "unloop monitor generate --from evidence.tgz -p terraform --cluster prod --out terraform",
            "unloop monitor generate -A -p alertmanager --notify pagerduty:Checkout --out - > alertmanager.yml");
        return command;
    }

    private static int Print(Generated generated, AlertTarget target, Terminal terminal)
    {
        if (generated.Files is not [var file])
        {
            terminal.Complain($"{target.Name} writes {generated.Files.Count} files: give a folder with --out");
            return ExitCode.BadInput;
        }

        terminal.Write(file.Content);
        return ExitCode.Done;
    }

    private static void Tell(MonitorScope watched, IReadOnlyList<Alert> alerts, Generated generated, string folder, IReadOnlyList<string> written, AlertTarget target, Terminal terminal)
    {
        terminal.WriteLine($"Alerts for {Printable.Line(watched.Scope!.Words)}:");
        foreach (var alert in alerts)
        {
            terminal.WriteLine($"  {alert.Id,-12} {alert.Words.Severity.ToString().ToLowerInvariant(),-8} {alert.Words.Name}");
        }

        terminal.WriteLine();
        foreach (var file in generated.Files)
        {
            terminal.WriteLine($"{Printable.Line($"{folder.TrimEnd('/')}/{file.Path}")}{(written.Contains(file.Path) ? "" : "  unchanged")}");
        }

        terminal.WriteLine();
        foreach (var note in watched.Notes.Concat(generated.Notes))
        {
            terminal.WriteLine($"- {Printable.Line(note)}");
        }

        terminal.WriteLine("\nNext:");
        foreach (var command in target.Next(folder.TrimEnd('/'), generated))
        {
            terminal.WriteLine($"  {Printable.Line(command)}");
        }
    }
}
