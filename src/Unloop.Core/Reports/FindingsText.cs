namespace Unloop.Core.Reports;

/// <summary>The findings for a terminal: where, what, the line itself, what the log will say, what to do. Pure: lines in, nothing written.</summary>
public sealed class FindingsText
{
    private const int Indent = 2;
    private const int LabelWidth = 8;

    private readonly List<StyledLine> _lines = [];
    private readonly int _width;

    private FindingsText(int width) => _width = Math.Clamp(width, 40, 120);

    /// <param name="width">Columns to wrap at; the lines of the file itself are cut, not wrapped.</param>
    public static IReadOnlyList<StyledLine> Write(FindingsReport report, int width = 80)
    {
        var text = new FindingsText(width);
        foreach (var item in report.Items)
        {
            text.Item(item);
        }

        return text._lines;
    }

    /// <summary><c>2 errors and 1 warning</c></summary>
    public static string Count(IReadOnlyList<CheckFinding> items) =>
        string.Join(" and ", new[] { FindingSeverity.Error, FindingSeverity.Warning, FindingSeverity.Note }
            .Select(s => (Severity: s, Number: items.Count(i => i.Severity == s)))
            .Where(c => c.Number > 0)
            .Select(c => $"{c.Number} {Word(c.Severity)}{(c.Number == 1 ? "" : "s")}"));

    private void Item(CheckFinding item)
    {
        _lines.Add(new StyledLine([
            new Span($"{Place(item.At)}: ", Tone.Strong),
            new Span(Word(item.Severity), item.Severity == FindingSeverity.Note ? Tone.Dim : Tone.Bad),
            new Span($": {Printable.Line(item.Id)}")]));
        Wrapped("", item.Statement, Tone.Strong);
        if (item.Excerpt is { } excerpt)
        {
            var head = $"{new string(' ', Indent)}{item.At.Line,4} | ";
            var line = Printable.Line(excerpt).TrimEnd();
            _lines.Add(new StyledLine([new Span(head, Tone.Dim), new Span(line.Length > _width - head.Length ? $"{line[..(_width - head.Length - 1)]}…" : line)]));
        }

        if (item.Symptom is { } symptom)
        {
            Wrapped("log", symptom, Tone.Bad);
        }

        if (item.Repair is { } repair)
        {
            Wrapped("repair", repair, Tone.Good);
        }

        _lines.Add(StyledLine.Empty);
    }

    /// <summary><c>Dockerfile:7:1</c>, as editors and terminals make a link of it.</summary>
    public static string Place(FindingPlace at)
    {
        var place = at.File ?? at.Object ?? "";
        return Printable.Line(at.Line is { } line ? $"{place}:{line}:{at.Column ?? 1}" : place);
    }

    private static string Word(FindingSeverity severity) => severity switch
    {
        FindingSeverity.Error => "error",
        FindingSeverity.Warning => "warning",
        _ => "note",
    };

    private void Wrapped(string label, string text, Tone tone)
    {
        var head = new string(' ', Indent) + (label.Length == 0 ? "" : label.PadRight(LabelWidth));
        var (line, column) = (new List<Span> { new(head, Tone.Dim) }, head.Length);
        foreach (var word in Printable.Line(text).Split(' '))
        {
            if (column > head.Length && column + 1 + word.Length > _width)
            {
                _lines.Add(new StyledLine([.. line]));
                (line, column) = ([new Span(new string(' ', head.Length))], head.Length);
            }

            var gap = column > head.Length ? " " : "";
            line.Add(new Span(gap + word, tone));
            column += gap.Length + word.Length;
        }

        _lines.Add(new StyledLine([.. line]));
    }
}
