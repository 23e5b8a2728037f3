using Unloop.Core.Facts;
using Unloop.Core.Planning;

namespace Unloop.Engine.Fixing.Steps;

/// <summary>Reads and writes that outlast an API server which is away for a while: in the middle of a fix nothing is gained by giving up at once.</summary>
internal static class WorkloadAccess
{
    /// <summary>An API server that restarts is back within it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    public static async Task<Reading> ReadAsync(StepContext context, WorkloadRef workload, CancellationToken cancellationToken)
    {
        var start = context.Tools.Time.GetTimestamp();
        while (true)
        {
            var reading = await context.Tools.Workloads.ReadAsync(workload.Kind, workload.Namespace, workload.Name, cancellationToken);
            if (reading.Workload is { } found && found.Ref.Uid != workload.Uid)
            {
                return new Reading(null, new Problem(ProblemKind.NoMatch, $"{workload} is another one than the plan was made for: it was deleted and made anew"));
            }

            if (reading.Problem is not { Kind: ProblemKind.Unreachable or ProblemKind.Failed } || context.Tools.Time.GetElapsedTime(start) > Patience)
            {
                return reading;
            }

            context.Progress.Report($"{reading.Problem.Message} Trying again.");
            await Task.Delay(Pause, context.Tools.Time, cancellationToken);
        }
    }

    /// <summary>Writes, or tries to; where the answer was lost, looks whether it was done before it is tried again.</summary>
    public static async Task<Writing> WriteAsync(StepContext context, WorkloadPatch patch, Func<LiveWorkload, bool> isDone, CancellationToken cancellationToken)
    {
        var start = context.Tools.Time.GetTimestamp();
        var isInDoubt = false;
        while (true)
        {
            var written = await context.Tools.Workloads.PatchAsync(patch, cancellationToken);
            if (written.End is WritingEnd.Done || (written.End is not WritingEnd.Unknown && !isInDoubt))
            {
                return written;
            }

            // A write whose answer was lost may also have landed after it was looked for: then the next one finds the template moved, by ourselves.
            isInDoubt = true;
            var (live, problem) = await ReadAsync(context, patch.Workload, cancellationToken);
            if (live is null)
            {
                return written with { Problem = problem ?? written.Problem };
            }

            if (isDone(live))
            {
                return new Writing(WritingEnd.Done, live);
            }

            if (written.End is not WritingEnd.Unknown || context.Tools.Time.GetElapsedTime(start) > Patience)
            {
                return written;
            }

            await Task.Delay(Pause, context.Tools.Time, cancellationToken);
        }
    }

    /// <summary>Makes anew; where the answer was lost, the same call goes on from wherever it got to.</summary>
    public static async Task<Writing> RecreateAsync(StepContext context, WorkloadRef workload, RecreatedWorkload wanted, CancellationToken cancellationToken)
    {
        var start = context.Tools.Time.GetTimestamp();
        while (true)
        {
            var written = await context.Tools.Workloads.RecreateAsync(workload, wanted, dryRun: false, cancellationToken);
            if (written.End is not WritingEnd.Unknown || context.Tools.Time.GetElapsedTime(start) > Patience)
            {
                return written;
            }

            await Task.Delay(Pause, context.Tools.Time, cancellationToken);
        }
    }

    /// <summary>The workload that the plan was made for is not there any more, whether or not another bears its name.</summary>
    public static bool IsGone(Problem? problem) => problem is { Kind: ProblemKind.NoMatch };

    public static Problem Moved(WorkloadRef workload) =>
        new(ProblemKind.Refused, $"{workload} was changed after the plan was made; nothing is written over. Make a new plan.");
}
