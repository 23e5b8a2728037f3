using System.Text;
using Unloop.Core.Diagnoses;

namespace Unloop.Core.Reports;

/// <summary>Builds Markdown for tickets and chats, with everything that came from outside in code spans or escaped.</summary>
internal sealed class MarkdownWriter
{
    private readonly StringBuilder _text = new();

    public override string ToString() => _text.ToString();

    /// <param name="level">From 1.</param>
    /// <param name="markdown">Already escaped.</param>
    public void Heading(int level, string markdown) => _text.Append('#', level).Append(' ').AppendLine(markdown).AppendLine();

    /// <param name="markdown">Already escaped.</param>
    public void Paragraph(string markdown) => _text.AppendLine(markdown).AppendLine();

    public void Quote(string text) => _text.Append("> ").AppendLine(Escape(text));

    public void Rows(params IEnumerable<(string Name, string? Value)> rows)
    {
        foreach (var (name, value) in rows.Where(r => r.Value is not null))
        {
            _text.Append("- ").Append(name).Append(": ").AppendLine(Code(value!));
        }

        _text.AppendLine();
    }

    /// <param name="title">Null: none. Nothing is written where there are no lines.</param>
    /// <param name="lines">Already escaped.</param>
    public void Bullets(string? title, IEnumerable<string> lines)
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

    public void Advice(IReadOnlyList<Advice> advice)
    {
        for (var i = 0; i < advice.Count; i++)
        {
            _text.Append(i + 1).Append(". ").AppendLine(Escape(advice[i].Text));
            if (advice[i].Command is { } command)
            {
                Fence("sh", Printable.Line(command));
            }

            if (advice[i].Diff is { } diff)
            {
                Diff(diff);
            }
        }

        _text.AppendLine();
    }

    /// <param name="rows">Not escaped; nothing is written where there are none.</param>
    public void Table(IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<string>> rows)
    {
        var first = true;
        foreach (var row in rows)
        {
            if (first)
            {
                _text.Append("| ").AppendJoin(" | ", heads).AppendLine(" |").Append('|').Insert(_text.Length, "---|", heads.Count).AppendLine();
            }

            _text.Append("| ").AppendJoin(" | ", row.Select(Escape)).AppendLine(" |");
            first = false;
        }

        if (!first)
        {
            _text.AppendLine();
        }
    }

    /// <summary>A block of lines as they stand, outside any list.</summary>
    public void Fenced(string language, string body)
    {
        var fence = new string('`', Math.Max(3, LongestRun(body) + 1));
        _text.Append(fence).AppendLine(language);
        foreach (var line in body.Split('\n'))
        {
            _text.AppendLine(Printable.Line(line));
        }

        _text.AppendLine(fence).AppendLine();
    }

    public void Diff(string diff) => Fence("diff", string.Join('\n', diff.Split('\n').Select(Printable.Line)));

    /// <summary>A code span whose fence is longer than any run of backticks within.</summary>
    public static string Code(string text)
    {
        var line = Printable.Line(text);
        var fence = new string('`', LongestRun(line) + 1);
        return fence.Length > 1 ? $"{fence} {line} {fence}" : $"`{line}`";
    }

    public static string Escape(string text)
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
}
