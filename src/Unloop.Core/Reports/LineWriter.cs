using Unloop.Core.Diagnoses;

namespace Unloop.Core.Reports;

/// <summary>Builds lines for a terminal: labels in a column, text broken at blanks, and nothing in it that a terminal would obey.</summary>
/// <param name="width">Columns to wrap at.</param>
/// <param name="labelWidth">Of the column of labels, the indent of two included.</param>
public sealed class LineWriter(int width, int labelWidth)
{
    private readonly List<StyledLine> _lines = [];

    /// <summary>What is wrapped at, within reason.</summary>
    public int Width { get; } = Math.Clamp(width, 40, 120);

    public IReadOnlyList<StyledLine> Lines => _lines;

    /// <summary>Lines that were written elsewhere.</summary>
    public void Add(IEnumerable<StyledLine> lines) => _lines.AddRange(lines);

    public void Empty() => _lines.Add(StyledLine.Empty);

    /// <summary>Never wrapped.</summary>
    public void Line(params IReadOnlyList<Span> spans) =>
        _lines.Add(new StyledLine([.. spans.Select(s => s with { Text = Printable.Line(s.Text) })]));

    /// <summary>Numbered where there are several; commands and diffs stand whole, to be copied.</summary>
    public void Advice(IReadOnlyList<Advice> advice)
    {
        for (var i = 0; i < advice.Count; i++)
        {
            Wrapped(advice.Count == 1 ? "  " : $"  {i + 1}. ", [new Span(advice[i].Text)]);
            if (advice[i].Command is { } command)
            {
                Line(new Span("     $ ", Tone.Dim), new Span(command, Tone.Command));
            }

            foreach (var line in advice[i].Diff?.Split('\n') ?? [])
            {
                Diff(line, "     ");
            }
        }
    }

    /// <summary>A line of a diff, in its colour.</summary>
    public void Diff(string line, string indent) =>
        Line(new Span(indent + line, line.StartsWith('+') ? Tone.Good : line.StartsWith('-') ? Tone.Bad : Tone.Dim));

    public void Labelled(string label, string text, Tone tone = Tone.Plain) =>
        Wrapped(string.Concat("  ", label.PadRight(labelWidth - 2)), [new Span(text, tone)]);

    /// <summary>Breaks at blanks; what follows hangs below the text's start. A word longer than the line is left whole, so that it can be copied.</summary>
    public void Wrapped(string head, IReadOnlyList<Span> spans)
    {
        var hang = new string(' ', head.Length);
        var line = new List<Span> { new(head, Tone.Dim) };
        var column = head.Length;
        foreach (var span in spans)
        {
            foreach (var word in Printable.Line(span.Text).Split(' '))
            {
                if (column > head.Length && column + 1 + word.Length > Width)
                {
                    _lines.Add(new StyledLine([.. line]));
                    line = [new(hang)];
                    column = head.Length;
                }

                var gap = column > head.Length ? " " : "";
                line.Add(new Span(gap + word, span.Tone));
                column += gap.Length + word.Length;
            }
        }

        _lines.Add(new StyledLine([.. line]));
    }
}
