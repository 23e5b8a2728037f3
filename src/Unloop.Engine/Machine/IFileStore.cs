namespace Unloop.Engine.Machine;

/// <summary>Looks into large files and folders that the user names, without reading them whole. Implemented by <c>Unloop.Host</c>.</summary>
public interface IFileStore
{
    /// <summary>A stream that can seek, or why there is none. Pipes and devices count as empty: they may never end.</summary>
    FileOpening Open(string path);

    /// <summary>What lies in a folder, sorted by name, at most <paramref name="limit"/> entries; null when there is no such folder, or it may not be read.</summary>
    IReadOnlyList<FolderEntry>? List(string folder, int limit);
}

/// <summary>What opening came to: <see cref="Content"/>, which the caller disposes, or a <see cref="Failure"/>.</summary>
/// <param name="Failure">In words that can follow the path: <c>does not exist</c>, <c>is a folder</c>.</param>
public sealed record FileOpening(Stream? Content, string? Failure = null, FileOpeningFailure Why = FileOpeningFailure.None)
{
    public static FileOpening NotThere { get; } = new(null, "does not exist", FileOpeningFailure.Missing);
    public static FileOpening Folder { get; } = new(null, "is a folder", FileOpeningFailure.Folder);
}

public enum FileOpeningFailure
{
    None,
    Missing,
    Folder,
    Unreadable,
}

/// <param name="Name">Without the folder.</param>
public sealed record FolderEntry(string Name, bool IsFolder, long Size);
