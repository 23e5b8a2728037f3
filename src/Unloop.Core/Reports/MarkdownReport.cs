using Unloop.Core.Diagnoses;
using static Unloop.Core.Reports.MarkdownWriter;

namespace Unloop.Core.Reports;

/// <summary>The report for a ticket or a chat: Markdown, with everything that came from outside in code spans or escaped.</summary>
public static class MarkdownReport
{
    public static string Write(Report report)
    {
        var markdown = new MarkdownWriter();
        foreach (var item in report.Items)
        {
            Item(markdown, item);
        }

        foreach (var error in report.Errors)
        {
            markdown.Quote(error);
        }

        return markdown.ToString();
    }

    internal static void Cause(MarkdownWriter markdown, Diagnosis item)
    {
        markdown.Heading(2, "Cause");
        if (item.Cause is not { } cause)
        {
            markdown.Paragraph(ReportWords.NoCause(item));
            markdown.Bullets(null, item.LastWords.Select(l => $"{Escape(ReportWords.Where(l))}: {Code(l.Text)}"));
            return;
        }

        markdown.Paragraph(Escape(cause.Statement));
        markdown.Paragraph($"**{cause.Category.Token()}**: {Code(cause.Subject)} ({ReportWords.Sureness(cause.Confidence)})");
        markdown.Bullets(null, cause.Chain.Where(l => l.Statement != cause.Statement).Select(l => Escape(l.Statement)));
        markdown.Bullets(null, cause.Proof.Select(p => $"{Escape(ReportWords.Where(p))}: {Code(p.Text)}"));
    }

    private static void Item(MarkdownWriter markdown, Diagnosis item)
    {
        markdown.Heading(1, $"{Code(item.Subject.Pod)} / {Code(ReportWords.Container(item))}");
        markdown.Paragraph(Escape(ReportWords.State(item)));
        markdown.Rows(
            ("Namespace", item.Subject.Namespace),
            ("Workload", item.Subject.Workload),
            ("Cluster", item.Subject.Cluster));
        Background(markdown, item);
        Cause(markdown, item);
        Advice(markdown, "Solution", item.Solution);
        Advice(markdown, "Prevention", item.Prevention);
    }

    private static void Background(MarkdownWriter markdown, Diagnosis item)
    {
        markdown.Bullets("Ruled out", item.RuledOut.Select(r => $"**{r.Category.Token()}**: {Escape(r.Because)}"));
        markdown.Bullets("Also", item.Contributing.Select(c => Escape(c.Statement)));
        markdown.Bullets("Other readings", item.Alternatives.Select(a => $"**{a.Category.Token()}** ({ReportWords.Sureness(a.Confidence)}): {Escape(a.Statement)}"));
        markdown.Bullets("Not seen", item.Gaps.Select(g => Escape(ReportWords.Gap(g))));
    }

    private static void Advice(MarkdownWriter markdown, string title, IReadOnlyList<Advice> advice)
    {
        markdown.Heading(2, title);
        markdown.Advice(advice);
    }
}
