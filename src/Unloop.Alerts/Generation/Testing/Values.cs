using System.Globalization;

namespace Unloop.Alerts.Generation.Testing;

/// <summary>Values over time, one each <see cref="TestLives.Interval"/> seconds, and how promtool writes them.</summary>
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
    public static IReadOnlyList<int?> Counter(IReadOnlyCollection<int> times, int until, int from = 0) => Scraped(until, t => t < from ? null : times.Count(s => s <= t));

    /// <summary>1 within each of these spans, nothing outside of them: as kube-state-metrics says why a container waits.</summary>
    public static IReadOnlyList<int?> Within(int until, params (int From, int To)[] spans) => Scraped(until, t => spans.Any(s => t >= s.From && t <= s.To) ? 1 : null);

    /// <summary>One value from a moment on.</summary>
    public static IReadOnlyList<int?> Steady(int value, int from, int until) => Scraped(until, t => t < from ? null : value);

    /// <summary>One value as long as something exists.</summary>
    public static Func<int, IReadOnlyList<int?>> From(int from, int until) => value => Steady(value, from, until);

    /// <summary>As <c>0+0x3 stale _x4</c>. The value <c>stale</c> is what a scrape leaves behind that finds a series gone, or that fails.</summary>
    public static string Write(IReadOnlyList<int?> values)
    {
        var words = new List<string>();
        for (var i = 0; i < values.Count;)
        {
            var run = values.Skip(i).TakeWhile(v => v == values[i]).Count();
            words.Add(values[i] is { } value ? Word(value, run) : i > 0 ? $"stale{(run > 1 ? $" _x{run - 1}" : "")}" : $"_x{run}");
            i += run;
        }

        return string.Join(' ', words[^1].StartsWith("stale", StringComparison.Ordinal) ? words : words.Append("stale"));
    }

    private static int?[] Scraped(int until, Func<int, int?> at) => [.. Enumerable.Range(0, (until / TestLives.Interval) + 1).Select(i => at(i * TestLives.Interval))];

    private static string Word(int value, int run) => run == 1 ? value.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{value}+0x{run - 1}");
}
