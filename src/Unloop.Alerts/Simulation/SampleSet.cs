namespace Unloop.Alerts.Simulation;

/// <param name="At">Milliseconds since 1970.</param>
/// <param name="Value">A number, or <see cref="SampleSeries.Stale"/>.</param>
public readonly record struct Sample(long At, double Value);

/// <summary>A series as it was stored, oldest sample first.</summary>
/// <param name="Labels">Labels or tags, without the metric's name.</param>
public sealed record SampleSeries(string Metric, IReadOnlyDictionary<string, string> Labels, IReadOnlyList<Sample> Samples)
{
    /// <summary>Prometheus' mark that a series is no longer there: a NaN like no other (model/value/value.go).</summary>
    public static double Stale { get; } = BitConverter.Int64BitsToDouble(0x7ff0_0000_0000_0002);

    public static bool IsStale(double value) => BitConverter.DoubleToInt64Bits(value) == BitConverter.DoubleToInt64Bits(Stale);

    /// <summary>The samples after <paramref name="after"/>, up to and with <paramref name="until"/>, in milliseconds.</summary>
    public ReadOnlySpan<Sample> Between(long after, long until)
    {
        var from = FirstAfter(after);
        return _samples.AsSpan(from, Math.Max(0, FirstAfter(until) - from));
    }

    private readonly Sample[] _samples = [.. Samples];

    private int FirstAfter(long time)
    {
        var (low, high) = (0, _samples.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _samples[middle].At <= time ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}

/// <summary>All that was collected of a scenario.</summary>
public sealed class SampleSet
{
    private readonly Dictionary<string, List<SampleSeries>> _byMetric;

    public SampleSet(IEnumerable<SampleSeries> series) =>
        _byMetric = series.GroupBy(s => s.Metric).ToDictionary(g => g.Key, g => g.ToList(), StringComparer.Ordinal);

    public IEnumerable<string> Metrics => _byMetric.Keys;

    public IEnumerable<SampleSeries> All => _byMetric.Values.SelectMany(s => s);

    /// <summary>Empty where there is no such metric.</summary>
    public IReadOnlyList<SampleSeries> Of(string metric) => _byMetric.GetValueOrDefault(metric, []);
}

/// <summary>A scenario's time, in which the first crash is at 0, and that of the samples.</summary>
public static class SimulatedTime
{
    /// <summary>2026-01-01T10:00:00Z, in milliseconds.</summary>
    public const long FirstCrash = 1_767_261_600_000;

    public static long ToMilliseconds(TimeSpan time) => FirstCrash + (long)time.TotalMilliseconds;

    public static TimeSpan FromMilliseconds(long time) => TimeSpan.FromMilliseconds(time - FirstCrash);
}
