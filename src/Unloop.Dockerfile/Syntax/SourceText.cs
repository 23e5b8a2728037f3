using System.Text;
using System.Text.Unicode;

namespace Unloop.Dockerfile.Syntax;

/// <summary>
/// A file as text, cut into physical lines, from which every byte can be had back. Bytes that are not UTF-8 are kept as lone low surrogates
/// (U+DC80 to U+DCFF), which valid text never holds.
/// </summary>
public sealed class SourceText
{
    private const char ByteOrderMark = '\uFEFF';
    private const char FirstEscapedByte = '\uDC80';
    private const char LastEscapedByte = '\uDCFF';

    private readonly List<(int Start, int End)> _lines = [];

    public SourceText(string text)
    {
        Text = text;
        var crlf = 0;
        for (var start = 0; start < text.Length;)
        {
            var feed = text.IndexOf('\n', start);
            var end = feed < 0 ? text.Length : feed + 1;
            crlf += feed > start && text[feed - 1] == '\r' ? 1 : 0;
            _lines.Add((start, end));
            start = end;
        }

        LineEnding = crlf * 2 > _lines.Count ? LineEnding.CrLf : LineEnding.Lf;
    }

    public string Text { get; }

    public int LineCount => _lines.Count;

    /// <summary>How more than half of the lines end; LF when there is none.</summary>
    public LineEnding LineEnding { get; }

    public bool EndsWithNewline => Text.EndsWith('\n');

    public bool HasByteOrderMark => Text.StartsWith(ByteOrderMark);

    internal int StartOf(int number) => _lines[number - 1].Start;

    public static SourceText From(ReadOnlySpan<byte> bytes) => new(Decode(bytes));

    /// <param name="number">1-based.</param>
    /// <returns>The line with its line end.</returns>
    public ReadOnlySpan<char> FullLine(int number)
    {
        var (start, end) = _lines[number - 1];
        return Text.AsSpan(start, end - start);
    }

    /// <param name="number">1-based.</param>
    /// <returns>The line without its line end; the first one without its byte order mark.</returns>
    public ReadOnlySpan<char> Line(int number)
    {
        var line = FullLine(number).TrimEnd("\r\n");
        return number == 1 && line.StartsWith(ByteOrderMark) ? line[1..] : line;
    }

    /// <summary>The file again, byte for byte.</summary>
    public byte[] ToBytes() => Encode(Text);

    /// <summary>The place of the first byte that is not UTF-8 in each line that has one.</summary>
    internal List<TextPosition> NotUtf8()
    {
        var places = new List<TextPosition>();
        for (var number = 1; number <= LineCount; number++)
        {
            var line = FullLine(number);
            for (var i = 0; i < line.Length; i++)
            {
                if (char.IsHighSurrogate(line[i]) && i + 1 < line.Length && char.IsLowSurrogate(line[i + 1]))
                {
                    i++;
                }
                else if (char.IsSurrogate(line[i]))
                {
                    places.Add(new(number, i + 1));
                    break;
                }
            }
        }

        return places;
    }

    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
        {
            return Encoding.UTF8.GetString(bytes);
        }

        var text = new StringBuilder(bytes.Length);
        Span<char> units = stackalloc char[2];
        while (!bytes.IsEmpty)
        {
            var ok = Rune.DecodeFromUtf8(bytes, out var rune, out var length) == System.Buffers.OperationStatus.Done;
            if (ok)
            {
                text.Append(units[..rune.EncodeToUtf16(units)]);
            }
            else
            {
                foreach (var unit in bytes[..length])
                {
                    text.Append((char)(FirstEscapedByte + unit - 0x80));
                }
            }

            bytes = bytes[length..];
        }

        return text.ToString();
    }

    public static byte[] Encode(string text)
    {
        var bytes = new List<byte>(text.Length + 16);
        Span<byte> units = stackalloc byte[4];
        for (var i = 0; i < text.Length; i++)
        {
            if (Rune.TryGetRuneAt(text, i, out var rune))
            {
                bytes.AddRange(units[..rune.EncodeToUtf8(units)]);
                i += rune.Utf16SequenceLength - 1;
            }
            else if (text[i] is >= FirstEscapedByte and <= LastEscapedByte)
            {
                bytes.Add((byte)(text[i] - FirstEscapedByte + 0x80));
            }
            else
            {
                bytes.AddRange(Encoding.UTF8.GetBytes("\uFFFD"));
            }
        }

        return [.. bytes];
    }
}
