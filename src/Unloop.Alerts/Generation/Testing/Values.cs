using System.Globalization;

namespace Unloop.Alerts.Generation.Testing;

/// <summary>Writes values over time in promtool's notation, one each <see cref="TestLives.Interval"/> seconds: <c>0+0x3 1 _x4</c>.</summary>
internal static class Values
{
    /// <summary>When a container restarts that crashes at once: the kubelet's back-off of 10 s, doubling to 300 s, the first restart free.</summary>
    public static IReadOnlyList<int> CrashLoop(int begins, int until)
    {
        var (times, at, delay) = (new List<int>(), begins, 0);
        while (at < until)
        {
            times.Add(at);
            delay = delay == 0 ? 10 : Math.Min(delay * 2, 300);
            at += delay;
        }

        return times;
    }

    /// <summary>A counter that goes up by one at each of these seconds.</summary>
    public static string Counter(IReadOnlyCollection<int> times, int until, int from = 0) => Write(until, t => t < from ? null : times.Count(s => s <= t));

    /// <summary>1 within each of these spans, nothing outside of them: as kube-state-metrics says why a container waits.</summary>
    public static string Within(int until, params (int From, int To)[] spans) => Write(until, t => spans.Any(s => t >= s.From && t <= s.To) ? 1 : null);

    /// <summary>One value from a moment on.</summary>
    public static string Steady(int value, int from, int until) => Write(until, t => t < from ? null : value);

    /// <summary>One value as long as something exists.</summary>
    public static Func<int, string> From(int from, int until) => value => Steady(value, from, until);

    private static string Write(int until, Func<int, int?> at)
    {
        // The last value, 'stale', is what a scrape leaves behind that finds a series gone.
        var values = Enumerable.Range(0, (until / TestLives.Interval) + 1).Select(i => at(i * TestLives.Interval)).ToList();
        var words = new List<string>();
        for (var i = 0; i < values.Count;)
        {
            var run = values.Skip(i).TakeWhile(v => v == values[i]).Count();
            words.Add(values[i] is { } value ? Word(value, run) : i > 0 ? $"stale{(run > 1 ? $" _x{run - 1}" : "")}" : $"_x{run}");
            i += run;
        }

        return string.Join(' ', words[^1].StartsWith("stale", StringComparison.Ordinal) ? words : words.Append("stale"));
    }

    private static string Word(int value, int run) => run == 1 ? value.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{value}+0x{run - 1}");
}
