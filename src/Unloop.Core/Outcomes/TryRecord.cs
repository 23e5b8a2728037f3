using System.Text.Json.Serialization;
using Unloop.Core.Diagnoses;
using Unloop.Core.Experiments;
using Unloop.Core.Planning;

namespace Unloop.Core.Outcomes;

[JsonConverter(typeof(KebabEnumConverter<TryVerdict>))]
public enum TryVerdict
{
    /// <summary>The cause is known, and a test or the evidence of one proves it.</summary>
    CauseFound,

    /// <summary>Where the cause lies is known, but not what it is.</summary>
    Narrowed,

    /// <summary>More than one hypothesis is left.</summary>
    Open,

    /// <summary>No test was made: it was not approved, nothing would be told by one, or one of them was refused.</summary>
    NotTried,

    /// <summary>It was stopped before the path was at its end.</summary>
    Stopped,
}

/// <summary>What tests in copies of a pod came to (<c>unloop.dev/try/v1</c>).</summary>
public sealed record TryRecord
{
    public string Schema { get; init; } = "unloop.dev/try/v1";
    public required string Version { get; init; }
    public required TryVerdict Verdict { get; init; }

    /// <summary>The verdict in one sentence.</summary>
    public required string Says { get; init; }

    /// <summary>Of the run, as in the label <c>unloop.dev/experiment</c> of its copies; null where none was made.</summary>
    public string? Id { get; init; }
    public WorkloadRef? Workload { get; init; }
    public string? Namespace { get; init; }
    public string? Pod { get; init; }
    public string? Container { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>What was said of it before the tests.</summary>
    public Diagnosis? Before { get; init; }

    /// <summary>Fixes of this workload that were tried before, oldest first.</summary>
    public IReadOnlyList<TriedFix> Tried { get; init; } = [];

    /// <summary>Tests of earlier runs whose answers still hold, oldest first: none of them is made again.</summary>
    public IReadOnlyList<EarlierTest> Earlier { get; init; } = [];

    /// <summary>As they stand at the end.</summary>
    public IReadOnlyList<Hypothesis> Hypotheses { get; init; } = [];

    /// <summary>The tests as they were planned and shown, in order.</summary>
    public IReadOnlyList<Experiment> Path { get; init; } = [];
    public IReadOnlyList<ImpossibleExperiment> Impossible { get; init; } = [];

    /// <summary>What holds of all copies, and where a restriction of the pod could not be kept.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The tests that were made, in order.</summary>
    public IReadOnlyList<ExperimentResult> Results { get; init; } = [];

    /// <summary>What is said of it with the evidence of the copies; null where nothing new is.</summary>
    public Diagnosis? After { get; init; }
    public IReadOnlyList<Advice> Next { get; init; } = [];

    /// <summary>Copies that could not be removed; each ends by its deadline.</summary>
    public IReadOnlyList<string> LeftBehind { get; init; } = [];

    /// <summary>Copies of earlier runs that were removed first.</summary>
    public IReadOnlyList<string> Swept { get; init; } = [];

    /// <summary>What kept the tests from being made, one sentence each.</summary>
    public IReadOnlyList<string> Errors { get; init; } = [];
}
