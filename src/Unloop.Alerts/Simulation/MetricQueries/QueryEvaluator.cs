using Unloop.Alerts.Datadog.Query;

namespace Unloop.Alerts.Simulation.MetricQueries;

/// <summary>Evaluates the query of a metric monitor to one number for each group.</summary>
internal sealed class QueryEvaluator(SampleSet samples)
{
    private static readonly TimeSpan LongestShift = TimeSpan.FromDays(3 * 365);

    private readonly SeriesReader _series = new(samples);
    private readonly PlayBudget _budget = new();

    /// <summary>The number of each known group at that moment, null where it has no data; and the points of its window.</summary>
    /// <param name="at">Milliseconds since 1970.</param>
    /// <exception cref="PlayException">Something in the query cannot be played.</exception>
    public IReadOnlyList<(LabelSet Group, double? Value, IReadOnlyList<Sample> Window)> Evaluate(MetricQuery query, long at)
    {
        if (query.Aggregation is not { Window: { Anchor: WindowAnchor.Last, Length: { } window } } aggregation)
        {
            throw PlayException.NotPlayed($"the window {query.Aggregation?.Window.Text}");
        }

        if (aggregation is { IsChange: true, Shift.Length: null })
        {
            throw PlayException.NotPlayed($"the shift {aggregation.Shift?.Text}");
        }

        var shift = aggregation.IsChange ? (long)aggregation.Shift!.Length!.Value.TotalMilliseconds : 0;
        var from = at - (long)window.TotalMilliseconds;
        var series = Points(query.Expression, new AskedTime(from - shift, at));
        return [.. series.Select(s => (s.Group, Value(aggregation, s.Points, from, shift), (IReadOnlyList<Sample>)[.. s.Points.Where(p => p.At > from)]))];
    }

    private static double? Value(TimeAggregation aggregation, IReadOnlyList<Sample> points, long from, long shift)
    {
        var values = (aggregation.IsChange ? Changes(aggregation, points, from, shift) : points.Where(p => p.At > from).Select(p => p.Value)).ToList();
        return values.Count == 0 ? null : aggregation.Function switch
        {
            "avg" => values.Average(),
            "sum" => values.Sum(),
            "min" => values.Min(),
            "max" => values.Max(),
            _ => throw PlayException.NotPlayed($"the time aggregation {aggregation.Function}"),
        };
    }

    /// <summary>Each point less the one before the shift: there is nothing for what is younger than that.</summary>
    private static IEnumerable<double> Changes(TimeAggregation aggregation, IReadOnlyList<Sample> points, long from, long shift)
    {
        var tick = (long)AgentSamples.Interval.TotalMilliseconds;
        var byTick = points.GroupBy(p => p.At / tick).ToDictionary(g => g.Key, g => g.First().Value);
        foreach (var point in points.Where(p => p.At > from))
        {
            if (byTick.TryGetValue((point.At - shift) / tick, out var before) && (aggregation.Change != "pct_change" || before != 0))
            {
                yield return aggregation.Change == "pct_change" ? 100 * (point.Value - before) / Math.Abs(before) : point.Value - before;
            }
        }
    }

    /// <summary>Every part of a query may make a point of each of the Agent's samples.</summary>
    private IReadOnlyList<PointSeries> Points(QueryExpression expression, AskedTime time)
    {
        _budget.Spend(1 + time.Length);
        return Read(expression, time);
    }

    private IReadOnlyList<PointSeries> Read(QueryExpression expression, AskedTime time) => expression switch
    {
        SeriesExpression series => _series.Read(series, time),
        ParenthesizedExpression { Suffixes: [] } parenthesized => Points(parenthesized.Inner, time),
        NegatedExpression negated => [.. Points(negated.Operand, time).Select(s => s.Select(v => -v))],
        BinaryExpression binary => Binary(binary, time),
        FunctionExpression { Suffixes: [] } function => Function(function, time),
        ParenthesizedExpression or FunctionExpression => throw PlayException.NotPlayed("a suffix behind a parenthesis"),
        NumberExpression => throw PlayException.NotPlayed("a number that is compared with nothing"),
        _ => throw PlayException.NotPlayed($"a {expression.GetType().Name}"),
    };

    private IReadOnlyList<PointSeries> Function(FunctionExpression function, AskedTime time)
    {
        if (function.Arguments is not [{ Value: not NumberExpression } first, ..])
        {
            throw PlayException.NotPlayed($"the function {function.Name} without a query");
        }

        var numbers = function.Arguments.Skip(1).Select(a => a.Value is NumberExpression n ? n.Value : throw PlayException.NotPlayed($"the function {function.Name} with words")).ToList();
        return function.Name == "timeshift" && numbers is [var seconds]
            ? Math.Abs(seconds) > LongestShift.TotalSeconds ? throw PlayException.NotPlayed($"a shift of {seconds} s") : Shifted(first.Value, time, (long)(seconds * 1000))
            : QueryFunctions.Apply(function.Name, Points(first.Value, time), numbers, time);
    }

    private IReadOnlyList<PointSeries> Shifted(QueryExpression expression, AskedTime time, long by) =>
        [.. Points(expression, new AskedTime(time.From + by, time.To + by)).Select(s => s with { Points = [.. s.Points.Select(p => p with { At = p.At - by })] })];

    /// <summary>Point by point, where both have one; a side without groups is taken for every group of the other.</summary>
    private IReadOnlyList<PointSeries> Binary(BinaryExpression binary, AskedTime time)
    {
        if (binary.Left is NumberExpression a)
        {
            return [.. Points(binary.Right, time).Select(s => s.Select(v => Apply(binary.Operator, a.Value, v)))];
        }

        if (binary.Right is NumberExpression b)
        {
            return [.. Points(binary.Left, time).Select(s => s.Select(v => Apply(binary.Operator, v, b.Value)))];
        }

        var (left, right) = (Points(binary.Left, time), Points(binary.Right, time));
        return
        [
            .. from one in left
            from other in right
            where one.Group.Equals(other.Group) || one.Group.Equals(LabelSet.Empty) || other.Group.Equals(LabelSet.Empty)
            select new PointSeries(one.Group.Equals(LabelSet.Empty) ? other.Group : one.Group, Joined(binary.Operator, one, other)),
        ];
    }

    private static List<Sample> Joined(char op, PointSeries left, PointSeries right)
    {
        var others = right.Points.ToDictionary(p => p.At, p => p.Value);
        return [.. from p in left.Points
                   where others.ContainsKey(p.At)
                   let value = Apply(op, p.Value, others[p.At])
                   where value is { } number && double.IsFinite(number)
                   select new Sample(p.At, value.Value)];
    }

    private static double? Apply(char op, double left, double right) => op switch
    {
        '+' => left + right,
        '-' => left - right,
        '*' => left * right,
        _ => left / right,
    };
}
