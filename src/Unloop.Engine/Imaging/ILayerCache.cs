namespace Unloop.Engine.Imaging;

/// <summary>
/// Keeps what was learnt of layers between runs. A blob never changes under its digest, so nothing in it gets old. Implemented by <c>Unloop.Host</c>; whoever
/// reads must check what comes back, as a file on a disk may be anything.
/// </summary>
public interface ILayerCache
{
    /// <summary>Null when there is nothing, or it cannot be read.</summary>
    ReadOnlyMemory<byte>? Read(string digest);

    /// <summary>A cache that cannot be written is no error: the next run is slower.</summary>
    void Write(string digest, ReadOnlyMemory<byte> content);
}

/// <summary>Keeps nothing.</summary>
public sealed class NoLayerCache : ILayerCache
{
    public static NoLayerCache Instance { get; } = new();

    private NoLayerCache() { }

    public ReadOnlyMemory<byte>? Read(string digest) => null;

    public void Write(string digest, ReadOnlyMemory<byte> content) { }
}
