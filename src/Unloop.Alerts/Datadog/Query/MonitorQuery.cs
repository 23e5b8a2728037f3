namespace Unloop.Alerts.Datadog.Query;

/// <summary>From, and up to but without, in characters of the query's text.</summary>
public readonly record struct TextSpan(int Start, int End)
{
    public int Length => End - Start;

    public string In(string text) => text[Math.Min(Start, text.Length)..Math.Min(End, text.Length)];
}

/// <summary>The query of a monitor, see <see cref="QueryParser.Parse"/>.</summary>
public abstract record MonitorQuery;

/// <summary><c>time_aggr(window):expression op number</c>: the monitors of type <c>query alert</c> and <c>metric alert</c>.</summary>
/// <param name="Aggregation">Null: not written, and then Datadog refuses the query.</param>
/// <param name="Comparison">Null: not written, likewise.</param>
public sealed record MetricQuery(TimeAggregation? Aggregation, QueryExpression Expression, QueryComparison? Comparison) : MonitorQuery
{
    /// <summary>Every series that is asked for, from left to right.</summary>
    public IEnumerable<SeriesExpression> Series => Expression.Within().OfType<SeriesExpression>();

    /// <summary>The tags that tell the alerts of this monitor apart: of all series, in order, each once.</summary>
    public IReadOnlyList<GroupTag> Groups => [.. Series.SelectMany(s => s.Groups).DistinctBy(g => g.Name)];
}

/// <summary>A query of another kind, known by its form and kept as it was written.</summary>
public sealed record OtherQuery(QueryForm Form, string Text) : MonitorQuery;

public enum QueryForm
{
    /// <summary><c>12345 &amp;&amp; !67890</c></summary>
    Composite,

    /// <summary><c>"check".over("tag:value").by("host").last(4).count_by_status()</c></summary>
    ServiceCheck,

    /// <summary><c>logs("…").index("*").rollup("count").last("5m") > 100</c>, and events, processes, rum and their like.</summary>
    Search,

    /// <summary><c>error_budget("…").over("7d") > 75</c>, <c>burn_rate("…")…</c></summary>
    Slo,

    /// <summary><c>formula("…")…</c> over <c>options.variables</c>.</summary>
    Formula,
}

/// <param name="Operator"><c>&lt; &lt;= > >= == !=</c></param>
/// <param name="Value">Null where <paramref name="Text"/> is the word <c>threshold</c> or comes from a template.</param>
/// <param name="Text">As written: <c>5</c>, <c>5.0</c>.</param>
public sealed record QueryComparison(string Operator, double? Value, string Text, TextSpan OperatorSpan, TextSpan ValueSpan)
{
    /// <summary>The operator and what it compares with.</summary>
    public TextSpan Span => new(OperatorSpan.Start, ValueSpan.End);

    public bool IsAbove => Operator.StartsWith('>');

    public bool IsBelow => Operator.StartsWith('<');

    /// <summary>Null where the threshold is not known.</summary>
    public bool? Holds(double value) => Value is not { } threshold ? null : Operator switch
    {
        ">" => value > threshold,
        ">=" => value >= threshold,
        "<" => value < threshold,
        "<=" => value <= threshold,
        "==" => value == threshold,
        _ => value != threshold,
    };
}

/// <param name="Message">What was expected and what stands there, one sentence without full stop.</param>
public sealed record QueryError(TextSpan Span, string Message);

/// <param name="Query">Null where the errors leave nothing to look at. With errors and a query, everything that the errors do not name was understood.</param>
public sealed record QueryParse(MonitorQuery? Query, IReadOnlyList<QueryError> Errors);
