using Unloop.Core.Facts;

namespace Unloop.Engine.Fixing;

/// <summary>Plans the alarm of a fix that is taken up again: by then the workload may be well, and the provider another than it was.</summary>
public interface IAlarmPlanner
{
    /// <summary>No alarm: the problems say why.</summary>
    Task<(FixAlarm? Alarm, IReadOnlyList<Problem> Problems)> PlanAsync(AlarmWish wish, CancellationToken cancellationToken);

    /// <summary>Shows what would be done now and asks; only where it is more than what was approved with the fix.</summary>
    Task<bool> ApproveAsync(FixAlarm alarm, CancellationToken cancellationToken);
}
