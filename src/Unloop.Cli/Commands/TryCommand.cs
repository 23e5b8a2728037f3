using System.CommandLine;
using System.Text.Json;
using Unloop.Cli.Rendering;
using Unloop.Core.Facts;
using Unloop.Core.Outcomes;
using Unloop.Core.Reports;
using Unloop.Engine.Diagnosing;
using Unloop.Engine.Experimenting;
using Unloop.Engine.Imaging;
using Unloop.Engine.Knowing;
using Unloop.Host.Files;
using Unloop.Host.Journals;
using Unloop.Host.Processes;
using Unloop.Kubernetes;

namespace Unloop.Cli.Commands;

/// <summary><c>unloop try</c>: the next cheapest test that tells hypotheses apart, in a copy of the failing pod.</summary>
internal static class TryCommand
{
    public static Command Create(Terminal terminal)
    {
        var flags = new TryFlags();
        var command = new Command(
            "try",
            "Makes the next cheapest test for a crash loop whose cause is not certain, or whose fix did not hold: in a copy of the pod that gets no traffic, once you have approved it, and that is always removed.");
        flags.AddTo(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(flags, parsed, terminal, cancellationToken));
        HelpWithExamples.Add(command,
            "unloop try deploy/web -n shop              shows the path and the exact copies, and asks",
            "unloop try deploy/web --dry-run            only the path; the API server goes through each copy",
            "unloop try deploy/web --yes -o json        for scripts",
            "unloop try web-7d9f-x2x4q --only once      just this test: the program once, without probes",
            "unloop try sts/db --share-volumes          also what runs the program on the pod's volumes");
        return command;
    }

    private static async Task<int> RunAsync(TryFlags flags, ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var knowledge = ShippedKnowledge.LoadInBackground();
        var time = TimeProvider.System;
        var connection = FixingCluster.Create(flags.Targets.Cluster.Connection(parsed), knowledge, new FileReader(), new ProcessRunner(time), time);
        if (connection.Cluster is not { } cluster)
        {
            terminal.Complain(connection.Problems);
            return ExitCode.Of(connection.Problems);
        }

        using (cluster)
        using (var images = flags.Images(parsed))
        {
            var diagnose = new Diagnose(await knowledge.Index, UnloopCommand.Version);
            var checks = flags.Checks(parsed);
            var parts = new TryParts(
                new CaseReader(cluster.Source, images, diagnose, checks, time),
                cluster.Source,
                cluster.Source.Configuration,
                diagnose,
                cluster.Copies,
                new ToolFinder(images, checks is not ImageChecks.Never, time),
                new FixJournals(StateFolder.For(HostEnvironment.Variables(), StateFolder.Fixes), UnloopCommand.Version),
                new TryJournals(StateFolder.For(HostEnvironment.Variables(), StateFolder.Tries)),
                time,
                UnloopCommand.Version);
            var planning = new TryPlanner(parts).PlanAsync(flags.Request(parsed), cancellationToken);
            var plan = await Waiting.WithProgress(planning, "reading the pod, its image and what was tried for it", terminal, cancellationToken);
            return plan.Problems.Count > 0 || plan.Case is null ? Nothing(plan, flags, parsed, terminal)
                : plan.Known is not null ? Show(Known(plan), flags, parsed, terminal)
                : plan.Path.Path.Count == 0 ? Show(NoTest(plan), flags, parsed, terminal)
                : await TryAsync(parts, plan, flags, parsed, terminal, cancellationToken);
        }
    }

    private static async Task<int> TryAsync(TryParts parts, TryPlan plan, TryFlags flags, ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        if (flags.IsDryRun(parsed))
        {
            if (flags.Format(parsed) == "text")
            {
                terminal.Write(TryApproval.Lines(plan, flags.Verbose(parsed), terminal.Width));
            }
            else
            {
                _ = Show(plan.ToRecord(TryVerdict.NotTried, "This is the path; nothing was made."), flags, parsed, terminal);
            }

            return ExitCode.Done;
        }

        if (!flags.Yes(parsed) && !terminal.CanAsk)
        {
            terminal.Show(TryApproval.Lines(plan, flags.Verbose(parsed), terminal.Width));
            terminal.Complain("nobody is there to approve these copies: nothing was made. Approve them with --yes.");
            return ExitCode.Refused;
        }

        var record = await new TryRun(parts, plan, new TryProgress(terminal)).RunAsync(new TryApproval(terminal, flags.Yes(parsed), flags.Verbose(parsed)), cancellationToken);
        return Show(record, flags, parsed, terminal);
    }

    private static int Nothing(TryPlan plan, TryFlags flags, ParseResult parsed, Terminal terminal)
    {
        terminal.Complain(plan.Problems);
        if (flags.Format(parsed) == "json")
        {
            terminal.WriteLine(JsonSerializer.Serialize(plan.ToRecord(TryVerdict.NotTried, plan.NothingIsUnwell ? "Nothing is unwell here." : plan.Problems[0].Message), CoreJson.Default.TryRecord));
        }
        else if (plan.NothingIsUnwell)
        {
            terminal.WriteLine("Nothing is unwell here.");
        }

        return ExitCode.Of(plan.Problems);
    }

    private static TryRecord Known(TryPlan plan) => plan.IsFoundBefore
        ? plan.ToRecord(TryVerdict.CauseFound, $"An earlier run found it, and the pod is as it was then: {plan.Known!.Cause!.Statement}") with
        {
            After = plan.Known,
            Next = Core.Experiments.TryConclusion.Of(plan.Case!, plan.Hypotheses, plan.Known, plan.Path, isStopped: false).Next,
        }
        : plan.ToRecord(TryVerdict.CauseFound, $"The cause is certain, and a copy would tell nothing more: {plan.Known!.Cause!.Statement}") with
        {
            Next = [new("Let a plan be made for it, approve it, and have it proven; or make a test all the same with --only.") { Command = $"unloop fix {plan.Case!.Target} -n {plan.Case.Original.Namespace}" }],
        };

    private static TryRecord NoTest(TryPlan plan)
    {
        var end = Core.Experiments.TryConclusion.Of(plan.Case!, plan.Hypotheses, null, plan.Path, isStopped: false);
        return plan.ToRecord(end.Verdict, $"No test in a copy would decide more. {end.Says}") with { Next = end.Next };
    }

    private static int Show(TryRecord record, TryFlags flags, ParseResult parsed, Terminal terminal)
    {
        switch (flags.Format(parsed))
        {
            case "json":
                terminal.WriteLine(JsonSerializer.Serialize(record, CoreJson.Default.TryRecord));
                break;
            case "markdown":
                terminal.Write(TryMarkdown.Write(record));
                break;
            default:
                terminal.Write(TryText.Write(record, terminal.Width));
                break;
        }

        return record.LeftBehind.Count > 0 ? ExitCode.Failed : record.Verdict switch
        {
            TryVerdict.CauseFound => ExitCode.Done,
            TryVerdict.NotTried => ExitCode.Refused,
            TryVerdict.Stopped => ExitCode.Failed,
            _ => ExitCode.Undetermined,
        };
    }
}
