using Unloop.Core.Charts;

namespace Unloop.Core.Reports;

/// <summary>Whether and how a workload scales, for tickets and reviews. Pure.</summary>
public static class ScaleMarkdown
{
    public static string Write(ScaleReport report)
    {
        var text = new MarkdownWriter();
        text.Heading(1, $"{MarkdownWriter.Code(report.Workload.ToString())} in {MarkdownWriter.Code(report.Workload.Namespace)}: {ScaleWords.Answer(report.Answer)}");
        text.Paragraph(MarkdownWriter.Escape(report.Statement));
        foreach (var group in report.Obstacles.GroupBy(o => o.Weight))
        {
            text.Heading(2, ScaleWords.Heading(group.Key));
            foreach (var obstacle in group)
            {
                text.Bullets($"{MarkdownWriter.Escape(obstacle.Statement)} ({MarkdownWriter.Code(obstacle.Rule)})", obstacle.Evidence.Select(p => $"{MarkdownWriter.Code(p.At)}: {MarkdownWriter.Escape(p.Text)}"));
                text.Advice([obstacle.Change]);
            }
        }

        if (report.Arithmetic.Count > 0)
        {
            text.Heading(2, "Numbers");
            text.Bullets(null, report.Arithmetic.Select(n => $"{MarkdownWriter.Escape(n.What)}: **{MarkdownWriter.Escape(n.Value)}** = {MarkdownWriter.Escape(n.How)}"));
        }

        if (report.Chart is { } chart)
        {
            text.Heading(2, "Load");
            text.Fenced("text", string.Join('\n', ChartText.Write(chart).Select(l => l.ToString())));
        }

        foreach (var manifest in report.Manifests)
        {
            text.Heading(2, MarkdownWriter.Code(manifest.ToString()));
            text.Paragraph($"{MarkdownWriter.Escape(manifest.Statement)} Undo: {MarkdownWriter.Code(manifest.Undo)}");
            text.Fenced("yaml", manifest.ToYaml().TrimEnd('\n'));
        }

        text.Bullets("Not seen", report.Gaps.Select(g => MarkdownWriter.Escape($"{g.What}{(g.Detail is { } detail ? $" ({detail})" : "")}")));
        text.Bullets("Errors", report.Errors.Select(MarkdownWriter.Escape));
        if (report.Applied is { } applied)
        {
            text.Paragraph(MarkdownWriter.Escape(applied.Statement));
        }

        return text.ToString();
    }
}
