namespace Unloop.Host.Inputs;

/// <summary>How much of a folder or archive is looked at. Evidence of a failure is small; what is larger was named by mistake or in malice.</summary>
public sealed record InputLimits
{
    public int Files { get; init; } = 20_000;
    public int Depth { get; init; } = 24;

    /// <summary>Of everything that an archive or a pipe unpacks to.</summary>
    public long UnpackedBytes { get; init; } = 2L << 30;
}
