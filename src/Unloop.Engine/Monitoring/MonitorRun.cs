using Unloop.Alerts.Planning;
using Unloop.Core.Facts;

namespace Unloop.Engine.Monitoring;

/// <summary>
/// Carries out one plan. Before each change the provider is asked what stands now, and after it what has become of it: a request whose answer was lost is found
/// again by its marks and is never sent a second time unseen.
/// </summary>
internal sealed class MonitorRun(IMonitorProvider provider, TimeProvider time, MonitorProposal proposal, IProgress<MonitorResult> progress)
{
    private const int Attempts = 3;

    private readonly MonitorPlan _plan = proposal.Plan!;

    public async Task<MonitorRecord> RunAsync(CancellationToken cancellationToken)
    {
        var results = new List<MonitorResult>();
        foreach (var change in _plan.Writes)
        {
            var result = await UnlessStoppedAsync(change, cancellationToken);
            results.Add(result);
            progress.Report(result);
            if (!result.IsDone)
            {
                // What comes after it would most likely meet the same; the next apply begins with this one.
                break;
            }
        }

        var open = _plan.Writes.Count() - results.Count(r => r.IsDone);
        return new()
        {
            Verdict = open == 0 ? MonitorVerdict.Applied : MonitorVerdict.Unfinished,
            Says = open == 0 ? "All changes were made, and read back." : $"{results[^1].Says} {open} of {results.Count(r => r.IsDone) + open} changes are still to be made; the same command goes on from here.",
            Plan = _plan,
            Results = results,
        };
    }

    /// <summary>Ctrl-C ends the run and not its record: what is made already must be known.</summary>
    private async Task<MonitorResult> UnlessStoppedAsync(MonitorChange change, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Stopped("Stopped before this.");
        }

        try
        {
            return await ChangeAsync(change, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Stopped("Stopped in the middle: whether it was done is not known.");
        }

        MonitorResult Stopped(string says) => new(change.Id, change.Name, change.Kind, false, says, change.Reference);
    }

    private async Task<MonitorResult> ChangeAsync(MonitorChange change, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var step = new ChangeStep(provider, change, proposal.Desired.FirstOrDefault(d => d.Id == change.Id));
            var (result, again) = await step.TakeAsync(cancellationToken);
            if (!again || attempt == Attempts)
            {
                return result;
            }

            await Task.Delay(TimeSpan.FromSeconds(1 << attempt), time, cancellationToken);
        }
    }
}
