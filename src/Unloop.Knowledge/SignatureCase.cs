using Unloop.Core.Diagnoses;

namespace Unloop.Knowledge;

/// <summary>One case of a <c>*.cases.yaml</c>: something that a signature must find, or (a near-miss) must not.</summary>
public sealed record SignatureCase
{
    /// <summary>The id of the signature that it belongs to.</summary>
    public required string Signature { get; init; }
    public required string Title { get; init; }
    public bool NearMiss { get; init; }

    /// <summary>A URL, or <c>run: </c> and what was run.</summary>
    public string? Source { get; init; }

    public string? Log { get; init; }

    /// <summary>The terminated message, or with <see cref="Waiting"/> the waiting one.</summary>
    public string? Message { get; init; }
    public string? Waiting { get; init; }
    public int? Exit { get; init; }
    public string? Reason { get; init; }

    /// <summary><c>Reason: message</c> each.</summary>
    public IReadOnlyList<string> Events { get; init; } = [];
    public string Container { get; init; } = "app";
    public string? Image { get; init; }

    /// <summary>Fields of the container, as JSON.</summary>
    public string? SpecJson { get; init; }

    /// <summary>Fields of the pod's spec, as JSON.</summary>
    public string? PodJson { get; init; }

    public string? ExpectedSubject { get; init; }
    public Confidence? ExpectedConfidence { get; init; }

    /// <summary>The line of the file that it begins at.</summary>
    public long Line { get; init; }

    public override string ToString() => $"{Signature}: {Title}";
}
