namespace Unloop.Alerts.Backoff;

/// <summary>
/// What a rule that counts restarts makes of a crash-looping container: exact, as if it were asked at every moment. Times are from the container's first
/// start, which for a crash at once is its first crash.
/// </summary>
public static class RestartArithmetic
{
    /// <summary>Longer windows are nobody's alert, and take long to compute.</summary>
    public static TimeSpan LongestWindow { get; } = TimeSpan.FromDays(7);

    /// <summary>When the back-off no longer grows, with room for the longest runs that it does not forget.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromHours(4);

    /// <summary>When the rule fires for a container that crashes <paramref name="runsFor"/> after each start.</summary>
    public static IReadOnlyList<HeldSpan> Fires(RestartRule rule, TimeSpan runsFor, BackoffPolicy? policy = null)
    {
        var settled = Settling + rule.Window;
        var until = settled + Settling + rule.Window + (10 * runsFor);
        // What comes and goes with each restart may hold where the series ends; what holds for ever has done so since the window was full after the back-off settled.
        return [.. Fires(rule, RestartSeries.Of(policy ?? BackoffPolicy.Default, ContainerLife.Crashing(runsFor), until)).Where(f => f.To is not null || f.From - rule.For <= settled)];
    }

    /// <summary>The same for any series; what still holds where it ends is taken to hold for ever.</summary>
    public static IReadOnlyList<HeldSpan> Fires(RestartRule rule, RestartSeries series) =>
        [.. Holds(rule, series)
            .Where(s => s.To is null || s.Length > rule.For)
            .Select(s => s with { From = s.From + rule.For })];

    /// <summary>The most restarts that lie in any window of a container that crashes <paramref name="runsFor"/> after each start.</summary>
    public static int MostRestarts(TimeSpan window, TimeSpan runsFor = default, BackoffPolicy? policy = null)
    {
        var series = RestartSeries.Of(policy ?? BackoffPolicy.Default, ContainerLife.Crashing(runsFor), Settling + (2 * window) + (10 * runsFor));
        return series.Restarts.Max(t => series.RestartsBetween(t - window, t));
    }

    /// <summary>The fewest and the most restarts in a window once the back-off no longer grows.</summary>
    public static (int Least, int Most) SteadyRestarts(TimeSpan window, TimeSpan runsFor = default, BackoffPolicy? policy = null)
    {
        var series = RestartSeries.Of(policy ?? BackoffPolicy.Default, ContainerLife.Crashing(runsFor), Settling + (4 * window) + (10 * runsFor));
        // Between two changes the count is the same, so that it suffices to look where one restart comes and where one goes.
        var moments = series.Restarts.SelectMany(t => new[] { t, t + window }).Where(t => t >= Settling + window && t <= series.Until).Select(t => series.RestartsBetween(t - window, t)).ToList();
        return moments.Count == 0 ? (0, 0) : (moments.Min(), moments.Max());
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

    private static List<HeldSpan> Holds(RestartRule rule, RestartSeries series)
    {
        var spans = new List<HeldSpan>();
        TimeSpan? since = null;
        var moments = series.Restarts.SelectMany(t => new[] { t, t + rule.Window }).Where(t => t <= series.Until).Distinct().Order();
        foreach (var moment in moments)
        {
            var holds = series.RestartsBetween(moment - rule.Window, moment) > rule.MoreThan;
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
