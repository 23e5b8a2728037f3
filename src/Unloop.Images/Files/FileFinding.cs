using Unloop.Core.Facts.Images;
using Unloop.Images.Layers;

namespace Unloop.Images.Files;

/// <summary>What became of one path.</summary>
internal sealed record FileFinding
{
    /// <summary>Absolute, as asked for.</summary>
    public required string Path { get; init; }
    public required FilePresence Presence { get; init; }

    /// <summary>After all symbolic links, or where the search for it ended; null when that is not known.</summary>
    public string? RealPath { get; init; }

    /// <summary>Present, or deleted: what it is or was.</summary>
    public LayerEntry Entry { get; init; }

    /// <summary>The layer that made it; null for the root and for what is in no layer.</summary>
    public int? Layer { get; init; }
    /// <summary>In that layer's index; -1 for a folder that has no entry of its own, and for what lies in a lower layer under another name.</summary>
    public int Row { get; init; } = -1;
    public int? DeletedIn { get; init; }

    /// <summary>Dangling: where the last link that was followed points.</summary>
    public string? Target { get; init; }

    /// <summary>A symbolic link, and a layer above has files below its name as if it were a folder: runtimes unpack those through the link.</summary>
    public bool HasFilesAbove { get; init; }

    /// <summary>Not in the image's own files but below a path that something else covers.</summary>
    public bool IsCovered { get; init; }

    public bool IsPresent => Presence == FilePresence.Present;

    /// <summary>Known not to be there; an unknown one is neither this nor present.</summary>
    public bool IsMissing => Presence is FilePresence.Absent or FilePresence.Deleted or FilePresence.Dangling;

    public bool IsFile => IsPresent && Entry.Kind == EntryKind.File;
    public bool IsDirectory => IsPresent && Entry.Kind == EntryKind.Directory;
}
