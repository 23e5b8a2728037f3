using Unloop.Core.Diagnoses;
using Unloop.Core.Experiments;
using Unloop.Core.Experiments.Copying;
using Unloop.Core.Facts;

namespace Unloop.Engine.Experimenting;

/// <summary>Looks at a copy until its container has ended, has lived for long enough, or will not be started.</summary>
/// <param name="renew">Holds the workload for longer; the problem where it is not ours any more.</param>
internal sealed class CopyWatch(TryParts parts, ExperimentCase @case, Experiment experiment, Func<CancellationToken, Task<Problem?>> renew, IProgress<TrySight> progress)
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Start = TimeSpan.FromSeconds(CopyMarks.StartSeconds);

    /// <summary>A scheduler says at once when no node will do; an autoscaler may bring one.</summary>
    private static readonly TimeSpan Scheduling = TimeSpan.FromSeconds(45);

    private static readonly TimeSpan Away = TimeSpan.FromMinutes(1);

    /// <summary>What a kubelet says of a container that it will not start, whatever is waited for.</summary>
    private static readonly string[] Hopeless =
        ["CreateContainerConfigError", "CreateContainerError", "RunContainerError", "InvalidImageName", "ImagePullBackOff", "ErrImageNeverPull", "StartError", "PreCreateHookError", "PostStartHookError"];

    /// <summary>The reasons by which a runtime says of a container that it never began.</summary>
    private static readonly string[] NeverBegan = ["StartError", "ContainerCannotRun"];

    /// <summary>What a kubelet says of a container that it has lost sight of: whether and how it ended is not known.</summary>
    private const string OutOfSight = "ContainerStatusUnknown";

    private readonly long _begun = parts.Time.GetTimestamp();
    private long _renewed = parts.Time.GetTimestamp();
    private long? _up;
    private DateTimeOffset? _upAt;
    private long? _away;

    public async Task<CopyOutcome> WatchAsync(MadeCopy made, CancellationToken cancellationToken)
    {
        progress.Report(new TryNote($"Watching {made.Name} for at most {experiment.Seconds} s once it runs."));
        while (true)
        {
            var sight = await parts.Copies.LookAsync(made, @case.Name, cancellationToken);
            if (Judge(made, sight) is { } outcome)
            {
                return outcome;
            }

            if (parts.Time.GetElapsedTime(_renewed) > Renewal)
            {
                _renewed = parts.Time.GetTimestamp();
                if (await renew(cancellationToken) is { Kind: ProblemKind.Refused } taken)
                {
                    return new CopyOutcome { Copy = made.Name, End = CopyEnd.Lost, Words = taken.Message };
                }
            }

            await Task.Delay(Beat, parts.Time, cancellationToken);
        }
    }

    /// <summary>Null: look again.</summary>
    private CopyOutcome? Judge(MadeCopy made, CopySight sight)
    {
        var outcome = new CopyOutcome { Copy = made.Name, End = CopyEnd.Lost, Words = sight.Words };
        if (sight.IsGone)
        {
            return outcome with { Words = "somebody removed it, or the pod that owns it went" };
        }

        if (sight.Problem is { } problem)
        {
            _away ??= parts.Time.GetTimestamp();
            return parts.Time.GetElapsedTime(_away.Value) > Away ? outcome with { Words = problem.Message } : null;
        }

        _away = null;
        return sight.State switch
        {
            { Phase: StatePhase.Terminated, Reason: OutOfSight } => outcome,
            { Phase: StatePhase.Terminated } ended => Ended(outcome, ended),
            { Phase: StatePhase.Running } => Running(outcome, sight),
            _ => Waiting(outcome, sight),
        };
    }

    private CopyOutcome Ended(CopyOutcome outcome, ContainerState ended)
    {
        var lived = ended.Lifetime ?? (_up is { } up ? parts.Time.GetElapsedTime(up) : TimeSpan.Zero);
        var began = !NeverBegan.Contains(ended.Reason);
        return outcome with
        {
            End = began ? CopyEnd.Ended : CopyEnd.NotStarted,
            Words = began ? null : $"{ended.Reason}: {ended.Message}",
            Exit = new Exit(ended.ExitCode, ended.Signal, ended.Reason, ended.StartedAt, ended.FinishedAt),
            Lived = Math.Round(lived.TotalSeconds, 1),
        };
    }

    private CopyOutcome? Running(CopyOutcome outcome, CopySight sight)
    {
        // When it started is told by the node's clock, which may be wrong: counted is from when it was first seen up, by the server's clock or ours, whichever has seen more of it.
        _up ??= parts.Time.GetTimestamp();
        _upAt ??= sight.At;
        var lived = parts.Time.GetElapsedTime(_up.Value);
        if (sight.At - _upAt is { } there && there > lived)
        {
            lived = there;
        }

        return lived.TotalSeconds < experiment.Seconds ? null : outcome with { End = CopyEnd.StillUp, Words = null, Lived = Math.Round(lived.TotalSeconds, 1) };
    }

    private CopyOutcome? Waiting(CopyOutcome outcome, CopySight sight)
    {
        var waited = parts.Time.GetElapsedTime(_begun);

        // A pod that has failed before any of its containers has a state was turned away by its node, which had no room any more.
        var isTurnedAway = sight is { Phase: "Failed", State: null };
        return isTurnedAway ? outcome with { End = CopyEnd.NotScheduled }
            : !sight.IsScheduled ? waited > Scheduling ? outcome with { End = CopyEnd.NotScheduled } : null
            : sight.Phase is "Failed" or "Succeeded" || Hopeless.Contains(sight.State?.Reason) || waited > Start ? outcome with { End = CopyEnd.NotStarted }
            : null;
    }
}
