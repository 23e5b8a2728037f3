using System.Text.RegularExpressions;
using Unloop.Alerts.Backoff;
using Unloop.Alerts.Generation;
using Unloop.Alerts.Generation.Testing;
using Unloop.Alerts.Prometheus;
using Unloop.Alerts.Prometheus.Expressions;
using Unloop.Alerts.Simulation;
using Unloop.Alerts.Simulation.PromQl;

namespace Unloop.Alerts.Tests.Generation;

/// <summary>The lives that are written as tests for promtool, played here against the rules that they are written for.</summary>
public class LivesTests
{
    public static TheoryData<string> Ids => [.. AlertList.Of(Requests.Of(new AlertScope("prod", "shop"))).Select(a => a.Id)];

    private static IEnumerable<Alert> All(string id) =>
        Requests.Scopes.SelectMany(s => AlertList.Of(Requests.Of(s) with { Causes = [.. Enum.GetValues<Core.Category>().Select(c => Requests.Cause(c))] })).Where(a => a.Id == id);

    [Theory]
    [MemberData(nameof(Ids))]
    public void Every_life_fires_and_is_silent_when_it_says_so(string id) => Assert.Empty(All(id).SelectMany(a => a.Tests.SelectMany(t => Wrong(a.Prometheus, t))));

    [Theory]
    [MemberData(nameof(Ids))]
    public void Some_life_of_every_alert_has_an_evaluation_between_a_scrape_that_fails_and_the_next(string id)
    {
        foreach (var alert in All(id))
        {
            Assert.Contains(alert.Tests, t => t.Series.Any(s => s.Series.StartsWith("kube_pod_owner", StringComparison.Ordinal) && FailsAtEvaluation(s.Values)));
        }
    }

    // What bridges failed scrapes, taken away in turn: the part that looks back where nothing is scraped, and the last value where that of now would do otherwise.
    [Theory]
    [MemberData(nameof(Ids))]
    public void Without_what_bridges_a_failed_scrape_some_life_goes_wrong(string id)
    {
        foreach (var alert in All(id))
        {
            var ofTheMoment = Regex.Replace(alert.Prometheus.Expr, @"last_over_time\(((?:[^()""]|""[^""]*"")+?)\[5m\]( offset \w+)?\)", "$1$2", RegexOptions.NonBacktracking);
            Assert.NotEqual(alert.Prometheus.Expr, ofTheMoment);
            Assert.NotEmpty(alert.Tests.SelectMany(t => Wrong(alert.Prometheus with { Expr = ofTheMoment }, t)));

            var never = alert.Prometheus.Expr.Replace("absent(kube_pod_owner)", "absent(kube_pod_owner) == 0", StringComparison.Ordinal);
            Assert.NotEmpty(alert.Tests.SelectMany(t => Wrong(alert.Prometheus with { Expr = never }, t)));
        }
    }

    [Fact]
    public void A_pod_that_is_deleted_does_not_live_on_for_as_long_as_a_failed_scrape_is_bridged()
    {
        foreach (var alert in All("state"))
        {
            var always = alert.Prometheus.Expr.Replace(" and on () absent(kube_pod_owner)", "", StringComparison.Ordinal);
            Assert.Contains(alert.Tests.SelectMany(t => Wrong(alert.Prometheus with { Expr = always }, t)), w => w.Contains("is deleted", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void The_first_failure_of_a_probe_is_seen_because_what_is_new_counts()
    {
        foreach (var alert in All("probe-kill"))
        {
            var growth = alert.Prometheus.Expr.Replace(" unless", " and", StringComparison.Ordinal);
            Assert.Contains(alert.Tests.SelectMany(t => Wrong(alert.Prometheus with { Expr = growth }, t)), w => w.Contains("first failure", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void The_rule_that_the_linter_proposes_is_held_for_as_long_as_the_generated_one() =>
        Assert.All(All("state"), a => Assert.Equal(Duration.Print(CrashLoopState.HeldFor), a.Prometheus.For));

    private static bool FailsAtEvaluation(IReadOnlyList<int?> values) =>
        Enumerable.Range(1, values.Count - 2).Any(i =>
            values[i - 1] is not null && values[i] is null && values.Skip(i).Any(v => v is not null) && ((i * TestLives.Interval) + TestLives.Interval - 1) / TestLives.Evaluation * TestLives.Evaluation >= i * TestLives.Interval);

    /// <summary>Each moment of a life at which something else fires than it says.</summary>
    private static IEnumerable<string> Wrong(Rule rule, RuleTest life)
    {
        // Each ends with the mark that promtool's series end with.
        var samples = new SampleSet(life.Series.Select(Played));
        var until = TimeSpan.FromSeconds(life.Moments.Max(m => m.Seconds));
        var scenario = new Scenario("", "", [new PodLife(new("", "", "", "", "", "", "", ""), TimeSpan.Zero, Nothing)], until);
        var groups = RulePlayer.Play(rule, ExpressionParser.Parse(rule.Expr).Tree!, scenario, samples, TimeSpan.FromSeconds(TestLives.Evaluation));
        foreach (var moment in life.Moments)
        {
            var at = TimeSpan.FromSeconds(moment.Seconds);
            var firing = groups.Where(g => g.Phases.LastOrDefault(p => p.From <= at)?.State == AlertState.Firing).Select(g => Text(g.Labels)).Order(StringComparer.Ordinal);
            var expected = moment.Firing.Select(Text).Order(StringComparer.Ordinal);
            if (!firing.SequenceEqual(expected))
            {
                yield return $"{life.Name}: at {moment.Seconds} s fires [{string.Join("; ", firing)}] in place of [{string.Join("; ", expected)}]";
            }
        }
    }

    private static RestartSeries Nothing { get; } = RestartSeries.Of(BackoffPolicy.Default, ContainerLife.Crashing(TimeSpan.FromSeconds(1)), TimeSpan.FromSeconds(1));

    private static SampleSeries Played(TestSeries series)
    {
        var selector = (VectorSelector)ExpressionParser.Parse(series.Series).Tree!;
        var labels = selector.Matchers.Where(m => m.Label != LabelMatcher.MetricName && m.Value.Length > 0).ToDictionary(m => m.Label, m => m.Value);
        var zero = selector.Name == "kube_pod_created" ? SimulatedTime.FirstCrash / 1000 : 0;
        IEnumerable<int?> values = [.. series.Values, null];
        return new(
            selector.Name!,
            labels,
            [.. values.Select((v, i) => new Sample(SimulatedTime.FirstCrash + (i * TestLives.Interval * 1000L), v is { } value ? value + zero : SampleSeries.Stale))]);
    }

    private static string Text(IReadOnlyDictionary<string, string> labels) => string.Join(',', labels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}={l.Value}"));
}
