using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Core.Stability;

namespace Unloop.Engine.Fixing;

/// <summary>
/// Sees to it that a template that was put back is also what runs: the controller has acted on it, and nothing of what the fix rolled out is left. How the
/// pods of before fare is no question here: they failed before.
/// </summary>
internal sealed class WayBack(FixParts parts, IProgress<FixSight> progress)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <param name="fix">The id of the fix whose pods must go.</param>
    /// <returns>Null when it is so.</returns>
    public async Task<Problem?> SettleAsync(WorkloadRef workload, string fix, CancellationToken cancellationToken)
    {
        if (workload.IsImmutable)
        {
            return null;   // it was made anew, and its pods with it
        }

        var start = parts.Tools.Time.GetTimestamp();
        progress.Report(new NoteSight($"Waiting for the pods of {workload} to be those of before."));
        while (true)
        {
            var sight = await parts.View.LookAsync(workload, cancellationToken);
            var problem = sight.Problem;
            if (problem is { Kind: ProblemKind.NoMatch })
            {
                return null;   // it was deleted meanwhile, and its pods with it
            }

            if (sight.Snapshot is { } snapshot && snapshot.ObservedGeneration >= snapshot.Generation)
            {
                await new StuckPods(parts, progress).FreeAsync(snapshot, cancellationToken);
                var retirement = await parts.Tools.Workloads.RetireAsync(workload, fix, cancellationToken);
                if (retirement.IsDone && (workload.Kind is not "StatefulSet" || IsSettled(snapshot)))
                {
                    return null;
                }

                problem = retirement.Problem;
            }

            if (parts.Tools.Time.GetElapsedTime(start) > Patience)
            {
                return new Problem(ProblemKind.Failed, $"The template of {workload} is as before, but after {Patience.TotalMinutes:0} minutes pods of the fix are still there{(problem is null ? "" : $": {problem.Message.TrimEnd('.')}")}.");
            }

            await Task.Delay(Pause, parts.Tools.Time, cancellationToken);
        }
    }

    private static bool IsSettled(RolloutSnapshot snapshot) => snapshot.Pods.All(p => p.IsNew || p is { Ready: true, Leaving: false });
}
