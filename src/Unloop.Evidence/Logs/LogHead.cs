using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Unloop.Evidence.Logs;

/// <summary>What a runtime or kubectl puts before every line of a log.</summary>
[Flags]
public enum LogHeads
{
    None = 0,

    /// <summary><c>kubectl logs --timestamps</c>: a stamp and a blank.</summary>
    Timestamps = 1,

    /// <summary>A file of the container runtime: <c>STAMP stdout F text</c>; <c>P</c> marks a part of a line.</summary>
    Cri = 2,

    /// <summary>A file of Docker's json-file driver: one object with <c>log</c>, <c>stream</c> and <c>time</c> a line.</summary>
    DockerJson = 4,

    /// <summary><c>kubectl logs --prefix</c>: <c>[pod/NAME/CONTAINER] </c>.</summary>
    Prefix = 8,
}

/// <summary>Recognises heads by their consistency over many lines, and takes them off.</summary>
public static class LogHead
{
    /// <summary>Lines looked at; and how many of a hundred must agree: a paste may have lost the head of its first line.</summary>
    private const int SampleLines = 200;
    private const int AgreeingPercent = 80;

    /// <summary>
    /// Runtimes stamp with nanoseconds. Programs that stamp their own lines use three or six digits, and those stamps are their text.
    /// </summary>
    private const int FractionDigits = 7;

    public static LogHeads Detect(ReadOnlySpan<byte> sample)
    {
        int lines = 0, stamped = 0, cri = 0, docker = 0, prefixed = 0;
        foreach (var range in sample.Split((byte)'\n'))
        {
            var line = sample[range].TrimEnd((byte)'\r');
            if (line.IsEmpty || lines == SampleLines)
            {
                continue;
            }

            lines++;
            docker += line.StartsWith("{\"log\":\""u8) ? 1 : 0;
            if (PrefixLength(line) is var prefix and > 0)
            {
                prefixed++;
                line = line[prefix..];
            }

            if (StampLength(line, FractionDigits) is var stamp and > 0)
            {
                stamped++;
                cri += CriTagLength(line[stamp..]) > 0 ? 1 : 0;
            }
        }

        bool Most(int count) => lines > 0 && count * 100 >= lines * AgreeingPercent;
        return (Most(docker) ? LogHeads.DockerJson : Most(cri) ? LogHeads.Cri : Most(stamped) ? LogHeads.Timestamps : LogHeads.None)
            | (Most(prefixed) ? LogHeads.Prefix : LogHeads.None);
    }

    /// <summary>The line without its heads; a line that lost its head keeps its text.</summary>
    public static ReadOnlySpan<byte> Strip(ReadOnlySpan<byte> line, LogHeads heads, out DateTimeOffset? time)
    {
        time = null;
        if (heads.HasFlag(LogHeads.Prefix))
        {
            line = line[PrefixLength(line)..];
        }

        if ((heads & (LogHeads.Timestamps | LogHeads.Cri)) != 0 && StampLength(line, 0) is var stamp and > 0)
        {
            time = Stamp(line[..(stamp - 1)]);
            line = line[stamp..];
            line = heads.HasFlag(LogHeads.Cri) ? line[CriTagLength(line)..] : line;
        }

        return line;
    }

    /// <summary>The pod and container of a prefixed line.</summary>
    public static (string Pod, string Container)? PrefixOf(ReadOnlySpan<byte> line)
    {
        var length = PrefixLength(line);
        if (length == 0)
        {
            return null;
        }

        var parts = Encoding.UTF8.GetString(line[1..(length - 2)]).Split('/');
        return (parts[1], parts[2]);
    }

    /// <summary>Whether a line of a runtime's file is only a part, to be joined with the next of its stream.</summary>
    internal static bool IsPart(ReadOnlySpan<byte> line)
    {
        var stamp = StampLength(line, 0);
        return stamp > 0 && CriTagLength(line[stamp..]) > 0 && line[stamp + 7] == (byte)'P';
    }

    internal static DateTimeOffset? Stamp(ReadOnlySpan<byte> text) =>
        DateTimeOffset.TryParse(Encoding.ASCII.GetString(text), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null;

    /// <summary><c>[pod/NAME/CONTAINER] </c> including the blank, or 0.</summary>
    private static int PrefixLength(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith("[pod/"u8))
        {
            return 0;
        }

        var close = line.IndexOf("] "u8);
        return close is > 5 and < 600 && line[..close].Count((byte)'/') == 2 && !line[..close].Contains((byte)' ') ? close + 2 : 0;
    }

    /// <summary>An RFC 3339 stamp with at least so many digits of fraction, including the blank after it, or 0.</summary>
    private static int StampLength(ReadOnlySpan<byte> line, int digits)
    {
        if (line.Length < 21 || line[4] != '-' || line[7] != '-' || line[10] != 'T' || line[13] != ':' || line[16] != ':' || !Utf8Parser.TryParse(line[..4], out int _, out var used) || used != 4)
        {
            return 0;
        }

        var at = 19;
        if (line[at] == '.')
        {
            at++;
            while (at < line.Length && char.IsAsciiDigit((char)line[at]))
            {
                at++;
            }
        }

        if (at - 20 < digits || at >= line.Length)
        {
            return 0;
        }

        at += line[at] == 'Z' ? 1 : line[at] is (byte)'+' or (byte)'-' ? 6 : 0;
        return at < line.Length && line[at] == ' ' && line[at - 1] != '.' ? at + 1 : 0;
    }

    /// <summary><c>stdout F </c> including the blank, or 0.</summary>
    private static int CriTagLength(ReadOnlySpan<byte> rest)
    {
        if (!rest.StartsWith("stdout "u8) && !rest.StartsWith("stderr "u8))
        {
            return 0;
        }

        // Tags are joined by colons: F, P, or F:…
        var tag = rest[7..];
        var end = tag.IndexOf((byte)' ');
        return end is > 0 and < 64 && tag[0] is (byte)'F' or (byte)'P' && (end == 1 || tag[1] == ':') ? 7 + end + 1 : 0;
    }
}
