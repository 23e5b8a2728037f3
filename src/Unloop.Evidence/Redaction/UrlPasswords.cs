using System.Buffers;
using System.Text;

namespace Unloop.Evidence.Redaction;

/// <summary>The password in <c>scheme://user:password@host</c> and in <c>user:password@tcp(host)</c>; user, host and port stay.</summary>
internal static class UrlPasswords
{
    private static readonly SearchValues<char> Ends = SearchValues.Create(" \t\r\n\"'`<>|‹›");

    private static readonly SearchValues<char> SchemeCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789+.-");

    public static string Redact(string text) => WithoutScheme(WithScheme(text));

    /// <summary>A secret that is a URL: its address stays readable, the rest goes. Null when it is none.</summary>
    public static string? KeepAddress(string value)
    {
        var scheme = value.IndexOf("://", StringComparison.Ordinal);
        if (scheme <= 0 || value.AsSpan(0, scheme).ContainsAnyExcept(SchemeCharacters) || value.AsSpan().ContainsAny(" \t\r\n"))
        {
            return null;
        }

        var authority = scheme + 3;
        var end = value.AsSpan(authority).IndexOfAny("/?#") is var length and >= 0 ? authority + length : value.Length;
        var host = value.LastIndexOf('@', end - 1, end - authority) + 1;
        var user = host > authority ? Mark.Of(value.AsSpan(authority, host - 1 - authority)) + "@" : "";
        var rest = value.Length - end > 1 ? value[end] + Mark.Of(value.AsSpan(end + 1)) : value[end..];
        return value[..authority] + user + value[Math.Max(host, authority)..end] + rest;
    }

    private static string WithScheme(string text)
    {
        StringBuilder? redacted = null;
        var (done, from) = (0, 0);
        while (text.IndexOf("://", from, StringComparison.Ordinal) is var found and >= 0)
        {
            from = found + 3;
            var (start, end) = Password(text, from, Extent(text, from));
            if (end > start)
            {
                redacted ??= new StringBuilder(text.Length);
                _ = redacted.Append(text, done, start - done).Append(Mark.Of(text.AsSpan(start, end - start)));
                (done, from) = (end, end);
            }
        }

        return redacted is null ? text : redacted.Append(text, done, text.Length - done).ToString();
    }

    /// <summary>Where the URL ends at the latest: at a blank or quote, or where the next one begins.</summary>
    private static int Extent(string text, int from)
    {
        var end = text.AsSpan(from).IndexOfAny(Ends) is var length and >= 0 ? from + length : text.Length;
        var next = text.IndexOf("://", from, end - from, StringComparison.Ordinal);
        return next < 0 ? end : Math.Max(from, text.LastIndexOfAny([',', ';', '|', '=', '(', '/'], next - 1, next - from));
    }

    /// <summary>
    /// Passwords hold unescaped slashes and at signs more often than not, so the last at sign counts; but paths on the web hold at signs too.
    /// </summary>
    private static (int Start, int End) Password(string text, int start, int end)
    {
        var at = end > start ? text.LastIndexOf('@', end - 1, end - start) : -1;
        var slash = text.AsSpan(start, end - start).IndexOfAny("/?#") is var length and >= 0 ? start + length : end;
        var isWeb = start >= 7 && text.AsSpan(0, start - 3).EndsWith("http", StringComparison.OrdinalIgnoreCase) || (start >= 8 && text.AsSpan(0, start - 3).EndsWith("https", StringComparison.OrdinalIgnoreCase));
        if ((isWeb || slash > at) && slash > start && text.LastIndexOf('@', slash - 1, slash - start) is var usual and >= 0)
        {
            at = usual;
        }

        var colon = at < 0 ? -1 : text.IndexOf(':', start, at - start);
        if (colon < 0 || (slash < at && (colon > slash || !text.AsSpan((colon + 1)..slash).ContainsAnyExceptInRange('0', '9'))))
        {
            return default;
        }

        return (colon + 1, at);
    }

    /// <summary>MySQL drivers for Go: <c>user:password@tcp(db:3306)/shop</c>.</summary>
    private static string WithoutScheme(string text)
    {
        foreach (var network in new[] { "@tcp(", "@unix(" })
        {
            var found = text.IndexOf(network, StringComparison.OrdinalIgnoreCase);
            var start = found <= 0 ? -1 : text.AsSpan(0, found).LastIndexOfAny(Ends) + 1;
            var colon = start < 0 ? -1 : text.IndexOf(':', start, found - start);
            if (colon >= 0 && colon + 1 < found)
            {
                text = text[..(colon + 1)] + Mark.Of(text.AsSpan((colon + 1)..found)) + text[found..];
            }
        }

        return text;
    }
}
