using Unloop.Core.Facts;
using Unloop.Core.Stability;

namespace Unloop.Engine.Verifying;

/// <summary>What one watch over a rollout has seen so far.</summary>
internal sealed class Watch(VerifyTerms terms, TimeProvider time)
{
    private readonly StabilityJudge _judge = new(terms.Judge);
    private readonly List<Milestone> _timeline = [];
    private readonly long _began = time.GetTimestamp();
    private bool _hadOld;

    public TimeSpan Elapsed => time.GetElapsedTime(_began);

    public RolloutSnapshot? Last { get; private set; }

    public StabilityVerdict? Verdict { get; private set; }

    public StabilityVerdict See(RolloutSnapshot snapshot)
    {
        Last = snapshot;
        Verdict = _judge.Look(snapshot, Elapsed);
        if (snapshot.ObservedGeneration >= snapshot.Generation)
        {
            Note(RolloutProgress.Of(snapshot));
        }

        if (Verdict.IsFinal)
        {
            Note(Verdict.State == StabilityState.Stable ? MilestoneKind.Stable : Verdict.State == StabilityState.Holding ? MilestoneKind.Holding : MilestoneKind.Failed);
        }

        return Verdict;
    }

    public VerifyOutcome Outcome() => new(Verdict, Last, _timeline, Elapsed);

    /// <summary>A rollout that was not complete by then has failed; one that holds has only not been watched for long enough.</summary>
    public VerifyOutcome TimedOut(Problem? problem)
    {
        if (Verdict is not { } verdict || problem is not null)
        {
            return Outcome() with { Problem = problem };
        }

        var after = Core.Reasoning.Duration.Text(Elapsed);
        if (verdict.State == StabilityState.Proving)
        {
            Verdict = verdict with { State = StabilityState.Holding, Statement = $"Out of time after {after}; holding, not proven: {verdict.Statement}" };
            Note(MilestoneKind.Holding);
        }
        else
        {
            var statement = $"Not done after {after}: {verdict.Statement}";
            Verdict = verdict with { State = StabilityState.Failed, Statement = statement, Failure = new(FailureKind.TimedOut, statement) };
            Note(MilestoneKind.Failed);
        }

        return Outcome();
    }

    private void Note(RolloutProgress progress)
    {
        if (progress.New > 0)
        {
            Note(MilestoneKind.FirstNewPod);
        }

        if (progress.IsReady)
        {
            Note(MilestoneKind.Ready);
        }

        _hadOld |= progress.OldLeft > 0;
        if (_hadOld && progress.OldLeft == 0)
        {
            Note(MilestoneKind.OldGone);
        }
    }

    private void Note(MilestoneKind kind)
    {
        if (_timeline.TrueForAll(m => m.Kind != kind))
        {
            _timeline.Add(new(kind, Last?.At, Elapsed));
        }
    }
}
