namespace Unloop.Host.Files;

#pragma warning disable RS0030 // This is the adapter that the bans on files and folders point to.

/// <summary>Files and folders that only their user may read, from the moment they are there. Windows has no modes: there the profile's own rights hold.</summary>
internal static class PrivateFiles
{
    /// <summary>0600.</summary>
    public const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode FolderMode = Mode | UnixFileMode.UserExecute;

    /// <param name="share">What others may do meanwhile; by default, as for any stream, read.</param>
    public static FileStream Open(string path, FileMode mode, FileAccess access = FileAccess.Write, FileShare share = FileShare.Read)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = share };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = Mode;
        }

        return new FileStream(path, options);
    }

    /// <summary>Makes the folder, and those above it, where they are not there.</summary>
    public static void MakeFolder(string path) => _ = OperatingSystem.IsWindows() ? Directory.CreateDirectory(path) : Directory.CreateDirectory(path, FolderMode);
}
