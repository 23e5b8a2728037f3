using Unloop.Alerts.Prometheus.Expressions;
using Unloop.Alerts.Yaml;

namespace Unloop.Alerts.Prometheus.Reading;

/// <summary>What was read of one file: a rule file, or PrometheusRule manifests.</summary>
/// <param name="File">As it was named, with slashes.</param>
/// <param name="Groups">Those that could be read; one with errors may lack rules.</param>
/// <param name="Errors">In the order of the file; an expression that does not parse is none of them, but stays in its rule.</param>
public sealed record RuleFile(string File, string Text, IReadOnlyList<LocatedGroup> Groups, IReadOnlyList<YamlError> Errors)
{
    private readonly Lazy<string[]> _lines = new(() => Text.Split('\n'));

    public IEnumerable<LocatedRule> Rules => Groups.SelectMany(g => g.Rules);

    /// <summary>A line as it stands in the file.</summary>
    /// <param name="number">From 1.</param>
    public string Line(int number) => number <= _lines.Value.Length ? _lines.Value[number - 1].TrimEnd('\r') : "";
}

/// <param name="At">Of the group's name, or of the group.</param>
/// <param name="Manifest">Null: a plain rule file.</param>
public sealed record LocatedGroup(RuleGroup Group, TextPlace At, RuleManifest? Manifest, IReadOnlyList<LocatedRule> Rules);

/// <summary>The PrometheusRule that a group stands in.</summary>
/// <param name="Namespace">Null where the manifest does not say.</param>
/// <param name="LabelsAt">Of <c>metadata.labels</c>; null where there are none.</param>
/// <param name="NameAt">Of <c>metadata.name</c>, or of the manifest.</param>
public sealed record RuleManifest(string? Name, string? Namespace, IReadOnlyDictionary<string, string> Labels, TextPlace NameAt, TextPlace? LabelsAt);

/// <summary>A rule with the places of its parts.</summary>
public sealed record LocatedRule
{
    public required Rule Rule { get; init; }

    /// <summary>Of the alert's or record's name.</summary>
    public required TextPlace At { get; init; }

    public required MarkedScalar Expr { get; init; }

    /// <summary>Of <see cref="Expr"/>; spans are in its value.</summary>
    public required ParsedExpression Parsed { get; init; }

    public MarkedScalar? For { get; init; }

    /// <summary>By name.</summary>
    public IReadOnlyDictionary<string, MarkedScalar> Labels { get; init; } = new Dictionary<string, MarkedScalar>();

    /// <inheritdoc cref="Labels"/>
    public IReadOnlyDictionary<string, MarkedScalar> Annotations { get; init; } = new Dictionary<string, MarkedScalar>();

    public bool IsAlert => Rule.Alert is not null;

    public string Name => Rule.Alert ?? Rule.Record ?? "";

    public TimeSpan ForDuration => Duration.Parse(Rule.For) ?? TimeSpan.Zero;
}
