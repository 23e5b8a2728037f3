namespace Unloop.Images.Layers;

/// <summary>Paths of a layer without leading slash: <c>usr/bin/env</c>. The root is the empty path.</summary>
internal static class TarPaths
{
    /// <summary>
    /// Writes the path as runtimes unpack it: relative to the root, <c>.</c>, <c>..</c> and empty parts worked off, never above the root. The
    /// destination is at least as long as the path. Returns the length.
    /// </summary>
    public static int Normalise(ReadOnlySpan<byte> path, Span<byte> destination)
    {
        var length = 0;
        while (!path.IsEmpty)
        {
            var slash = path.IndexOf((byte)'/');
            var part = slash < 0 ? path : path[..slash];
            path = slash < 0 ? default : path[(slash + 1)..];
            if (part.IsEmpty || part.SequenceEqual("."u8))
            {
                continue;
            }

            if (part.SequenceEqual(".."u8))
            {
                length = Math.Max(0, destination[..length].LastIndexOf((byte)'/'));
                continue;
            }

            if (length > 0)
            {
                destination[length++] = (byte)'/';
            }

            part.CopyTo(destination[length..]);
            length += part.Length;
        }

        return length;
    }

    /// <summary>The path of the folder that holds it; of something in the root, the empty path.</summary>
    public static ReadOnlySpan<byte> Parent(ReadOnlySpan<byte> path) => path.LastIndexOf((byte)'/') is var slash and > 0 ? path[..slash] : default;

    public static ReadOnlySpan<byte> BaseName(ReadOnlySpan<byte> path) => path[(path.LastIndexOf((byte)'/') + 1)..];
}
