namespace Unloop.Alerts.Prometheus;

/// <summary>Durations as rule files write them: <c>10m</c>, <c>1h30m</c>, <c>0</c>. Pure.</summary>
public static class RuleDuration
{
    private static readonly (string Unit, long Milliseconds)[] Units =
        [("y", 365L * 86_400_000), ("w", 7L * 86_400_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)];

    /// <summary>Null where it is no duration: units come from the longest to the shortest, each once.</summary>
    public static TimeSpan? Parse(string text)
    {
        if (text == "0")
        {
            return TimeSpan.Zero;
        }

        var (total, next, i) = (0L, 0, 0);
        while (i < text.Length)
        {
            var (digits, number) = (i, 0L);
            while (i < text.Length && char.IsAsciiDigit(text[i]) && number < 1_000_000_000)
            {
                number = (number * 10) + (text[i++] - '0');
            }

            var unit = i;
            while (i < text.Length && char.IsAsciiLetterLower(text[i]))
            {
                i++;
            }

            var found = Array.FindIndex(Units, next, u => u.Unit == text[unit..i]);
            if (unit == digits || found < 0)
            {
                return null;
            }

            total += number * Units[found].Milliseconds;
            next = found + 1;
        }

        return text.Length == 0 || total > long.MaxValue / TimeSpan.TicksPerMillisecond ? null : TimeSpan.FromMilliseconds(total);
    }
}
