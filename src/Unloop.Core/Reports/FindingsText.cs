namespace Unloop.Core.Reports;

/// <summary>The findings for a terminal: where, what, the line itself, what the log will say, what to do. Pure: lines in, nothing written.</summary>
public sealed class FindingsText
{
    private const string Indent = "  ";
    private const int LabelWidth = 10;

    private readonly LineWriter _text;

    private FindingsText(int width) => _text = new LineWriter(width, LabelWidth);

    /// <param name="width">Columns to wrap at; the lines of the file itself are cut, not wrapped.</param>
    public static IReadOnlyList<StyledLine> Write(FindingsReport report, int width = 80)
    {
        var text = new FindingsText(width);
        foreach (var item in report.Items)
        {
            text.Item(item);
        }

        return text._text.Lines;
    }

    /// <summary><c>2 errors and 1 warning</c></summary>
    public static string Count(IReadOnlyList<CheckFinding> items) =>
        string.Join(" and ", new[] { FindingSeverity.Error, FindingSeverity.Warning, FindingSeverity.Note }
            .Select(s => (Severity: s, Number: items.Count(i => i.Severity == s)))
            .Where(c => c.Number > 0)
            .Select(c => $"{c.Number} {Word(c.Severity)}{(c.Number == 1 ? "" : "s")}"));

    private void Item(CheckFinding item)
    {
        _text.Line(
            new Span($"{Place(item.At)}: ", Tone.Strong),
            new Span(Word(item.Severity), item.Severity == FindingSeverity.Note ? Tone.Dim : Tone.Bad),
            new Span($": {item.Id}"));
        _text.Wrapped(Indent, [new Span(item.Statement, Tone.Strong)]);
        if (item.Excerpt is { } excerpt)
        {
            var head = $"{Indent}{item.At.Line,4} | ";
            var line = Printable.Line(excerpt).TrimEnd();
            var room = _text.Width - head.Length;
            _text.Line(new Span(head, Tone.Dim), new Span(line.Length > room ? $"{line[..(room - 1)]}…" : line));
            if (item.At is { Column: { } column, EndColumn: { } end } && end > column && column < room)
            {
                _text.Line(new Span($"{new string(' ', head.Length - 2)}| ", Tone.Dim), new Span(new string(' ', column - 1) + new string('^', Math.Min(end, room) - column), Tone.Bad));
            }
        }

        if (item.Effect is { } effect)
        {
            _text.Labelled("effect", effect, Tone.Bad);
        }

        if (item.Symptom is { } symptom)
        {
            _text.Labelled("log", symptom, Tone.Bad);
        }

        if (item.Repair is { } repair)
        {
            _text.Labelled("repair", repair, Tone.Good);
        }

        foreach (var line in item.Replacement?.Split('\n') ?? [])
        {
            _text.Line(new Span($"{Indent}    {Printable.Line(line)}", Tone.Good));
        }

        _text.Empty();
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
}
