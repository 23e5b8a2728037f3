namespace Unloop.Evidence.Offline;

/// <summary>A file of evidence, wherever it is.</summary>
/// <param name="Path">Relative to what the user named, with forward slashes; what reports show.</param>
/// <param name="Length">In bytes; -1 when not known before it is read.</param>
/// <param name="Open">Opens it for reading from its beginning; may be called more than once.</param>
public sealed record InputFile(string Path, long Length, Func<Stream> Open)
{
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    public string Folder => Path.LastIndexOf('/') is var slash and >= 0 ? Path[..slash] : "";
}

public sealed record OfflineOptions
{
    /// <summary>The container that logs without a name belong to.</summary>
    public string? Container { get; init; }

    /// <summary>How many bytes of each log are read and matched.</summary>
    public long LogLimit { get; init; } = Logs.LogWindowBuilder.DefaultLimit;
}
