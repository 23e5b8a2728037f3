namespace Unloop.Alerts.Simulation.PromQl;

/// <summary>What an expression is at one moment.</summary>
internal abstract record Value;

internal sealed record ScalarValue(double Number) : Value;

internal sealed record StringValue(string Text) : Value;

/// <summary>An instant vector: at most one element for each label set.</summary>
internal sealed record VectorValue(IReadOnlyList<Element> Elements) : Value
{
    public static VectorValue Empty { get; } = new([]);

    public VectorValue Select(Func<double, double> change) => new([.. Elements.Select(e => new Element(e.Labels.Nameless, change(e.Number)))]);
}

/// <param name="SampledAt">Milliseconds; of the sample where it comes straight from a series, else null.</param>
internal readonly record struct Element(LabelSet Labels, double Number, long? SampledAt = null);

/// <summary>A range vector, without stale marks and without empty series.</summary>
/// <param name="Start">Of the range, in milliseconds.</param>
/// <param name="End">Of the range, in milliseconds.</param>
internal sealed record RangeValue(IReadOnlyList<(LabelSet Labels, Sample[] Samples)> Series, long Start, long End) : Value;

/// <summary>Where versions of Prometheus differ.</summary>
internal enum Engine
{
    /// <summary>Up to 2.53: a range holds the sample at its very beginning.</summary>
    Version2,

    /// <summary>From 3.0 on: it does not.</summary>
    Version3,
}
