using System.Buffers;
using System.Text;

namespace Unloop.Evidence.Redaction;

/// <summary>
/// <c>password=…</c>, <c>"token": "…"</c>, <c>--api-key …</c>, in flags, JSON, YAML, logfmt and connection strings. Prose about secrets
/// ("invalid token: unexpected end") has the same words and must stay: with a colon and a blank, the context decides.
/// </summary>
internal static class KeyValues
{
    private static readonly SearchValues<string> Words = SearchValues.Create(SecretNames.Words, StringComparison.OrdinalIgnoreCase);
    private static readonly SearchValues<char> Ends = SearchValues.Create(" \t\r\n,;&\"'`<>|)}]\\");

    /// <summary><c>"auth": "enabled"</c> is a setting; a registry's login is longer.</summary>
    private const int LongestPart = 4;
    private const int LeastCredential = 12;

    /// <summary>Words of an error message where a value could stand.</summary>
    private static readonly string[] Prose =
        [" is ", " must ", " not ", "invalid", "missing", "required", "cannot", "can't", "expired", "empty", " be ", "should", "failed", "denied", "unauthorized"];

    public static string Redact(string text)
    {
        StringBuilder? redacted = null;
        var (done, from) = (0, 0);
        while (from < text.Length && text.AsSpan(from).IndexOfAny(Words) is var found and >= 0)
        {
            var (keyStart, keyEnd) = Key(text, from + found + (text[from + found] == '"' ? 1 : 0));
            from = keyEnd;
            if (keyEnd - keyStart > 200 || (keyStart > 0 && text[keyStart - 1] == '/') || !SecretNames.IsSecret(text.AsSpan(keyStart, keyEnd - keyStart)) || Value(text, keyStart, keyEnd) is not var (start, end))
            {
                continue;
            }

            if (end > start && !SecretNames.IsHarmless(text.AsSpan(start, end - start)) && (keyEnd - keyStart > LongestPart || end - start >= LeastCredential))
            {
                redacted ??= new StringBuilder(text.Length);
                _ = redacted.Append(text, done, start - done).Append(Mark.Of(text.AsSpan(start, end - start)));
                done = end;
            }

            from = Math.Max(from, end);
        }

        return redacted is null ? text : redacted.Append(text, done, text.Length - done).ToString();
    }

    private static (int Start, int End) Key(string text, int within)
    {
        var start = within;
        while (start > 0 && IsKeyCharacter(text[start - 1]))
        {
            start--;
        }

        var end = within + 1;
        while (end < text.Length && IsKeyCharacter(text[end]))
        {
            end++;
        }

        return (start, end);
    }

    private static bool IsKeyCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.';

    private static (int Start, int End)? Value(string text, int keyStart, int keyEnd)
    {
        var at = keyEnd;
        var isQuotedKey = SkipQuote(text, ref at);
        var blanks = Blanks(text, ref at);
        var separator = at < text.Length ? text[at] : '\0';
        if (separator is '=' or ':' && !(blanks > 0 && separator == ':'))
        {
            at++;
            at += separator == '=' && at < text.Length && text[at] is '>' or '=' ? 1 : 0;
            at += separator == ':' && at < text.Length && text[at] == '=' ? 1 : 0;
        }
        else if (blanks != 1 || isQuotedKey || !text.AsSpan(keyStart).StartsWith("--", StringComparison.Ordinal))
        {
            return null;
        }

        if (separator == ':' && text.AsSpan(at).StartsWith("//", StringComparison.Ordinal))
        {
            // The scheme of a URL.
            return null;
        }

        var gap = separator is '=' or ':' ? Blanks(text, ref at) : 1;
        var quote = Quote(text, at);
        if (quote is not null)
        {
            return Quoted(text, at + quote.Length, quote);
        }

        var end = at + (text.AsSpan(at).IndexOfAny(Ends) is var length and >= 0 ? length : text.Length - at);
        end = MarkEnd(text, at, end);
        return separator == '=' || (gap == 0 && !IsProse(text, at, end)) || IsPlainly(text, keyStart, at, end) ? (at, end) : null;
    }

    /// <summary>A word and another after it, as in OpenSSL's <c>X509_check_private_key:key values mismatch</c>.</summary>
    private static bool IsProse(string text, int at, int end) =>
        end - at <= 12 && !text.AsSpan(at, end - at).ContainsAnyExceptInRange('a', 'z')
        && end + 1 < text.Length && text[end] == ' ' && char.IsAsciiLetterLower(text[end + 1]);

    /// <summary>A mark holds blanks; it is one value.</summary>
    private static int MarkEnd(string text, int at, int end) =>
        Mark.IsMark(text.AsSpan(at)) && text.IndexOf(Mark.Close, at) is var close and >= 0 ? close + 1 : end;

    private static (int, int)? Quoted(string text, int start, string quote)
    {
        var end = start;
        while (end < text.Length && !text.AsSpan(end).StartsWith(quote, StringComparison.Ordinal) && text[end] != '\n')
        {
            // Within plain quotes a backslash protects the character after it; within escaped quotes it begins their end.
            end += text[end] == '\\' && quote.Length == 1 ? 2 : 1;
        }

        end = Math.Min(end, text.Length);
        var value = text.AsSpan(start, end - start);
        foreach (var words in Prose)
        {
            if (value.Contains(' ') && value.Contains(words, StringComparison.OrdinalIgnoreCase))
            {
                return null;
            }
        }

        return (start, end);
    }

    /// <summary>
    /// After <c>key: </c> or <c>--key </c>: YAML at the start of a line, or a member of a list, or what no word of a language looks like.
    /// </summary>
    private static bool IsPlainly(string text, int keyStart, int start, int end)
    {
        var value = text.AsSpan(start, end - start);
        var isRandom = value.Length >= 20 || (value.Length >= 6 && value.ContainsAnyInRange('0', '9') && value.ContainsAnyExceptInRange('0', '9'));
        var before = text.AsSpan(0, keyStart).TrimEnd(" \t-\"'");
        var beginsLine = before.IsEmpty || before[^1] is '\n' or ',' or '{' or ';' or '[';
        var restOfLine = text.AsSpan(end);
        restOfLine = restOfLine[..(restOfLine.IndexOf('\n') is var line and >= 0 ? line : restOfLine.Length)].Trim();
        var endsLine = restOfLine.IsEmpty || restOfLine[0] is ',' or '}' or ';' or '#';
        return isRandom || (beginsLine && endsLine && !IsProseWord(value));
    }

    private static bool IsProseWord(ReadOnlySpan<char> value)
    {
        foreach (var words in Prose)
        {
            if (value.Equals(words.AsSpan().Trim(), StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return value.Length < 2;
    }

    private static int Blanks(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && text[at] is ' ' or '\t')
        {
            at++;
        }

        return at - start;
    }

    private static bool SkipQuote(string text, ref int at)
    {
        var quote = Quote(text, at);
        at += quote?.Length ?? 0;
        return quote is not null;
    }

    /// <summary>A quote, escaped as often as nested JSON escapes it.</summary>
    private static string? Quote(string text, int at)
    {
        var end = at;
        while (end < text.Length && text[end] == '\\' && end - at < 8)
        {
            end++;
        }

        return end < text.Length && text[end] is '"' or '\'' or '`' ? text[at..(end + 1)] : null;
    }
}
