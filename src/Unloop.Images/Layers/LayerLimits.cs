namespace Unloop.Images.Layers;

/// <summary>How much of a layer is looked at before it counts as hostile. A real layer is far below each of them.</summary>
internal sealed record LayerLimits
{
    public static LayerLimits Default { get; } = new();

    public int Entries { get; init; } = 2_000_000;

    /// <summary>Bytes of all names and link targets together.</summary>
    public int Text { get; init; } = 256 << 20;

    /// <summary>Bytes of one name: the kernel's PATH_MAX.</summary>
    public int Name { get; init; } = 4096;

    /// <summary>Bytes of one PAX header.</summary>
    public int PaxHeader { get; init; } = 1 << 20;

    /// <summary>Bytes after decompression.</summary>
    public long Unpacked { get; init; } = 64L << 30;

    /// <summary>More than this, and each compressed byte may stand for <see cref="Ratio"/> at most: deflate itself ends at 1032, zstd hardly ever.</summary>
    public long UnpackedFreely { get; init; } = 2L << 30;
    public int Ratio { get; init; } = 200;

    /// <summary>Bytes of a program or archive that are held in memory while its tables are read.</summary>
    public int Spool { get; init; } = 64 << 20;

    /// <summary>Bytes of all kept beginnings of files together; past that only first lines of scripts are kept.</summary>
    public int Heads { get; init; } = 16 << 20;
}
