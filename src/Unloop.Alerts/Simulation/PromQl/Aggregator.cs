using System.Globalization;
using Unloop.Alerts.Prometheus.Expressions;

namespace Unloop.Alerts.Simulation.PromQl;

/// <summary>Aggregation operators.</summary>
internal static class Aggregator
{
    private static readonly Dictionary<string, Func<IReadOnlyList<double>, double>> Simple = new(StringComparer.Ordinal)
    {
        ["sum"] = v => v.Sum(),
        ["avg"] = v => v.Sum() / v.Count,
        ["count"] = v => v.Count,
        ["group"] = _ => 1,
        ["min"] = v => v.Aggregate((a, b) => b < a || double.IsNaN(a) ? b : a),
        ["max"] = v => v.Aggregate((a, b) => b > a || double.IsNaN(a) ? b : a),
        ["stdvar"] = Variance,
        ["stddev"] = v => Math.Sqrt(Variance(v)),
    };

    public static VectorValue Apply(Aggregation aggregation, VectorValue operand, Value? parameter)
    {
        var groups = operand.Elements.GroupBy(e => KeyOf(aggregation.Grouping, e.Labels));
        if (Simple.TryGetValue(aggregation.Operator, out var simple))
        {
            return new VectorValue([.. groups.Select(g => new Element(g.Key, simple([.. g.Select(e => e.Number)])))]);
        }

        return (aggregation.Operator, parameter) switch
        {
            ("topk", ScalarValue k) => new VectorValue([.. groups.SelectMany(g => Extreme(g, k.Number, e => -e.Number))]),
            ("bottomk", ScalarValue k) => new VectorValue([.. groups.SelectMany(g => Extreme(g, k.Number, e => e.Number))]),
            ("quantile", ScalarValue q) => new VectorValue([.. groups.Select(g => new Element(g.Key, RangeFunctions.Quantile(q.Number, g.Select(e => e.Number))))]),
            ("count_values", StringValue label) => CountValues(aggregation, operand, label.Text),
            _ => throw PlayException.NotPlayed($"the aggregation {aggregation.Operator}"),
        };
    }

    private static LabelSet KeyOf(Grouping? grouping, LabelSet labels) => grouping switch
    {
        null => LabelSet.Empty,
        { Without: true } => labels.Without([.. grouping.Labels, LabelMatcher.MetricName]),
        _ => labels.Only(grouping.Labels),
    };

    /// <summary>NaN is behind every number; of equal ones the first stay.</summary>
    private static IEnumerable<Element> Extreme(IEnumerable<Element> group, double k, Func<Element, double> order)
    {
        if (double.IsNaN(k) || Math.Abs(k) > int.MaxValue)
        {
            throw new PlayException("Prometheus refuses it: the parameter of topk or bottomk is no whole number");
        }

        return group.OrderBy(e => double.IsNaN(e.Number)).ThenBy(order).Take((int)k);
    }

    private static VectorValue CountValues(Aggregation aggregation, VectorValue operand, string label) => new(
        [.. operand.Elements
            .GroupBy(e => KeyOf(aggregation.Grouping, e.Labels).With(label, e.Number.ToString("R", CultureInfo.InvariantCulture)))
            .Select(g => new Element(g.Key, g.Count()))]);

    private static double Variance(IReadOnlyList<double> numbers)
    {
        var mean = numbers.Average();
        return numbers.Sum(n => (n - mean) * (n - mean)) / numbers.Count;
    }
}
