using Unloop.Core.Facts;
using Unloop.Core.Injection;

namespace Unloop.Core.Reports;

/// <summary>The public contract of <c>config diff -o json</c>. New fields may be added; these keep their names.</summary>
public sealed record ConfigDiffReport
{
    public string Schema { get; init; } = "unloop.dev/config-diff/v1";
    public required string Version { get; init; }

    /// <summary>In words: <c>deployment/web in shop, revision 4</c>.</summary>
    public required string Before { get; init; }
    public required string After { get; init; }
    public IReadOnlyList<InjectionChange> Changes { get; init; } = [];

    /// <summary>What the comparison cannot tell, one sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
    public IReadOnlyList<Gap> Gaps { get; init; } = [];
}

/// <summary>What differs in what goes in, for a terminal. Pure.</summary>
public static class ConfigDiffText
{
    public static IReadOnlyList<StyledLine> Write(ConfigDiffReport report, int width = 80)
    {
        var text = new LineWriter(width, 12);
        text.Line(new Span($"- {report.Before}", Tone.Bad));
        text.Line(new Span($"+ {report.After}", Tone.Good));
        if (report.Changes.Count == 0)
        {
            text.Empty();
            text.Line(new Span("What goes in is the same.", Tone.Strong));
        }

        foreach (var container in report.Changes.GroupBy(c => c.Container))
        {
            text.Empty();
            text.Line(new Span($"Into {container.Key}", Tone.Heading));
            foreach (var change in container)
            {
                text.Line(new Span($"  {change.Name}", Tone.Strong), new Span($"  {change.What} {change.Change.ToString().ToLowerInvariant()}", Tone.Dim));
                if (change.Before is { } before)
                {
                    text.Diff($"- {before}", "    ");
                }

                if (change.After is { } after)
                {
                    text.Diff($"+ {after}", "    ");
                }
            }
        }

        text.Empty();
        foreach (var note in report.Notes.Concat(report.Gaps.Select(ReportWords.Gap)))
        {
            text.Wrapped("  ", [new Span(note, Tone.Dim)]);
        }

        return text.Lines;
    }
}

/// <summary>What differs in what goes in, for a ticket. Pure.</summary>
public static class ConfigDiffMarkdown
{
    public static string Write(ConfigDiffReport report)
    {
        var text = new MarkdownWriter();
        text.Heading(1, MarkdownWriter.Escape($"From {report.Before} to {report.After}"));
        if (report.Changes.Count == 0)
        {
            text.Paragraph("What goes in is the same.");
        }

        text.Table(["Container", "What", "Name", "Before", "After"], report.Changes.Select(c => (IReadOnlyList<string>)[c.Container, $"{c.What} {c.Change.ToString().ToLowerInvariant()}", c.Name, c.Before ?? "", c.After ?? ""]));
        text.Bullets(null, report.Notes.Concat(report.Gaps.Select(ReportWords.Gap)).Select(MarkdownWriter.Escape));
        return text.ToString();
    }
}
