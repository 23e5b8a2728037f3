using System.Buffers;
using System.Text;

namespace Unloop.Evidence.Logs;

/// <summary>
/// Takes terminal escapes and control characters out of text, so that words are found whole and nothing that a program printed reaches a
/// terminal, a page or a message. An escape sequence never reaches beyond its line: an unfinished one cannot swallow the log.
/// </summary>
public static class LineCleaner
{
    private const byte Escape = 0x1B;
    private const byte Bell = 0x07;

    private static readonly SearchValues<byte> Controls =
        SearchValues.Create([.. Enumerable.Range(0, 32).Where(b => b is not ('\t' or '\n' or '\r')).Select(b => (byte)b), 0x7F]);

    /// <summary>Characters that reorder or hide what is shown, and the controls above ASCII.</summary>
    private static readonly SearchValues<char> Hidden = SearchValues.Create(
        [.. Enumerable.Range(0, 32).Where(c => c is not ('\t' or '\n')).Select(c => (char)c), .. Enumerable.Range(0x7F, 33).Select(c => (char)c),
            .. "\u200B\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069\uFEFF"]);

    public static bool IsClean(ReadOnlySpan<byte> bytes) => !bytes.ContainsAny(Controls);

    /// <summary>Writes the cleaned bytes to <paramref name="output"/>, which is at least as long, and returns their count. Keeps line ends.</summary>
    public static int Clean(ReadOnlySpan<byte> bytes, Span<byte> output)
    {
        var written = 0;
        while (!bytes.IsEmpty)
        {
            var clean = bytes.IndexOfAny(Controls);
            var run = clean < 0 ? bytes : bytes[..clean];
            run.CopyTo(output[written..]);
            written += run.Length;
            if (clean < 0)
            {
                break;
            }

            bytes = bytes[clean..];
            bytes = bytes[(bytes[0] == Escape ? SequenceLength(bytes) : 1)..];
        }

        return written;
    }

    /// <summary>One line as text: no escapes, whole or orphaned, and no characters that act instead of being read.</summary>
    public static string Text(ReadOnlySpan<byte> line)
    {
        if (!IsClean(line))
        {
            var cleaned = new byte[line.Length];
            line = cleaned.AsSpan(0, Clean(line, cleaned));
        }

        return Text(Encoding.UTF8.GetString(line));
    }

    /// <summary>The same for text that is already decoded; line breaks become blanks.</summary>
    public static string Text(string line)
    {
        if (line.Contains("\\u001b[", StringComparison.OrdinalIgnoreCase))
        {
            line = WithoutColours(line, "\\u001b[");
        }

        // Pastes often lose the escape byte and keep the rest. A lone "[5m" may be a duration; with a reset in the line it is a colour.
        if (line.Contains("[0m", StringComparison.Ordinal) || line.Contains("[39m", StringComparison.Ordinal))
        {
            line = WithoutColours(line, "[");
        }

        return Visible(line.Replace('\n', ' ')).TrimEnd();
    }

    /// <summary>The text without characters that act instead of being read; only line feeds stay.</summary>
    public static string Visible(string text)
    {
        if (!text.AsSpan().ContainsAny(Hidden))
        {
            return text;
        }

        var kept = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            _ = c == '\r' ? kept.Append(' ') : Hidden.Contains(c) ? kept : kept.Append(c);
        }

        return kept.ToString();
    }

    /// <summary>Removes <c>31;1m</c> and its like after each start.</summary>
    private static string WithoutColours(string line, string start)
    {
        var kept = new StringBuilder(line.Length);
        var at = 0;
        while (line.IndexOf(start, at, StringComparison.OrdinalIgnoreCase) is var found and >= 0)
        {
            var end = found + start.Length;
            while (end < line.Length && (char.IsAsciiDigit(line[end]) || line[end] == ';'))
            {
                end++;
            }

            // "[5m]" and "[30m:1m]" are ranges of a query.
            var colour = end < line.Length && line[end] == 'm' && (end + 1 == line.Length || line[end + 1] is not (']' or ':'));
            _ = kept.Append(line, at, colour ? found - at : end - at);
            at = colour ? end + 1 : end;
        }

        return kept.Append(line, at, line.Length - at).ToString();
    }

    /// <summary>The length of the escape sequence at the start, at most to the end of the line.</summary>
    private static int SequenceLength(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == 1)
        {
            return 1;
        }

        var at = 2;
        switch (bytes[1])
        {
            case (byte)'[':
                while (at < bytes.Length && bytes[at] is >= 0x20 and < 0x40)
                {
                    at++;
                }

                return at < bytes.Length && bytes[at] is >= 0x40 and < 0x7F ? at + 1 : at;
            case (byte)']' or (byte)'P' or (byte)'X' or (byte)'^' or (byte)'_':
                while (at < bytes.Length && bytes[at] is not ((byte)'\n' or Bell or Escape))
                {
                    at++;
                }

                return at >= bytes.Length || bytes[at] == '\n' ? at : bytes[at] == Bell ? at + 1 : at + (at + 1 < bytes.Length && bytes[at + 1] == '\\' ? 2 : 0);
            case >= 0x20 and < 0x30:
                while (at < bytes.Length && bytes[at] is >= 0x20 and < 0x30)
                {
                    at++;
                }

                return Math.Min(bytes.Length, at + (at < bytes.Length && bytes[at] >= 0x30 ? 1 : 0));
            case >= 0x30 and < 0x7F:
                return 2;
            default:
                return 1;
        }
    }
}
