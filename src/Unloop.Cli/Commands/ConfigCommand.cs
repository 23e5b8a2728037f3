using System.CommandLine;
using Unloop.Cli.Rendering;
using Unloop.Core.Facts;
using Unloop.Core.Injection;
using Unloop.Core.Reports;
using Unloop.Engine.Configuring;
using Unloop.Engine.Knowing;

namespace Unloop.Cli.Commands;

/// <summary><c>unloop config</c>: everything that goes into a workload's containers, and what is wrong with it.</summary>
internal static class ConfigCommand
{
    public static Command Create(Terminal terminal)
    {
        var flags = new ConfigFlags();
        var from = new Option<string?>("--from") { Description = "Look at files, not at a cluster: a folder, a .tgz, a file, or - for standard input; tells as much as they do", HelpName = "PATH" };
        var verbose = new Option<bool>("--verbose", "-v") { Description = "Every row, also of service links" };
        var exitCode = new Option<bool>("--exit-code") { Description = "Exit with 10 when an error was found" };
        var command = new Command("config", "Everything that goes into a workload's containers: variables in their order of precedence, files with mode and owner, and what is wrong with them. No Secret's value is shown, and none is read.");
        flags.AddTo(command);
        foreach (var option in (Option[])[from, verbose, exitCode])
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            // A verb has its own arguments: this command's are not wanted then.
            if (result.GetValue(from) is not null && flags.Targets.NamesACluster(result))
            {
                result.AddError("--from looks at files: leave out the target and the flags of a cluster");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (reports, problems) = parsed.GetValue(from) is { } path
                ? await OfflineAsync(path, parsed.GetValue(flags.Targets.Container))
                : await LiveAsync(flags, parsed, terminal, cancellationToken);
            terminal.Complain(problems);
            foreach (var report in reports.Where(r => r.Containers.Count > 0 || parsed.GetValue(flags.Output) == "json"))
            {
                ConfigFormat.Write(report, parsed.GetRequiredValue(flags.Output), parsed.GetValue(verbose), terminal);
            }

            return problems.Count > 0 ? ExitCode.Of(problems)
                : parsed.GetValue(exitCode) && reports.Any(r => r.Troubles.Any(t => t.Severity == Severity.Error)) ? ExitCode.Diagnosed
                : ExitCode.Done;
        });
        command.Subcommands.Add(ConfigDiffCommand.Create(terminal));
        HelpWithExamples.Add(command,
            "unloop config deploy/web -n shop                 what goes in, and what is wrong with it",
            "unloop config deploy/web --check-secret-keys     also whether Secrets have the keys; values are dropped where they arrive",
            "unloop config --from evidence.tgz                what a colleague captured",
            "unloop config diff deploy/web --revision 4       what goes in now that went not in then");
        return command;
    }

    private static async Task<(IReadOnlyList<ConfigReport> Reports, IReadOnlyList<Problem> Problems)> OfflineAsync(string path, string? container)
    {
        var knowledge = ShippedKnowledge.LoadInBackground();
        var (batch, _) = OfflineInput.Read(path, container, knowledge);
        var signatures = await knowledge.Index;
        var reports = batch.Pods.Select(p =>
        {
            var facts = InjectionEvidence.Of(p);
            facts = container is null ? facts : facts.Only(container);
            return Configure.Report(facts, Configure.FindingsOf(p, signatures), UnloopCommand.Version) with
            {
                Gaps = [.. p.Gaps, new Gap { What = "the values of ConfigMaps, and the Services of the namespace", Reason = GapReason.NotAsked, Detail = "files of evidence do not hold them" }],
            };
        });
        return ([.. reports], batch.Problems);
    }

    private static async Task<(IReadOnlyList<ConfigReport> Reports, IReadOnlyList<Problem> Problems)> LiveAsync(ConfigFlags flags, ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var knowledge = ShippedKnowledge.LoadInBackground();
        var connection = flags.Targets.Connect(parsed, knowledge);
        if (connection.Source is not { } source)
        {
            return ([], connection.Problems);
        }

        using (source)
        using (var images = flags.Images(parsed))
        {
            var (workload, problems) = flags.Named(parsed, source);
            if (workload is null)
            {
                return ([], problems);
            }

            var running = ConfigFlags.Use(source, images, await knowledge.Index).RunAsync(workload, flags.Terms(parsed), cancellationToken);
            var (report, failed) = await Waiting.WithProgress(running, "reading what goes into the containers", terminal, cancellationToken);
            return ([report], failed);
        }
    }
}
