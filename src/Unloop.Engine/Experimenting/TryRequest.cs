using Unloop.Core.Experiments;
using Unloop.Core.Outcomes;

namespace Unloop.Engine.Experimenting;

/// <summary>What is asked about one failing pod.</summary>
public sealed record TryRequest
{
    public required TargetQuery Query { get; init; }

    /// <summary>Just these tests; empty: those that decide something.</summary>
    public IReadOnlyList<ExperimentKind> Only { get; init; } = [];

    /// <summary>Also run the program on volumes that the failing pod writes to.</summary>
    public bool SharesVolumes { get; init; }

    /// <summary>No copy is watched for longer.</summary>
    public TimeSpan WatchMax { get; init; } = TimeSpan.FromMinutes(10);
}

/// <summary>The person who must agree before any copy is made.</summary>
public interface ITryApprover
{
    /// <summary>Shows the path with the exact copies, and asks. One answer is for all of them.</summary>
    Task<bool> ApproveAsync(TryPlan plan, CancellationToken cancellationToken);
}

/// <summary>What a person who waits gets to see.</summary>
public abstract record TrySight;

/// <summary>A test begins.</summary>
public sealed record TestSight(int Number, Experiment Experiment) : TrySight;

/// <summary>What a test came to.</summary>
public sealed record AnswerSight(ExperimentResult Result) : TrySight;

/// <summary>What Unloop itself is about to do, or waits for.</summary>
public sealed record TryNote(string Says) : TrySight;
