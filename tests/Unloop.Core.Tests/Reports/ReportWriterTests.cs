using Unloop.Core.Diagnoses;
using Unloop.Core.Reports;

namespace Unloop.Core.Tests.Reports;

public class ReportWriterTests
{
    private static Report Sample(string line = "Error: Cannot find module 'express'") => new()
    {
        Version = "1.0",
        Items = Some.Pod(Some.Crashing()).WithLog(line)
            .Diagnose(Some.Signature("missing", Category.MissingModule, "Cannot find module", "module '(?<thing>.*)'$")),
    };

    private static string Text(Report report, bool verbose = false) => string.Join('\n', TextReport.Write(report, 80, verbose).Select(l => l.ToString()));

    [Fact]
    public void The_report_ends_in_cause_solution_and_prevention_in_that_order()
    {
        var text = Text(Sample());
        var places = new[] { "ruled out", "\nCause\n", "\nSolution\n", "\nPrevention\n" }.Select(s => text.IndexOf(s, StringComparison.Ordinal)).ToArray();
        Assert.DoesNotContain(-1, places);
        Assert.Equal(places.Order(), places);
    }

    [Fact]
    public void No_line_of_prose_is_wider_than_asked_for() =>
        Assert.All(Text(Sample()).Split('\n').Where(l => !l.Contains("$ ", StringComparison.Ordinal)), l => Assert.InRange(l.Length, 0, 80));

    [Theory]
    [InlineData("\u001b[31mred\u001b[0m")]
    [InlineData("\u001b]0;title\u0007")]
    [InlineData("\u202eevil")]
    [InlineData("\u009b31m")]
    public void No_control_character_of_a_log_reaches_a_terminal_or_a_page(string hostile)
    {
        var report = Sample($"Error: Cannot find module '{hostile}'");
        Assert.All([Text(report, verbose: true), MarkdownReport.Write(report)], t => Assert.DoesNotContain(t, c => char.IsControl(c) && c is not '\n' and not '\r' || c is '\u202e'));
    }

    [Fact]
    public void Markdown_of_a_log_stays_text()
    {
        var page = MarkdownReport.Write(Sample("Error: Cannot find module '<img src=x> [a](http://evil) `b` **c**'"));
        Assert.DoesNotContain("\n<img", page, StringComparison.Ordinal);
        Assert.Contains("\\<img src=x\\>", page, StringComparison.Ordinal);
        Assert.Contains("\\[a\\]", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Pods_of_a_workload_that_fail_alike_are_told_once()
    {
        var one = Sample().Items[0];
        var report = Sample() with { Items = [one, one with { Subject = one.Subject with { Pod = "web-7d9f8c6b5-other" } }] };
        var text = Text(report);
        Assert.Contains("and 1 more in the same way: web-7d9f8c6b5-other", text, StringComparison.Ordinal);
        Assert.Single(text.Split('\n'), l => l == "Cause");
    }

    [Fact]
    public void A_cause_says_how_sure_it_is_in_words() => Assert.Contains("missing-module: express (likely)", Text(Sample()), StringComparison.Ordinal);
}
