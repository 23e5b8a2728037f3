using System.Diagnostics.CodeAnalysis;
using Unloop.Alerts.Prometheus.Expressions;

namespace Unloop.Alerts.Simulation;

/// <summary>The labels of a series, its name among them as <c>__name__</c>; an empty label is none.</summary>
internal sealed class LabelSet : IEquatable<LabelSet>
{
    public static LabelSet Empty { get; } = new([]);

    private readonly KeyValuePair<string, string>[] _labels;
    private readonly string _key;

    private LabelSet(IEnumerable<KeyValuePair<string, string>> labels)
    {
        _labels = [.. labels.Where(l => l.Value.Length > 0).OrderBy(l => l.Key, StringComparer.Ordinal)];
        // U+FFFF is in no label: it is no character.
        _key = string.Concat(_labels.Select(l => $"{l.Key}\uffff{l.Value}\uffff"));
    }

    public static LabelSet Of(IEnumerable<KeyValuePair<string, string>> labels) => new(labels);

    public static LabelSet Of(SampleSeries series) => new(series.Labels.Append(new(LabelMatcher.MetricName, series.Metric)));

    /// <summary>Empty where there is none.</summary>
    public string this[string name] => Array.Find(_labels, l => l.Key == name).Value ?? "";

    public bool IsNamed => this[LabelMatcher.MetricName].Length > 0;

    public LabelSet Nameless => IsNamed ? Without([LabelMatcher.MetricName]) : this;

    public LabelSet Only(IReadOnlyList<string> names) => new(_labels.Where(l => names.Contains(l.Key)));

    public LabelSet Without(IReadOnlyList<string> names) => new(_labels.Where(l => !names.Contains(l.Key)));

    public LabelSet With(string name, string value) => new(_labels.Where(l => l.Key != name).Append(new(name, value)));

    /// <summary>Without its name.</summary>
    public IReadOnlyDictionary<string, string> ToDictionary() => _labels.Where(l => l.Key != LabelMatcher.MetricName).ToDictionary(StringComparer.Ordinal);

    public bool Equals([NotNullWhen(true)] LabelSet? other) => other is not null && other._key == _key;

    public override bool Equals(object? obj) => Equals(obj as LabelSet);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_key);

    /// <summary>As Prometheus prints it: <c>x{a="b"}</c>.</summary>
    public override string ToString() =>
        $"{this[LabelMatcher.MetricName]}{{{string.Join(", ", _labels.Where(l => l.Key != LabelMatcher.MetricName).Select(l => $"{l.Key}=\"{l.Value}\""))}}}";
}
