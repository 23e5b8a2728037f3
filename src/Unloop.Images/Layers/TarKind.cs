namespace Unloop.Images.Layers;

internal enum TarKind : byte
{
    File,
    Directory,
    Symlink,
    HardLink,

    /// <summary>A device or a pipe.</summary>
    Other,
}
