namespace Unloop.Alerts.Prometheus.Expressions;

/// <summary><c>x{job="a"} @ 0 offset 5m</c>.</summary>
/// <param name="Name">Of the metric, before the braces or quoted in them (<c>{"x"}</c>); null where only matchers tell.</param>
/// <param name="Matchers">What is in braces, in its order, without <paramref name="Name"/>.</param>
public sealed record VectorSelector(string? Name, IReadOnlyList<LabelMatcher> Matchers) : Expression
{
    public TimeModifiers Time { get; init; } = TimeModifiers.None;

    /// <summary>Of <see cref="Name"/> alone; empty where there is none.</summary>
    public TextSpan NameSpan { get; init; }

    /// <summary>The metric's name where it is certain: <see cref="Name"/>, or a matcher <c>__name__="x"</c>.</summary>
    public string? Metric => Name ?? Matchers.FirstOrDefault(m => m is { Label: LabelMatcher.MetricName, Operator: MatchOperator.Equal })?.Value;

    public override ValueType Type => ValueType.InstantVector;
    public override IEnumerable<Expression> Children => [];

    /// <summary>The matcher of a label; null where there is none.</summary>
    public LabelMatcher? Matcher(string label) => Matchers.FirstOrDefault(m => m.Label == label);
}

/// <summary><c>x[5m] offset 1h</c>; the modifiers stand after the range and belong to the vector.</summary>
/// <param name="RangeSpan">With its brackets.</param>
public sealed record RangeSelector(VectorSelector Vector, TimeSpan Range, TextSpan RangeSpan = default) : Expression
{
    public override ValueType Type => ValueType.RangeVector;
    public override IEnumerable<Expression> Children => [Vector];
}

/// <summary><c>rate(x[5m])[30m:1m]</c>.</summary>
/// <param name="Step">Null: the evaluation interval.</param>
public sealed record Subquery(Expression Inner, TimeSpan Range, TimeSpan? Step, TextSpan RangeSpan = default) : Expression
{
    public TimeModifiers Time { get; init; } = TimeModifiers.None;
    public override ValueType Type => ValueType.RangeVector;
    public override IEnumerable<Expression> Children => [Inner];
}

/// <param name="Offset">Into the past; negative into the future; zero is none.</param>
/// <param name="At">Null: the time of evaluation.</param>
public sealed record TimeModifiers(TimeSpan Offset, AtModifier? At)
{
    public static TimeModifiers None { get; } = new(TimeSpan.Zero, null);
}

/// <summary><c>@ 1609746000</c>, <c>@ start()</c> or <c>@ end()</c>.</summary>
/// <param name="Seconds">Since 1970; null for the two others.</param>
public sealed record AtModifier(double? Seconds, bool IsStart = false);

/// <summary><c>reason="CrashLoopBackOff"</c>.</summary>
/// <param name="Value">Without quotes and escapes.</param>
/// <param name="Span">From the label to the value's closing quote.</param>
public sealed record LabelMatcher(string Label, MatchOperator Operator, string Value, TextSpan Span = default)
{
    public const string MetricName = "__name__";

    /// <summary>Whether a series with this value of the label is selected; a label that it lacks is empty.</summary>
    public bool Matches(string value) => Operator switch
    {
        MatchOperator.Equal => value == Value,
        MatchOperator.NotEqual => value != Value,
        MatchOperator.Regex => Pattern.IsMatch(Value, value),
        _ => !Pattern.IsMatch(Value, value),
    };
}

public enum MatchOperator
{
    Equal,
    NotEqual,
    Regex,
    NotRegex,
}
