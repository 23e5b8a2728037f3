using System.Globalization;
using System.Text;

namespace Unloop.Alerts.Prometheus.Expressions;

/// <summary>Prometheus' durations: <c>1h30m</c>, <c>500ms</c>; units once each, from the longest to the shortest; a day has 24 hours, a year 365 days.</summary>
public static class Duration
{
    private static readonly (string Unit, long Milliseconds)[] Units =
    [
        ("y", 365L * 24 * 3_600_000), ("w", 7L * 24 * 3_600_000), ("d", 24L * 3_600_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1),
    ];

    /// <summary>2^63 nanoseconds, which is as long as Prometheus can say.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromMilliseconds(LongestMilliseconds);

    private const long LongestMilliseconds = long.MaxValue / 1_000_000;

    /// <summary>Null where it is none; <paramref name="error"/> then says why, without full stop.</summary>
    public static TimeSpan? Parse(string text, out string error)
    {
        error = "";
        if (text == "0")
        {
            return TimeSpan.Zero;
        }

        var sum = 0L;
        var last = -1;
        for (var at = 0; at < text.Length || last < 0;)
        {
            var digits = Count(text, at, char.IsAsciiDigit);
            var letters = Count(text, at + digits, char.IsAsciiLetter);
            var unit = Array.FindIndex(Units, u => u.Unit.AsSpan().SequenceEqual(text.AsSpan(at + digits, letters)));
            if (digits == 0 || unit < 0)
            {
                error = $"'{text}' is no duration: numbers with the units y, w, d, h, m, s and ms are expected, as in 1h30m";
                return null;
            }

            if (unit <= last)
            {
                error = $"'{text}' is no duration: each unit stands once, from the longest to the shortest, as in 1h30m";
                return null;
            }

            if (!long.TryParse(text.AsSpan(at, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > (LongestMilliseconds - sum) / Units[unit].Milliseconds)
            {
                error = $"'{text}' is longer than Prometheus can count (292 years)";
                return null;
            }

            sum += number * Units[unit].Milliseconds;
            last = unit;
            at += digits + letters;
        }

        return TimeSpan.FromMilliseconds(sum);
    }

    public static TimeSpan? Parse(string? text) => text is null ? null : Parse(text, out _);

    /// <summary><c>1h30m</c>, as Prometheus prints it: weeks and years only where they are whole.</summary>
    public static string Print(TimeSpan duration)
    {
        var rest = (long)duration.TotalMilliseconds;
        if (rest == 0)
        {
            return "0s";
        }

        var text = new StringBuilder(rest < 0 ? "-" : "");
        rest = Math.Abs(rest);
        foreach (var (unit, milliseconds) in Units)
        {
            if (rest / milliseconds is var number && number > 0 && (unit is not ("y" or "w") || rest % milliseconds == 0))
            {
                text.Append(CultureInfo.InvariantCulture, $"{number}{unit}");
                rest %= milliseconds;
            }
        }

        return text.ToString();
    }

    private static int Count(string text, int at, Func<char, bool> counts)
    {
        var end = at;
        while (end < text.Length && counts(text[end]))
        {
            end++;
        }

        return end - at;
    }
}
