namespace Unloop.Engine.Machine;

/// <summary>Makes folders for what a tool writes and nobody keeps. Implemented by <c>Unloop.Host</c>.</summary>
public interface ITemporaryFolders
{
    /// <summary>A new, empty folder that only this user may look into, or why there is none.</summary>
    FolderMaking Make();
}

/// <param name="Folder">The caller disposes it, and it is gone with all that is in it.</param>
/// <param name="Failure">In words that can follow "a temporary folder": <c>cannot be made (No space left on device)</c>.</param>
public sealed record FolderMaking(ITemporaryFolder? Folder, string? Failure = null);

public interface ITemporaryFolder : IDisposable
{
    /// <summary>Absolute.</summary>
    string Path { get; }

    /// <summary>Copies a file into it.</summary>
    /// <returns>Why not, in words that can follow the file's path; null when it is there.</returns>
    string? Take(string file, string name);
}
