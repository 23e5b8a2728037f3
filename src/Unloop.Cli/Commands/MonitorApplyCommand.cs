using System.CommandLine;
using System.Text.Json;
using Unloop.Alerts.Planning;
using Unloop.Cli.Rendering;
using Unloop.Engine.Monitoring;

namespace Unloop.Cli.Commands;

/// <summary><c>unloop monitor apply</c>: carries out a plan of monitors, once it is approved.</summary>
internal static class MonitorApplyCommand
{
    public static Command Create(Terminal terminal)
    {
        var flags = new MonitorFlags();
        var yes = new Option<bool>("--yes", "-y") { Description = "Approve the plan" };
        var command = new Command("apply", "Makes the monitors, changes those that differ and adopts those that were made by hand, once you have approved the plan. What was broken off, the same command ends.");
        flags.AddTo(command, mayDelete: true);
        command.Options.Add(yes);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (session, proposal) = await flags.ProposeAsync(parsed, terminal, cancellationToken);
            using (session)
            {
                terminal.Complain(proposal.Problems);
                return proposal.Plan is null ? ExitCode.Of(proposal.Problems) : await RunAsync(session!, proposal, parsed.GetValue(yes), flags.IsJson(parsed), terminal, cancellationToken);
            }
        });
        HelpWithExamples.Add(command,
            "unloop monitor apply deploy/web -n shop --provider datadog --notify slack:#ops",
            "unloop monitor apply deploy/web -n shop --provider datadog --notify slack:#ops     again: nothing is changed",
            "unloop monitor apply deploy/web -n shop --provider datadog --delete");
        return command;
    }

    private static async Task<int> RunAsync(MonitorSession session, MonitorProposal proposal, bool yes, bool json, Terminal terminal, CancellationToken cancellationToken)
    {
        var plan = proposal.Plan!;
        if (plan.ChangesAnything && !yes && !terminal.CanAsk)
        {
            terminal.Show(MonitorPlanText.Write(plan, session.Sights, terminal.Width));
            terminal.Complain("nobody is there to approve this plan: nothing was done. Approve it with --yes.");
            return ExitCode.Refused;
        }

        var record = await session.Monitors.ApplyAsync(proposal, session.Order, new MonitorApproval(terminal, yes, session.Sights), new MonitorProgress(terminal), cancellationToken);
        if (json)
        {
            terminal.WriteLine(JsonSerializer.Serialize(record, MonitorPlanJson.Default.MonitorRecord));
        }
        else
        {
            terminal.Write(MonitorPlanText.Write(record, terminal.Width));
        }

        return record.Verdict switch
        {
            MonitorVerdict.Applied or MonitorVerdict.Unchanged => ExitCode.Done,
            MonitorVerdict.NotApplied => ExitCode.Refused,
            _ => ExitCode.Failed,
        };
    }
}
