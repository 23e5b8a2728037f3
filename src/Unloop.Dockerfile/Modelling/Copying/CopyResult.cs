namespace Unloop.Dockerfile.Modelling.Copying;

/// <summary>A COPY or ADD as it was carried out.</summary>
public sealed record CopyResult
{
    /// <summary>The stage of <c>--from</c>; null for the context or another image.</summary>
    public StageModel? FromStage { get; init; }

    /// <summary><c>--from</c>, expanded, where it is no stage.</summary>
    public string? FromImage { get; init; }

    /// <summary>Absolute, without a trailing slash; null where not known.</summary>
    public string? Destination { get; init; }

    /// <summary>The destination is written as a directory: trailing slash, or <c>.</c></summary>
    public bool DestinationIsDirectory { get; init; }

    public IReadOnlyList<CopiedSource> Sources { get; init; } = [];
    public bool IsFromContext => FromStage is null && FromImage is null;
}

/// <param name="Text">As written, expanded; null where not known.</param>
/// <param name="Existence">Of what it names; for a wildcard, of at least one match.</param>
/// <param name="Kind">Of what it names.</param>
/// <param name="Matches">Source path, and where it landed; a directory's contents count as one. At most 1,000.</param>
/// <param name="IsComplete">False when there may be more matches.</param>
public sealed record CopiedSource(string? Text, Existence Existence, EntryKind Kind, IReadOnlyList<CopiedPath> Matches, bool IsComplete);

/// <param name="Source">Relative in the context, absolute in a stage.</param>
/// <param name="Destination">Absolute.</param>
public sealed record CopiedPath(string Source, string Destination);
