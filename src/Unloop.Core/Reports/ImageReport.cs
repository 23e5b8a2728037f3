using Unloop.Core.Facts.Images;

namespace Unloop.Core.Reports;

/// <summary>The public contract of <c>unloop image -o json</c>. New fields may be added; these keep their names.</summary>
public sealed record ImageReport
{
    public string Schema { get; init; } = "unloop.dev/image/v1";
    public required string Version { get; init; }

    /// <summary>What kept the image, or a part of it, from being looked at, one sentence each.</summary>
    public IReadOnlyList<string> Errors { get; init; } = [];

    /// <summary>Null when not even its manifest was obtained.</summary>
    public ImageFacts? Image { get; init; }
}
