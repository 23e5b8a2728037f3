using Unloop.Engine.Imaging;

namespace Unloop.Images.Tests.Layers;

internal sealed class MemoryCache : ILayerCache
{
    private readonly Dictionary<string, byte[]> files = [];

    public IReadOnlyCollection<string> Digests => files.Keys;

    public ReadOnlyMemory<byte>? Read(string digest)
    {
        lock (files)
        {
            return files.TryGetValue(digest, out var content) ? content : null;
        }
    }

    public void Write(string digest, ReadOnlyMemory<byte> content)
    {
        lock (files)
        {
            files[digest] = content.ToArray();
        }
    }

    public void Change(Func<byte[], byte[]> change)
    {
        foreach (var digest in files.Keys.ToArray())
        {
            files[digest] = change(files[digest]);
        }
    }
}
