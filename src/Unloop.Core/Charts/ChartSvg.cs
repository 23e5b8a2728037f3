using System.Globalization;
using System.Text;
using Unloop.Core.Reports;

namespace Unloop.Core.Charts;

/// <summary>Draws a chart as an SVG that needs nothing else: no script, font or style from outside; readable on light and dark, and named for screen readers.</summary>
public static class ChartSvg
{
    private const int Width = 840;
    private const int Left = 170;
    private const int Right = 20;
    private const int BandHeight = 24;
    private const int EventHeight = 20;
    private const int LineHeight = 84;
    private const int Gap = 12;

    /// <summary>Of a letter, so that no text is written where it has no room.</summary>
    private const double LetterWidth = 6.6;

    private const string Style = """
        <style>
        text{font:12px system-ui,-apple-system,"Segoe UI",sans-serif;fill:#1f2328}
        .title{font-size:14px;font-weight:600}.small{font-size:11px}.dim{fill:#59636e}
        .page{fill:#fff}.grid{stroke:#d1d9e0}.mark{stroke:#59636e;stroke-dasharray:3 3}
        .calm{fill:#d1d9e0}.good{fill:#9be9a8}.waiting{fill:#ffd33d}.bad{fill:#ff8182}.absent{fill:none;stroke:#afb8c1;stroke-dasharray:2 2}
        .event{stroke:#cf222e;stroke-width:2}.line{fill:none;stroke:#0969da;stroke-width:2}.threshold{stroke:#cf222e;stroke-dasharray:6 3}
        @media (prefers-color-scheme:dark){
        text{fill:#f0f6fc}.dim{fill:#9198a1}.page{fill:#0d1117}.grid{stroke:#3d444d}.mark{stroke:#9198a1}
        .calm{fill:#3d444d}.good{fill:#196c2e}.waiting{fill:#7a5600}.bad{fill:#a40e26}.absent{stroke:#656c76}
        .event{stroke:#ff7b72}.line{stroke:#4493f8}.threshold{stroke:#ff7b72}}
        </style>
        """;

    public static string Write(Chart chart)
    {
        var top = 58;
        var rows = new StringBuilder();
        foreach (var row in chart.Rows)
        {
            top += Row(rows, chart, row, top) + Gap;
        }

        var legend = Legend(chart, top + 4, out var height);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" width=\"{Width}\" height=\"{height}\" role=\"img\" aria-labelledby=\"chart-title chart-description\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<title id=\"chart-title\">{Text(chart.Title)}</title>\n<desc id=\"chart-description\">{Text(chart.Description)}</desc>\n{Style}\n");
        svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"page\" width=\"{Width}\" height=\"{height}\"/>\n<text class=\"title\" x=\"12\" y=\"22\">{Text(chart.Title)}</text>\n");
        Axis(svg, chart, top - Gap);
        svg.Append(rows);
        Markers(svg, chart, top - Gap);
        return svg.Append(legend).Append("</svg>\n").ToString();
    }

    private static void Axis(StringBuilder svg, Chart chart, int bottom)
    {
        foreach (var tick in ChartAxis.Ticks(chart, 16))
        {
            var x = X(chart, tick);
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{x}\" x2=\"{x}\" y1=\"50\" y2=\"{bottom}\"/><text class=\"small dim\" x=\"{x}\" y=\"44\" text-anchor=\"middle\">{ChartAxis.Label(chart, tick)}</text>\n");
        }

        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"small dim\" x=\"12\" y=\"44\">{ChartAxis.Unit(chart)}</text>\n");
    }

    /// <summary>Returns its height.</summary>
    private static int Row(StringBuilder svg, Chart chart, ChartRow row, int top)
    {
        var middle = top + 16;
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"12\" y=\"{middle}\">{Text(Short(row.Label, Left - 20))}</text>\n");
        switch (row)
        {
            case StateBand band:
                Band(svg, chart, band, top);
                return BandHeight;
            case EventRow events:
                foreach (var x in events.Moments.Where(m => m >= chart.From && m <= chart.To).Select(m => X(chart, m)).Distinct())
                {
                    svg.Append(CultureInfo.InvariantCulture, $"<line class=\"event\" x1=\"{x}\" x2=\"{x}\" y1=\"{top}\" y2=\"{top + EventHeight}\"/>\n");
                }

                return EventHeight;
            case StepLine line:
                Line(svg, chart, line, top);
                return LineHeight;
            default:
                return 0;
        }
    }

    private static void Band(StringBuilder svg, Chart chart, StateBand band, int top)
    {
        foreach (var span in band.Spans.Where(s => s.To > chart.From && s.From < chart.To))
        {
            var (from, to) = (X(chart, span.From), X(chart, span.To));
            if (from >= to)
            {
                continue;
            }

            svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"{Class(span.State)}\" x=\"{from}\" y=\"{top}\" width=\"{Math.Round(to - from, 1)}\" height=\"{BandHeight}\"><title>{Text(span.State.Name)}</title></rect>\n");
            if (to - from > (span.State.Name.Length * LetterWidth) + 8)
            {
                svg.Append(CultureInfo.InvariantCulture, $"<text class=\"small\" x=\"{from + 5}\" y=\"{top + 16}\">{Text(span.State.Name)}</text>\n");
            }
        }
    }

    private static void Line(StringBuilder svg, Chart chart, StepLine line, int top)
    {
        double Y(double value) => Math.Round(top + LineHeight - ((value - line.Bottom) / (line.Top - line.Bottom) * (LineHeight - 6)), 1);
        var path = new StringBuilder();
        var isDrawing = false;
        for (var i = 0; i < line.Steps.Count; i++)
        {
            var (step, end) = (line.Steps[i], i + 1 < line.Steps.Count ? line.Steps[i + 1].At : chart.To);
            if (step.Value is { } value && end > chart.From && step.At < chart.To)
            {
                path.Append(CultureInfo.InvariantCulture, $"{(isDrawing ? "V" : $"M{X(chart, step.At)} ")}{Y(value)}H{X(chart, end)}");
            }

            isDrawing = step.Value is not null && path.Length > 0;
        }

        svg.Append(CultureInfo.InvariantCulture, $"<path class=\"line\" d=\"{path}\"/>\n");
        if (line.Threshold is { } threshold)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"threshold\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(threshold)}\" y2=\"{Y(threshold)}\"/><text class=\"small dim\" x=\"{Width - Right - 4}\" y=\"{Y(threshold) - 4}\" text-anchor=\"end\">threshold {ChartAxis.Number(threshold)}</text>\n");
        }

        foreach (var value in new[] { line.Top, line.Bottom })
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"small dim\" x=\"{Left - 6}\" y=\"{Y(value) + 4}\" text-anchor=\"end\">{ChartAxis.Number(value)}</text>\n");
        }
    }

    private static void Markers(StringBuilder svg, Chart chart, int bottom)
    {
        foreach (var marker in chart.Markers.Where(m => m.At >= chart.From && m.At <= chart.To))
        {
            var x = X(chart, marker.At);
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"mark\" x1=\"{x}\" x2=\"{x}\" y1=\"50\" y2=\"{bottom + 14}\"/><text class=\"small dim\" x=\"{x}\" y=\"{bottom + 26}\" text-anchor=\"middle\">{Text(marker.Label)}</text>\n");
        }
    }

    /// <summary>The states, and the captions below.</summary>
    private static string Legend(Chart chart, int top, out int height)
    {
        var (text, x, y) = (new StringBuilder(), (double)Left, top + (chart.Markers.Count > 0 ? 30 : 8));
        foreach (var state in chart.States)
        {
            var width = 22 + (state.Name.Length * LetterWidth) + 16;
            (x, y) = x + width > Width - Right ? (Left, y + 20) : (x, y);
            text.Append(CultureInfo.InvariantCulture, $"<rect class=\"{Class(state)}\" x=\"{Math.Round(x, 1)}\" y=\"{y}\" width=\"14\" height=\"12\"/><text class=\"small\" x=\"{Math.Round(x + 20, 1)}\" y=\"{y + 10}\">{Text(state.Name)}</text>\n");
            x += width;
        }

        y += chart.States.Count > 0 ? 34 : 8;
        foreach (var line in chart.Captions.SelectMany(c => Wrapped(c).Append("")))
        {
            text.Append(line.Length == 0 ? "" : $"<text x=\"12\" y=\"{y}\">{Text(line)}</text>\n");
            y += line.Length == 0 ? 8 : 17;
        }

        height = y;
        return text.ToString();
    }

    /// <summary>Broken at blanks; a longer word stands alone.</summary>
    private static IEnumerable<string> Wrapped(string text)
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && (line.Length + 1 + word.Length) * LetterWidth > Width - 24)
            {
                yield return line;
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        yield return line;
    }

    private static string Class(ChartState state) => state.Tone.ToString().ToLowerInvariant();

    private static double X(Chart chart, TimeSpan time) =>
        Math.Round(Left + (Math.Clamp((time - chart.From) / (chart.To - chart.From), 0, 1) * (Width - Left - Right)), 1);

    private static string Short(string text, double room) => text.Length * LetterWidth <= room ? text : $"{text[..(int)(room / LetterWidth)]}…";

    private static string Text(string text) =>
        Printable.Line(text).Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal);
}
