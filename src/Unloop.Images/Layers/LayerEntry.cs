namespace Unloop.Images.Layers;

internal enum EntryKind : byte
{
    File,
    Directory,
    Symlink,
    Other,

    /// <summary>A second name for a file that this layer does not hold itself.</summary>
    HardLink,

    /// <summary>Takes away what lower layers have under this name.</summary>
    Whiteout,
}

/// <summary>What the first bytes of a file say.</summary>
internal enum FileFormat : byte
{
    /// <summary>Not looked at.</summary>
    Unknown,
    Empty,

    /// <summary>Begins with <c>#!</c>.</summary>
    Script,

    /// <summary>A byte order mark and then <c>#!</c>.</summary>
    MarkedScript,
    Elf,
    Zip,

    /// <summary>A program for Windows, which may be a .NET assembly.</summary>
    Windows,

    /// <summary>A program for macOS.</summary>
    Mac,

    /// <summary>Git LFS left its pointer where the file should be.</summary>
    LfsPointer,
    Text,
    Binary,
}

/// <summary>One name in one layer.</summary>
internal readonly record struct LayerEntry
{
    public required EntryKind Kind { get; init; }

    /// <summary>Hides what lower layers have in this folder.</summary>
    public bool IsOpaque { get; init; }
    public int Mode { get; init; }
    public int Uid { get; init; }
    public int Gid { get; init; }
    public long Size { get; init; }
    public FileFormat Format { get; init; }

    /// <summary>Of a symbolic link as written; of a hard link the other name's path.</summary>
    public string? Target { get; init; }
    public FileDetail? Detail { get; init; }
}

/// <summary>What was kept of a file's content.</summary>
internal sealed record FileDetail
{
    /// <summary>The first bytes of a script or text; empty where they were not kept.</summary>
    public ReadOnlyMemory<byte> Head { get; init; }
    public ElfFacts? Elf { get; init; }
    public JarFacts? Jar { get; init; }
}

/// <summary>What a Java archive says about how it is started.</summary>
internal sealed record JarFacts
{
    /// <summary>Main-Class of META-INF/MANIFEST.MF; null where there is none.</summary>
    public string? MainClass { get; init; }

    /// <summary>Spring Boot's own: the class that its launcher starts.</summary>
    public string? StartClass { get; init; }

    /// <summary>The class file version of the class that starts: 52 is Java 8, 61 is 17, 65 is 21. 0: not found.</summary>
    public int ClassVersion { get; init; }

    /// <summary>False: the archive has no readable directory.</summary>
    public bool IsReadable { get; init; }
}
