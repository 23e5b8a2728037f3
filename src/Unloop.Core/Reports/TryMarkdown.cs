using Unloop.Core.Experiments;
using Unloop.Core.Outcomes;
using static Unloop.Core.Reports.MarkdownWriter;

namespace Unloop.Core.Reports;

/// <summary>Tests in copies for the ticket: what was asked, what was seen, what is dead by which fact, and what is next.</summary>
public static class TryMarkdown
{
    public static string Write(TryRecord record)
    {
        var markdown = new MarkdownWriter();
        markdown.Heading(1, $"Tests for {Code($"{record.Pod} / {record.Container}")}: {TryWords.Verdict(record.Verdict)}");
        markdown.Paragraph(Escape(record.Says));
        markdown.Rows(
            ("Namespace", record.Namespace),
            ("Workload", record.Workload?.ToString()),
            ("Run", record.Id),
            ("Begun", FixWords.Stamp(record.StartedAt)),
            ("Ended", FixWords.Stamp(record.EndedAt)));
        markdown.Bullets("Tried before", record.Tried.Select(t => Escape(TryWords.Tried(t))));
        markdown.Bullets("Tested before", record.Earlier.Select(t => Escape(TryWords.Earlier(t))));
        markdown.Bullets("It said last", TryWords.LastWords(record).Select(Code));
        markdown.Heading(2, "Hypotheses");
        markdown.Table(["", "where", "what is known"], record.Hypotheses.Select(h => (IReadOnlyList<string>)[TryWords.State(h), SuspectWords.Name(h.Suspect), TryWords.Line(h)]));
        markdown.Heading(2, record.Results.Count > 0 ? "Tests" : "Path");
        if (record.Results.Count > 0)
        {
            markdown.Table(["test", "question", "answer", "took"], record.Results.Select(r => (IReadOnlyList<string>)[r.Kind.Token(), r.Question, r.Answer, TryWords.Took(r)]));
            markdown.Bullets("Details", record.Results.SelectMany(r => r.Details).Select(Escape));
        }
        else
        {
            markdown.Table(["test", "question", "copy"], record.Path.Select(e => (IReadOnlyList<string>)[e.Kind.Token(), e.Question, string.Join(" / ", e.Copies.Select(TryWords.Copy))]));
        }

        markdown.Bullets("Left out", record.Impossible.Select(i => $"{Escape(i.Kind.Token())}: {Escape(i.Because)}"));
        markdown.Bullets("Notes", record.Notes.Select(Escape));
        markdown.Bullets("What stays", record.LeftBehind.Select(Escape));
        markdown.Bullets("Errors", record.Errors.Select(Escape));
        if (record.After is { } after)
        {
            MarkdownReport.Cause(markdown, after);
        }

        markdown.Heading(2, "Next");
        markdown.Advice(record.Next);
        return markdown.ToString();
    }
}
