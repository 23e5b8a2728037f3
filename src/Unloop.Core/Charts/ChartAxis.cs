using System.Globalization;

namespace Unloop.Core.Charts;

/// <summary>Where the axis has its ticks, and how it calls them.</summary>
internal static class ChartAxis
{
    private static readonly TimeSpan[] Distances =
    [
        .. new[] { 1, 2, 5, 10, 15, 30 }.Select(s => TimeSpan.FromSeconds(s)),
        .. new[] { 1, 2, 5, 10, 15, 30 }.Select(m => TimeSpan.FromMinutes(m)),
        .. new[] { 1, 2, 3, 6, 12, 24, 48, 168 }.Select(h => TimeSpan.FromHours(h)),
    ];

    /// <summary>Round moments, at most so many.</summary>
    public static IReadOnlyList<TimeSpan> Ticks(Chart chart, int most)
    {
        var distance = Distances.FirstOrDefault(d => (chart.To - chart.From) / d <= most - 1, chart.To - chart.From);
        var ticks = new List<TimeSpan>();
        for (var tick = Math.Ceiling(chart.From / distance) * distance; tick <= chart.To && distance > TimeSpan.Zero; tick += distance)
        {
            ticks.Add(tick);
        }

        return ticks;
    }

    /// <summary>Numbers of one unit, so that it need be said only once.</summary>
    public static string Unit(Chart chart) => (chart.To - chart.From).TotalMinutes switch { <= 3 => "s", <= 180 => "min", _ => "h" };

    public static string Label(Chart chart, TimeSpan tick) => Unit(chart) switch
    {
        "s" => Number(tick.TotalSeconds),
        "min" => Number(tick.TotalMinutes),
        _ => Number(tick.TotalHours),
    };

    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
