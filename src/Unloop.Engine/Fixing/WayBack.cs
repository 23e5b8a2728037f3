using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Core.Stability;

namespace Unloop.Engine.Fixing;

/// <summary>
/// Sees to it that a template that was put back is also what runs: the controller has acted on it, and no pod of the failed revision is left. How the old
/// pods fare is no question here: they failed before.
/// </summary>
internal sealed class WayBack(FixParts parts, IProgress<FixSight> progress)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Null when it is so.</summary>
    public async Task<Problem?> SettleAsync(WorkloadRef workload, CancellationToken cancellationToken)
    {
        var start = parts.Tools.Time.GetTimestamp();
        progress.Report(new NoteSight($"Waiting for the pods of {workload} to be those of before."));
        while (true)
        {
            var sight = await parts.View.LookAsync(workload, cancellationToken);
            if (sight.Snapshot is { } snapshot && (workload.IsImmutable || IsSettled(snapshot)))
            {
                return null;
            }

            if (parts.Tools.Time.GetElapsedTime(start) > Patience)
            {
                return new Problem(ProblemKind.Failed, $"The template of {workload} is as before, but after {Patience.TotalMinutes:0} minutes its pods are not all of it: {sight.Problem?.Message ?? sight.Snapshot?.Complaint ?? "pods of the failed revision are still there"}.");
            }

            if (sight.Snapshot is { } stuck && await FreeAsync(stuck, cancellationToken) is { } problem)
            {
                return problem;
            }

            await Task.Delay(Pause, parts.Tools.Time, cancellationToken);
        }
    }

    private static bool IsSettled(RolloutSnapshot snapshot) =>
        snapshot.ObservedGeneration >= snapshot.Generation && snapshot.Pods.All(p => p.IsNew) && snapshot.Pods.Count(p => !p.Leaving) >= snapshot.Desired;

    /// <summary>A StatefulSet's controller waits for ever for a pod that will never be ready, also when it is to be replaced: the pod is deleted for it.</summary>
    private async Task<Problem?> FreeAsync(RolloutSnapshot snapshot, CancellationToken cancellationToken)
    {
        var stuck = snapshot.Workload.Kind is "StatefulSet" && snapshot.ObservedGeneration >= snapshot.Generation
            ? snapshot.Pods.Where(p => p is { IsNew: false, Ready: false, Leaving: false }).Select(p => p.Name).ToList()
            : [];
        return stuck.Count == 0 ? null : await parts.Tools.Workloads.DeletePodsAsync(snapshot.Workload, stuck, cancellationToken);
    }
}
