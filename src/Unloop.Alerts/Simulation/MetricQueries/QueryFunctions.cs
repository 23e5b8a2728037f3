namespace Unloop.Alerts.Simulation.MetricQueries;

/// <summary>Functions of Datadog's queries that make points of points (https://docs.datadoghq.com/dashboards/functions/).</summary>
internal static class QueryFunctions
{
    private const long LongestGap = 300_000;

    public static IReadOnlyList<PointSeries> Apply(string name, IReadOnlyList<PointSeries> series, IReadOnlyList<double> numbers, AskedTime time) => (name, numbers) switch
    {
        // Groups without one of the tags are dropped before.
        ("exclude_null", []) => series,
        ("default_zero", []) => [.. series.Select(s => DefaultZero(s, time))],
        ("abs", []) => [.. series.Select(s => s.Select(v => Math.Abs(v)))],
        ("log2", []) => [.. series.Select(s => s.Select(v => Math.Log2(v)))],
        ("log10", []) => [.. series.Select(s => s.Select(v => Math.Log10(v)))],
        ("clamp_min", [var least]) => [.. series.Select(s => s.Select(v => Math.Max(v, least)))],
        ("clamp_max", [var most]) => [.. series.Select(s => s.Select(v => Math.Min(v, most)))],
        ("cutoff_min", [var least]) => [.. series.Select(s => s.Select(v => v < least ? null : v))],
        ("cutoff_max", [var most]) => [.. series.Select(s => s.Select(v => v > most ? null : v))],
        ("diff", []) => [.. series.Select(s => Steps(s, (by, _) => by))],
        ("monotonic_diff", []) => [.. series.Select(s => Steps(s, (by, _) => by < 0 ? null : by))],
        ("derivative" or "per_second", []) => [.. series.Select(s => Steps(s, (by, seconds) => by / seconds))],
        ("per_minute", []) => [.. series.Select(s => Steps(s, (by, seconds) => 60 * by / seconds))],
        ("per_hour", []) => [.. series.Select(s => Steps(s, (by, seconds) => 3600 * by / seconds))],
        ("dt", []) => [.. series.Select(s => Steps(s, (_, seconds) => seconds))],
        ("cumsum", []) => [.. series.Select(Sums)],
        _ => throw PlayException.NotPlayed($"the function {name}"),
    };

    /// <summary>
    /// What is missing is drawn straight between two points that are no more than five minutes apart, and else is 0. Datadog's page says of a window without any point both that
    /// this resolves a monitor before it has no data, and that it has no effect; its own monitors count on the first, and so it is taken here.
    /// </summary>
    private static PointSeries DefaultZero(PointSeries series, AskedTime time)
    {
        var points = new List<Sample>();
        var next = 0;
        foreach (var tick in time.Ticks)
        {
            while (next < series.Points.Count && series.Points[next].At < tick)
            {
                points.Add(series.Points[next++]);
            }

            if (next < series.Points.Count && series.Points[next].At == tick)
            {
                continue;
            }

            points.Add(new Sample(tick, Between(next > 0 ? series.Points[next - 1] : null, next < series.Points.Count ? series.Points[next] : null, tick)));
        }

        points.AddRange(series.Points.Skip(next));
        return series with { Points = points };
    }

    private static double Between(Sample? before, Sample? after, long at) =>
        before is { } b && after is { } a && a.At - b.At <= LongestGap ? b.Value + ((a.Value - b.Value) * (at - b.At) / (a.At - b.At)) : 0;

    private static PointSeries Steps(PointSeries series, Func<double, double, double?> step) => series with
    {
        Points = [.. series.Points.Zip(series.Points.Skip(1), (a, b) => (b.At, Value: step(b.Value - a.Value, (b.At - a.At) / 1000.0))).Where(s => s.Value is not null).Select(s => new Sample(s.At, s.Value!.Value))],
    };

    private static PointSeries Sums(PointSeries series)
    {
        var sum = 0.0;
        return series with { Points = [.. series.Points.Select(p => p with { Value = sum += p.Value })] };
    }
}
