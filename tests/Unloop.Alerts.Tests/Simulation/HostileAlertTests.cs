using Unloop.Alerts.Datadog;
using Unloop.Alerts.Prometheus;
using Unloop.Alerts.Simulation;
using Unloop.Alerts.Tests.Sources;
using Unloop.Tests;

namespace Unloop.Alerts.Tests.Simulation;

/// <summary>A play ends, whatever is played, and says why where it is not played.</summary>
public class HostileAlertTests
{
    private const string Restarts = "kube_pod_container_status_restarts_total";
    private const string Sent = "kubernetes.containers.restarts";

    private static readonly Scenario Short = Scenarios.Named("bad-deployment", new ScenarioOptions { Until = TimeSpan.FromMinutes(5) })!;

    private static readonly Scenario Long = Scenarios.Named("crash-at-once", new ScenarioOptions { Until = TimeSpan.FromHours(24) })!;

    private static Timeline Play(string expression, Scenario? scenario = null, TimeSpan? interval = null) => Simulator.Play(new Rule { Alert = "A", Expr = expression }, scenario ?? Short, interval);

    private static Timeline Monitor(string query, Scenario? scenario = null, DatadogMonitorOptions? options = null) =>
        Simulator.Play(new DatadogMonitor { Query = query, Options = options ?? new() }, scenario ?? Short);

    [Fact]
    public void A_changed_rule_is_played_or_it_is_said_why_not() => Mutations.Of(
        $"increase({Restarts}{{namespace=\"shop\"}}[10m]) > 5 and on (namespace, pod) kube_pod_status_ready{{condition=\"false\"}} == 1",
        $"label_replace(sum by (pod) (max_over_time(rate({Restarts}[5m])[10m:1m])), \"a\", \"$1-$1\", \"pod\", \"(.*)\") * 600 >= bool 2 or year(vector(-1e11)) > 0",
        $"count_values(\"v\", topk(2, {Restarts} - {Restarts} offset 10m)) or absent(kube_pod_info @ 0) or time() % 2").ForAll(
        text => AssertPlayed(Play(text)),
        cases: 400);

    [Fact]
    public void A_changed_monitor_is_played_or_it_is_said_why_not() => Mutations.Of(
        $"change(max(last_5m),last_10m):sum:{Sent}{{kube_namespace:shop}} by {{kube_cluster_name,kube_namespace,pod_name}} > 5",
        $"sum(last_30m):default_zero(monotonic_diff(sum:{Sent}{{*}} by {{pod_name}}.fill(last, 60))) - timeshift(avg:{Sent}{{*}}.rollup(sum, 60), -3600) * 2 >= 0.5").ForAll(
        text => AssertPlayed(Monitor(text)),
        cases: 400);

    private static void AssertPlayed(Timeline played)
    {
        Assert.NotEmpty(played.Statement);
        Assert.Equal(played.NotPlayed is null, played.Groups.Count > 0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(999)]
    public void Less_than_a_second_between_evaluations_is_not_played(int milliseconds) =>
        Assert.Contains("no less than 1s is played", Play($"{Restarts} > 5", interval: TimeSpan.FromMilliseconds(milliseconds)).NotPlayed, StringComparison.Ordinal);

    [Fact]
    public void A_second_between_evaluations_is_played() => Assert.Null(Play($"{Restarts} > 5", interval: TimeSpan.FromSeconds(1)).NotPlayed);

    [Theory]
    [InlineData("max_over_time(kube_pod_info[290y:1ms]) > 0")]
    [InlineData("max_over_time(max_over_time(kube_pod_info[12h:1s])[12h:1s]) > 0")]
    public void A_query_that_looks_at_too_much_is_not_played(string expression) => Assert.Contains("100 million samples", Play(expression).NotPlayed, StringComparison.Ordinal);

    [Fact]
    public void A_budget_that_is_spent_is_spent()
    {
        var budget = new PlayBudget();
        budget.Spend(PlayBudget.Most);
        Assert.Throws<PlayException>(() => budget.Spend(1));
    }

    [Fact]
    public void A_label_that_doubles_again_and_again_is_not_played()
    {
        Assert.Contains("a label of more than", Play(Nested(inner => $"label_join({inner}, \"a\", \"\", \"pod\", \"a\", \"a\")")).NotPlayed, StringComparison.Ordinal);
        Assert.Contains("a label of more than", Play(Nested(inner => $"label_replace({inner}, \"pod\", \"$1$1\", \"pod\", \"(.*)\")")).NotPlayed, StringComparison.Ordinal);

        static string Nested(Func<string, string> around) => $"{Enumerable.Range(0, 40).Aggregate("kube_pod_info", (inner, _) => around(inner))} > 0";
    }

    [Fact]
    public void A_rule_that_makes_another_alert_at_each_moment_is_not_played() =>
        Assert.Contains("more than 100 alerts", Play("count_values(\"at\", vector(time())) > 0", Long).NotPlayed, StringComparison.Ordinal);

    [Theory]
    [InlineData($"sum(last_3y):default_zero(sum:{Sent}{{*}}) > 5", "100 million samples")]
    [InlineData($"sum(last_1h):timeshift(default_zero(sum:{Sent}{{*}}), -1e300) > 5", "a shift of -1E+300 s")]
    public void A_monitor_that_looks_at_too_much_is_not_played(string query, string says) => Assert.Contains(says, Monitor(query, Long).NotPlayed, StringComparison.Ordinal);

    [Fact]
    public void The_longest_times_of_options_are_played() => Assert.Null(
        Monitor($"max(last_5m):sum:{Sent}{{*}} by {{pod_name}} > 5", options: new() { TimeoutH = int.MaxValue, NoDataTimeframe = int.MaxValue, NewGroupDelay = int.MaxValue, NotifyNoData = true }).NotPlayed);
}
