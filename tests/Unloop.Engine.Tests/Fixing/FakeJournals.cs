using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Engine.Fixing;
using Unloop.Engine.Fixing.Journals;

namespace Unloop.Engine.Tests.Fixing;

/// <summary>The only journal of a world.</summary>
internal sealed class FakeJournals(FakeWorld world) : IFixJournals
{
    public int Started { get; private set; }

    public (IFixJournal? Journal, Problem? Problem) Start(WorkloadRef workload, DateTimeOffset now)
    {
        Started++;
        return (world.Journal, null);
    }

    public (IFixJournal? Journal, Problem? Problem) Open(string? id) => (world.Journal, null);

    public IReadOnlyList<string> WithoutAlarm() => AlarmWish.Pending(world.Journal) is null ? [] : [world.Journal.Id];

    public IReadOnlyList<string> Unfinished() => new FixState(world.Journal.Entries).Ended is null ? [world.Journal.Id] : [];
}
