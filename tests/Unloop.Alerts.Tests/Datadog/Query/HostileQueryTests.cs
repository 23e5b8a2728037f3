using Unloop.Alerts.Datadog.Query;
using Unloop.Alerts.Tests.Sources;
using Unloop.Tests;

namespace Unloop.Alerts.Tests.Datadog.Query;

public class HostileQueryTests
{
    [Fact]
    public void A_changed_query_is_read_or_refused_with_its_place_and_within_the_bounds() => Mutations.Of(
        "change(max(last_5m),last_10m):sum:kubernetes.containers.restarts{kube_namespace:shop} by {kube_cluster_name,kube_namespace,pod_name} > 5",
        "sum(last_30m):default_zero(monotonic_diff(sum:kubernetes.containers.restarts{a:b AND NOT (c:d OR e IN (f, g*))} by {pod_name}.fill(zero))) - timeshift(avg:x{*}, -3600) * 2 >= 0.5",
        "avg(last_1d):anomalies(p95:x{!env:${var.env},$scope}.as_count().rollup(sum, 60), 'basic', 2, direction='both') >= 1",
        "\"http.can_connect\".over(\"a:b\").by(\"host\").last(3).count_by_status()",
        "logs(\"status:error\").index(\"*\").rollup(\"count\").last(\"5m\") > 5",
        "12345 && !(67890 || ${datadog_monitor.a.id})").ForAll(
        text =>
        {
            var parsed = QueryParser.Parse(text);
            Assert.All(parsed.Errors, e => Assert.True(e.Span.Start >= 0 && e.Span.Start <= e.Span.End && e.Span.Start <= text.Length, $"{e.Span} of {text.Length}"));
            Assert.True(parsed.Query is not null || parsed.Errors.Count > 0);
            if (parsed.Query is MetricQuery query)
            {
                Assert.InRange(query.Expression.Within().Count(), 1, 2 * QueryParser.MaximumNodes);
                Assert.NotEmpty(QueryPrinter.Print(query));
            }
        },
        cases: 3_000);

    [Theory]
    [InlineData("last_999999y")]
    [InlineData("last_999999mo")]
    [InlineData("last_999999w")]
    [InlineData("last_0m")]
    public void A_window_that_nobody_keeps_data_for_is_none(string window)
    {
        var error = Assert.Single(QueryParser.Parse($"avg({window}):avg:x{{*}} > 1").Errors);
        Assert.Equal(4, error.Span.Start);
        Assert.Contains("is no window", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("last_1w", 7)]
    [InlineData("current_1mo", 30)]
    [InlineData("last_3y", 3 * 365)]
    public void A_window_has_its_length(string window, int days) => Assert.Equal(TimeSpan.FromDays(days), QueryWindow.Of(window, default)!.Length);

    [Fact]
    public void After_many_holes_that_do_not_end_none_is_looked_for()
    {
        var search = new HoleSearch(string.Concat(Enumerable.Repeat("${", 300)) + "${a}");
        Assert.Equal(4, search.LengthAt(600));
        Assert.All(Enumerable.Range(0, 300), i => Assert.Equal(0, search.LengthAt(2 * i)));
        Assert.Equal(0, search.LengthAt(600));
    }
}
