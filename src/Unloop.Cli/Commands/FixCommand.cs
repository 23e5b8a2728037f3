using System.CommandLine;
using System.Text.Json;
using Unloop.Alerts.Planning;
using Unloop.Cli.Rendering;
using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;
using Unloop.Core.Outcomes;
using Unloop.Core.Planning;
using Unloop.Core.Reports;
using Unloop.Engine.Fixing;
using Unloop.Engine.Fixing.Planning;
using Unloop.Host.Files;

namespace Unloop.Cli.Commands;

/// <summary><c>unloop fix</c>: plan, approval, change, proof; or everything back.</summary>
internal static class FixCommand
{
    public static Command Create(Terminal terminal)
    {
        var flags = new FixFlags();
        var command = new Command("fix", "Mends what makes pods crash, once you have approved the plan, and proves that it holds; otherwise puts everything back.");
        flags.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var session = await FixSession.OpenAsync(flags, parsed, terminal, cancellationToken);
            if (session.Fix is null)
            {
                terminal.Complain(session.Problems);
                return ExitCode.Of(session.Problems);
            }

            return flags.IsTakenUp(parsed) ? await TakeUpAsync(session, flags, parsed, terminal, cancellationToken)
                : flags.PlanToApply(parsed) is { } file ? await ApplyAsync(session, flags, parsed, file, terminal, cancellationToken)
                : await ProposeAsync(session, flags, parsed, terminal, cancellationToken);
        });
        HelpWithExamples.Add(command,
            "unloop fix deploy/web --build-context .          mend the Dockerfile, rebuild, push, deploy by digest, prove it",
            "unloop fix deploy/web --dry-run                  only the plan",
            "unloop fix deploy/web --plan-out plan.json       the plan for somebody else to approve …",
            "unloop fix --apply plan.json                     … who carries out exactly that",
            "unloop fix deploy/web --build-context . --with-monitor datadog --notify slack:#ops    and set the alarm for next time",
            "unloop fix --resume                              go on with what was interrupted, the alarm too",
            "unloop fix --undo                                or put everything back");
        return command;
    }

    private static async Task<int> ProposeAsync(FixSession session, FixFlags flags, ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var proposing = session.Proposer!.ProposeAsync(flags.Query(parsed), session.Source, flags.Terms(parsed).Proof, cancellationToken);
        var proposed = await Waiting.WithProgress(proposing, "reading pods, images and the workload", terminal, cancellationToken);
        terminal.Complain(proposed.Problems);
        if (proposed.Offer.Plans is not [var plan, ..])
        {
            return NothingToApply(proposed, terminal);
        }

        if (flags.PlanOut(parsed) is { } file)
        {
            return WritePlan(plan, file, terminal);
        }

        terminal.Show(TextReport.Write(proposed.Report with { Items = [proposed.Diagnosis!] }, terminal.Width));
        return await RunAsync(session, flags, parsed, proposed, plan, terminal, cancellationToken);
    }

    private static async Task<int> ApplyAsync(FixSession session, FixFlags flags, ParseResult parsed, string file, Terminal terminal, CancellationToken cancellationToken)
    {
        var (content, problem) = new FileEditor().Read(Path.GetFullPath(file));
        problem ??= content is null ? new Problem(ProblemKind.BadInput, $"{file} does not exist; write a plan with --plan-out") : null;
        var (plan, unreadable) = problem is null ? PlanFile.Read(file, content) : (null, problem);
        problem = unreadable ?? (plan!.Server == session.Server ? null
            : new Problem(ProblemKind.Refused, $"{file} is for {plan.Server}, and this is {session.Server}: choose its context with --context"));
        if (problem is not null)
        {
            terminal.Complain(problem.Message);
            return ExitCode.Of([problem]);
        }

        var query = flags.Query(parsed) with { Targets = [plan!.Workload.ToString()], Namespace = plan.Workload.Namespace };
        var looking = session.Proposer!.ProposeAsync(query, null, flags.Terms(parsed).Proof, cancellationToken);
        var present = await Waiting.WithProgress(looking, "reading pods and the workload", terminal, cancellationToken);
        if (present.Workload is { } live && (live.Ref.Uid != plan.Workload.Uid || live.TemplateHash != plan.TemplateHash))
        {
            terminal.Complain($"{plan.Workload} was changed after this plan was made; nothing is done. Make a new plan.");
            return ExitCode.Refused;
        }

        // Only what was approved: what else could be tried is another plan, for another approval.
        return await RunAsync(session, flags, parsed, present with { Offer = new PlanOffer([plan], []) }, plan, terminal, cancellationToken);
    }

    private static async Task<int> TakeUpAsync(FixSession session, FixFlags flags, ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var undoes = flags.IsUndo(parsed);
        var withoutAlarm = undoes || session.Journals!.Unfinished().Count > 0 ? [] : session.Journals.WithoutAlarm();
        var (journal, problem) = session.Journals!.Open(flags.JournalId(parsed) ?? (withoutAlarm is [.., var newest] ? newest : null));
        if (journal is null)
        {
            terminal.Complain(problem!.Message);
            return ExitCode.Of([problem]);
        }

        using (journal)
        {
            if (undoes && !flags.Yes(parsed))
            {
                terminal.Say($"Fix {journal.Id}: {(journal.Entries is [var first, ..] ? first.Says : "nothing was begun")}");
                if (await terminal.AskAsync("Put everything back as it was before? Only 'yes' is a yes: ", cancellationToken) != "yes")
                {
                    terminal.Complain("not approved; nothing was changed");
                    return ExitCode.Refused;
                }
            }

            var sights = new FixProgress(terminal, flags.Verbose(parsed));
            using var alarms = new FixAlarmPlanner(flags, parsed, terminal);
            var record = await (undoes ? session.Fix!.UndoAsync(journal, sights, cancellationToken) : session.Fix!.ResumeAsync(journal, alarms, sights, cancellationToken));
            return Finish(record, flags, parsed, terminal);
        }
    }

    private static async Task<int> RunAsync(FixSession session, FixFlags flags, ParseResult parsed, Proposed proposed, Plan plan, Terminal terminal, CancellationToken cancellationToken)
    {
        var (monitors, alarm, problems) = await flags.Alarm.PlanAsync(proposed, plan, parsed, flags.Targets, terminal, cancellationToken);
        using var open = monitors;
        if (problems.Count > 0)
        {
            terminal.Complain(problems);
            terminal.Complain("the alarm cannot be planned, so nothing was changed; without --with-monitor the fix goes on alone");
            return ExitCode.Of(problems);
        }

        proposed = proposed with { Alarm = alarm };
        if (flags.IsDryRun(parsed))
        {
            return ShowOnly(proposed, plan, terminal);
        }

        if (!flags.Yes(parsed) && !terminal.CanAsk)
        {
            FixApproval.Show(plan, alarm, terminal);
            terminal.Complain("nobody is there to approve this plan: nothing was done. Approve it with --yes, or write it to a file with --plan-out for somebody who can.");
            return ExitCode.Refused;
        }

        var sights = new FixProgress(terminal, flags.Verbose(parsed));
        return Finish(await session.Fix!.RunAsync(proposed, plan, session.Source, new FixApproval(terminal, flags.Yes(parsed)), sights, cancellationToken), flags, parsed, terminal);
    }

    private static int ShowOnly(Proposed proposed, Plan plan, Terminal terminal)
    {
        terminal.Write(PlanText.Write(plan, terminal.Width));
        foreach (var other in proposed.Offer.Plans.Skip(1))
        {
            terminal.WriteLine($"Or, if that does not hold: {Printable.Line(other.Statement)}");
        }

        if (proposed.Alarm is { } alarm)
        {
            terminal.WriteLine("And once it holds, the alarm for next time:");
            terminal.Write(MonitorPlanText.Write(alarm.Plan, alarm.Sights, terminal.Width));
        }

        return ExitCode.Done;
    }

    private static int Finish(FixRecord record, FixFlags flags, ParseResult parsed, Terminal terminal)
    {
        switch (flags.Format(parsed))
        {
            case "json":
                terminal.WriteLine(JsonSerializer.Serialize(record, CoreJson.Default.FixRecord));
                break;
            case "markdown":
                terminal.Write(FixMarkdown.Write(record));
                break;
            default:
                terminal.Write(FixText.Write(record, terminal.Width));
                break;
        }

        if (record.Alarm is { IsSet: false } missing)
        {
            terminal.Complain($"the fix holds, but the alarm that was asked for is not set: {missing.Says}");
        }

        return record.Verdict switch
        {
            FixVerdict.Stable or FixVerdict.Holding when record.Alarm is { IsSet: false } => ExitCode.WithoutAlarm,
            FixVerdict.Stable or FixVerdict.Undone => ExitCode.Done,
            FixVerdict.Holding => ExitCode.Holding,
            FixVerdict.NotApplied => ExitCode.Refused,
            _ => ExitCode.Failed,
        };
    }

    private static int NothingToApply(Proposed proposed, Terminal terminal)
    {
        if (proposed.Diagnosis is null || proposed.Report.Items.All(i => i.Verdict is Verdict.NotCrashLooping))
        {
            if (proposed.Problems.Count == 0)
            {
                terminal.WriteLine("Nothing is unwell here.");
            }

            return ExitCode.Of(proposed.Problems);
        }

        terminal.Write(TextReport.Write(proposed.Report with { Items = [proposed.Diagnosis] }, terminal.Width));
        terminal.Write(PlanText.ByHand(proposed.Offer.ByHand, terminal.Width));
        return ExitCode.Refused;
    }

    private static int WritePlan(Plan plan, string file, Terminal terminal)
    {
        terminal.Show(PlanText.Write(plan, terminal.Width));
        if (new FileEditor().Replace(Path.GetFullPath(file), PlanFile.Write(plan)) is { } problem)
        {
            terminal.Complain(problem.Message);
            return ExitCode.Of([problem]);
        }

        terminal.WriteLine($"{file}: the plan {plan.Hash}. Nothing was changed.");
        terminal.WriteLine($"unloop fix --apply {file}");
        return ExitCode.Done;
    }
}
