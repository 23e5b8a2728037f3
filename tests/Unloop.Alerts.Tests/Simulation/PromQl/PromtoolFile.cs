using System.Globalization;
using System.Text;
using Unloop.Alerts.Simulation;

namespace Unloop.Alerts.Tests.Simulation.PromQl;

/// <summary>Writes unit tests for <c>promtool test rules</c>, so that Prometheus itself can be asked whether what we expect is so. Times are from 1970.</summary>
internal static class PromtoolFile
{
    public static string Text(double value) => value switch
    {
        double.PositiveInfinity => ".inf",
        double.NegativeInfinity => "-.inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    public static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>The series with one slot for each <paramref name="interval"/> in milliseconds.</summary>
    public static string Series(IEnumerable<SampleSeries> series, long interval, long from = 0)
    {
        var text = new StringBuilder("    input_series:\n");
        foreach (var one in series)
        {
            var labels = string.Join(", ", one.Labels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}=\"{l.Value}\""));
            text.Append(CultureInfo.InvariantCulture, $"      - series: {Quoted($"{one.Metric}{{{labels}}}")}\n        values: {Quoted(Values(one, interval, from))}\n");
        }

        return text.ToString();
    }

    private static string Values(SampleSeries series, long interval, long from)
    {
        var values = new List<string>();
        var slot = 0L;
        foreach (var sample in series.Samples.Where(s => s.At >= from))
        {
            var at = (sample.At - from) / interval;
            if (at > slot)
            {
                values.Add(at - slot == 1 ? "_" : $"_x{at - slot}");
            }

            values.Add(SampleSeries.IsStale(sample.Value) ? "stale" : Text(sample.Value));
            slot = at + 1;
        }

        return string.Join(' ', values);
    }
}
