using System.Text.Json.Serialization;

namespace Unloop.Core.Reports;

/// <summary>
/// The second public contract: what a check of something written found in it (<c>dockerfile check</c>, <c>monitor lint</c>; later <c>check</c>).
/// New fields may be added; these keep their names.
/// </summary>
public sealed record FindingsReport
{
    public string Schema { get; init; } = "unloop.dev/findings/v1";
    public required string Version { get; init; }

    /// <summary>What kept something from being checked, one sentence each, with its place.</summary>
    public IReadOnlyList<string> Errors { get; init; } = [];

    /// <summary>What could not be read and was done without, one sentence each: more may be wrong than was found.</summary>
    public IReadOnlyList<string> Gaps { get; init; } = [];

    /// <summary>In the order of files and lines.</summary>
    public IReadOnlyList<CheckFinding> Items { get; init; } = [];
}

/// <summary>One thing that was found.</summary>
public sealed record CheckFinding
{
    /// <summary>Of the rule: stable, kebab case.</summary>
    public required string Id { get; init; }

    public required FindingSeverity Severity { get; init; }

    /// <summary>Which kind of failure it leads to, where it is one of the known.</summary>
    public Category? Category { get; init; }

    /// <summary>One sentence with the exact names.</summary>
    public required string Statement { get; init; }

    /// <summary>The exact thing: a module, path, program, variable.</summary>
    public string? Subject { get; init; }

    public required FindingPlace At { get; init; }

    /// <summary>The line as it stands in the file.</summary>
    public string? Excerpt { get; init; }

    /// <summary>What the log or the status will say.</summary>
    public string? Symptom { get; init; }

    /// <summary>What comes of it in practice: when an alert would fire and when it would go silent, who is reached.</summary>
    public string? Effect { get; init; }

    /// <summary>What to do, in one sentence.</summary>
    public string? Repair { get; init; }

    /// <summary>What to write in its place, word for word; may have several lines.</summary>
    public string? Replacement { get; init; }
}

/// <param name="File">As it was named, with slashes.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in characters.</param>
/// <param name="EndLine">The last line of what is meant, where that is more than one.</param>
/// <param name="EndColumn">The column after what is meant, where the place is within <see cref="CheckFinding.Excerpt"/>.</param>
/// <param name="Object">The object, where it is not a place in a file: <c>Deployment shop/web</c>.</param>
public sealed record FindingPlace(string? File = null, int? Line = null, int? Column = null, int? EndLine = null, string? Object = null, int? EndColumn = null);

[JsonConverter(typeof(KebabEnumConverter<FindingSeverity>))]
public enum FindingSeverity
{
    /// <summary>True, but harmless unless something else is asked for.</summary>
    Note,

    /// <summary>It fails under a condition that is named.</summary>
    Warning,

    /// <summary>It fails.</summary>
    Error,
}

/// <summary>A rule as the formats that list rules want it.</summary>
/// <param name="Id">As in <see cref="CheckFinding.Id"/>.</param>
/// <param name="Severity">Of its findings.</param>
/// <param name="Sees">The defect in one sentence, without full stop.</param>
/// <param name="Symptom">What the log or status says, with made-up names.</param>
/// <param name="Repair">What to do, in one sentence.</param>
public sealed record FindingRule(string Id, FindingSeverity Severity, string Sees, string Symptom, string Repair);
