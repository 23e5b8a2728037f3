using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;

namespace Unloop.Core.Reports;

/// <summary>The public contract of <c>-o json</c>. New fields may be added; these keep their names.</summary>
public sealed record Report
{
    public string Schema { get; init; } = "unloop.dev/report/v1";
    public required string Version { get; init; }
    public DateTimeOffset? ObservedAt { get; init; }

    /// <summary>What kept targets or inputs from being looked at, one sentence each.</summary>
    public IReadOnlyList<string> Errors { get; init; } = [];

    /// <summary>Offline: what each file was taken for.</summary>
    public IReadOnlyList<InputNote> Inputs { get; init; } = [];

    /// <summary>One per container that is unwell, the most likely culprit first.</summary>
    public IReadOnlyList<Diagnosis> Items { get; init; } = [];
}
