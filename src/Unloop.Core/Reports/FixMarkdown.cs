using Unloop.Core.Outcomes;
using static Unloop.Core.Reports.MarkdownWriter;

namespace Unloop.Core.Reports;

/// <summary>A fix for the ticket: Cause, Solution (what was done, and what came of it), Prevention.</summary>
public static class FixMarkdown
{
    public static string Write(FixRecord record)
    {
        var markdown = new MarkdownWriter();
        markdown.Heading(1, $"Fix of {Code(record.Workload?.ToString() ?? "nothing")}: {FixWords.Verdict(record.Verdict)}");
        markdown.Paragraph(Escape(record.Says));
        markdown.Rows(
            ("Namespace", record.Workload?.Namespace),
            ("Fix", record.Id),
            ("Begun", FixWords.Stamp(record.StartedAt)),
            ("Ended", FixWords.Stamp(record.EndedAt)));
        if (record.Before is { } before)
        {
            MarkdownReport.Cause(markdown, before);
        }

        markdown.Heading(2, "Solution");
        if (record.Attempts.Count == 0)
        {
            markdown.Paragraph("Nothing was done.");
        }

        foreach (var attempt in record.Attempts)
        {
            Attempt(markdown, attempt);
        }

        markdown.Bullets("What stays", record.LeftBehind.Select(Code));
        markdown.Advice(record.Next);
        markdown.Heading(2, "Prevention");
        markdown.Advice(FixWords.Prevention(record));
        return markdown.ToString();
    }

    private static void Attempt(MarkdownWriter markdown, FixAttempt attempt)
    {
        markdown.Paragraph($"**{Escape(attempt.Statement)}**{(attempt.TakenBack ? " (taken back)" : "")}");
        markdown.Bullets(null, attempt.Steps.Select(s => $"{Escape(s.Failed ?? s.Says)}{(FixWords.Took(s) is { Length: > 0 } took ? $" ({took})" : "")}"));
        if (attempt.Diff is { } diff)
        {
            markdown.Diff(diff);
        }

        markdown.Bullets("Proof", attempt.Proof is { } proof ? FixWords.Proof(proof).Select(Escape) : []);
        markdown.Bullets("After it", FixWords.After(attempt).Select(Escape));
    }
}
