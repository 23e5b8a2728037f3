using Unloop.Core.Reports;

namespace Unloop.Core.Charts;

/// <summary>Draws a chart for a terminal. Every state has a character of its own, so that colour only helps.</summary>
public static class ChartText
{
    private const int LineHeight = 4;
    private const string Eighths = " ▁▂▃▄▅▆▇█";

    /// <param name="width">Columns, from 40 to 200.</param>
    public static IReadOnlyList<StyledLine> Write(Chart chart, int width = 80)
    {
        var labels = Math.Clamp(chart.Rows.Select(r => Printable.Line(r.Label).Length).DefaultIfEmpty(0).Max(), 4, 24) + 2;
        var plot = new Plot(chart, labels, Math.Clamp(width, 40, 200) - labels - 1);
        return
        [
            .. plot.Axis(),
            .. chart.Rows.SelectMany(r => r switch
            {
                StateBand band => [plot.Band(band)],
                EventRow events => [plot.Events(events)],
                StepLine line => plot.Line(line),
                _ => (IEnumerable<StyledLine>)[],
            }),
            .. Legend(chart, labels, width),
            .. Captions(chart, width),
        ];
    }

    private static IEnumerable<StyledLine> Captions(Chart chart, int width)
    {
        var lines = new LineWriter(width, 2);
        foreach (var caption in chart.Captions)
        {
            lines.Empty();
            lines.Wrapped("", [new Span(caption)]);
        }

        return lines.Lines;
    }

    private static IEnumerable<StyledLine> Legend(Chart chart, int labels, int width)
    {
        var line = new List<Span>();
        foreach (var state in chart.States)
        {
            if (line.Count > 0 && line.Sum(s => s.Text.Length) + state.Name.Length + 5 > width)
            {
                yield return new StyledLine(line);
                line = [];
            }

            line.AddRange([new(line.Count == 0 ? new string(' ', labels) : "   "), new($"{state.Mark}", ToneOf(state.Tone)), new($" {Printable.Line(state.Name)}", Tone.Dim)]);
        }

        yield return new StyledLine(line);
        foreach (var marker in chart.Markers)
        {
            yield return new StyledLine([new Span($"{new string(' ', labels)}^ {Printable.Line(marker.Label)}, at {ChartAxis.Label(chart, marker.At)} {ChartAxis.Unit(chart)}", Tone.Dim)]);
        }
    }

    private static Tone ToneOf(ChartTone tone) => tone switch
    {
        ChartTone.Good => Tone.Good,
        ChartTone.Bad => Tone.Bad,
        ChartTone.Waiting => Tone.Strong,
        ChartTone.Absent => Tone.Dim,
        _ => Tone.Plain,
    };

    /// <param name="labels">Columns before the plot.</param>
    /// <param name="width">Columns of the plot.</param>
    private sealed class Plot(Chart chart, int labels, int width)
    {
        private readonly TimeSpan _slice = (chart.To - chart.From) / width;

        public IEnumerable<StyledLine> Axis()
        {
            var numbers = new char[width + 8];
            var marks = new char[width];
            Array.Fill(numbers, ' ');
            Array.Fill(marks, ' ');
            foreach (var tick in ChartAxis.Ticks(chart, width / 8))
            {
                var (column, text) = (ColumnOf(tick), ChartAxis.Label(chart, tick));
                marks[column] = '|';
                text.CopyTo(numbers.AsSpan(column));
            }

            foreach (var marker in chart.Markers.Where(m => m.At >= chart.From && m.At <= chart.To))
            {
                marks[ColumnOf(marker.At)] = '^';
            }

            yield return new StyledLine([new Span($"{Label(ChartAxis.Unit(chart))}{new string(numbers).TrimEnd()}", Tone.Dim)]);
            yield return new StyledLine([new Span($"{Label("")}{new string(marks).TrimEnd()}", Tone.Dim)]);
        }

        /// <summary>Each column shows what lasted longest in it.</summary>
        public StyledLine Band(StateBand band)
        {
            var states = Columns(i => band.Spans
                .Select(s => (s.State, Length: Overlap(s, Start(i), Start(i + 1))))
                .Where(s => s.Length > TimeSpan.Zero)
                .OrderByDescending(s => s.Length)
                .FirstOrDefault().State);
            return Joined(band.Label, states.Select(s => s is null ? new Span(" ") : new Span($"{s.Mark}", ToneOf(s.Tone))));
        }

        /// <summary>One is a stroke; several in one column are their number.</summary>
        public StyledLine Events(EventRow row)
        {
            var counts = Columns(i => row.Moments.Count(m => ColumnOf(m) == i && m >= chart.From && m <= chart.To));
            return Joined(row.Label, counts.Select(c => new Span(c switch { 0 => " ", 1 => "|", < 10 => $"{c}", _ => "+" }, Tone.Strong)));
        }

        public IEnumerable<StyledLine> Line(StepLine line)
        {
            var (bottom, height) = (line.Bottom, line.Top - line.Bottom);
            var values = Columns(i => Highest(line, Start(i), Start(i + 1)));
            int? thresholdRow = line.Threshold is { } threshold ? Math.Clamp((int)((threshold - bottom) / height * LineHeight), 0, LineHeight - 1) : null;
            for (var row = LineHeight - 1; row >= 0; row--)
            {
                var isThreshold = row == thresholdRow;
                var label = row switch { LineHeight - 1 => line.Label, LineHeight - 2 when line.Threshold is { } at => $"  (- is {ChartAxis.Number(at)})", _ => "" };
                yield return Joined(label, values.Select(v => Cell(v is { } value ? ((value - bottom) / height * LineHeight) - row : 0, v > line.Threshold, isThreshold)));
            }
        }

        private static Span Cell(double filled, bool isAbove, bool isThreshold)
        {
            var eighths = Math.Clamp((int)Math.Round(filled * 8), 0, 8);
            return eighths == 0 && isThreshold ? new Span("-", Tone.Dim) : new Span($"{Eighths[eighths]}", isAbove ? Tone.Bad : Tone.Plain);
        }

        private static double? Highest(StepLine line, TimeSpan from, TimeSpan to)
        {
            double? highest = null;
            for (var i = 0; i < line.Steps.Count; i++)
            {
                var ends = i + 1 < line.Steps.Count ? line.Steps[i + 1].At : TimeSpan.MaxValue;
                if (line.Steps[i].At < to && ends > from && line.Steps[i].Value is { } value && (highest is null || value > highest))
                {
                    highest = value;
                }
            }

            return highest;
        }

        private StyledLine Joined(string label, IEnumerable<Span> cells)
        {
            var spans = new List<Span> { new(Label(label)) };
            foreach (var cell in cells)
            {
                if (spans.Count > 1 && spans[^1].Tone == cell.Tone)
                {
                    spans[^1] = spans[^1] with { Text = spans[^1].Text + cell.Text };
                }
                else
                {
                    spans.Add(cell);
                }
            }

            return new StyledLine(spans);
        }

        private string Label(string text)
        {
            var clean = Printable.Line(text);
            return (clean.Length > labels - 1 ? $"{clean[..(labels - 2)]}…" : clean).PadRight(labels);
        }

        private List<T> Columns<T>(Func<int, T> of) => [.. Enumerable.Range(0, width).Select(of)];

        private TimeSpan Start(int column) => chart.From + (_slice * column);

        private int ColumnOf(TimeSpan time) => Math.Clamp((int)((time - chart.From) / _slice), 0, width - 1);

        private static TimeSpan Overlap(StateSpan span, TimeSpan from, TimeSpan to) => (span.To < to ? span.To : to) - (span.From > from ? span.From : from);
    }
}
