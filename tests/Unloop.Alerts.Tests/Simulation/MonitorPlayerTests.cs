using Unloop.Alerts.Datadog;
using Unloop.Alerts.Datadog.Query;
using Unloop.Alerts.Simulation;

namespace Unloop.Alerts.Tests.Simulation;

public class MonitorPlayerTests
{
    private const string Pod = "by {kube_cluster_name,kube_namespace,pod_name}";
    private const string Burst = $"change(max(last_5m),last_10m):sum:kubernetes.containers.restarts{{*}} {Pod} > 5";
    private const string Counted = $"sum(last_10m):monotonic_diff(sum:kubernetes.containers.restarts{{*}} {Pod}) > 5";
    private const string Sparse = $"max(last_10m):max:kubernetes_state.container.status_report.count.waiting{{reason:crashloopbackoff}} {Pod} >= 1";
    private const string SparseToZero = $"max(last_10m):default_zero(max:kubernetes_state.container.status_report.count.waiting{{reason:crashloopbackoff}} {Pod}) >= 1";

    private static Timeline Play(string query, string scenario = "crash-at-once", DatadogMonitorOptions? options = null) =>
        Simulator.Play(new DatadogMonitor { Query = query, Options = options ?? new() }, Scenarios.Named(scenario, new ScenarioOptions { Until = TimeSpan.FromMinutes(60) })!);

    /// <summary>In minutes, from a moment before the first crash on.</summary>
    private static string Phases(Timeline timeline) => string.Join(' ', timeline.Groups[0].Phases.Where(p => p.To > TimeSpan.FromMinutes(-1))
        .Select(p => $"{p.State}@{Math.Max(-1, p.From.TotalMinutes)}"));

    [Theory]
    [InlineData("crash-at-once", Burst, "Ok@-1 Firing@6 Resolved@15")]
    [InlineData("crash-after-30s", Burst, "Ok@-1 Firing@8 Resolved@15")]
    [InlineData("crash-after-60s", Burst, "Ok@-1")]
    [InlineData("slow-leak", Burst, "Ok@-1")]
    [InlineData("crash-at-once", Counted, "Ok@-1 Firing@6 Resolved@10")]
    [InlineData("crash-at-once", SparseToZero, "NoData@-1 Firing@2")]
    [InlineData("crash-after-60s", SparseToZero, "NoData@-1 Firing@3")]
    [InlineData("slow-leak", SparseToZero, "NoData@-1")]
    [InlineData("recovery", SparseToZero, "NoData@-1 Firing@2 Resolved@26")]
    [InlineData("crash-at-once", $"max(last_5m):sum:kubernetes.containers.restarts{{*}} {Pod} > 5", "Ok@-1 Firing@6")]
    [InlineData("recovery", $"max(last_5m):sum:kubernetes.containers.restarts{{*}} {Pod} > 5", "Ok@-1 Firing@6")]
    [InlineData("crash-at-once", $"change(max(last_5m),last_5m):sum:kubernetes.containers.restarts{{*}} {Pod} > 5", "Ok@-1")]
    [InlineData("crash-at-once", $"change(max(last_5m),last_2h):sum:kubernetes.containers.restarts{{*}} {Pod} > 4", "Ok@-1 Firing@3")]
    [InlineData("init-crash", "max(last_5m):max:kubernetes_state.initcontainer.waiting{*} by {pod_name} >= 1", "NoData@0 Firing@2")]
    [InlineData("slow-leak", "max(last_10m):max:kubernetes.containers.last_state.terminated{reason:oomkilled} by {pod_name} >= 1", "NoData@-1 Firing@2")]
    public void A_monitor_fires_and_goes_silent_at_computed_times(string scenario, string query, string phases) => Assert.Equal(phases, Phases(Play(query, scenario)));

    [Fact]
    public void A_change_sees_nothing_of_pods_younger_than_what_it_looks_back()
    {
        var timeline = Play(Burst, "bad-deployment");
        Assert.Equal("NoData@0 Ok@11", Phases(timeline));
        Assert.Contains("no value for the first 11 min of a new pod", timeline.Statement, StringComparison.Ordinal);
    }

    /// <summary>Three pods make six restarts in ten minutes for ever.</summary>
    [Fact]
    public void Without_groups_all_pods_are_one_alert()
    {
        var timeline = Play("sum(last_10m):monotonic_diff(sum:kubernetes.containers.restarts{kube_namespace:shop}) > 5", "bad-deployment");
        Assert.Empty(Assert.Single(timeline.Groups).Labels);
        Assert.Equal("NoData@0 Firing@1", Phases(timeline));
    }

    [Fact]
    public void Every_group_is_an_alert_of_its_own()
    {
        var timeline = Play(SparseToZero, "bad-deployment");
        Assert.Equal(3, timeline.Groups.Count);
        Assert.StartsWith("3 alerts of it fire, one for each pod_name; each fires 2 min after the first crash", timeline.Statement, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, "NoData@-1 Firing@2")]
    [InlineData("default", null, "NoData@-1 Firing@2")]
    [InlineData("resolve", null, "NoData@-1 Firing@2 Resolved@26")]
    [InlineData("show_no_data", null, "NoData@-1 Firing@2 NoData@26")]
    [InlineData("show_and_notify_no_data", null, "NoData@-1 Firing@2 NoData@26")]
    [InlineData(null, true, "NoData@-1 Firing@2 NoData@45")]
    public void What_comes_of_missing_data_is_as_it_was_set(string? onMissing, bool? notify, string phases) =>
        Assert.Equal(phases, Phases(Play(Sparse, "recovery", new() { OnMissingData = onMissing, NotifyNoData = notify })));

    [Fact]
    public void After_its_time_out_an_alert_without_data_is_over()
    {
        var scenario = Scenarios.Named("recovery", new ScenarioOptions { Until = TimeSpan.FromMinutes(100) })!;
        var timeline = Simulator.Play(new DatadogMonitor { Query = Sparse, Options = new() { TimeoutH = 1 } }, scenario);
        Assert.Equal("NoData@-1 Firing@2 Resolved@85", Phases(timeline));
    }

    [Theory]
    [InlineData(0, "Ok@-1 Firing@6 Resolved@10")]
    [InlineData(300, "Ok@-1 Firing@6 Resolved@10")]
    public void A_pod_that_was_there_before_is_no_new_group(int delay, string phases) => Assert.Equal(phases, Phases(Play(Counted, options: new() { NewGroupDelay = delay })));

    [Theory]
    [InlineData(null, "NoData@0 Ok@2 Firing@6")]
    [InlineData(0, "NoData@0 Ok@1 Firing@6")]
    [InlineData(480, "NoData@0 Firing@9")]
    public void A_new_group_is_left_alone_for_its_delay(int? delay, string phases) =>
        Assert.Equal(phases, Phases(Play($"max(last_5m):sum:kubernetes.containers.restarts{{*}} {Pod} > 5", "bad-deployment", new() { NewGroupDelay = delay })));

    [Fact]
    public void A_warning_comes_before_and_a_recovery_threshold_keeps_the_alert() => Assert.Equal(
        "Ok@-1 Warning@1 Firing@6 Warning@18",
        Phases(Play(Counted.Replace("last_10m", "last_15m", StringComparison.Ordinal), options: new() { Thresholds = new() { Critical = 5, Warning = 2, CriticalRecovery = 3 } })));

    [Fact]
    public void A_full_window_of_a_sparse_metric_is_never_evaluated() => Assert.Equal(
        "NoData@-1", Phases(Play(Sparse, "crash-after-60s", new() { RequireFullWindow = true })).Split(" Firing")[0]);

    [Fact]
    public void A_delay_of_evaluation_delays_all() => Assert.Equal("Ok@-1 Firing@11 Resolved@15", Phases(Play(Counted, options: new() { EvaluationDelay = 300 })));

    [Theory]
    [InlineData(5, 1)]
    [InlineData(24, 10)]
    [InlineData(48, 30)]
    public void Long_windows_are_looked_at_less_often(int hours, int minutes) => Assert.Equal(TimeSpan.FromMinutes(minutes), MonitorPlayer.FrequencyOf(TimeSpan.FromHours(hours)));

    [Theory]
    [InlineData("avg(last_5m):anomalies(sum:kubernetes.containers.restarts{*}, 'basic', 2) >= 1", "the function anomalies with words cannot be played")]
    [InlineData("avg(last_5m):ewma_5(sum:kubernetes.containers.restarts{*}) >= 1", "the function ewma_5 cannot be played")]
    [InlineData("sum(last_5m):sum:kubernetes.containers.restarts{*}.as_count() > 5", "as_count() of a gauge cannot be played")]
    [InlineData("avg(last_5m):avg:system.cpu.idle{*} < 5", "system.cpu.idle is not among the metrics that are simulated")]
    [InlineData("sum:kubernetes.containers.restarts{*} > 5", "does not begin with a time window")]
    [InlineData("max(last_5m):sum:kubernetes.containers.restarts{$env} > 5", "the variable $env cannot be played")]
    [InlineData("percentile(last_5m):sum:kubernetes.containers.restarts{*} > 5", "the time aggregation percentile cannot be played")]
    [InlineData("max(last_5m):sum:kubernetes.containers.restarts{*", "")]
    [InlineData("\"http.can_connect\".over(\"*\").last(2).count_by_status()", "it is no metric query")]
    public void What_cannot_be_played_is_named(string query, string words)
    {
        var timeline = Play(query);
        Assert.Empty(timeline.Groups);
        Assert.Contains(words, timeline.NotPlayed, StringComparison.Ordinal);
        Assert.StartsWith("It was not played", timeline.Statement, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_of_another_product_is_played_as_what_it_is()
    {
        var timeline = Play("sum:kubernetes.pod.restart.count{*} by {pod_name, cluster_name} > 5");
        Assert.Null(timeline.NotPlayed);
        Assert.Equal("NoData@-1", Phases(timeline));
        Assert.Contains("a name of Sysdig", timeline.Statement, StringComparison.Ordinal);
        Assert.Contains("begin with a time window", timeline.Statement, StringComparison.Ordinal);
    }
}
