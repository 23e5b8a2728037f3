using Unloop.Core.Diagnoses;
using Unloop.Core.Planning;

namespace Unloop.Core.Experiments;

/// <summary>What a run of tests found out, as its journal keeps it (<c>unloop.dev/past-try/v1</c>): also of a run that was killed in the middle.</summary>
public sealed record PastTry
{
    public string Schema { get; init; } = "unloop.dev/past-try/v1";

    /// <summary>Of the run, as in the label of its copies.</summary>
    public required string Id { get; init; }

    /// <summary>The API server's address.</summary>
    public required string Server { get; init; }
    public required WorkloadRef Workload { get; init; }
    public required string Container { get; init; }

    /// <summary>A hash of all that was tested and can be compared: answers hold for a pod with the same one.</summary>
    public required string Basis { get; init; }

    /// <summary>The tests that decided something, in order.</summary>
    public IReadOnlyList<EarlierTest> Tests { get; init; } = [];

    /// <summary>The cause, where the last of the tests showed it.</summary>
    public Diagnosis? After { get; init; }
}

/// <summary>A test that an earlier run made of a pod that was the same.</summary>
/// <param name="Run">The id of that run.</param>
/// <param name="Answer">What was seen, in one sentence.</param>
public sealed record EarlierTest(string Run, ExperimentKind Kind, DateTimeOffset At, string Answer, IReadOnlyList<Effect> Effects)
{
    /// <summary>What the program printed last before it ended by itself, redacted, at most 20 lines; null: it did not, or it is not known.</summary>
    public IReadOnlyList<string>? Said { get; init; }
}

/// <summary>What is known from earlier runs.</summary>
/// <param name="Tests">Oldest first, one of each kind at most: the newest.</param>
/// <param name="Found">The cause, where one of them was found.</param>
public sealed record EarlierTests(IReadOnlyList<EarlierTest> Tests, Diagnosis? Found)
{
    public static EarlierTests None { get; } = new([], null);
}
