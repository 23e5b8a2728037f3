namespace Unloop.Evidence.Logs;

/// <summary>A kept line before it is decoded.</summary>
/// <param name="IsCut">It was longer than <see cref="MaximumBytes"/>.</param>
internal readonly record struct RawLine(long Number, ReadOnlyMemory<byte> Bytes, bool IsCut)
{
    public const int MaximumBytes = 8 * 1024;

    public static RawLine From(long number, ReadOnlySpan<byte> line)
    {
        line = line.TrimEnd((byte)'\r');
        if (line.Length <= MaximumBytes)
        {
            return new RawLine(number, line.ToArray(), false);
        }

        // Never cut within a character.
        var end = MaximumBytes;
        while (end > MaximumBytes - 4 && (line[end] & 0xC0) == 0x80)
        {
            end--;
        }

        return new RawLine(number, line[..end].ToArray(), true);
    }
}
