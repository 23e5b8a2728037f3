using Unloop.Alerts.Planning;
using Unloop.Core.Outcomes;
using Unloop.Engine.Monitoring;

namespace Unloop.Engine.Fixing;

/// <summary>
/// The alarm for next time: monitors that were planned while the workload still failed, so that their metrics were seen, are approved together with the fix, and
/// are set up once it holds. They decide nothing about the fix.
/// </summary>
/// <param name="goOn">The command that sets them up, where this could not.</param>
public sealed class FixAlarm(Monitors monitors, MonitorOrder order, MonitorProposal proposal, string goOn)
{
    /// <summary>What was seen of the provider's parts in the cluster, one sentence each.</summary>
    public IReadOnlyList<string> Sights { get; init; } = [];

    public MonitorPlan Plan { get; } = proposal.Plan ?? throw new ArgumentException("There is no plan to carry out.", nameof(proposal));

    public async Task<AlarmRecord> SetAsync(IProgress<FixSight> progress, CancellationToken cancellationToken)
    {
        progress.Report(new NoteSight($"Setting up the alarm for next time: {Plan.Provider}, {Plan.Place}."));
        try
        {
            return Record(await monitors.ApplyAsync(proposal, order, new Agreed(Plan.Hash), new Made(progress), cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Record(false, "It was stopped before all monitors were made; what is made already is not made twice.", []);
        }
    }

    private AlarmRecord Record(MonitorRecord record)
    {
        var done = record.Results.ToDictionary(r => r.Id, StringComparer.Ordinal);
        var each = Plan.Changes.Select(c => done.TryGetValue(c.Id, out var result) ? new AlarmMonitor(c.Name, result.Says, result.Link)
            : new AlarmMonitor(c.Name, c.Kind is MonitorChangeKind.Keep ? "It was there, and is as it shall be." : "It was not begun."));
        return Record(record.Verdict is MonitorVerdict.Applied or MonitorVerdict.Unchanged, record.Says, [.. each]);
    }

    private AlarmRecord Record(bool isSet, string says, IReadOnlyList<AlarmMonitor> each) =>
        new() { Provider = Plan.Provider, Place = Plan.Place, IsSet = isSet, Says = says, Monitors = each, Command = isSet ? null : goOn };

    /// <summary>The plan was shown with the fix's own; another one was not.</summary>
    private sealed class Agreed(string hash) : IMonitorApprover
    {
        public Task<bool> ApproveAsync(MonitorPlan plan, CancellationToken cancellationToken) => Task.FromResult(plan.Hash == hash);
    }

    private sealed class Made(IProgress<FixSight> progress) : IProgress<MonitorResult>
    {
        public void Report(MonitorResult value) => progress.Report(new NoteSight($"{value.Reference ?? value.Id}: {value.Says}"));
    }
}
