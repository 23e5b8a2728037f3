namespace Unloop.Alerts.Simulation;

/// <summary>Takes samples of a scenario at every tick of a collector, and keeps them by series.</summary>
internal sealed class SampleWriter
{
    private readonly Dictionary<Key, (IReadOnlyDictionary<string, string> Labels, List<Sample> Samples)> _series = [];
    private readonly HashSet<Key> _seen = [];
    private readonly HashSet<Key> _seenBefore = [];
    private long _now;

    /// <param name="Of">Told apart by identity: comparing its labels at every tick would be slow.</param>
    private readonly record struct Key(string Metric, object Of, string More);

    /// <param name="phase">When in each interval it collects: a collector's clock is nobody else's.</param>
    /// <param name="marksStale">Whether a series that is no longer there gets Prometheus' mark.</param>
    public static SampleSet Collect(Scenario scenario, TimeSpan interval, TimeSpan phase, bool marksStale, Action<SampleWriter, TimeSpan> take)
    {
        var writer = new SampleWriter();
        var first = Math.Ceiling((scenario.From - phase) / interval);
        for (var time = phase + (first * interval); time <= scenario.Until; time += interval)
        {
            writer._now = SimulatedTime.ToMilliseconds(time);
            take(writer, time);
            writer.EndTick(marksStale);
        }

        return new SampleSet(writer._series.Select(s => new SampleSeries(s.Key.Metric, s.Value.Labels, s.Value.Samples)));
    }

    /// <param name="of">The same object at every tick.</param>
    /// <param name="labels">Names and values in turn.</param>
    public void Add(string metric, double value, IReadOnlyDictionary<string, string> of, params ReadOnlySpan<string> labels)
    {
        var key = new Key(metric, of, string.Join('\n', labels!));
        if (!_series.TryGetValue(key, out var series))
        {
            var all = new Dictionary<string, string>(of, StringComparer.Ordinal);
            for (var i = 0; i < labels.Length; i += 2)
            {
                all[labels[i]] = labels[i + 1];
            }

            _series[key] = series = (all, []);
        }

        series.Samples.Add(new Sample(_now, value));
        _seen.Add(key);
    }

    private void EndTick(bool marksStale)
    {
        if (marksStale)
        {
            foreach (var gone in _seenBefore.Except(_seen).ToList())
            {
                _series[gone].Samples.Add(new Sample(_now, SampleSeries.Stale));
            }
        }

        _seenBefore.Clear();
        _seenBefore.UnionWith(_seen);
        _seen.Clear();
    }
}
