using Unloop.Core.Diagnoses;

namespace Unloop.Core.Experiments.Tests;

/// <summary>One kind of test: when it can be made, what it asks, and what its answer says. Pure.</summary>
internal interface ITest
{
    ExperimentKind Kind { get; }

    /// <summary>What one answer or another would decide.</summary>
    IReadOnlyList<Suspect> Divides(ExperimentCase @case);

    /// <summary>Seconds that it is likely to take once the copy runs: the cheapest test is made first.</summary>
    int Cost(ExperimentCase @case);

    /// <summary>Null where the question does not arise.</summary>
    TestPlan? Plan(ExperimentCase @case);

    Reading Read(ExperimentCase @case, CopyOutcome outcome);
}

/// <summary>One of the two is there.</summary>
internal sealed record TestPlan(Experiment? Experiment, string? Impossible = null)
{
    public static TestPlan Cannot(string because) => new(null, because);
}

/// <summary>What an answer says.</summary>
/// <param name="Answer">One sentence.</param>
internal sealed record Reading(string Answer)
{
    public IReadOnlyList<Effect> Effects { get; init; } = [];

    /// <summary>One line for each thing that was tried.</summary>
    public IReadOnlyList<string> Details { get; init; } = [];

    /// <summary>What the test shows to be the cause, where it is more than a place.</summary>
    public ShownCause? Cause { get; init; }
}

/// <summary>A cause as a test shows it.</summary>
internal sealed record ShownCause(Category Category, string Subject, string Statement, string At)
{
    public Confidence Confidence { get; init; } = Confidence.Certain;
    public IReadOnlyList<Advice> Solution { get; init; } = [];
}
