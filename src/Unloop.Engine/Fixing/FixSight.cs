using Unloop.Engine.Verifying;

namespace Unloop.Engine.Fixing;

/// <summary>What a person who waits for a fix gets to see.</summary>
public abstract record FixSight;

public enum StepMoment
{
    Begins,
    IsDone,
    Fails,
    IsUndone,
}

public sealed record StepSight(int Attempt, int Step, string Says, StepMoment Moment) : FixSight;

/// <summary>A line of a builder, as it printed it.</summary>
public sealed record ToolSight(string Line) : FixSight;

/// <summary>The pods, while they are being watched.</summary>
public sealed record PodsSight(RolloutSight Rollout) : FixSight;

/// <summary>What Unloop itself is about to do, or waits for.</summary>
public sealed record NoteSight(string Says) : FixSight;
