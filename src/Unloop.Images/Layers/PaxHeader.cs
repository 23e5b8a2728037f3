namespace Unloop.Images.Layers;

/// <summary>
/// The extended header before an entry: records of the form <c>LENGTH KEY=VALUE\n</c>, where the length counts the whole record (POSIX.1-2017, pax).
/// One buffer is used for all of an archive's headers; it never grows beyond the limit.
/// </summary>
internal sealed class PaxHeader(LayerLimits limits)
{
    private byte[] content = [];
    private Range path;
    private Range link;

    public ReadOnlySpan<byte> Path => content.AsSpan()[path];
    public ReadOnlySpan<byte> Link => content.AsSpan()[link];
    public long? Size { get; private set; }

    /// <summary>Of a sparse file, with its holes.</summary>
    public long? RealSize { get; private set; }
    public long? Uid { get; private set; }
    public long? Gid { get; private set; }
    public bool IsSparse { get; private set; }

    public void Clear()
    {
        (path, link) = (0..0, 0..0);
        (Size, RealSize, Uid, Gid, IsSparse) = (null, null, null, null, false);
    }

    /// <summary>Takes the header's content and its padding out of the archive.</summary>
    public void Read(TarBuffer input, long size)
    {
        if (size > limits.PaxHeader)
        {
            throw new LayerFormatException($"holds an extended header of more than {limits.PaxHeader >> 10} KiB");
        }

        if (content.Length < size)
        {
            content = new byte[Math.Max(size, 4096)];
        }

        Clear();
        var done = 0;
        while (done < size)
        {
            var length = input.Read(content.AsSpan(done, (int)size - done));
            done += length > 0 ? length : throw new LayerFormatException("ends in the middle of an extended header");
        }

        if (!input.Skip(-size & 511))
        {
            throw new LayerFormatException("ends in the middle of an extended header");
        }

        Parse((int)size);
    }

    private void Parse(int size)
    {
        for (var at = 0; at < size;)
        {
            var rest = content.AsSpan(at, size - at);
            var blank = rest.IndexOf((byte)' ');
            if (blank is < 1 or > 10 || !TarNumbers.TryReadDecimal(rest[..blank], out var length) || length <= blank + 1 || length > rest.Length || rest[(int)length - 1] != '\n')
            {
                throw new LayerFormatException("holds an extended header whose lengths are wrong");
            }

            var record = rest[(blank + 1)..((int)length - 1)];
            var equals = record.IndexOf((byte)'=');
            if (equals < 1)
            {
                throw new LayerFormatException("holds an extended header with a record without a key");
            }

            var value = at + blank + 1 + equals + 1;
            Take(record[..equals], value..(at + (int)length - 1));
            at += (int)length;
        }
    }

    private void Take(ReadOnlySpan<byte> key, Range value)
    {
        if (key.StartsWith("GNU.sparse."u8))
        {
            IsSparse = true;
        }

        switch (key)
        {
            case var _ when key.SequenceEqual("path"u8):
                path = IsSparse && !path.Equals(0..0) ? path : Text(value);
                break;
            case var _ when key.SequenceEqual("GNU.sparse.name"u8):
                path = Text(value);
                break;
            case var _ when key.SequenceEqual("linkpath"u8):
                link = Text(value);
                break;
            case var _ when key.SequenceEqual("size"u8):
                Size = Number(value);
                break;
            case var _ when key.SequenceEqual("GNU.sparse.realsize"u8) || key.SequenceEqual("GNU.sparse.size"u8):
                RealSize = Number(value);
                break;
            case var _ when key.SequenceEqual("uid"u8):
                Uid = Number(value);
                break;
            case var _ when key.SequenceEqual("gid"u8):
                Gid = Number(value);
                break;
        }
    }

    private Range Text(Range value) => content.AsSpan()[value].Contains((byte)0) ? throw new LayerFormatException("holds a name with a NUL") : value;

    private long Number(Range value) => TarNumbers.TryReadDecimal(content.AsSpan()[value], out var number) && number < long.MaxValue - 1024
        ? number
        : throw new LayerFormatException("holds an extended header with a number that is none");
}
