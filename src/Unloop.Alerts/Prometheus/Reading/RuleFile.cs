using Unloop.Alerts.Prometheus.Expressions;
using Unloop.Alerts.Sources;

namespace Unloop.Alerts.Prometheus.Reading;

/// <summary>What was read of one file: a rule file, or PrometheusRule manifests.</summary>
/// <param name="Groups">Those that could be read; one with errors may lack rules.</param>
/// <param name="Errors">In the order of the file; an expression that does not parse is none of them, but stays in its rule.</param>
public sealed record RuleFile(SourceFile Source, IReadOnlyList<LocatedGroup> Groups, IReadOnlyList<RuleFileError> Errors)
{
    /// <summary>As it was named, with slashes; empty for an expression that was typed.</summary>
    public string File => Source.Name ?? "";

    public string Text => Source.Text;

    /// <summary>A line as it stands in the file.</summary>
    /// <param name="number">From 1.</param>
    public string Line(int number) => Source.Line(number);

    public IEnumerable<LocatedRule> Rules => Groups.SelectMany(g => g.Rules);
}

/// <param name="Message">One sentence without full stop.</param>
public sealed record RuleFileError(TextPlace At, string Message);

/// <param name="At">Of the group's name, or of the group.</param>
/// <param name="Manifest">Null: a plain rule file.</param>
public sealed record LocatedGroup(RuleGroup Group, TextPlace At, RuleManifest? Manifest, IReadOnlyList<LocatedRule> Rules)
{
    /// <summary>Of the group's <c>interval</c>; null where it has none.</summary>
    public TextPlace? IntervalAt { get; init; }

    /// <summary>How often its rules are evaluated; null where the server's <c>evaluation_interval</c> counts, as it does for an interval of 0 too (rules/manager.go, LoadGroups).</summary>
    public TimeSpan? Interval => Duration.Parse(Group.Interval) is { Ticks: > 0 } interval ? interval : null;
}

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

    public required LocatedText Expr { get; init; }

    /// <summary>Of <see cref="Expr"/>; spans are in its value.</summary>
    public required ParsedExpression Parsed { get; init; }

    public LocatedText? For { get; init; }

    /// <summary>By name.</summary>
    public IReadOnlyDictionary<string, LocatedText> Labels { get; init; } = new Dictionary<string, LocatedText>();

    /// <inheritdoc cref="Labels"/>
    public IReadOnlyDictionary<string, LocatedText> Annotations { get; init; } = new Dictionary<string, LocatedText>();

    public bool IsAlert => Rule.Alert is not null;

    public string Name => Rule.Alert ?? Rule.Record ?? "";

    public TimeSpan ForDuration => Duration.Parse(Rule.For) ?? TimeSpan.Zero;
}
