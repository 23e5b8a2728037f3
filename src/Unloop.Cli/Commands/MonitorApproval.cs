using Unloop.Alerts.Planning;
using Unloop.Cli.Rendering;
using Unloop.Engine.Monitoring;

namespace Unloop.Cli.Commands;

/// <summary>Shows a plan of monitors, and asks; with <c>--yes</c> the answer was given with the command.</summary>
internal sealed class MonitorApproval(Terminal terminal, bool yes, IReadOnlyList<string> sights) : IMonitorApprover
{
    public async Task<bool> ApproveAsync(MonitorPlan plan, CancellationToken cancellationToken)
    {
        terminal.Show(MonitorPlanText.Write(plan, sights, terminal.Width));
        if (yes)
        {
            terminal.Say("Approved by --yes.");
            return true;
        }

        return await terminal.AskAsync("Carry out this plan? Only 'yes' is a yes: ", cancellationToken) == "yes";
    }
}
