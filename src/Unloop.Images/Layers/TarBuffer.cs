namespace Unloop.Images.Layers;

/// <summary>A window over an unpacked layer, which counts what has passed and stops when it is more than a layer may hold.</summary>
/// <param name="source">The unpacked bytes.</param>
/// <param name="packed">How many compressed bytes were taken so far.</param>
internal sealed class TarBuffer(Stream source, Func<long> packed, LayerLimits limits)
{
    private const int Size = 256 * 1024;

    private readonly byte[] buffer = GC.AllocateUninitializedArray<byte>(Size);
    private int start;
    private int end;
    private long unpacked;

    /// <summary>How many bytes were taken since the beginning.</summary>
    public long Position => unpacked - (end - start);

    /// <summary>The next bytes, without taking them: as many as asked for (at most 64 KiB), or what there is before the end.</summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        if (end - start < count)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
            while (end < count && Fill())
            {
            }
        }

        return buffer.AsSpan(start, Math.Min(count, end - start));
    }

    public void Take(int count) => start += count;

    /// <summary>Takes at most as many bytes as the destination holds; 0 at the end.</summary>
    public int Read(Span<byte> destination)
    {
        if (start == end)
        {
            (start, end) = (0, 0);
            if (!Fill())
            {
                return 0;
            }
        }

        var length = Math.Min(destination.Length, end - start);
        buffer.AsSpan(start, length).CopyTo(destination);
        start += length;
        return length;
    }

    /// <summary>Passes over bytes; false when the end comes first.</summary>
    public bool Skip(long count)
    {
        while (count > end - start)
        {
            count -= end - start;
            (start, end) = (0, 0);
            if (!Fill())
            {
                return false;
            }
        }

        start += (int)count;
        return true;
    }

    private bool Fill()
    {
        var length = source.Read(buffer, end, Size - end);
        end += length;
        unpacked += length;
        if (unpacked > limits.Unpacked)
        {
            throw new LayerFormatException($"unpacks to more than {limits.Unpacked >> 20} MiB and was not read on");
        }

        if (unpacked > limits.UnpackedFreely && unpacked / limits.Ratio > packed())
        {
            throw new LayerFormatException($"unpacks to more than {limits.Ratio} times its size and was not read on");
        }

        return length > 0;
    }
}
