namespace Unloop.Images.Layers;

/// <summary>A file that passes by once: its name, and its content from the beginning on.</summary>
internal interface IEntryContent
{
    /// <summary>Relative to the root and normal.</summary>
    ReadOnlySpan<byte> Name { get; }
    long Size { get; }

    /// <summary>What is stored is not the file's content from its beginning on.</summary>
    bool IsSparse { get; }

    /// <summary>The next bytes, without taking them: as many as asked for (at most 64 KiB), or all there are.</summary>
    ReadOnlySpan<byte> Peek(int count);

    /// <summary>Reads on; 0 at the end.</summary>
    int Read(Span<byte> destination);

    void Skip(long count);
}

/// <summary>A file in memory.</summary>
internal sealed class MemoryContent(byte[] name, byte[] content) : IEntryContent
{
    private int at;

    public ReadOnlySpan<byte> Name => name;
    public long Size => content.Length;
    public bool IsSparse => false;

    public ReadOnlySpan<byte> Peek(int count) => content.AsSpan(at, Math.Min(count, content.Length - at));

    public int Read(Span<byte> destination)
    {
        var next = Peek(destination.Length);
        next.CopyTo(destination);
        at += next.Length;
        return next.Length;
    }

    public void Skip(long count) => at += (int)Math.Min(count, content.Length - at);
}
