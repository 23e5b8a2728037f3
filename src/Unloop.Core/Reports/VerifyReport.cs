using Unloop.Core.Diagnoses;
using Unloop.Core.Planning;
using Unloop.Core.Stability;

namespace Unloop.Core.Reports;

/// <summary>The public contract of <c>verify -o json</c>. New fields may be added; these keep their names. Spans are in seconds.</summary>
public sealed record VerifyReport
{
    public string Schema { get; init; } = "unloop.dev/verify/v1";
    public required string Version { get; init; }
    public required VerifiedWorkload Workload { get; init; }

    /// <summary>Null: nothing was ever seen; <see cref="Errors"/> say why.</summary>
    public StabilityState? State { get; init; }
    public string? Statement { get; init; }
    public RolloutFailure? Failure { get; init; }

    /// <summary>How long every pod was ready without a break.</summary>
    public double Held { get; init; }
    public double Needed { get; init; }

    /// <summary>When the proof is complete, by the API server's time.</summary>
    public DateTimeOffset? ProvenAt { get; init; }

    /// <summary>True when part of <see cref="Held"/> lies before the first look.</summary>
    public bool FromStamps { get; init; }

    /// <summary>The API server's time at the last look.</summary>
    public DateTimeOffset? ObservedAt { get; init; }
    public double Took { get; init; }
    public IReadOnlyList<VerifiedMoment> Timeline { get; init; } = [];
    public IReadOnlyList<VerifiedPod> Pods { get; init; } = [];
    public IReadOnlyList<string> Errors { get; init; } = [];

    /// <summary>Failed: why, as <c>diagnose</c> says it.</summary>
    public IReadOnlyList<Diagnosis> Items { get; init; } = [];

    public static VerifyReport Of(string version, WorkloadRef workload, StabilityVerdict? verdict, RolloutSnapshot? last, IReadOnlyList<Milestone> timeline, TimeSpan took) => new()
    {
        Version = version,
        Workload = new(workload.Kind, workload.Namespace, workload.Name, last?.Revision),
        State = verdict?.State,
        Statement = verdict?.Statement,
        Failure = verdict?.Failure,
        Held = Seconds(verdict?.Held ?? TimeSpan.Zero),
        Needed = Seconds(verdict?.Needed ?? TimeSpan.Zero),
        ProvenAt = verdict?.ProvenAt,
        FromStamps = verdict?.FromStamps ?? false,
        ObservedAt = last?.At,
        Took = Seconds(took),
        Timeline = [.. timeline.Select(m => new VerifiedMoment(m.Kind, m.At, Seconds(m.After)))],
        Pods = last is null ? [] : VerifiedPod.Of(last),
    };

    private static double Seconds(TimeSpan span) => Math.Round(span.TotalSeconds, 1);
}

public sealed record VerifiedWorkload(string Kind, string Namespace, string Name, string? Revision)
{
    public override string ToString() => $"{Kind.ToLowerInvariant()}/{Name}";
}

/// <param name="After">Seconds since the watch began.</param>
public sealed record VerifiedMoment(MilestoneKind Kind, DateTimeOffset? At, double After);

/// <param name="Ready"><c>1/2</c>: containers.</param>
public sealed record VerifiedPod(string Name, bool IsNew, string Ready, string Status, int Restarts, DateTimeOffset? CreatedAt, string? Node)
{
    public static IReadOnlyList<VerifiedPod> Of(RolloutSnapshot snapshot) =>
        [.. snapshot.Pods.Select(p => new VerifiedPod(p.Name, p.IsNew, RolloutTable.Ready(p), p.Status, p.Restarts, p.CreatedAt, p.Node))];
}
