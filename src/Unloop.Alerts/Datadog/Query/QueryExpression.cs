namespace Unloop.Alerts.Datadog.Query;

/// <summary>What is compared with the threshold.</summary>
public abstract record QueryExpression(TextSpan Span)
{
    /// <summary>This and everything within, from left to right.</summary>
    public IEnumerable<QueryExpression> Within()
    {
        var open = new Stack<QueryExpression>([this]);
        while (open.TryPop(out var next))
        {
            yield return next;
            foreach (var part in next.Parts.Reverse())
            {
                open.Push(part);
            }
        }
    }

    protected virtual IEnumerable<QueryExpression> Parts => [];
}

/// <summary><c>sum:kubernetes.containers.restarts{kube_namespace:shop} by {pod_name}.rollup(max, 60)</c></summary>
/// <param name="Aggregator">How series of one group become one: <c>avg</c>, <c>sum</c>, <c>min</c>, <c>max</c>, <c>p95</c>…; null: not written.</param>
/// <param name="Groups">Empty: one alert for all.</param>
/// <param name="GroupsSpan">From <c>by</c> to the brace; null where there is none.</param>
public sealed record SeriesExpression(
    string? Aggregator, string Metric, TagScope Scope, IReadOnlyList<GroupTag> Groups, IReadOnlyList<QuerySuffix> Suffixes,
    TextSpan Span, TextSpan MetricSpan, TextSpan ScopeSpan, TextSpan? GroupsSpan) : QueryExpression(Span)
{
    public bool Has(string suffix) => Suffixes.Any(s => s.Name == suffix);
}

/// <summary><c>default_zero(…)</c>, <c>anomalies(…, 'basic', 2, direction='above')</c></summary>
public sealed record FunctionExpression(string Name, IReadOnlyList<QueryArgument> Arguments, IReadOnlyList<QuerySuffix> Suffixes, TextSpan Span, TextSpan NameSpan) : QueryExpression(Span)
{
    protected override IEnumerable<QueryExpression> Parts => Arguments.Select(a => a.Value);
}

/// <param name="Operator"><c>+ - * /</c></param>
public sealed record BinaryExpression(QueryExpression Left, char Operator, QueryExpression Right, TextSpan Span) : QueryExpression(Span)
{
    protected override IEnumerable<QueryExpression> Parts => [Left, Right];
}

public sealed record NegatedExpression(QueryExpression Operand, TextSpan Span) : QueryExpression(Span)
{
    protected override IEnumerable<QueryExpression> Parts => [Operand];
}

public sealed record ParenthesizedExpression(QueryExpression Inner, IReadOnlyList<QuerySuffix> Suffixes, TextSpan Span) : QueryExpression(Span)
{
    protected override IEnumerable<QueryExpression> Parts => [Inner];
}

/// <param name="Text">As written.</param>
public sealed record NumberExpression(double Value, string Text, TextSpan Span) : QueryExpression(Span);

/// <summary>An argument in quotes.</summary>
/// <param name="Text">With the quotes.</param>
public sealed record TextExpression(string Text, TextSpan Span) : QueryExpression(Span)
{
    public string Value => Text[1..^1];
}

/// <summary>An argument that is a bare word (<c>linear</c>, <c>sum</c>), or what a template fills in later (<c>${var.query}</c>).</summary>
public sealed record WordExpression(string Text, TextSpan Span) : QueryExpression(Span)
{
    public bool IsHole => QueryHoles.HasHole(Text);
}

/// <param name="Name">Of <c>direction='above'</c>; null: told by its position.</param>
public sealed record QueryArgument(string? Name, QueryExpression Value);

/// <summary><c>.as_count()</c>, <c>.rollup(sum, 60)</c>, <c>.fill(null)</c></summary>
public sealed record QuerySuffix(string Name, IReadOnlyList<QueryArgument> Arguments, TextSpan Span);

/// <summary>A tag of <c>by {…}</c>.</summary>
public sealed record GroupTag(string Name, TextSpan Span);
