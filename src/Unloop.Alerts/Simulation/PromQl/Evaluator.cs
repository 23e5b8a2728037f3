using Unloop.Alerts.Prometheus.Expressions;

namespace Unloop.Alerts.Simulation.PromQl;

/// <summary>
/// Evaluates PromQL over samples as Prometheus' engine does (promql/engine.go): a series is as it was at its last sample of the last five minutes, unless it was
/// marked stale since.
/// </summary>
/// <param name="defaultStep">Of subqueries that say none: the server's <c>evaluation_interval</c>.</param>
internal sealed class Evaluator(SampleSet samples, TimeSpan defaultStep, Engine engine = Engine.Version3)
{
    /// <summary><c>--query.lookback-delta</c>, milliseconds.</summary>
    public const long LookBack = 300_000;

    private readonly Dictionary<Expression, List<(SampleSeries Series, LabelSet Labels)>> _matching = new(ReferenceEqualityComparer.Instance);
    /// <summary>To evaluate any part of an expression takes as long as to look at so many samples.</summary>
    private const long CostOfStep = 20;

    private readonly PlayBudget _budget = new();

    /// <summary>No series was there at any time that the expressions so far select.</summary>
    public bool FoundNothing => _matching.Values.All(m => m.Count == 0);

    /// <param name="at">Milliseconds since 1970.</param>
    /// <returns>A vector; a number is one without labels.</returns>
    /// <exception cref="PlayException">Prometheus would refuse it at this moment, or it cannot be played.</exception>
    public VectorValue Evaluate(Expression expression, long at)
    {
        return ValueOf(expression, at) switch
        {
            VectorValue vector => vector,
            ScalarValue scalar => new VectorValue([new Element(LabelSet.Empty, scalar.Number)]),
            _ => throw new PlayException("the expression is neither an instant vector nor a number"),
        };
    }

    public Value ValueOf(Expression expression, long at)
    {
        Spend(CostOfStep);
        return Read(expression, at);
    }

    private Value Read(Expression expression, long at) => expression switch
    {
        NumberLiteral number => new ScalarValue(number.Value),
        StringLiteral text => new StringValue(text.Value),
        Parenthesis parenthesis => ValueOf(parenthesis.Inner, at),
        UnaryExpression unary => Signed(unary, at),
        VectorSelector selector => Select(selector, at),
        RangeSelector range => Select(range, at),
        Subquery subquery => Select(subquery, at),
        BinaryExpression binary => Combine(binary, ValueOf(binary.Left, at), ValueOf(binary.Right, at)),
        Aggregation aggregation => Aggregate(aggregation, Vector(aggregation.Operand, at), at),
        FunctionCall call => Functions.Apply(this, call, at),
        _ => throw PlayException.NotPlayed($"a {expression.GetType().Name}"),
    };

    /// <inheritdoc cref="PlayBudget.Spend"/>
    public void Spend(long count) => _budget.Spend(count);

    public VectorValue Vector(Expression expression, long at) => (VectorValue)ValueOf(expression, at);

    public double Scalar(Expression expression, long at) => ((ScalarValue)ValueOf(expression, at)).Number;

    public string Text(Expression expression, long at) => ((StringValue)ValueOf(expression, at)).Text;

    /// <summary>A function of each series of a range.</summary>
    public VectorValue OverRange(Expression argument, long at, bool keepsName, Func<Sample[], RangeValue, double?> apply)
    {
        var range = (RangeValue)ValueOf(argument, at);
        return Distinct(
            from series in range.Series
            let result = apply(series.Samples, range)
            where result is not null
            select new Element(keepsName ? series.Labels : series.Labels.Nameless, result.Value));
    }

    public VectorValue ApplyToRange(string function, Expression argument, long at) =>
        OverRange(argument, at, keepsName: function == "last_over_time", (found, range) => RangeFunctions.Apply(function, found, range, engine));

    /// <exception cref="PlayException">Two elements have the same labels.</exception>
    public static VectorValue Distinct(IEnumerable<Element> elements)
    {
        var list = elements.ToList();
        return list.Select(e => e.Labels).Distinct().Count() == list.Count
            ? new VectorValue(list)
            : throw new PlayException("Prometheus refuses it: vector cannot contain metrics with the same labelset");
    }

    private Value Combine(BinaryExpression binary, Value left, Value right)
    {
        Spend((binary.Matching?.Labels.Count ?? 0) * (Count(left) + Count(right)));
        return BinaryOperations.Apply(binary, left, right);

        static long Count(Value value) => value is VectorValue vector ? vector.Elements.Count : 1;
    }

    private VectorValue Aggregate(Aggregation aggregation, VectorValue operand, long at)
    {
        Spend((aggregation.Grouping?.Labels.Count ?? 0) * (long)operand.Elements.Count);
        return Aggregator.Apply(aggregation, operand, aggregation.Parameter is { } p ? ValueOf(p, at) : null);
    }

    private Value Signed(UnaryExpression unary, long at) => ValueOf(unary.Operand, at) switch
    {
        var value when !unary.Negates => value,
        ScalarValue scalar => new ScalarValue(-scalar.Number),
        VectorValue vector => Distinct(vector.Select(v => -v).Elements),
        _ => throw new PlayException("a sign stands before what is no number and no instant vector"),
    };

    private VectorValue Select(VectorSelector selector, long at)
    {
        var moment = Moment(selector.Time, at);
        var elements = new List<Element>();
        foreach (var (series, labels) in Matching(selector))
        {
            var found = series.Between(Before(moment - LookBack), moment);
            if (!found.IsEmpty && !SampleSeries.IsStale(found[^1].Value))
            {
                elements.Add(new Element(labels, found[^1].Value, found[^1].At));
            }
        }

        Spend(elements.Count);
        return new VectorValue(elements);
    }

    private RangeValue Select(RangeSelector range, long at)
    {
        var end = Moment(range.Vector.Time, at);
        var start = end - (long)range.Range.TotalMilliseconds;
        var found = new List<(LabelSet, Sample[])>();
        foreach (var (series, labels) in Matching(range.Vector))
        {
            Sample[] within = [.. series.Between(Before(start), end).ToArray().Where(s => !SampleSeries.IsStale(s.Value))];
            Spend(within.Length);
            if (within.Length > 0)
            {
                found.Add((labels, within));
            }
        }

        return new RangeValue(found, start, end);
    }

    private RangeValue Select(Subquery subquery, long at)
    {
        var end = Moment(subquery.Time, at);
        var start = end - (long)subquery.Range.TotalMilliseconds;
        var step = (long)(subquery.Step ?? defaultStep).TotalMilliseconds;
        Spend(CostOfStep * ((end - start) / step));
        var points = new Dictionary<LabelSet, List<Sample>>();
        // The steps are multiples of the step since 1970, whenever it is evaluated.
        for (var time = ((long)Math.Floor((double)Before(start) / step) * step) + step; time <= end; time += step)
        {
            var value = ValueOf(subquery.Inner, time) switch { VectorValue v => v.Elements, ScalarValue s => [new Element(LabelSet.Empty, s.Number)], _ => [] };
            foreach (var element in value)
            {
                (points.TryGetValue(element.Labels, out var list) ? list : points[element.Labels] = []).Add(new Sample(time, element.Number));
            }
        }

        return new RangeValue([.. points.Select(p => (p.Key, p.Value.ToArray()))], start, end);
    }

    /// <summary>Looked up once: regular expressions are slow to build.</summary>
    private List<(SampleSeries Series, LabelSet Labels)> Matching(VectorSelector selector)
    {
        if (selector.Metric is not { } metric)
        {
            throw PlayException.NotPlayed("a selector that names no metric");
        }

        return _matching.TryGetValue(selector, out var known) ? known : _matching[selector] =
            [.. samples.Of(metric).Where(s => selector.Matchers.All(m => m.Matches(ValueOf(m.Label, s)))).Select(s => (s, LabelSet.Of(s)))];

        static string ValueOf(string label, SampleSeries series) =>
            label == LabelMatcher.MetricName ? series.Metric : series.Labels.GetValueOrDefault(label, "");
    }

    /// <summary>So that the sample at the very beginning is within, or not.</summary>
    private long Before(long start) => engine == Engine.Version2 ? start - 1 : start;

    private static long Moment(TimeModifiers time, long at) =>
        (time.At?.Seconds is { } seconds ? (long)(seconds * 1000) : at) - (long)time.Offset.TotalMilliseconds;
}
