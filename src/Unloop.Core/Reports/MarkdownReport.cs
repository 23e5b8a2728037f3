using System.Text;
using Unloop.Core.Diagnoses;

namespace Unloop.Core.Reports;

/// <summary>The report for a ticket or a chat: Markdown, with everything that came from outside in code spans or escaped.</summary>
public sealed class MarkdownReport
{
    private readonly StringBuilder _text = new();

    private MarkdownReport()
    {
    }

    public static string Write(Report report)
    {
        var markdown = new MarkdownReport();
        foreach (var item in report.Items)
        {
            markdown.Item(item);
        }

        foreach (var error in report.Errors)
        {
            markdown._text.Append("> ").AppendLine(Escape(error));
        }

        return markdown._text.ToString();
    }

    private void Item(Diagnosis item)
    {
        _text.Append("# ").Append(Code(item.Subject.Pod)).Append(" / ").Append(Code(ReportWords.Container(item))).AppendLine().AppendLine();
        _text.AppendLine(Escape(ReportWords.State(item))).AppendLine();
        Rows(
            ("Namespace", item.Subject.Namespace),
            ("Workload", item.Subject.Workload),
            ("Cluster", item.Subject.Cluster));
        Bullets("Ruled out", item.RuledOut.Select(r => $"**{r.Category.Token()}**: {Escape(r.Because)}"));
        Bullets("Also", item.Contributing.Select(c => Escape(c.Statement)));
        Bullets("Other readings", item.Alternatives.Select(a => $"**{a.Category.Token()}** ({ReportWords.Sureness(a.Confidence)}): {Escape(a.Statement)}"));
        Bullets("Not seen", item.Gaps.Select(g => Escape(ReportWords.Gap(g))));
        Cause(item);
        Advice("Solution", item.Solution);
        Advice("Prevention", item.Prevention);
    }

    private void Cause(Diagnosis item)
    {
        _text.AppendLine("## Cause").AppendLine();
        if (item.Cause is not { } cause)
        {
            _text.AppendLine(ReportWords.NoCause(item)).AppendLine();
            Bullets(null, item.LastWords.Select(l => $"{Escape(ReportWords.Where(l))}: {Code(l.Text)}"));
            return;
        }

        _text.Append(Escape(cause.Statement)).AppendLine().AppendLine();
        _text.Append("**").Append(cause.Category.Token()).Append("**: ").Append(Code(cause.Subject))
            .Append(" (").Append(ReportWords.Sureness(cause.Confidence)).AppendLine(")").AppendLine();
        Bullets(null, cause.Chain.Where(l => l.Statement != cause.Statement).Select(l => Escape(l.Statement)));
        Bullets(null, cause.Proof.Select(p => $"{Escape(ReportWords.Where(p))}: {Code(p.Text)}"));
    }

    private void Advice(string title, IReadOnlyList<Advice> advice)
    {
        _text.Append("## ").AppendLine(title).AppendLine();
        for (var i = 0; i < advice.Count; i++)
        {
            _text.Append(i + 1).Append(". ").AppendLine(Escape(advice[i].Text));
            if (advice[i].Command is { } command)
            {
                Fence("sh", Printable.Line(command));
            }

            if (advice[i].Diff is { } diff)
            {
                Fence("diff", string.Join('\n', diff.Split('\n').Select(Printable.Line)));
            }
        }

        _text.AppendLine();
    }

    private void Fence(string language, string body)
    {
        var fence = new string('`', Math.Max(3, LongestRun(body) + 1));
        _text.AppendLine().Append("   ").Append(fence).AppendLine(language);
        foreach (var line in body.Split('\n'))
        {
            _text.Append("   ").AppendLine(line);
        }

        _text.Append("   ").AppendLine(fence).AppendLine();
    }

    private void Rows(params IEnumerable<(string Name, string? Value)> rows)
    {
        foreach (var (name, value) in rows.Where(r => r.Value is not null))
        {
            _text.Append("- ").Append(name).Append(": ").AppendLine(Code(value!));
        }

        _text.AppendLine();
    }

    private void Bullets(string? title, IEnumerable<string> lines)
    {
        var first = true;
        foreach (var line in lines)
        {
            if (first && title is not null)
            {
                _text.Append("**").Append(title).AppendLine("**").AppendLine();
            }

            _text.Append("- ").AppendLine(line);
            first = false;
        }

        if (!first)
        {
            _text.AppendLine();
        }
    }

    /// <summary>A code span whose fence is longer than any run of backticks within.</summary>
    internal static string Code(string text)
    {
        var line = Printable.Line(text);
        var fence = new string('`', LongestRun(line) + 1);
        return fence.Length > 1 ? $"{fence} {line} {fence}" : $"`{line}`";
    }

    internal static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 8);
        foreach (var c in Printable.Line(text))
        {
            if (c is '\\' or '`' or '*' or '_' or '[' or ']' or '<' or '>' or '#' or '|' or '!' or '@')
            {
                escaped.Append('\\');
            }

            escaped.Append(c);
        }

        return escaped.ToString();
    }

    private static int LongestRun(string text)
    {
        var (longest, run) = (0, 0);
        foreach (var c in text)
        {
            run = c == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }
}
