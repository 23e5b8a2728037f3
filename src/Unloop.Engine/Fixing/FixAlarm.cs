using Unloop.Alerts.Planning;
using Unloop.Core.Outcomes;
using Unloop.Engine.Monitoring;

namespace Unloop.Engine.Fixing;

/// <summary>
/// The alarm for next time: monitors that were planned while the workload still failed, so that their metrics were seen, are approved together with the fix, and
/// are set up once it holds. They decide nothing about the fix.
/// </summary>
/// <param name="wish">What it was planned for.</param>
public sealed class FixAlarm(Monitors monitors, MonitorOrder order, MonitorProposal proposal, AlarmWish wish)
{
    /// <summary>What was seen of the provider's parts in the cluster, one sentence each.</summary>
    public IReadOnlyList<string> Sights { get; init; } = [];

    public MonitorPlan Plan { get; } = proposal.Plan ?? throw new ArgumentException("There is no plan to carry out.", nameof(proposal));

    /// <summary>For the journal: whoever approves the fix approves these changes.</summary>
    public AlarmWish Wish { get; } = wish with { Approved = [.. proposal.Plan!.Writes.Select(c => c.Hash)] };

    /// <summary>Whether everything that would be written was approved before, for the same place; what is done already is no part of either.</summary>
    public bool IsWithin(AlarmWish approved) => (Plan.Provider, Plan.Place) == (approved.Provider, approved.Place) && Plan.Writes.All(c => approved.Approved.Contains(c.Hash));

    public async Task<AlarmRecord> SetAsync(IProgress<FixSight> progress, CancellationToken cancellationToken)
    {
        progress.Report(new NoteSight($"Setting up the alarm for next time: {Plan.Provider}, {Plan.Place}."));
        return Record(await monitors.ApplyAsync(proposal, order, new Agreed(), new Made(progress), cancellationToken));
    }

    private AlarmRecord Record(MonitorRecord record)
    {
        var done = record.Results.ToDictionary(r => r.Id, StringComparer.Ordinal);
        var each = Plan.Changes.Select(c => done.TryGetValue(c.Id, out var result) ? new AlarmMonitor(c.Name, result.Says, result.Link)
            : new AlarmMonitor(c.Name, c.Kind is MonitorChangeKind.Keep ? "It was there, and is as it shall be." : "It was not begun."));
        var isSet = record.Verdict is MonitorVerdict.Applied or MonitorVerdict.Unchanged;
        return Wish.NotSet(record.Says) with { IsSet = isSet, Monitors = [.. each], Command = isSet ? null : Wish.GoOn };
    }

    /// <summary>The plan was shown with the fix's own, and approved with it.</summary>
    private sealed class Agreed : IMonitorApprover
    {
        public Task<bool> ApproveAsync(MonitorPlan plan, CancellationToken cancellationToken) => Task.FromResult(true);
    }

    private sealed class Made(IProgress<FixSight> progress) : IProgress<MonitorResult>
    {
        public void Report(MonitorResult value) => progress.Report(new NoteSight($"{value.Name}: {value.Says}"));
    }
}
