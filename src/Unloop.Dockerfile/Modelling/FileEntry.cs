namespace Unloop.Dockerfile.Modelling;

/// <summary>What the model knows about one path at one moment of the build.</summary>
public sealed record FileEntry
{
    /// <summary>As asked for, absolute and normal.</summary>
    public required string Path { get; init; }

    /// <summary>After symbolic links, as far as they are known.</summary>
    public string? RealPath { get; init; }
    public Existence Existence { get; init; }
    public EntryKind Kind { get; init; }
    public FileOrigin? MadeBy { get; init; }

    /// <summary>Absent, and it was there before: what deleted it.</summary>
    public FileOrigin? DeletedBy { get; init; }

    /// <summary>A command of unknown effect ran after it was made: content, mode and owner are not known any more.</summary>
    public FileOrigin? TouchedBy { get; init; }

    /// <summary>Permission bits; null where not known.</summary>
    public int? Mode { get; init; }

    /// <summary>Somebody may execute it; null where not known.</summary>
    public bool? Executable => Mode is { } mode ? (mode & 0b001_001_001) != 0 : null;

    /// <summary><c>user[:group]</c> as it was given, <c>0:0</c> for root; null where not known.</summary>
    public string? Owner { get; init; }

    /// <summary>Of a symbolic link that was asked for itself.</summary>
    public string? Target { get; init; }

    /// <summary>What the file says, where that is known; null after any change that cannot be followed.</summary>
    public FileText? Text { get; init; }

    /// <summary>The file of the context that it is a copy of, unchanged as far as is known.</summary>
    public ContextFile? Copied { get; init; }
    public bool IsPresent => Existence == Existence.Present;
    public bool IsAbsent => Existence == Existence.Absent;
}

/// <param name="Head">The beginning, line ends included.</param>
/// <param name="IsWhole">Nothing follows.</param>
public sealed record FileText(string Head, bool IsWhole)
{
    /// <summary>Null unless it is whole.</summary>
    public string? Whole => IsWhole ? Head : null;

    public static FileText? Of(ContextFile file) => file.Head is { } head ? new FileText(head, file.HeadIsWhole) : null;
}

/// <param name="Names">Sorted. Whether each is there for certain, <see cref="Files.FileTree.Find"/> says.</param>
/// <param name="IsComplete">Nothing else is there.</param>
public sealed record FileListing(IReadOnlyList<string> Names, bool IsComplete);
