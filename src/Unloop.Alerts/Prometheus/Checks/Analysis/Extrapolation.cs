namespace Unloop.Alerts.Prometheus.Checks.Analysis;

/// <summary>
/// What <c>increase()</c> makes of whole numbers: it knows the counter at scrapes alone, and extrapolates from the first and the last of them in the window to its edges
/// (promql/functions.go, extrapolatedRate).
/// </summary>
internal static class Extrapolation
{
    /// <summary>The most that it reads for so many: as if all came between scrapes that span a window shorter by one interval.</summary>
    public static double Reads(int restarts, TimeSpan window, TimeSpan scrape) =>
        scrape < window ? restarts * window.TotalSeconds / (window - scrape).TotalSeconds : restarts;

    /// <summary>The longest interval of scrapes, in whole seconds, with which so many do not read as one more.</summary>
    public static TimeSpan LongestInterval(int restarts, TimeSpan window) => TimeSpan.FromSeconds(Math.Ceiling(window.TotalSeconds / (restarts + 1)) - 1);
}
