namespace Unloop.Alerts.Backoff;

/// <summary>
/// What a rule that counts restarts makes of a crash-looping container: exact, as if it were asked at every moment. Times are from the container's first
/// start, which for a crash at once is its first crash.
/// </summary>
public static class RestartArithmetic
{
    /// <summary>Longer windows are nobody's alert, and take long to compute.</summary>
    public static TimeSpan LongestWindow { get; } = TimeSpan.FromDays(7);

    /// <summary>Many rules ask the same.</summary>
    private static readonly Memory<(RestartRule, TimeSpan, BackoffPolicy), IReadOnlyList<HeldSpan>> Known = new(1_000);

    /// <summary>When the back-off no longer grows, with room for the longest runs that it does not forget.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromHours(4);

    /// <summary>When the rule fires for a container that crashes <paramref name="runsFor"/> after each start.</summary>
    public static IReadOnlyList<HeldSpan> Fires(RestartRule rule, TimeSpan runsFor, BackoffPolicy? policy = null)
    {
        var used = policy ?? BackoffPolicy.Default;
        return Known.Get((rule, runsFor, used), () =>
        {
            var settled = Settling + rule.Window;
            // What comes and goes with each restart may hold where the series ends; what holds for ever has done so since the window was full after the back-off settled.
            return [.. Fires(rule, RestartTimes.Of(used, runsFor, settled + Settling + rule.Window + (10 * runsFor))).Where(f => f.To is not null || f.From - rule.For <= settled)];
        });
    }

    /// <summary>The same for any series; what still holds where it ends is taken to hold for ever.</summary>
    public static IReadOnlyList<HeldSpan> Fires(RestartRule rule, RestartSeries series) => Fires(rule, RestartTimes.Of(series));

    private static IReadOnlyList<HeldSpan> Fires(RestartRule rule, RestartTimes times) =>
        [.. Holds(rule, times)
            .Where(s => s.To is null || s.Length > rule.For)
            .Select(s => s with { From = s.From + rule.For })];

    /// <summary>The most restarts that lie in any window of a container that crashes <paramref name="runsFor"/> after each start.</summary>
    public static int MostRestarts(TimeSpan window, TimeSpan runsFor = default, BackoffPolicy? policy = null)
    {
        return RestartTimes.Of(policy ?? BackoffPolicy.Default, runsFor, Settling + (2 * window) + (10 * runsFor)).Within(window).Max(c => c.Restarts);
    }

    /// <summary>The fewest and the most restarts in a window once the back-off no longer grows.</summary>
    public static (int Least, int Most) SteadyRestarts(TimeSpan window, TimeSpan runsFor = default, BackoffPolicy? policy = null)
    {
        var (least, most) = (int.MaxValue, 0);
        foreach (var count in RestartTimes.Of(policy ?? BackoffPolicy.Default, runsFor, Settling + (4 * window) + (10 * runsFor)).Within(window).Where(c => c.At >= Settling + window))
        {
            (least, most) = (Math.Min(least, count.Restarts), Math.Max(most, count.Restarts));
        }

        return (Math.Min(least, most), most);
    }

    /// <summary>The longest run before each crash, in whole seconds, with which the rule still fires at all; null: with none.</summary>
    public static TimeSpan? LongestRunThatFires(RestartRule rule, BackoffPolicy? policy = null)
    {
        // Longer runs never bring more restarts, up to the length at which the back-off is forgotten.
        var (low, high) = (-1, (int)(policy ?? BackoffPolicy.Default).ResetAfter.TotalSeconds);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = Fires(rule, TimeSpan.FromSeconds(middle), policy).Count > 0 ? (middle, high) : (low, middle - 1);
        }

        return low < 0 ? null : TimeSpan.FromSeconds(low);
    }

    /// <summary>The highest threshold, no higher than the rule's own, with which it still fires; null: with none from 0 on.</summary>
    public static int? HighestThatFires(RestartRule rule, TimeSpan runsFor, BackoffPolicy? policy = null)
    {
        // What holds for more restarts holds for fewer, and for longer.
        var (low, high) = (-1, rule.MoreThan);
        while (low < high)
        {
            var middle = low + ((high - low + 1) / 2);
            (low, high) = Fires(rule with { MoreThan = middle }, runsFor, policy).Count > 0 ? (middle, high) : (low, middle - 1);
        }

        return low < 0 ? null : low;
    }

    /// <summary>The share of time, 0 to 1, in which the status says <c>CrashLoopBackOff</c> once the back-off no longer grows.</summary>
    public static double ShareWaiting(TimeSpan runsFor, BackoffPolicy? policy = null)
    {
        var used = policy ?? BackoffPolicy.Default;
        var wait = runsFor > used.ResetAfter ? (used.FirstRestartIsFree ? TimeSpan.Zero : used.Initial + used.ExtraPerWait) : used.Maximum + used.ExtraPerWait;
        return wait + runsFor == TimeSpan.Zero ? 0 : wait / (wait + runsFor);
    }

    private static List<HeldSpan> Holds(RestartRule rule, RestartTimes times)
    {
        var spans = new List<HeldSpan>();
        TimeSpan? since = null;
        foreach (var (moment, restarts) in times.Within(rule.Window))
        {
            var holds = restarts > rule.MoreThan;
            if (holds && since is null)
            {
                since = moment;
            }
            else if (!holds && since is { } from)
            {
                spans.Add(new HeldSpan(from, moment));
                since = null;
            }
        }

        if (since is { } open)
        {
            spans.Add(new HeldSpan(open, null));
        }

        return spans;
    }
}
