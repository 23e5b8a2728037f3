using Unloop.Alerts.Backoff;
using Unloop.Alerts.Datadog.Query;

namespace Unloop.Alerts.Datadog.Checks;

/// <summary>What a query that counts restarts does for one container that crashes at once after each start, computed.</summary>
internal static class RestartPractice
{
    /// <summary>A crash after a minute is what a JVM, a connect time-out or a liveness probe with its grace period make of it: a threshold should see that too.</summary>
    private static readonly TimeSpan SlowCrash = TimeSpan.FromSeconds(60);

    /// <summary>When it fires; the longest value of the window keeps it up after the count has fallen.</summary>
    public static IReadOnlyList<HeldSpan> Fires(MetricQuery query, RestartRule rule, TimeSpan runsFor = default)
    {
        var tail = query.Aggregation is { IsChange: true, Function: "max", Window.Length: { } window } ? window : TimeSpan.Zero;
        var spans = new List<HeldSpan>();
        foreach (var span in RestartArithmetic.Fires(rule, runsFor).Select(s => s with { To = s.To + tail }))
        {
            if (spans.Count > 0 && spans[^1].To is { } end && end >= span.From)
            {
                spans[^1] = spans[^1] with { To = span.To };
            }
            else
            {
                spans.Add(span);
            }
        }

        return spans;
    }

    /// <summary>Whether the alert ends, or never comes, although the container goes on crashing.</summary>
    public static bool GoesSilent(MetricQuery query, RestartRule rule) => Fires(query, rule) is not [.., { To: null }];

    /// <summary>Sentences with the computed times.</summary>
    public static string Says(MetricQuery query, RestartRule rule)
    {
        var tail = query.Aggregation is { IsChange: true, Function: "max", Window.Length: { } window } && Fires(query, rule) is [{ To: { } to }, ..]
            ? $" The maximum over {RestartWords.Text(window)} keeps the alert until {RestartWords.Text(to)} after the first crash."
            : "";
        var young = query.Aggregation?.IsChange == true ? $" A pod younger than {RestartWords.Text(rule.Window)} has no earlier value to compare with, so that its first restarts may not count." : "";
        return RestartWords.Practice(rule) + tail + young;
    }

    /// <summary>When the sum of all restarts exceeds the threshold; it stays there for as long as the pod lives.</summary>
    public static TimeSpan Reaches(int moreThan)
    {
        // After a few restarts each wait is the longest.
        const int growing = 20;
        var restarts = RestartSeries.Of(BackoffPolicy.Default, ContainerLife.Crashing(TimeSpan.Zero), BackoffPolicy.Default.Maximum * growing).Restarts.ToList();
        return moreThan < restarts.Count ? restarts[moreThan] : restarts[^1] + ((moreThan - restarts.Count + 1) * BackoffPolicy.Default.Maximum);
    }

    /// <summary>The highest threshold up to the one that is asked for which containers that crash only after a minute reach too.</summary>
    public static int Reachable(RestartRule rule) =>
        RestartArithmetic.HighestThatFires(rule with { MoreThan = Math.Min(rule.MoreThan, RestartArithmetic.MostRestarts(rule.Window) - 1) }, SlowCrash) ?? 0;
}
