using System.Buffers.Text;

namespace Unloop.Images.Layers;

/// <summary>Numbers and names as tar headers hold them.</summary>
internal static class TarNumbers
{
    /// <summary>
    /// Octal digits between blanks and NULs, or where the first bit is set a big-endian two's complement number (GNU's base-256). False for anything else
    /// and for what is negative or longer than 63 bits.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> field, out long value)
    {
        value = 0;
        if ((field[0] & 0x80) != 0)
        {
            return TryReadBinary(field, out value);
        }

        var digits = field.Trim(" \0"u8);
        foreach (var digit in digits)
        {
            if (digit is 0 or (byte)' ')
            {
                break;
            }

            if (digit is < (byte)'0' or > (byte)'7' || value > long.MaxValue >> 3)
            {
                return false;
            }

            value = (value << 3) | (uint)(digit - '0');
        }

        return true;
    }

    /// <summary>Decimal digits and nothing else.</summary>
    public static bool TryReadDecimal(ReadOnlySpan<byte> text, out long value) =>
        Utf8Parser.TryParse(text, out value, out var length) && length == text.Length && value >= 0;

    /// <summary>Sum of all bytes of the header, its own field taken for blanks; old programs summed signed bytes.</summary>
    public static bool ChecksumIsRight(ReadOnlySpan<byte> header)
    {
        if (!TryRead(header.Slice(148, 8), out var stated))
        {
            return false;
        }

        long unsigned = 8 * ' ';
        long signed = unsigned;
        for (var i = 0; i < header.Length; i++)
        {
            if (i is < 148 or >= 156)
            {
                unsigned += header[i];
                signed += (sbyte)header[i];
            }
        }

        return stated == unsigned || stated == signed;
    }

    private static bool TryReadBinary(ReadOnlySpan<byte> field, out long value)
    {
        value = field[0] & 0x3F;
        if ((field[0] & 0x40) != 0)
        {
            return false;
        }

        foreach (var part in field[1..])
        {
            if (value > long.MaxValue >> 8)
            {
                return false;
            }

            value = (value << 8) | part;
        }

        return true;
    }
}
