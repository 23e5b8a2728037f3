using System.Globalization;
using System.Text;

namespace Unloop.Alerts.Prometheus.Expressions;

/// <summary>Numbers as PromQL writes them: <c>1</c>, <c>1.5e3</c>, <c>.5</c>, <c>0x1F</c>, <c>010</c> (octal), <c>1_000</c>, <c>Inf</c>, <c>NaN</c>.</summary>
internal static class Number
{
    /// <summary>Null where it is none.</summary>
    public static double? Parse(string text)
    {
        if (text.Equals("inf", StringComparison.OrdinalIgnoreCase))
        {
            return double.PositiveInfinity;
        }

        if (text.Equals("nan", StringComparison.OrdinalIgnoreCase))
        {
            return double.NaN;
        }

        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            var digits = Separated(text.AsSpan(2).TrimStart('_'), char.IsAsciiHexDigit);
            return digits is not null && long.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hexadecimal) && hexadecimal >= 0
                ? hexadecimal
                : null;
        }

        var plain = Separated(text, c => char.IsAsciiDigit(c) || c is '.' or 'e' or 'E' or '+' or '-');
        if (plain is null)
        {
            return null;
        }

        if (plain.Length is > 1 and < 22 && plain[0] == '0' && !plain.AsSpan().ContainsAnyExceptInRange('0', '7'))
        {
            return plain.Aggregate(0.0, (sum, digit) => (sum * 8) + (digit - '0'));
        }

        // Out of range is no number in Go, infinite here.
        return double.TryParse(plain, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : null;
    }

    public static string Print(double value) => value switch
    {
        double.PositiveInfinity => "Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    /// <summary>Without the underscores between digits; null where one stands elsewhere, or another character is there.</summary>
    private static string? Separated(ReadOnlySpan<char> text, Func<char, bool> belongs)
    {
        var digits = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '_')
            {
                if (i == 0 || i + 1 == text.Length || !char.IsAsciiHexDigit(text[i - 1]) || !char.IsAsciiHexDigit(text[i + 1]))
                {
                    return null;
                }
            }
            else if (belongs(text[i]))
            {
                digits.Append(text[i]);
            }
            else
            {
                return null;
            }
        }

        return digits.Length == 0 ? null : digits.ToString();
    }
}
