using Unloop.Alerts.Prometheus;
using Unloop.Alerts.Prometheus.Checks.Analysis;
using Unloop.Alerts.Prometheus.Expressions;
using Unloop.Alerts.Tests.Sources;
using Unloop.Tests;

namespace Unloop.Alerts.Tests.Prometheus.Expressions;

public sealed class HostileExpressionTests
{
    private const string Restarts = "kube_pod_container_status_restarts_total";

    [Fact]
    public void A_changed_expression_is_read_or_refused_with_its_place_and_no_tree_is_too_deep() => Mutations.Of(
        $"increase({Restarts}{{namespace=\"shop\", pod=~\"web-.*\"}}[10m]) > 5 and on (namespace, pod) kube_pod_status_ready{{condition=\"false\"}} == 1",
        $"sum by (namespace, pod) ({Restarts} - ({Restarts} offset 10m or {Restarts} * 0)) >= 5 unless ignoring (uid) absent(up)",
        "max_over_time(rate(x[5m])[30m:1m]) ^ -2 % 3 > bool 0x1F or label_replace(up, \"a\", \"$1\", \"b\", \"(.*)\") @ end() offset -5m",
        "topk(3, count_values without (pod) (\"v\", x)) * on (a) group_left (b, \"c d\") {\"my metric\", job!~\"x|y\"}").ForAll(
        text =>
        {
            var parsed = ExpressionParser.Parse(text);
            Assert.All(parsed.Errors, e => Assert.True(e.Span.Start >= 0 && e.Span.Start <= e.Span.End && e.Span.Start <= text.Length, $"{e.Span} of {text.Length}"));
            Assert.InRange(parsed.Errors.Count, parsed.Tree is null ? 1 : 0, 20);
            if (parsed.Tree is { } tree)
            {
                Assert.InRange(Depth(tree), 1, ExpressionParser.DeepestTree);
                Assert.InRange(tree.All().Count(), 1, text.Length);
                Assert.NotEmpty(Printer.Print(tree));
                Assert.All(UsedSelector.All(tree), s => Assert.InRange(s.LookBack, TimeSpan.Zero, Duration.Longest));
            }

            Assert.All(MetricNames.Required(text), Assert.NotEmpty);
        },
        cases: 3_000);

    [Theory]
    [InlineData("[1m:1s]", 12_000)]
    [InlineData("[1m:1s] offset 1m", 5_000)]
    [InlineData("[1m:1s] @ 0", 8_000)]
    [InlineData("[1m:1s] offset 1m @ start()", 600)]
    public void Subqueries_of_subqueries_are_bounded_and_the_error_says_where(string suffix, int times)
    {
        var error = Assert.Single(ExpressionParser.Parse("x" + string.Concat(Enumerable.Repeat(suffix, times))).Errors);
        Assert.Contains("nested deeper than 500 levels", error.Message, StringComparison.Ordinal);
        Assert.InRange(error.Span.End, 1, "x".Length + (times * suffix.Length));
    }

    /// <summary>Each chain is short enough, and so are the parentheses; together they would come to thousands.</summary>
    [Fact]
    public void Chains_within_chains_are_bounded()
    {
        const string chain = " + x + x + x + x + x + x + x + x + x + x";
        Assert.True(ExpressionParser.Parse(Nested(20)).IsValid);
        Assert.Contains("nested deeper than 500 levels", Assert.Single(ExpressionParser.Parse(Nested(100)).Errors).Message, StringComparison.Ordinal);

        static string Nested(int count) => Enumerable.Range(0, count).Aggregate("x", (inner, _) => $"({inner}{chain})");
    }

    [Fact]
    public void A_modifier_stands_once_and_what_is_no_modifier_may_stand_often()
    {
        Assert.Contains("stands twice", Assert.Single(ExpressionParser.Parse("x offset 1m offset 1m").Errors).Message, StringComparison.Ordinal);
        Assert.Contains("stands twice", Assert.Single(ExpressionParser.Parse("x @ 1 @ 1").Errors).Message, StringComparison.Ordinal);
        Assert.True(ExpressionParser.Parse("x" + string.Concat(Enumerable.Repeat(" offset 0s", 9_000))).IsValid);
    }

    [Theory]
    [InlineData("rate(x[0.0001])", 7)]
    [InlineData("max_over_time(x[5m:0.0001])", 19)]
    public void Less_than_a_millisecond_is_no_duration(string text, int at)
    {
        var error = Assert.Single(ExpressionParser.Parse(text).Errors);
        Assert.Equal(at, error.Span.Start);
        Assert.Contains("1 ms or more", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_very_many_errors_of_type_some_are_told() => Assert.Equal(20, ExpressionParser.Parse($"label_join(x, {string.Join(", ", Enumerable.Repeat("1", 1_000))})").Errors.Count);

    [Fact]
    public void Look_backs_of_centuries_add_up_to_the_longest_that_there_is()
    {
        var tree = ExpressionParser.Parse(Enumerable.Range(0, 200).Aggregate("x", (inner, _) => $"max_over_time({inner}[290y:1y])")).Tree!;
        Assert.Equal(Duration.Longest, Assert.Single(UsedSelector.All(tree)).LookBack);
    }

    [Fact]
    public void What_Prometheus_would_refuse_names_no_metrics_and_is_the_same_as_nothing_else()
    {
        const string wrong = "rate(up)";
        Assert.Empty(MetricNames.In(wrong));
        Assert.Empty(MetricNames.Required(wrong));
        Assert.False(MetricNames.IsSilent(wrong, _ => true));
        Assert.False(MetricNames.AreSame(wrong, "rate( up )"));
        Assert.Equal(["up"], MetricNames.Required("rate(up[5m])"));
    }

    private static int Depth(Expression tree)
    {
        var (deepest, waiting) = (0, new Stack<(Expression Node, int Depth)>([(tree, 1)]));
        while (waiting.TryPop(out var next))
        {
            deepest = Math.Max(deepest, next.Depth);
            foreach (var child in next.Node.Children)
            {
                waiting.Push((child, next.Depth + 1));
            }
        }

        return deepest;
    }
}
