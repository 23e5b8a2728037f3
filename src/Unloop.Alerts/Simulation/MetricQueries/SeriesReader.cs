using Unloop.Alerts.Datadog.Query;

namespace Unloop.Alerts.Simulation.MetricQueries;

/// <summary>
/// Points of <c>sum:metric{scope} by {tags}</c>: each series is rolled up over time first, then those of a group become one, with gaps of up to five minutes of a gauge
/// drawn straight where another series of the group has a point (docs: metrics/guide/interpolation-the-fill-modifier-explained).
/// </summary>
internal sealed class SeriesReader(SampleSet samples)
{
    private const long LongestGap = 300_000;

    private readonly Dictionary<SeriesExpression, List<IGrouping<LabelSet, SampleSeries>>> _groups = new(ReferenceEqualityComparer.Instance);

    public IReadOnlyList<PointSeries> Read(SeriesExpression expression, AskedTime time)
    {
        if (!_groups.TryGetValue(expression, out var groups))
        {
            _groups[expression] = groups = GroupsOf(expression);
        }

        // A group is known as soon as one of its series has had a point.
        return [.. groups.Where(g => g.Any(s => s.Samples[0].At <= time.To)).Select(g => new PointSeries(g.Key, Points(expression, g, time)))];
    }

    /// <summary>A series without one of the tags that are grouped by is in no group, and nobody is told.</summary>
    private List<IGrouping<LabelSet, SampleSeries>> GroupsOf(SeriesExpression expression)
    {
        foreach (var suffix in expression.Suffixes.Where(s => s.Name is not ("rollup" or "fill")))
        {
            throw PlayException.NotPlayed($"{suffix.Name}() of a gauge");
        }

        string[] tags = [.. expression.Groups.Select(g => g.Name)];
        return [.. samples.Of(expression.Metric)
            .Where(s => TagScopes.Holds(expression.Scope, s.Labels) && tags.All(s.Labels.ContainsKey))
            .GroupBy(s => LabelSet.Of(s.Labels).Only(tags))];
    }

    private static List<Sample> Points(SeriesExpression expression, IEnumerable<SampleSeries> group, AskedTime time)
    {
        var aggregate = Aggregate(expression.Aggregator ?? "avg");
        var rollup = expression.Suffixes.FirstOrDefault(s => s.Name == "rollup");
        var series = group.Select(s => Rollup.Apply(rollup, s.Between(time.From, time.To).ToArray())).Where(s => s.Length > 0).ToList();
        var fill = Fill.Of(expression.Suffixes.FirstOrDefault(s => s.Name == "fill"));
        var times = fill.IsAsked && rollup is null ? time.Ticks.ToList() : [.. series.SelectMany(s => s.Select(p => p.At)).Distinct().Order()];
        var points = new List<Sample>(times.Count);
        var next = new int[series.Count];
        foreach (var at in times)
        {
            var values = series.Select((s, i) => ValueAt(s, at, ref next[i], fill)).OfType<double>().ToList();
            if (values.Count > 0)
            {
                points.Add(new Sample(at, aggregate(values)));
            }
        }

        return points;
    }

    private static double? ValueAt(Sample[] series, long at, ref int next, Fill fill)
    {
        while (next < series.Length && series[next].At < at)
        {
            next++;
        }

        return next < series.Length && series[next].At == at
            ? series[next].Value
            : fill.Between(next > 0 ? series[next - 1] : null, next < series.Length ? series[next] : null, at);
    }

    private static Func<IReadOnlyList<double>, double> Aggregate(string name) => name switch
    {
        "avg" => v => v.Average(),
        "sum" => v => v.Sum(),
        "min" => v => v.Min(),
        "max" => v => v.Max(),
        "count" => v => v.Count,
        _ => throw PlayException.NotPlayed($"the aggregation {name}"),
    };

    /// <summary><c>.fill(linear|last|zero|null, seconds)</c>; not written, it is linear for five minutes.</summary>
    private sealed record Fill(string Method, long Limit, bool IsAsked)
    {
        public static Fill Of(QuerySuffix? suffix)
        {
            if (suffix is null)
            {
                return new Fill("linear", LongestGap, false);
            }

            var method = suffix.Arguments is [{ Value: WordExpression word }, ..] ? word.Text : suffix.Arguments is [{ Value: TextExpression text }, ..] ? text.Value : "linear";
            var limit = suffix.Arguments is [_, { Value: NumberExpression seconds }, ..] ? (long)(seconds.Value * 1000) : LongestGap;
            return method is "linear" or "last" or "zero" or "null" ? new Fill(method, limit, method != "null") : throw PlayException.NotPlayed($"fill({method})");
        }

        public double? Between(Sample? before, Sample? after, long at) => (Method, before, after) switch
        {
            ("linear", { } b, { } a) when a.At - b.At <= Limit => b.Value + ((a.Value - b.Value) * (at - b.At) / (a.At - b.At)),
            ("last", { } b, _) when at - b.At <= Limit => b.Value,
            ("zero", _, _) => 0,
            _ => null,
        };
    }
}
