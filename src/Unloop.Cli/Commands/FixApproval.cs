using Unloop.Alerts.Planning;
using Unloop.Cli.Rendering;
using Unloop.Core.Planning;
using Unloop.Core.Reports;
using Unloop.Engine.Fixing;
using Unloop.Engine.Fixing.Planning;

namespace Unloop.Cli.Commands;

/// <summary>Shows a plan, and asks; with <c>--yes</c> the answer was given with the command.</summary>
internal sealed class FixApproval(Terminal terminal, bool yes) : IApprover
{
    /// <summary>All that would be agreed to, on the error stream.</summary>
    public static void Show(Plan plan, FixAlarm? alarm, Terminal terminal)
    {
        terminal.Show(PlanText.Write(plan, terminal.Width));
        if (alarm is not null)
        {
            terminal.Say("And once it holds, the alarm for next time:");
            terminal.Show(MonitorPlanText.Write(alarm.Plan, alarm.Sights, terminal.Width));
        }
    }

    public async Task<bool> ApproveAsync(Plan plan, Proposed proposed, bool isFirst, CancellationToken cancellationToken)
    {
        if (!isFirst)
        {
            terminal.Say("The next plan:");
        }

        Show(plan, isFirst ? proposed.Alarm : null, terminal);
        if (yes)
        {
            terminal.Say("Approved by --yes.");
            return true;
        }

        return await terminal.AskAsync("Carry out this plan? Only 'yes' is a yes: ", cancellationToken) == "yes";
    }
}
