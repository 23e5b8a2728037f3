using System.Text;
using Unloop.Alerts.Prometheus.Expressions;
using Unloop.Alerts.Simulation;
using Unloop.Alerts.Simulation.PromQl;
using Unloop.Tests;

namespace Unloop.Alerts.Tests.Simulation.PromQl;

public class EvaluatorTests
{
    private const long Interval = 30_000;

    /// <summary>
    /// What is asked at every one of <see cref="Moments"/>: on a sample, between two, within a gap, after the end. Rounded where Prometheus adds in another order.
    /// </summary>
    private static readonly string[] Expressions =
    [
        "c", "c{job=\"a\"}", "c{job!=\"a\"}", "c{pod=~\"p.\",job!~\"b.*\"}", "c offset 1m", "c offset -30s", "c @ 300", "c @ 600 offset 2m", "c{nothing=\"\"}", "absent_metric",
        "increase(c[5m])", "increase(c[10m])", "rate(c[2m])", "increase(c[45s])", "irate(c[5m])", "delta(g[5m])", "idelta(g[5m])", "round(deriv(g[5m]), 1e-6)", "round(predict_linear(g[5m], 600), 1e-6)",
        "increase(c[5m] offset 3m)", "rate(c[4m] @ 500)", "changes(c[10m])", "resets(c[10m])", "changes(sparse[20m])",
        "max_over_time(g[5m])", "min_over_time(g[5m])", "round(avg_over_time(g[4m]), 1e-6)", "sum_over_time(g[3m])", "count_over_time(c[5m])", "last_over_time(c[5m])", "present_over_time(sparse[5m])",
        "round(stddev_over_time(g[4m]), 1e-6)", "round(stdvar_over_time(g[4m]), 1e-6)", "quantile_over_time(0.9, g[5m])", "quantile_over_time(0, g[5m])",
        "absent(c)", "absent(absent_metric{a=\"b\",c=~\"d\",e=\"f\",e=\"g\"})", "absent_over_time(sparse{k=\"v\"}[5m])", "absent_over_time(nothing{k=\"v\"}[5m])", "absent(sum(nothing{x=\"y\"}))",
        "max_over_time(sparse[5m]) >= 1", "max_over_time(rate(c[2m])[5m:1m])", "sum_over_time(vector(1)[5m:1m])", "increase(c[2m:30s])", "round(avg_over_time((g > 1)[6m:45s] offset 1m), 1e-6)", "c[5m:] @ 400",
        "sum(c)", "sum by (job) (c)", "sum without (pod) (c)", "avg by (ns) (g)", "count by (ns) (g)", "min(g)", "max without (ns) (g)", "group by (ns) (g)", "round(stddev(g), 1e-6)", "round(stdvar by (ns) (g), 1e-6)",
        "topk(1, g)", "topk by (ns) (1, g)", "bottomk(2, g)", "topk(0, g)", "quantile(0.5, g)", "quantile by (ns) (0.25, g)", "count_values(\"value\", o)", "sum by (nothing) (g)", "sum by (__name__) ({__name__=\"g\"})",
        "g + 1", "1 - g", "g * g", "g / 0", "g % 2", "g ^ 2", "-g", "2 ^ 3 ^ 2", "round(sum(g) atan2 2, 1e-6)", "+g",
        "g > 2", "2 < g", "g > bool 2", "g == g", "g != 3", "1 > bool 2", "g >= bool g", "c > c offset 5m", "c - c offset 5m", "c - c offset 10m > 5",
        "g * on (pod) group_left (owner) o", "o * on (pod) group_right (owner) g", "g + on (pod) o", "g + ignoring (ns, owner) o", "g and o", "g and on (pod) o{owner=\"x\"}", "g unless on (pod) o{owner=\"x\"}",
        "g or c", "g or on (pod) c", "o or g{ns=\"n2\"}", "c or absent_metric", "sum(g) > 3 and sum(o) == 3", "g > on (pod) o", "g > bool on (pod) o",
        "sum by (owner) (g * on (pod) group_left (owner) o)", "c - (c offset 10m or c * 0 and on (pod) time() - created < 600) > 5",
        "time()", "vector(time())", "time() - created", "timestamp(c)", "timestamp((g))", "timestamp(g + 1)", "scalar(created)", "scalar(g > 100) >= bool 0", "vector(scalar(sum(g)))", "pi()",
        "abs(g)", "ceil(g)", "floor(g)", "round(g)", "round(g, 0.5)", "sgn(g)", "sqrt(abs(g))", "clamp(g, 0, 3)", "clamp_min(g, 1)", "clamp_max(g, 1)", "clamp(g, 3, 0)", "exp(o)", "ln(o + 1)",
        "hour()", "minute(vector(5400))", "day_of_week(vector(0))", "day_of_month(created)", "month(vector(1e9))", "year(vector(1e9))", "days_in_month(vector(951782400))", "day_of_year(vector(1e9))",
        "label_replace(g, \"to\", \"${1}-$2-$$\", \"pod\", \"(.)(.)\")", "label_replace(g, \"ns\", \"\", \"pod\", \"p1\")", "label_replace(g, \"to\", \"x\", \"pod\", \"p\")", "label_join(g, \"to\", \"/\", \"ns\", \"pod\")",
        "sort(g)", "sort_desc(g)", "(((g)))", "0x10", "1e3", "sum(rate(c[5m])) by (job) > 0.01", "count(c == 1) or vector(0)",
    ];

    private static readonly int[] Moments = [300, 555, 610, 899, 1200];

    private static SampleSet Fixture()
    {
        double s = SampleSeries.Stale;
        return new SampleSet(
        [
            Of("c", "job=a pod=p1", [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 5, 6, 6, 6, 7, 7, 7, 0, 0, 1, 1, 2, 2, 3, 3, 3, 3, 3, 4, 4, 4]),
            Of("c", "job=a pod=p2", [10, 10, 11, null, null, null, 12, 13, null, 14, 20, 21, null, null, null, null, null, null, null, null, null, null, null, 25, 26]),
            Of("c", "job=b pod=p1", [1, 1, 1, 1, 1, 1, 1, 1, 1, s, null, null, 1, 2, 3, s]),
            Of("g", "ns=n1 pod=p1", [1, 2, 3, 4, 5, 4, 3, 2, 1, 0, -1, -2, -1.5, 0.5, 2.5, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 9, 8, 7]),
            Of("g", "ns=n1 pod=p2", [3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3]),
            Of("g", "ns=n2 pod=p3", [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 6.4, 3.2, 1.6, 0.8, 0.4, 0.2, 0.1, 0, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8]),
            Of("o", "owner=x pod=p1", [.. Enumerable.Repeat<double?>(1, 41)]),
            Of("o", "owner=x pod=p2", [.. Enumerable.Repeat<double?>(1, 41)]),
            Of("o", "owner=y pod=p3", [.. Enumerable.Repeat<double?>(1, 41)]),
            Of("sparse", "k=v", [null, null, 1, 1, s, null, null, null, null, null, null, null, null, 1, s, null, null, null, null, null, 1, 2, 1, s]),
            Of("created", "pod=p1", [.. Enumerable.Repeat<double?>(12, 41)]),
        ]);

        static SampleSeries Of(string metric, string labels, double?[] values) => new(
            metric,
            labels.Split(' ').Select(l => l.Split('=')).ToDictionary(l => l[0], l => l[1]),
            [.. values.Index().Where(v => v.Item is not null).Select(v => new Sample(v.Index * Interval, v.Item!.Value))]);
    }

    private static VectorValue? Evaluate(string text, int seconds, Engine engine)
    {
        var parsed = ExpressionParser.Parse(text);
        Assert.Empty(parsed.Errors);
        return parsed.Tree!.Type == Unloop.Alerts.Prometheus.Expressions.ValueType.RangeVector ? null : new Evaluator(Fixture(), TimeSpan.FromMinutes(1), engine).Evaluate(parsed.Tree, seconds * 1000L);
    }

    /// <summary>The file is a test for <c>promtool test rules</c>, which 2.42 passes: what stands in it as expected is what Prometheus answers.</summary>
    [Fact]
    public void Every_expression_gives_what_Prometheus_gives()
    {
        var file = new StringBuilder($"tests:\n  - interval: 30s\n{PromtoolFile.Series(Fixture().All, Interval)}    promql_expr_test:\n");
        foreach (var text in Expressions)
        {
            foreach (var moment in Moments)
            {
                if (Evaluate(text, moment, Engine.Version2) is not { } answer)
                {
                    continue;
                }

                file.Append($"      - expr: {PromtoolFile.Quoted(text)}\n        eval_time: {moment}s\n        exp_samples:{(answer.Elements.Count == 0 ? " []" : "")}\n");
                foreach (var element in answer.Elements)
                {
                    file.Append($"          - labels: {PromtoolFile.Quoted(element.Labels.ToString())}\n            value: {PromtoolFile.Text(element.Number)}\n");
                }
            }
        }

        Snapshot.Match(file.ToString(), "answers.test.yaml");
    }

    private static string Answer(string text, int seconds, Engine engine = Engine.Version3) =>
        string.Join(' ', Evaluate(text, seconds, engine)!.Elements.Select(e => $"{e.Labels} {e.Number:0.####}"));

    [Fact]
    public void From_Prometheus_3_on_a_range_does_not_hold_the_sample_at_its_beginning()
    {
        Assert.Equal("{k=\"v\"} 2", Answer("count_over_time(sparse[30s])", 90, Engine.Version2));
        Assert.Equal("{k=\"v\"} 1", Answer("count_over_time(sparse[30s])", 90));
    }

    [Theory]
    [InlineData("histogram_quantile(0.9, g)", "the function histogram_quantile cannot be played")]
    [InlineData("holt_winters(g[5m], 0.5, 0.5)", "the function holt_winters cannot be played")]
    [InlineData("limitk(1, g)", "the aggregation limitk cannot be played")]
    [InlineData("count({pod=\"p1\"})", "a selector that names no metric cannot be played")]
    public void What_cannot_be_evaluated_is_named(string text, string message) =>
        Assert.Equal(message, Assert.Throws<PlayException>(() => Evaluate(text, 300, Engine.Version3)).Message);

    [Theory]
    [InlineData("c + on (pod) g", "multiple matches")]
    [InlineData("g + on (pod) c", "found duplicate series")]
    [InlineData("g * on (ns) o", "found duplicate series")]
    [InlineData("label_replace(g, \"pod\", \"\", \"pod\", \".*\")", "same labelset")]
    [InlineData("rate({__name__=\"g\"}[5m]) or label_replace(rate(c[5m]), \"pod\", \"p\", \"job\", \"a\")", "same labelset")]
    public void What_Prometheus_refuses_is_refused_with_its_words(string text, string words) =>
        Assert.Contains(words, Assert.Throws<PlayException>(() => Evaluate(text, 400, Engine.Version3)).Message, StringComparison.Ordinal);

    [Fact]
    public void What_would_take_for_ever_is_refused() =>
        Assert.Contains("looks at more than 100 million samples", Assert.Throws<PlayException>(() => Evaluate("sum_over_time(max_over_time(g[1d:1s])[1d:1s])", 100_000, Engine.Version3)).Message, StringComparison.Ordinal);
}
