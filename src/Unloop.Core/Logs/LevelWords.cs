using Unloop.Core.Diagnoses;

namespace Unloop.Core.Logs;

/// <summary>Finds the level that a line states, in the spellings of the usual loggers.</summary>
internal static class LevelWords
{
    /// <summary>Levels stand near the start of a line; further in, the words are prose.</summary>
    private const int HeadLength = 120;

    /// <summary>The level that a field's value names (<c>error</c>, <c>F</c>, <c>50</c> of bunyan and pino).</summary>
    public static LogLevel Parse(ReadOnlySpan<char> word) => word switch
    {
        "60" => LogLevel.Fatal,
        "50" => LogLevel.Error,
        "40" => LogLevel.Warning,
        "30" => LogLevel.Info,
        "20" or "10" => LogLevel.Debug,
        "F" or "C" => LogLevel.Fatal,
        "E" => LogLevel.Error,
        "W" => LogLevel.Warning,
        "I" => LogLevel.Info,
        "D" => LogLevel.Debug,
        _ when Is(word, "fatal", "panic", "dpanic", "critical", "crit", "emerg", "emergency", "alert", "severe", "ftl") => LogLevel.Fatal,
        _ when Is(word, "error", "err", "eror", "fail") => LogLevel.Error,
        _ when Is(word, "warning", "warn", "wrn") => LogLevel.Warning,
        _ when Is(word, "info", "inf", "information", "notice", "note", "log", "system") => LogLevel.Info,
        _ when Is(word, "debug", "dbg", "trace", "trc", "verbose", "fine") => LogLevel.Debug,
        _ => LogLevel.Unstated,
    };

    /// <summary>The level that a plain line states: klog's letter, a bracketed word, a word in capitals, or a word before a colon.</summary>
    public static LogLevel Find(string line)
    {
        if (IsKlog(line))
        {
            return Parse(line.AsSpan(0, 1));
        }

        var head = line.AsSpan(0, Math.Min(line.Length, HeadLength));
        for (var at = 0; at < head.Length;)
        {
            var length = WordLength(head[at..]);
            if (length == 0)
            {
                at++;
                continue;
            }

            var word = head.Slice(at, length);
            var after = at + length < head.Length ? head[at + length] : ' ';
            var before = at > 0 ? head[at - 1] : ' ';
            if (length >= 3 && Parse(word) is var level and not LogLevel.Unstated && Stands(word, before, after, at))
            {
                return level;
            }

            at += length;
        }

        return LogLevel.Unstated;
    }

    /// <summary>A word is a level, and not prose, when it is bracketed, in capitals, or ends in a colon at the line's start.</summary>
    private static bool Stands(ReadOnlySpan<char> word, char before, char after, int at) =>
        (before is '[' or '<' or '(' && after is ']' or '>' or ')')
        || (before is '[' && after is ' ' or ':' or ']' or '/')
        || (!word.ContainsAnyInRange('a', 'z') && after is ' ' or '\t' or ':' or ']' or '|' or '-' && before is not '_' and not '-' and not '/')
        || (after == ':' && at == 0);

    private static bool IsKlog(string line) =>
        line.Length > 21 && line[0] is 'I' or 'W' or 'E' or 'F' && line.AsSpan(1, 4).IndexOfAnyExceptInRange('0', '9') < 0 && line[5] == ' ' && line[8] == ':';

    private static int WordLength(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && char.IsAsciiLetter(text[length]))
        {
            length++;
        }

        return length;
    }

    private static bool Is(ReadOnlySpan<char> word, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (word.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
