using Unloop.Core.Planning;
using Unloop.Core.Stability;

namespace Unloop.Engine.Fixing;

/// <summary>
/// A StatefulSet's controller waits for ever for a pod that will never be ready, also when the pod is to be replaced
/// (kubernetes.io/docs, StatefulSets, "Forced rollback"): such pods are deleted for it, forwards and on the way back.
/// </summary>
internal sealed class StuckPods(FixParts parts, IProgress<FixSight> progress)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Waits until the controller has seen the new template, and frees it. What cannot be done here shows in the proof that follows.</summary>
    public async Task FreeAsync(WorkloadRef workload, CancellationToken cancellationToken)
    {
        var start = parts.Tools.Time.GetTimestamp();
        while (workload.Kind is "StatefulSet" && parts.Tools.Time.GetElapsedTime(start) < Patience)
        {
            if ((await parts.View.LookAsync(workload, cancellationToken)).Snapshot is { } snapshot && snapshot.ObservedGeneration >= snapshot.Generation)
            {
                await FreeAsync(snapshot, cancellationToken);
                return;
            }

            await Task.Delay(Pause, parts.Tools.Time, cancellationToken);
        }
    }

    public async Task FreeAsync(RolloutSnapshot snapshot, CancellationToken cancellationToken)
    {
        var stuck = snapshot.Workload.Kind is "StatefulSet" && snapshot.ObservedGeneration >= snapshot.Generation
            ? snapshot.Pods.Where(p => p is { IsNew: false, Ready: false, Leaving: false }).Select(p => p.Name).ToList()
            : [];
        if (stuck.Count > 0)
        {
            progress.Report(new NoteSight($"Deleting {string.Join(" and ", stuck)}: the controller of {snapshot.Workload} would wait for {(stuck.Count == 1 ? "it" : "them")} to be ready."));
            if (await parts.Tools.Workloads.DeletePodsAsync(snapshot.Workload, stuck, cancellationToken) is { } problem)
            {
                progress.Report(new NoteSight(problem.Message));
            }
        }
    }
}
