using System.CommandLine;
using Unloop.Cli.Rendering;
using Unloop.Core.Diagnoses;
using Unloop.Core.Reports;
using Unloop.Core.Stability;
using Unloop.Engine.Diagnosing;
using Unloop.Engine.Knowing;
using Unloop.Engine.Verifying;
using Unloop.Kubernetes;
using Unloop.Kubernetes.Targets;

namespace Unloop.Cli.Commands;

/// <summary><c>unloop verify</c>: watches a rollout until it is proven stable, or says why it is not.</summary>
internal static class VerifyCommand
{
    // A Deployment's own deadline (10 min) and the longest window.
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(20);

    public static Command Create(Terminal terminal)
    {
        var targets = new TargetOptions("One workload: deploy/web, sts/db, ds/agent, job/x, …, or a pod");
        var proof = new ProofFlags();
        var timeout = SpanOfTime.Option("--timeout", "Of the whole", DefaultTimeout);
        var output = new Option<string>("--output", "-o") { Description = "text, json or markdown", HelpName = "FORMAT", DefaultValueFactory = _ => "text" };
        output.AcceptOnlyFromAmong(ReportFormat.Names);
        var command = new Command(
            "verify",
            "Watches a rollout until it is proven stable: every new pod ready for the window, without a break or a restart, and the old ones gone. "
            + "What has held for that long already is answered at once. Exit code 0: stable; 1: failed, with the diagnosis; 12: holding, not proven.");
        targets.AddTo(command);
        proof.AddTo(command);
        foreach (var option in (Option[])[timeout, output])
        {
            command.Options.Add(option);
        }

        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (proof.Mistake(parsed) is { } mistake)
            {
                terminal.Complain(mistake.Message);
                return ExitCode.Of([mistake]);
            }

            var terms = new VerifyTerms { Judge = new JudgeTerms { Proof = proof.Terms(parsed), TrustsStamps = true }, Timeout = parsed.GetValue(timeout).Value };
            return await RunAsync(targets, parsed, terms, parsed.GetRequiredValue(output), terminal, cancellationToken);
        });
        HelpWithExamples.Add(command,
            "unloop verify deploy/web -n shop                  after a deployment, in a pipeline",
            "unloop verify sts/db --window 5m --timeout 30m",
            "unloop verify deploy/web -o markdown >> $GITHUB_STEP_SUMMARY");
        return command;
    }

    private static async Task<int> RunAsync(TargetOptions targets, ParseResult parsed, VerifyTerms terms, string format, Terminal terminal, CancellationToken cancellationToken)
    {
        var knowledge = ShippedKnowledge.LoadInBackground();
        var connection = targets.Connect(parsed, knowledge);
        if (connection.Source is not { } source)
        {
            terminal.Complain(connection.Problems);
            return ExitCode.Of(connection.Problems);
        }

        using (source)
        {
            var named = NamedWorkload.Of(targets.Query(parsed), source.DefaultNamespace);
            if (named.Workload is not { } workload)
            {
                terminal.Complain(named.Problems);
                return ExitCode.Of(named.Problems);
            }

            var live = new LiveRollout(terminal);
            var outcome = await new Verify(source.View, TimeProvider.System).RunAsync(workload, terms, live, cancellationToken);
            live.End();
            var report = VerifyReport.Of(UnloopCommand.Version, workload, outcome.Verdict, outcome.Last, outcome.Timeline, outcome.Took);
            if (outcome.Verdict?.State == StabilityState.Failed)
            {
                report = await WithDiagnosisAsync(report, source, targets, parsed, await knowledge.Index, terminal, cancellationToken);
            }

            if (outcome.Problem is { } problem)
            {
                terminal.Complain([problem]);
                report = report with { Errors = [.. report.Errors, problem.Message] };
            }

            if (outcome.Last is not null || format == "json")
            {
                VerifyFormat.Write(report, format, terminal);
            }

            return outcome.Problem is null ? ExitCode.Of(outcome.Verdict) : ExitCode.Of([outcome.Problem]);
        }
    }

    private static async Task<VerifyReport> WithDiagnosisAsync(
        VerifyReport report, ClusterSource source, TargetOptions targets, ParseResult parsed, Core.Signatures.SignatureIndex signatures, Terminal terminal, CancellationToken cancellationToken)
    {
        var collecting = source.CollectAsync(targets.Query(parsed), cancellationToken);
        var batch = await Waiting.WithProgress(collecting, "reading pods, events and logs", terminal, cancellationToken);
        var diagnosis = new Diagnose(signatures, UnloopCommand.Version).Report(batch, parsed.GetValue(targets.Container));
        // That a pod is well is no answer to why a rollout has failed.
        return report with { Items = [.. diagnosis.Items.Where(i => i.Verdict != Verdict.NotCrashLooping)], Errors = [.. report.Errors, .. diagnosis.Errors] };
    }
}
