using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Core.Stability;

namespace Unloop.Engine.Verifying;

/// <summary>
/// Looks at a rollout again and again until it is proven, or has failed, or takes too long. An API server that is away for a while does not end it: what
/// happened meanwhile shows in counters and stamps at the next look.
/// </summary>
public sealed class Verify(IRolloutView view, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    /// <param name="workload">With an empty uid: whichever bears the name at the first look; from then on that one.</param>
    /// <param name="sights">Told of every look, and of every one that failed and is tried again.</param>
    public async Task<VerifyOutcome> RunAsync(WorkloadRef workload, VerifyTerms terms, IProgress<RolloutSight>? sights, CancellationToken cancellationToken)
    {
        var watch = new Watch(terms, time);
        var (pause, away) = (Interval, TimeSpan.Zero);
        while (true)
        {
            var sight = await view.LookAsync(workload, cancellationToken);
            if (sight.Snapshot is { } snapshot)
            {
                workload = snapshot.Workload;
                (pause, away) = (Interval, watch.Elapsed);
                var verdict = watch.See(snapshot);
                sights?.Report(new(snapshot, verdict));
                if (verdict.IsFinal)
                {
                    return watch.Outcome();
                }
            }
            else if (sight.Problem is { } problem)
            {
                if (!MayPass(problem) || watch.Elapsed - away >= terms.AwayPatience)
                {
                    return watch.Outcome() with { Problem = problem };
                }

                sights?.Report(new(watch.Last, watch.Verdict, problem));
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }

            if (watch.Elapsed >= terms.Timeout)
            {
                return watch.TimedOut(sight.Problem);
            }

            await Task.Delay(pause, time, cancellationToken);
        }
    }

    /// <summary>Whether the same question may be answered later. A workload that is gone, or that may not be looked at, stays so.</summary>
    private static bool MayPass(Problem problem) => problem.Kind is ProblemKind.Unreachable or ProblemKind.Failed;
}

public sealed record VerifyTerms
{
    public required JudgeTerms Judge { get; init; }

    /// <summary>Of the whole: until the rollout is proven, or something else is certain.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>How long the API server may be away at a stretch.</summary>
    public TimeSpan AwayPatience { get; init; } = TimeSpan.FromMinutes(5);
}

/// <summary>One look, and what it allows to say.</summary>
/// <param name="Snapshot">The last one that there is; null before the first.</param>
/// <param name="Problem">Why nothing was seen this time.</param>
public sealed record RolloutSight(RolloutSnapshot? Snapshot, StabilityVerdict? Verdict, Problem? Problem = null);

/// <summary>How it ended.</summary>
/// <param name="Verdict">Null: nothing was ever seen.</param>
/// <param name="Last">The last look.</param>
/// <param name="Problem">What kept it from coming to an end by itself; null else.</param>
public sealed record VerifyOutcome(StabilityVerdict? Verdict, RolloutSnapshot? Last, IReadOnlyList<Milestone> Timeline, TimeSpan Took, Problem? Problem = null);
