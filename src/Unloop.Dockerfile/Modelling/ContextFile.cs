using System.Text;

namespace Unloop.Dockerfile.Modelling;

/// <summary>One entry of the build context.</summary>
public sealed record ContextFile
{
    /// <summary>Relative to the context's root, with <c>/</c>: <c>src/index.js</c>.</summary>
    public required string Path { get; init; }

    public EntryKind Kind { get; init; } = EntryKind.File;

    /// <summary>In bytes.</summary>
    public long Size { get; init; }

    /// <summary>The owner's execute bit; null where the file system does not tell (Windows).</summary>
    public bool? Executable { get; init; }

    /// <summary>The beginning of a text file as it is, line ends and byte order mark (U+FEFF) included; null for anything else and where it was not read.</summary>
    public string? Head { get; init; }

    /// <summary>The first bytes of any file, at least 64 where the file has them, so that its format can be told; empty where they were not read.</summary>
    public ReadOnlyMemory<byte> FirstBytes { get; init; }

    /// <summary>Of a symbolic link.</summary>
    public string? Target { get; init; }

    /// <summary><see cref="Head"/> is the whole file.</summary>
    public bool HeadIsWhole => Head is not null && Encoding.UTF8.GetByteCount(Head) >= Size;
}
