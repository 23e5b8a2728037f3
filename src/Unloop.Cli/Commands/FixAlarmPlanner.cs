using System.CommandLine;
using Unloop.Cli.Rendering;
using Unloop.Core.Facts;
using Unloop.Engine.Fixing;

namespace Unloop.Cli.Commands;

/// <summary>The alarm of a fix that is taken up, by the flags that its journal has. Closes what it opened.</summary>
internal sealed class FixAlarmPlanner(FixFlags flags, ParseResult parsed, Terminal terminal) : IAlarmPlanner, IDisposable
{
    private MonitorSession? _session;

    public async Task<(FixAlarm? Alarm, IReadOnlyList<Problem> Problems)> PlanAsync(AlarmWish wish, CancellationToken cancellationToken)
    {
        (_session, var alarm, var problems) = await flags.Alarm.PlanAgainAsync(wish, parsed, flags.Targets, terminal, cancellationToken);
        return (alarm, problems);
    }

    public Task<bool> ApproveAsync(FixAlarm alarm, CancellationToken cancellationToken)
    {
        terminal.Say("The alarm for next time, which is not the one that was approved with the fix any more:");
        return new MonitorApproval(terminal, flags.Yes(parsed), alarm.Sights).ApproveAsync(alarm.Plan, cancellationToken);
    }

    public void Dispose() => _session?.Dispose();
}
