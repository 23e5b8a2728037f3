using Unloop.Core.Facts;
using Unloop.Core.Injection;

namespace Unloop.Core.Reports;

/// <summary>The public contract of <c>config -o json</c>. New fields may be added; these keep their names. No Secret's value is in it, and every other went through the redactor.</summary>
public sealed record ConfigReport
{
    public string Schema { get; init; } = "unloop.dev/config/v1";
    public required string Version { get; init; }
    public string? Cluster { get; init; }
    public string? Namespace { get; init; }
    public string? Workload { get; init; }

    /// <summary>Whose containers are told of; null: the workload has no pods, and its template is.</summary>
    public string? Pod { get; init; }

    /// <summary>The API server's time.</summary>
    public DateTimeOffset? ObservedAt { get; init; }

    /// <summary>What is wrong, the gravest first.</summary>
    public IReadOnlyList<ConfigTrouble> Troubles { get; init; } = [];

    /// <summary>Everything that goes in, init containers first.</summary>
    public IReadOnlyList<ContainerInjection> Containers { get; init; } = [];

    /// <summary>How it is kept right from now on.</summary>
    public IReadOnlyList<ConfigAdvice> Advice { get; init; } = [];
    public IReadOnlyList<Gap> Gaps { get; init; } = [];
    public IReadOnlyList<string> Errors { get; init; } = [];
}
