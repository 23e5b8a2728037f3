using System.Text.Json.Serialization;
using Unloop.Core.Facts;

namespace Unloop.Core.Diagnoses;

[JsonConverter(typeof(KebabEnumConverter<Verdict>))]
public enum Verdict
{
    Diagnosed,
    Undetermined,
    NotCrashLooping,
}

/// <summary>The answer for one container; an item of the public report (<c>unloop.dev/report/v1</c>).</summary>
public sealed record Diagnosis
{
    public required ContainerSubject Subject { get; init; }

    /// <summary>The kubelet's word (<c>CrashLoopBackOff</c>, <c>Running</c>, <c>CreateContainerConfigError</c>); it does not decide the verdict.</summary>
    public required string State { get; init; }
    public int Restarts { get; init; }
    public Exit? Exit { get; init; }
    public required Verdict Verdict { get; init; }
    public Cause? Cause { get; init; }

    /// <summary>Undetermined: the last lines that the program printed, for a person to judge.</summary>
    public IReadOnlyList<Proof> LastWords { get; init; } = [];
    public IReadOnlyList<Cause> Alternatives { get; init; } = [];
    public IReadOnlyList<ContributingFactor> Contributing { get; init; } = [];
    public IReadOnlyList<RuledOut> RuledOut { get; init; } = [];
    public IReadOnlyList<Advice> Solution { get; init; } = [];
    public IReadOnlyList<Advice> Prevention { get; init; } = [];
    public IReadOnlyList<Gap> Gaps { get; init; } = [];
}

public sealed record ContainerSubject
{
    public string? Cluster { get; init; }
    public string? Namespace { get; init; }
    public string? Workload { get; init; }
    public required string Pod { get; init; }
    public string? PodUid { get; init; }
    public required string Container { get; init; }
    public required ContainerType ContainerType { get; init; }
}

/// <summary>How the container's explaining run ended.</summary>
public sealed record Exit(int? Code, int? Signal, string? Reason, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt);

public sealed record Cause
{
    public required Category Category { get; init; }
    public required string Subject { get; init; }

    /// <summary>The container to blame; it may be a neighbour.</summary>
    public required string Container { get; init; }
    public required string Statement { get; init; }
    public required Confidence Confidence { get; init; }
    public required string Rule { get; init; }

    /// <summary>Equal for the same cause in the same workload, whatever pod, time or restart: for de-duplication.</summary>
    public required string Fingerprint { get; init; }
    public IReadOnlyList<Link> Chain { get; init; } = [];
    public IReadOnlyList<Proof> Proof { get; init; } = [];
}

public sealed record ContributingFactor(string Statement, IReadOnlyList<Proof> Proof);

public sealed record RuledOut(Category Category, string Because);
