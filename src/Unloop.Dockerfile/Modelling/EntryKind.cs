namespace Unloop.Dockerfile.Modelling;

public enum EntryKind
{
    /// <summary>Not known; a directory is as possible as a file.</summary>
    Unknown,
    File,
    Directory,
    Symlink,

    /// <summary>Devices, pipes, sockets.</summary>
    Other,
}
