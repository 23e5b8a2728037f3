namespace Unloop.Host.Contexts;

/// <summary>How much of a build context is looked at. Beyond that the listing counts as incomplete, and what is not listed as unknown.</summary>
public sealed record ContextLimits
{
    public int Files { get; init; } = 100_000;
    public int Depth { get; init; } = 64;

    /// <summary>Bytes kept of one file's beginning.</summary>
    public int HeadBytes { get; init; } = 128 * 1024;

    /// <summary>Bytes kept of all files' beginnings together.</summary>
    public long AllHeadBytes { get; init; } = 64L << 20;

    /// <summary>Of the Dockerfile itself.</summary>
    public int DockerfileBytes { get; init; } = 16 << 20;
}
