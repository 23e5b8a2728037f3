using Unloop.Alerts.Prometheus.Expressions;
using Unloop.Alerts.Prometheus.Reading;
using Unloop.Alerts.Sources;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Prometheus.Checks;

/// <summary>Which part of a rule a replacement is for.</summary>
internal enum RulePart
{
    Expr,
    For,

    /// <summary>A label or an annotation, with its name.</summary>
    Label,
    Annotation,

    /// <summary>A rule that is added after it.</summary>
    AnotherRule,

    /// <summary>The labels of the manifest.</summary>
    ManifestLabels,

    /// <summary>A field that an integration of Alertmanager lacks.</summary>
    Integration,
}

/// <summary>A place in another file than the rule's.</summary>
internal sealed record ElsewhereFound(SourceFile File, int Start, int End);

/// <summary>A finding before it has its place in a file.</summary>
/// <param name="Statement">One sentence with the exact names.</param>
/// <param name="Effect">What comes of it in practice.</param>
/// <param name="Repair">What to do, in one sentence.</param>
internal sealed record RuleFinding(SceneRule On, string Statement, string Effect, string Repair)
{
    /// <summary>In the expression; null: <see cref="At"/>.</summary>
    public TextSpan? Span { get; init; }

    /// <summary>Null: the rule's name.</summary>
    public TextPlace? At { get; init; }

    /// <summary>Characters from <see cref="At"/> on.</summary>
    public int Length { get; init; }

    /// <summary>Null: in the rule.</summary>
    public ElsewhereFound? Elsewhere { get; init; }

    public string? Subject { get; init; }

    /// <summary>All of <see cref="Part"/> as it should be.</summary>
    public string? Replacement { get; init; }

    public RulePart Part { get; init; }

    /// <summary>Null: as the check is described.</summary>
    public FindingSeverity? Severity { get; init; }

    public CheckFinding Located(FindingRule rule)
    {
        var located = On.Located;
        var from = Span is { } span ? Place(located, span.Start) : At ?? located.At;
        // The place of the last character, since what comes after it may stand on another line.
        var last = Span is { Length: > 0 } within ? located.Expr.PlaceOf(within.End - 1) : new TextPlace(from.Line, from.Column + Math.Max(1, Width(located)) - 1);
        var at = Elsewhere is { } there ? there.File.Place(there.Start, there.End)
            : new FindingPlace(On.File.File, from.Line, from.Column, last.Line > from.Line ? last.Line : null, EndColumn: last.Line > from.Line ? null : last.Column + 1);
        return new()
        {
            Id = rule.Id,
            Severity = Severity ?? rule.Severity,
            Statement = Statement,
            Subject = Subject ?? located.Name,
            At = at,
            Excerpt = Elsewhere?.File.Line(at.Line!.Value) ?? On.File.Line(from.Line),
            Effect = Effect,
            Repair = Repair,
            Replacement = Replacement,
        };
    }

    /// <summary>What is missing at the end is missing behind the last word, not behind the blank lines.</summary>
    private static TextPlace Place(LocatedRule located, int index)
    {
        var end = located.Expr.Value.AsSpan().TrimEnd().Length;
        if (index < end || end == 0)
        {
            return located.Expr.PlaceOf(index);
        }

        var last = located.Expr.PlaceOf(end - 1);
        return new(last.Line, last.Column + 1);
    }

    private int Width(LocatedRule located) => Span is not null ? 1 : At is null && Length == 0 ? located.Name.Length : Length;
}
