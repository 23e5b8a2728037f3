using System.CommandLine;
using System.CommandLine.Parsing;
using Unloop.Cli.Rendering;
using Unloop.Core.Diagnoses;
using Unloop.Core.Planning;
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
    // Longer than the first back-offs of a fast crasher (10, 20 s) and than most probes take to end a container; short enough for a pipeline.
    private static readonly TimeSpan DefaultWindow = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan DefaultWindowMax = TimeSpan.FromMinutes(10);

    // A Deployment's own deadline (10 min) and the longest window.
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(20);

    public static Command Create(Terminal terminal)
    {
        var targets = new TargetOptions();
        var window = Span("--window", "How long every pod must be ready, without a break and without a restart: 90s, 5m", DefaultWindow);
        var windowMax = Span("--window-max", "Where the proof takes longer than this (a container that lived for long before it crashed), the answer is 'holding'", DefaultWindowMax);
        var timeout = Span("--timeout", "Of the whole", DefaultTimeout);
        var output = new Option<string>("--output", "-o") { Description = "text, json or markdown", HelpName = "FORMAT", DefaultValueFactory = _ => "text" };
        output.AcceptOnlyFromAmong(ReportFormat.Names);
        var command = new Command(
            "verify",
            "Watches a rollout until it is proven stable: every new pod ready for the window, without a break or a restart, and the old ones gone. "
            + "What has held for that long already is answered at once. Exit code 0: stable; 1: failed, with the diagnosis; 12: holding, not proven.");
        targets.AddTo(command);
        foreach (var option in (Option[])[window, windowMax, timeout, output])
        {
            command.Options.Add(option);
        }

        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(window) > parsed.GetValue(windowMax))
            {
                terminal.Complain("--window is longer than --window-max: nothing could be proven; say both");
                return ExitCode.BadInput;
            }

            var proof = new ProofTerms(parsed.GetValue(window), parsed.GetValue(windowMax), null);
            var terms = new VerifyTerms { Judge = new JudgeTerms { Proof = proof, TrustsStamps = true }, Timeout = parsed.GetValue(timeout) };
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
                VerifyFormat.Write(report, outcome.Last, format, terminal);
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

    private static Option<TimeSpan> Span(string name, string description, TimeSpan standard) => new(name)
    {
        Description = $"{description} [default: {(standard.TotalMinutes > 1 ? $"{standard.TotalMinutes:0}m" : $"{standard.TotalSeconds:0}s")}]",
        HelpName = "SPAN",
        DefaultValueFactory = _ => standard,
        CustomParser = Parse,
    };

    /// <summary>As kubectl takes them: <c>90s</c>, <c>5m</c>, <c>1h30m</c>; a bare number is seconds.</summary>
    private static TimeSpan Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var (total, number, digits) = (TimeSpan.Zero, 0, 0);
        foreach (var c in char.IsAsciiDigit(text.LastOrDefault()) ? $"{text}s" : text)
        {
            if (char.IsAsciiDigit(c) && digits++ < 6)
            {
                number = (number * 10) + (c - '0');
                continue;
            }

            if (digits is 0 or > 6 || c is not ('s' or 'm' or 'h'))
            {
                digits = 0;
                total = TimeSpan.Zero;
                break;
            }

            total += TimeSpan.FromSeconds(number * (c == 's' ? 1L : c == 'm' ? 60 : 3600));
            (number, digits) = (0, 0);
        }

        if (total <= TimeSpan.Zero)
        {
            result.AddError($"'{text}' is no span of time: write 90s, 5m or 1h30m");
        }

        return total;
    }
}
