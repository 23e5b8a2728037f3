using Unloop.Alerts.Prometheus.Expressions;
using Unloop.Tests;

namespace Unloop.Alerts.Tests.Prometheus.Expressions;

/// <summary>
/// <c>promtool.tsv</c> holds what <c>promtool check rules</c> 2.42 said of each expression: 1 or 0, the expression, its words. A 3 stands where Prometheus 2.42 refuses
/// and Prometheus 3 takes it (read in its grammar), which this parser does too.
/// </summary>
public sealed class PromtoolTests
{
    private static readonly string[][] Rows =
        [.. File.ReadLines(Repository.PathTo("tests", "Unloop.Alerts.Tests", "Prometheus", "Expressions", "promtool.tsv")).Select(l => l.Split('\t'))];

    [Fact]
    public void What_promtool_takes_parses_and_what_it_refuses_does_not()
    {
        var different = Rows
            .Select(r => (Expected: r[0], Expression: r[1], Said: r[2], Ours: ExpressionParser.Parse(r[1])))
            .Where(r => r.Ours.IsValid != (r.Expected != "0"))
            .Select(r => $"{r.Expression}: promtool said '{r.Said}', and here: {string.Join("; ", r.Ours.Errors.Select(e => e.Message).DefaultIfEmpty("nothing"))}");

        Assert.Empty(different);
    }

    [Fact]
    public void The_recording_holds_both_kinds()
    {
        Assert.True(Rows.Count(r => r[0] == "1") > 100);
        Assert.True(Rows.Count(r => r[0] == "0") > 100);
    }

    [Fact]
    public void Every_error_lies_within_the_expression_and_says_something()
    {
        foreach (var row in Rows)
        {
            foreach (var error in ExpressionParser.Parse(row[1]).Errors)
            {
                Assert.InRange(error.Span.Start, 0, row[1].Length);
                Assert.InRange(error.Span.End, error.Span.Start, row[1].Length);
                Assert.False(string.IsNullOrWhiteSpace(error.Message) || error.Message.EndsWith('.'), error.Message);
            }
        }
    }
}
