using System.Xml.Linq;
using Unloop.Core.Charts;
using Unloop.Core.Reports;
using Unloop.Tests;

namespace Unloop.Core.Tests.Charts;

public class ChartTests
{
    private static readonly ChartState Up = new("running", '=', ChartTone.Good);
    private static readonly ChartState Down = new("waiting", 'x', ChartTone.Bad);

    private static TimeSpan M(double minutes) => TimeSpan.FromMinutes(minutes);

    private static Chart Some(string title = "a pod crashes") => new(title, "It runs, waits, and runs again.", M(-1), M(9),
    [
        new StateBand("container", [new StateSpan(Up, M(-5), M(0)), new StateSpan(Down, M(0), M(6)), new StateSpan(Up, M(6), M(20))]),
        new EventRow("restarts", [M(0), M(0.01), M(2), M(6), M(30)]),
        new StepLine("in 10 min", [new ChartStep(M(-1), 0), new ChartStep(M(0), 2), new ChartStep(M(2), 3), new ChartStep(M(6), 4), new ChartStep(M(8), null)], 2),
    ])
    { Markers = [new ChartMarker(M(0), "first crash")], Captions = ["It fires, and then it does not."] };

    private static string[] Lines(Chart chart, int width = 80) => [.. ChartText.Write(chart, width).Select(l => l.ToString())];

    private static string Row(string[] lines, string label) => lines.Single(l => l.StartsWith(label, StringComparison.Ordinal))[12..];

    [Fact]
    public void A_terminal_gets_rows_below_one_axis() => Snapshot.Match(string.Join('\n', Lines(Some())) + "\n", "chart.txt");

    [Fact]
    public void An_svg_has_the_same_rows() => Snapshot.Match(ChartSvg.Write(Some()), "chart.svg");

    [Theory]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(120)]
    public void No_line_is_wider_than_the_terminal(int width) => Assert.All(Lines(Some(), width), l => Assert.True(l.Length <= width, l));

    [Fact]
    public void States_are_told_apart_without_colour()
    {
        var band = Row(Lines(Some()), "container");
        Assert.Equal(['=', 'x', '='], band.Where((c, i) => i == 0 || c != band[i - 1]));
        Assert.Contains(Lines(Some()), l => l.Contains("= running   x waiting", StringComparison.Ordinal));
    }

    [Fact]
    public void Several_events_in_one_column_are_counted() => Assert.Equal("2||", string.Concat(Row(Lines(Some()), "restarts").Where(c => c != ' ')));

    [Fact]
    public void What_is_above_the_threshold_is_marked()
    {
        var spans = ChartText.Write(Some()).SelectMany(l => l.Spans).Where(s => s.Text.Contains('█', StringComparison.Ordinal));
        Assert.Contains(spans, s => s.Tone == Tone.Bad);
        Assert.Contains(spans, s => s.Tone == Tone.Plain);
    }

    [Fact]
    public void Text_can_be_no_markup_and_no_escape_sequence()
    {
        var chart = Some("<script>\"&\e[31m") with { Captions = ["a < b & c"] };
        var svg = XDocument.Parse(ChartSvg.Write(chart));
        Assert.Equal("<script>\"&·[31m", svg.Root!.Element(svg.Root.Name.Namespace + "title")!.Value);
        Assert.DoesNotContain(svg.Descendants(), e => e.Name.LocalName == "script");
        Assert.DoesNotContain('\e', string.Join('\n', Lines(chart with { Rows = [new StateBand("\e[31m", [])] })));
    }

    [Fact]
    public void An_svg_is_named_for_whoever_cannot_see_it_and_needs_nothing_from_outside()
    {
        var svg = XDocument.Parse(ChartSvg.Write(Some())).Root!;
        var ids = svg.Attribute("aria-labelledby")!.Value.Split(' ');
        Assert.Equal("img", svg.Attribute("role")!.Value);
        Assert.Equal(["a pod crashes", "It runs, waits, and runs again."], ids.Select(i => svg.Descendants().Single(e => e.Attribute("id")?.Value == i).Value));
        Assert.Contains("prefers-color-scheme:dark", svg.Value, StringComparison.Ordinal);
        Assert.DoesNotContain(svg.Descendants().Attributes(), a => a.Name.LocalName is "href" or "src" || a.Value.Contains("url(", StringComparison.Ordinal));
    }

    [Fact]
    public void What_lies_outside_of_the_axis_is_not_drawn()
    {
        var svg = XDocument.Parse(ChartSvg.Write(Some())).Root!;
        var xs = svg.Descendants().Where(e => e.Attribute("class")?.Value == "event").Select(e => double.Parse(e.Attribute("x1")!.Value));
        Assert.Equal(4, xs.Count());
        Assert.All(svg.Descendants().Attributes("x"), x => Assert.InRange(double.Parse(x.Value), 0, 840));
    }

    [Theory]
    [InlineData(2, "s")]
    [InlineData(30, "min")]
    [InlineData(600, "h")]
    public void The_axis_has_the_unit_of_its_length(int minutes, string unit)
    {
        var chart = new Chart("t", "d", TimeSpan.Zero, M(minutes), []);
        Assert.StartsWith(unit, Lines(chart)[0], StringComparison.Ordinal);
        Assert.InRange(Lines(chart)[1].Count(c => c == '|'), 2, 10);
    }

    [Fact]
    public void Many_events_do_not_make_a_large_file()
    {
        var chart = Some() with { Rows = [new EventRow("restarts", [.. Enumerable.Range(0, 100_000).Select(i => TimeSpan.FromMilliseconds(6 * i))])] };
        Assert.InRange(ChartSvg.Write(chart).Length, 1_000, 1_000_000);
    }
}
