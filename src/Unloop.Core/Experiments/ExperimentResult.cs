using System.Text.Json.Serialization;
using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;

namespace Unloop.Core.Experiments;

/// <summary>How a copy's life ended, or that it did not.</summary>
[JsonConverter(typeof(KebabEnumConverter<CopyEnd>))]
public enum CopyEnd
{
    /// <summary>It was still up when it had been watched for long enough.</summary>
    StillUp,

    /// <summary>The container ended, by itself or by a signal.</summary>
    Ended,

    /// <summary>The container was never started: image, mounts, configuration, or no such command.</summary>
    NotStarted,

    /// <summary>No node took the pod in time.</summary>
    NotScheduled,

    /// <summary>Admission, quota or policy refused the copy.</summary>
    Refused,

    /// <summary>It was removed by somebody else, or could not be looked at: nothing is known.</summary>
    Lost,
}

/// <summary>What was seen of one copy.</summary>
public sealed record CopyOutcome
{
    public required string Copy { get; init; }
    public required CopyEnd End { get; init; }

    /// <summary>Of the container; null where it did not end.</summary>
    public Exit? Exit { get; init; }

    /// <summary>The kubelet's or the server's words, where the copy did not run.</summary>
    public string? Words { get; init; }

    /// <summary>Seconds that the container lived, or was watched.</summary>
    public double Lived { get; init; }

    /// <summary>The last lines that it printed, redacted; at most 20.</summary>
    public IReadOnlyList<string> Output { get; init; } = [];
    public long OutputLines { get; init; }

    /// <summary>All that was read of the copy, for the next diagnosis; null where there was no pod. Not part of the report.</summary>
    [JsonIgnore]
    public PodEvidence? Evidence { get; init; }
}

/// <summary>What one test came to.</summary>
public sealed record ExperimentResult
{
    public required ExperimentKind Kind { get; init; }
    public required string Question { get; init; }

    /// <summary>What was seen, in one sentence.</summary>
    public required string Answer { get; init; }

    /// <summary>What it decides, one sentence each; empty where it decides nothing.</summary>
    public IReadOnlyList<string> Means { get; init; } = [];

    /// <summary>Details of a test that asks several things: one line for each dependency.</summary>
    public IReadOnlyList<string> Details { get; init; } = [];
    public required CopyOutcome Outcome { get; init; }

    /// <summary>Seconds from the creation of the copy to its removal.</summary>
    public double Took { get; init; }

    /// <summary>The copy is gone.</summary>
    public bool Removed { get; init; }
}
