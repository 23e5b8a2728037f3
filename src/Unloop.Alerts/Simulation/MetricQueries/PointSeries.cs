namespace Unloop.Alerts.Simulation.MetricQueries;

/// <summary>The points of one group, oldest first; a group that was seen before may have none.</summary>
internal sealed record PointSeries(LabelSet Group, IReadOnlyList<Sample> Points)
{
    public PointSeries Select(Func<double, double?> change) => this with
    {
        Points = [.. from p in Points let value = change(p.Value) where value is { } number && double.IsFinite(number) select p with { Value = value.Value }],
    };
}

/// <summary>A time over which a query is asked: after <paramref name="From"/>, up to and with <paramref name="To"/>, in milliseconds since 1970.</summary>
internal readonly record struct AskedTime(long From, long To)
{
    /// <summary>How many of the Agent's samples lie in it, about.</summary>
    public long Length => (To - From) / (long)AgentSamples.Interval.TotalMilliseconds;

    /// <summary>When the Agent's samples lie in it.</summary>
    public IEnumerable<long> Ticks
    {
        get
        {
            var step = (long)AgentSamples.Interval.TotalMilliseconds;
            var phase = AgentSamples.FirstTick % step;
            for (var time = ((From - phase) / step * step) + step + phase; time <= To; time += step)
            {
                yield return time;
            }
        }
    }
}
