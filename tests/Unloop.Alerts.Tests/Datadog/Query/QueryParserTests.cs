using Unloop.Alerts.Datadog.Query;

namespace Unloop.Alerts.Tests.Datadog.Query;

public class QueryParserTests
{
    private static MetricQuery Metric(string text)
    {
        var parsed = QueryParser.Parse(text);
        Assert.Empty(parsed.Errors);
        return Assert.IsType<MetricQuery>(parsed.Query);
    }

    /// <summary>Forms of Datadog's documentation, of its own monitors, and of public Terraform.</summary>
    [Theory]
    [InlineData("avg(last_5m):avg:system.cpu.user{*} > 80")]
    [InlineData("change(max(last_5m),last_5m):sum:kubernetes.containers.restarts{*} by {kube_cluster_name,pod_name} > 5")]
    [InlineData("pct_change(avg(last_5m),30m_ago):sum:orders.placed{env:prod} <= -50")]
    [InlineData("max(last_10m):default_zero(max:kubernetes_state.container.status_report.count.waiting{reason:crashloopbackoff} by {kube_cluster_name,kube_namespace,pod_name}) >= 1")]
    [InlineData("avg(last_15m):avg:kubernetes_state.deployment.replicas_desired{*} by {kube_deployment} - avg:kubernetes_state.deployment.replicas_available{*} by {kube_deployment} >= 2")]
    [InlineData("sum(last_30m):default_zero(monotonic_diff(sum:kubernetes.containers.restarts{pod_name:web-* AND owner:me} by {kube_container_name,cluster_name})) > 100")]
    [InlineData("avg(last_4h):anomalies(avg:requests{service:web}.as_count(), 'basic', 2, direction='both', interval=60, count_default_zero='true') >= 1")]
    [InlineData("avg(last_30m):outliers(avg:cpu{env:prod} by {host}, 'dbscan', 7) > 0")]
    [InlineData("max(next_1w):forecast(avg:system.disk.in_use{*}, 'linear', 1, interval='60m', model='default') >= 0.9")]
    [InlineData("sum(current_1mo):sum:cost{*} > 1000.5")]
    [InlineData("sum(last_5m):sum:errors{env:prod,!service:test}.as_count().rollup(sum, 60) / sum:hits{env:prod}.as_count() * 100 > 1")]
    [InlineData("avg(last_5m):avg:x{env:prod AND NOT (zone:a OR zone:b)} by {host}.fill(linear, 300) != 0")]
    [InlineData("avg(last_5m):avg:x{$env AND zone IN (a, b*)} < threshold")]
    [InlineData("avg(last_5m):avg:x{zone NOT IN (a, b) and env:prod} == 1")]
    [InlineData("avg(last_5m):p95:trace.web{*} > 2")]
    [InlineData("sum(last_5m):count(v: v>10):trace.web{*}.as_count() > 2")]
    [InlineData("max(last_1h):clamp_min(max:restarts{a:b} by {x} - hour_before(max:restarts{a:b} by {x}), 0) > 3")]
    [InlineData("min(last_5m):(avg:a{} + -3) / 2 > -1.5")]
    [InlineData("max(last_5m):top(avg:a{*} by {host}, 10, 'mean', 'desc') > 1e6")]
    [InlineData("avg(last_${var.window}):avg:x{env:${var.env}-*,${local.scope}} by {host} > ${var.thresholds[\"critical\"]}")]
    public void What_Datadog_takes_is_read_and_written_as_it_was(string text) => Assert.Equal(text, QueryPrinter.Print(Metric(text)));

    [Theory]
    [InlineData(" avg( last_5m ) : sum:x{ * }by{ a , b } .as_rate( )>5 ", "avg(last_5m):sum:x{*} by {a,b}.as_rate() > 5")]
    [InlineData("change( max(last_5m) , 10m_ago ):sum:x{pod_name: web-*} >5", "change(max(last_5m),10m_ago):sum:x{pod_name:web-*} > 5")]
    public void Only_blanks_are_written_otherwise(string text, string printed) => Assert.Equal(printed, QueryPrinter.Print(Metric(text)));

    [Fact]
    public void A_query_without_time_aggregation_is_read_for_all_else()
    {
        var query = Metric("sum:kubernetes.pod.restart.count{*} by {pod_name, cluster_name} > 5");
        Assert.Null(query.Aggregation);
        var series = Assert.Single(query.Series);
        Assert.Equal(("sum", "kubernetes.pod.restart.count"), (series.Aggregator, series.Metric));
        Assert.Equal(["pod_name", "cluster_name"], query.Groups.Select(g => g.Name));
        Assert.Equal((">", 5.0), (query.Comparison!.Operator, query.Comparison.Value));
    }

    [Theory]
    [InlineData("change(max(last_5m),last_10m):sum:x{*} > 5")]
    [InlineData("change(max(last_5m),10m_ago):sum:x{*} > 5")]
    public void Both_spellings_of_a_shift_mean_the_same(string text)
    {
        var aggregation = Metric(text).Aggregation!;
        Assert.Equal(("change", "max"), (aggregation.Change, aggregation.Function));
        Assert.Equal((TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(10)), (aggregation.Window.Length, aggregation.Shift!.Length));
    }

    [Fact]
    public void Products_bind_more_than_sums_and_sums_go_from_left_to_right()
    {
        var sum = Assert.IsType<BinaryExpression>(Metric("avg(last_5m):avg:a{*} - avg:b{*} - avg:c{*} * 2 > 1").Expression);
        Assert.Equal("avg:a{*} - avg:b{*}", QueryPrinter.Print(sum.Left));
        Assert.Equal("avg:c{*} * 2", QueryPrinter.Print(sum.Right));
    }

    [Theory]
    [InlineData("12345 && !67890", QueryForm.Composite)]
    [InlineData("${datadog_monitor.a.id} || (1 && 2)", QueryForm.Composite)]
    [InlineData("\"datadog.agent.up\".over(\"*\").by(\"host\").last(2).count_by_status()", QueryForm.ServiceCheck)]
    [InlineData("logs(\"status:error\").index(\"*\").rollup(\"count\").last(\"5m\") > 100", QueryForm.Search)]
    [InlineData("events(\"source:kubernetes reason:BackOff\").rollup(\"count\").last(\"5m\") > 5", QueryForm.Search)]
    [InlineData("processes('java').over('a:b').rollup('count').last('10m') < 1", QueryForm.Search)]
    [InlineData("error_budget(\"abc\").over(\"7d\") > 75", QueryForm.Slo)]
    [InlineData("formula(\"query1 + query2\").last(\"5m\") > 1", QueryForm.Formula)]
    public void A_query_of_another_kind_is_known_by_its_form(string text, QueryForm form)
    {
        var parsed = QueryParser.Parse(text);
        Assert.Empty(parsed.Errors);
        Assert.Equal(new OtherQuery(form, text), parsed.Query);
    }

    /// <summary>Each with what the error points at, and the words that it must have.</summary>
    [Theory]
    [InlineData("avg(last_5x):avg:x{*} > 5", "last_5x", "no window")]
    [InlineData("avg(5m):avg:x{*} > 5", "5m", "did you mean 'last_5m'?")]
    [InlineData("average(last_5m):avg:x{*} > 5", "average", "time aggregation")]
    [InlineData("avg(last_5m)avg:x{*} > 5", "avg", "expected ':'")]
    [InlineData("avg(last_5m:avg:x{*} > 5", "last_5m:avg:x", "no window")]
    [InlineData("change(last_5m):avg:x{*} > 5", "last_5m", "time aggregation within")]
    [InlineData("change(avg(last_5m)):avg:x{*} > 5", ")", "how far back")]
    [InlineData("avg(last_5m):mean:x{*} > 5", "mean", "aggregation of series")]
    [InlineData("avg(last_5m):avg:x > 5", ">", "expected '{'")]
    [InlineData("avg(last_5m):avg:x{*} by host > 5", "host", "expected '{'")]
    [InlineData("avg(last_5m):avg:x{*} by {} > 5", "}", "name of a tag")]
    [InlineData("avg(last_5m):avg:x{env:prod AND !zone:a} > 5", "!zone:a", "write NOT")]
    [InlineData("avg(last_5m):avg:x{env:prod AND a:b, c:d} > 5", ", ", "write AND")]
    [InlineData("avg(last_5m):avg:x{(a:b} > 5", "}", "expected ')'")]
    [InlineData("avg(last_5m):avg:x{*}.as_cont() > 5", ".as_cont", "as_count")]
    [InlineData("avg(last_5m):defalt_zero(avg:x{*}) > 5", "defalt_zero", "default_zero")]
    [InlineData("avg(last_5m):default_zero(avg:x{*} > 5", ">", "expected ')'")]
    [InlineData("avg(last_5m):avg:x{*} = 5", "=", "no operator")]
    [InlineData("avg(last_5m):avg:x{*} => 5", "=", "no operator")]
    [InlineData("avg(last_5m):avg:x{*} =! 5", "=!", "no operator")]
    [InlineData("avg(last_5m):avg:x{*} > .5", ".5", "a 0 before the point")]
    [InlineData("avg(last_5m):avg:x{*} > five", "five", "expected a number")]
    [InlineData("avg(last_5m):avg:x{*}", "", "a comparison")]
    [InlineData("avg(last_5m):avg:x{*} > 5 for 5m", "for 5m", "nothing stands after")]
    [InlineData("avg(last_5m):avg:kube-x{*} > 5", "kube-x", "no name of a metric")]
    [InlineData("1 && && 2", "&", "number of a monitor")]
    [InlineData("\"a\".over(\"*\").last(200).count_by_status()", "200", "1 to 100")]
    public void An_error_points_at_what_is_wrong_and_says_what_was_expected(string text, string at, string words)
    {
        var error = QueryParser.Parse(text).Errors[0];
        Assert.Equal(at, error.Span.In(text));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_errors_are_told_at_once()
    {
        var errors = QueryParser.Parse("avrage(last_5q):meen:x{*} by {} = x").Errors;
        Assert.Equal(6, errors.Count);
        Assert.Equal(errors.OrderBy(e => e.Span.Start), errors);
    }

    [Fact]
    public void After_an_error_in_the_middle_the_threshold_is_still_looked_at()
    {
        var errors = QueryParser.Parse("avg(last_5m):abs(avg:x > 5").Errors;
        Assert.Equal(["expected '{' and the tags after 'x', or {*} for all of it, not '>'"], errors.Select(e => e.Message));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void An_empty_query_is_an_error(string text) => Assert.Equal("the query is empty", Assert.Single(QueryParser.Parse(text).Errors).Message);
}
