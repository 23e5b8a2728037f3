using System.Buffers.Binary;
using System.Text;

namespace Unloop.Evidence.Logs;

/// <summary>Recognises the encodings that files really have: UTF-8 with or without mark, and PowerShell's UTF-16, with or without mark.</summary>
public static class TextEncoding
{
    /// <summary>The encoding of a file that starts so, and the length of its byte order mark.</summary>
    public static (Encoding Encoding, int Mark) Detect(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith<byte>([0xEF, 0xBB, 0xBF]))
        {
            return (Encoding.UTF8, 3);
        }

        if (start.StartsWith<byte>([0xFF, 0xFE]))
        {
            return (Encoding.Unicode, 2);
        }

        if (start.StartsWith<byte>([0xFE, 0xFF]))
        {
            return (Encoding.BigEndianUnicode, 2);
        }

        return (WithoutMark(start[..Math.Min(start.Length, 4096)]), 0);
    }

    /// <summary>A whole small file as text.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        var (encoding, mark) = Detect(bytes);
        return encoding.GetString(bytes[mark..]);
    }

    /// <summary>Mostly ASCII text in UTF-16 has a zero in every other byte, always on the same side.</summary>
    private static Encoding WithoutMark(ReadOnlySpan<byte> start)
    {
        int low = 0, high = 0, pairs = start.Length / 2;
        for (var i = 0; i < pairs; i++)
        {
            var pair = BinaryPrimitives.ReadUInt16LittleEndian(start[(2 * i)..]);
            low += pair is > 0 and < 0x100 ? 1 : 0;
            high += pair > 0 && (pair & 0xFF) == 0 ? 1 : 0;
        }

        return pairs >= 2 && low * 10 >= pairs * 7 ? Encoding.Unicode
            : pairs >= 2 && high * 10 >= pairs * 7 ? Encoding.BigEndianUnicode
            : Encoding.UTF8;
    }
}
