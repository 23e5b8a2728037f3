using Unloop.Alerts.Datadog.Query;

namespace Unloop.Alerts.Simulation.MetricQueries;

/// <summary><c>.rollup(max, 60)</c>: one point for each bucket of that many seconds.</summary>
internal static class Rollup
{
    public static Sample[] Apply(QuerySuffix? suffix, Sample[] points)
    {
        if (suffix is null)
        {
            return points;
        }

        var method = suffix.Arguments.Select(a => a.Value).OfType<WordExpression>().FirstOrDefault()?.Text ?? "avg";
        var seconds = suffix.Arguments.Select(a => a.Value).OfType<NumberExpression>().FirstOrDefault()?.Value;
        if (seconds is not (>= 1 and <= 86_400))
        {
            throw PlayException.NotPlayed("a rollup without its seconds");
        }

        var width = (long)(seconds.Value * 1000);
        return [.. points.GroupBy(p => p.At / width * width).Select(b => new Sample(b.Key, Of(method, b.Select(p => p.Value))))];
    }

    private static double Of(string method, IEnumerable<double> values) => method switch
    {
        "avg" => values.Average(),
        "sum" => values.Sum(),
        "min" => values.Min(),
        "max" => values.Max(),
        "count" => values.Count(),
        _ => throw PlayException.NotPlayed($"rollup({method})"),
    };
}
