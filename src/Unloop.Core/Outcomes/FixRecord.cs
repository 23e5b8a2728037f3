using System.Text.Json.Serialization;
using Unloop.Core.Diagnoses;
using Unloop.Core.Planning;
using Unloop.Core.Reports;

namespace Unloop.Core.Outcomes;

[JsonConverter(typeof(KebabEnumConverter<FixVerdict>))]
public enum FixVerdict
{
    /// <summary>Mended, and it held for as long as was asked.</summary>
    Stable,

    /// <summary>Mended, and it holds; the failure used to take longer than was waited.</summary>
    Holding,

    /// <summary>It did not hold, or a step failed; everything is as it was before.</summary>
    RolledBack,

    /// <summary>On request, everything is as it was before.</summary>
    Undone,

    /// <summary>Nobody agreed to a plan, or there was none to agree to; nothing was written.</summary>
    NotApplied,

    /// <summary>Something could be neither finished nor taken back; the journal tells what, and how to go on.</summary>
    Unfinished,
}

/// <summary>What a fix did and what came of it (<c>unloop.dev/fix/v1</c>).</summary>
public sealed record FixRecord
{
    public string Schema { get; init; } = "unloop.dev/fix/v1";
    public required string Version { get; init; }

    /// <summary>Of the journal; null where nothing was begun.</summary>
    public string? Id { get; init; }
    public string? JournalFolder { get; init; }
    public WorkloadRef? Workload { get; init; }
    public required FixVerdict Verdict { get; init; }

    /// <summary>The verdict in one sentence: why, where it is not <see cref="FixVerdict.Stable"/>.</summary>
    public required string Says { get; init; }

    /// <summary>What to do next, where something is left to do.</summary>
    public IReadOnlyList<Advice> Next { get; init; } = [];
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it failed before.</summary>
    public Diagnosis? Before { get; init; }
    public IReadOnlyList<FixAttempt> Attempts { get; init; } = [];

    /// <summary>What stays behind whatever the verdict: images in a registry or a store.</summary>
    public IReadOnlyList<string> LeftBehind { get; init; } = [];

    /// <summary>Null where none was asked for, or nothing held.</summary>
    public AlarmRecord? Alarm { get; init; }
}

/// <summary>One plan that was carried out.</summary>
public sealed record FixAttempt
{
    public required string PlanHash { get; init; }
    public required string Statement { get; init; }
    public required PlannedCause Cause { get; init; }
    public IReadOnlyList<StepRecord> Steps { get; init; } = [];

    /// <summary>What was changed in the source, as a unified diff; null where nothing was.</summary>
    public string? Diff { get; init; }

    /// <summary>What the watch saw; null where a step failed before it.</summary>
    public VerifyReport? Proof { get; init; }

    /// <summary>Why it failed after this plan, where it did.</summary>
    public Diagnosis? After { get; init; }

    /// <summary>Whether the failure after the plan is the one before it, and what that means; null where it held.</summary>
    public string? Comparison { get; init; }
    public bool TakenBack { get; init; }
}

/// <param name="Took">Seconds from its announcement to its end; null where it did not come to one.</param>
public sealed record StepRecord(string Kind, string Says, double? Took, string? Failed = null);
