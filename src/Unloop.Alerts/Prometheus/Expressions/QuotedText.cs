using System.Globalization;
using System.Text;

namespace Unloop.Alerts.Prometheus.Expressions;

/// <summary>Strings in <c>"</c> or <c>'</c> with Go's escapes, and in backquotes, where nothing is escaped.</summary>
internal static class QuotedText
{
    private const string Simple = "abfnrtv\\";
    private const string Meant = "\a\b\f\n\r\t\v\\";

    /// <param name="start">Of the opening quote.</param>
    /// <returns>What it says, and the character after the closing quote; with an error <c>End</c> is where that ends.</returns>
    public static (string Value, int End, string? Error) Read(string text, int start)
    {
        var quote = text[start];
        var bytes = new List<byte>();
        var at = start + 1;
        while (at < text.Length && text[at] != quote)
        {
            if (text[at] == '\n' && quote != '`')
            {
                break;
            }

            if (text[at] == '\\' && quote != '`')
            {
                var (length, error) = Escape(text, at, quote, bytes);
                if (error is not null)
                {
                    return ("", at + length, error);
                }

                at += length;
                continue;
            }

            var width = char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]) ? 2 : 1;
            bytes.AddRange(Encoding.UTF8.GetBytes(text[at..(at + width)]));
            at += width;
        }

        return at < text.Length && text[at] == quote ? (Encoding.UTF8.GetString([.. bytes]), at + 1, null) : ("", at, $"the string has no closing {quote}");
    }

    /// <summary>In double quotes.</summary>
    public static string Print(string value)
    {
        var text = new StringBuilder("\"");
        foreach (var c in value)
        {
            var at = c == '"' ? -1 : Meant.IndexOf(c, StringComparison.Ordinal);
            _ = c == '"' ? text.Append("\\\"")
                : at >= 0 ? text.Append('\\').Append(Simple[at])
                : c < ' ' || c == '\x7f' ? text.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}")
                : text.Append(c);
        }

        return text.Append('"').ToString();
    }

    private static (int Length, string? Error) Escape(string text, int at, char quote, List<byte> bytes)
    {
        var kind = at + 1 < text.Length ? text[at + 1] : '\0';
        if (kind == quote || (kind != '\0' && Simple.Contains(kind, StringComparison.Ordinal)))
        {
            bytes.Add((byte)(kind == quote ? quote : Meant[Simple.IndexOf(kind, StringComparison.Ordinal)]));
            return (2, null);
        }

        var (digits, from, numberBase) = kind switch
        {
            >= '0' and <= '7' => (3, at + 1, 8),
            'x' => (2, at + 2, 16),
            'u' => (4, at + 2, 16),
            'U' => (8, at + 2, 16),
            _ => (0, 0, 0),
        };
        if (digits == 0)
        {
            return (Math.Min(2, text.Length - at), kind == '\0' ? "the string ends in a backslash" : $"there is no escape \\{kind} (a backslash itself is written \\\\, in a regular expression too)");
        }

        var code = 0L;
        for (var i = 0; i < digits; i++)
        {
            if (from + i >= text.Length || !char.IsAsciiHexDigit(text[from + i]) || Convert.ToInt32(text[from + i].ToString(), 16) is var digit && digit >= numberBase)
            {
                return (Math.Min(from + i + 1, text.Length) - at, $"the escape \\{kind} needs {digits} digits");
            }

            code = (code * numberBase) + digit;
        }

        var isByte = kind is not ('u' or 'U');
        if (isByte ? code > 255 : code > 0x10FFFF || code is >= 0xD800 and < 0xE000)
        {
            return (from + digits - at, "the escape is no character");
        }

        bytes.AddRange(isByte ? [(byte)code] : Encoding.UTF8.GetBytes(char.ConvertFromUtf32((int)code)));
        return (from + digits - at, null);
    }
}
