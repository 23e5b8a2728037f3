using System.Text.Json.Nodes;
using Unloop.Alerts.Generation;
using Unloop.Alerts.Planning;
using Unloop.Alerts.Prometheus;
using Unloop.Core.Facts;
using Unloop.Engine.Monitoring.Prometheus;

namespace Unloop.Engine.Tests.Monitoring;

public sealed class RuleWatchTests
{
    private const string Expr = "max by (namespace, pod) (restarts{namespace=\"shop\"}) - restarts offset 10m > 5";

    private static readonly LoadedRule Loaded = new() { Group = "g", File = "/etc/rules/shop-web-uid.yaml", Name = "Burst", Query = Expr, Duration = TimeSpan.FromMinutes(10), IsAlert = true, State = "inactive", Health = "ok" };

    private static readonly MonitoringSetup Selecting = new()
    {
        Prometheus = [new("monitoring", "k8s", new(new Dictionary<string, string> { ["release"] = "stack" }, []), new(new Dictionary<string, string>(), []), null, null)],
    };

    [Fact]
    public async Task A_rule_that_is_loaded_and_has_data_is_watching()
    {
        var state = await LookAsync(new() { Rules = [Loaded with { State = "firing" }] });

        Assert.Equal(("Burst", "firing", true, null), (state.Name, state.State, state.IsWatching, state.Says));
    }

    [Theory]
    [InlineData("max(restarts{namespace='shop'}) by (namespace,pod)\n  - (restarts offset 600s) > 5", false)]
    [InlineData("max by (namespace, pod) (restarts{namespace=\"shop\"})\n  - restarts offset 600s > 5", true)]
    public async Task Another_layout_is_the_same_rule_and_other_parentheses_are_not_taken_for_it(string written, bool isLoaded) =>
        Assert.Equal(isLoaded, (await LookAsync(new() { Rules = [Loaded] }, expr: written)).State != "not loaded");

    [Fact]
    public async Task An_older_text_of_it_is_not_loaded()
    {
        var older = await LookAsync(new() { Rules = [Loaded with { Duration = TimeSpan.Zero }], Configuration = new(true, DateTimeOffset.UnixEpoch) });

        Assert.Equal(("not loaded", false), (older.State, older.IsWatching));
        Assert.Contains("an older text", older.Says, StringComparison.Ordinal);
        Assert.Contains("1970-01-01 00:00:00 UTC", older.Says, StringComparison.Ordinal);
        Assert.Equal("not loaded", (await LookAsync(new() { Rules = [Loaded with { Query = "up == 1" }] })).State);
    }

    [Fact]
    public async Task A_rule_of_its_name_in_another_group_is_another_rule() =>
        Assert.Equal("not loaded", (await LookAsync(new() { Rules = [Loaded with { Group = "other" }, Loaded with { IsAlert = false }] })).State);

    [Fact]
    public async Task Labels_that_are_not_selected_are_the_reason_and_are_named()
    {
        var state = await LookAsync(new(), Selecting);

        Assert.Equal("Prometheus monitoring/k8s does not select it: it wants release=stack.", state.Says);
    }

    [Fact]
    public async Task An_object_with_the_labels_is_only_not_there_yet()
    {
        var state = await LookAsync(new() { Configuration = new(true, DateTimeOffset.UnixEpoch) }, Selecting, labels: ("release", "stack"));

        Assert.Contains("the operator needs up to some minutes", state.Says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reload_that_failed_is_said() =>
        Assert.Contains("Its last reload failed", (await LookAsync(new() { Configuration = new(false, null) }, Selecting, labels: ("release", "stack"))).Says, StringComparison.Ordinal);

    [Fact]
    public async Task A_Prometheus_that_has_read_its_rules_since_and_has_it_not_may_be_another_one()
    {
        var state = await LookAsync(new() { Configuration = new(true, new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero)) }, Selecting, labels: ("release", "stack"));

        Assert.Contains("is that the Prometheus of this cluster?", state.Says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rule_whose_evaluation_fails_is_an_error()
    {
        var state = await LookAsync(new() { Rules = [Loaded with { Health = "err", LastError = "many-to-many matching not allowed" }] });

        Assert.Equal(("error", false), (state.State, state.IsWatching));
        Assert.Contains("many-to-many", state.Says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rule_without_data_is_not_watching_and_the_source_of_the_data_is_named()
    {
        var none = await LookAsync(new() { Rules = [Loaded], Counts = { ["restarts"] = 0 } });

        Assert.Equal(("inactive", false), (none.State, none.IsWatching));
        Assert.Contains("no series of restarts. There is no kube-state-metrics in the cluster", none.Says, StringComparison.Ordinal);

        var unscraped = await LookAsync(new() { Rules = [Loaded], Counts = { ["restarts"] = 0 } }, new() { KubeStateMetrics = new("monitoring", "deployment/ksm", null) });

        Assert.Contains("deployment/ksm in namespace monitoring): is it scraped?", unscraped.Says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_count_that_could_not_be_had_is_no_missing_data() =>
        Assert.True((await LookAsync(new() { Rules = [Loaded], Counts = { ["restarts"] = null } })).IsWatching);

    [Fact]
    public async Task Reasons_have_series_only_while_something_is_wrong()
    {
        const string waiting = "max_over_time(kube_pod_container_status_waiting_reason{reason=\"CrashLoopBackOff\"}[10m]) >= 1";
        var server = new FakePrometheus { Rules = [Loaded with { Query = waiting }], Counts = { ["kube_pod_container_status_waiting_reason"] = 0 } };

        Assert.True((await LookAsync(server, expr: waiting)).IsWatching);
        Assert.Equal(DataState.Unknown, Assert.Single(await new RuleWatch(server, new()).ProveAsync([Desired(waiting)], Token)).State);
    }

    [Fact]
    public async Task Missing_series_and_missing_labels_are_proven_before_anything_is_made()
    {
        var server = new FakePrometheus { Counts = { ["a"] = 0, ["b"] = 3, ["b{uid!=\"\"}"] = 0, ["c"] = 2, ["c{x=\"1\"}"] = 1, ["c{x=\"1\",uid!=\"\"}"] = 1 } };
        var desired = Desired("up == 0") with { Needs = [new("a", []), new("b", ["uid"]), new("c", ["uid"], "x=\"1\"")] };

        var checks = await new RuleWatch(server, new()).ProveAsync([desired], Token);

        Assert.Equal([DataState.Absent, DataState.Absent, DataState.Present], checks.Select(c => c.State));
        Assert.Contains("honorLabels", checks[1].Instead, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Prometheus_that_does_not_answer_says_nothing_about_the_rules()
    {
        var states = await new RuleWatch(new FakePrometheus { Problem = new(ProblemKind.Unreachable, "gone") }, new()).LookAsync([Existing(Expr)], Token);

        Assert.Empty(states.States);
        Assert.Equal("gone", states.Problem!.Message);
    }

    [Fact]
    public async Task Without_an_address_it_is_said_what_to_give_and_what_the_labels_tell_all_the_same()
    {
        var state = Assert.Single((await new RuleWatch(null, Selecting).LookAsync([Existing(Expr)], Token)).States);

        Assert.Equal(("unknown", false), (state.State, state.IsWatching));
        Assert.Contains("it wants release=stack", state.Says, StringComparison.Ordinal);
        Assert.Contains("--prometheus-url", state.Says, StringComparison.Ordinal);
        Assert.Equal(DataState.Unknown, Assert.Single(await new RuleWatch(null, Selecting).ProveAsync([Desired("restarts{} > 1")], Token)).State);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task<MonitorState> LookAsync(FakePrometheus server, MonitoringSetup? setup = null, string expr = Expr, params (string Key, string Value)[] labels)
    {
        var states = await new RuleWatch(server, setup ?? new()).LookAsync([Existing(expr, labels)], Token);
        Assert.Null(states.Problem);
        return Assert.Single(states.States);
    }

    private static DesiredMonitor Desired(string expr, params (string Key, string Value)[] labels) => RuleObject.Desired(
        new AlertScope(null, "shop", "Deployment", "web"),
        [new RuleGroup { Name = "g", Rules = [new Rule { Alert = "Burst", Expr = expr, For = "10m" }, new Rule { Record = "r", Expr = "vector(1)" }] }],
        "shop",
        "web",
        labels.ToDictionary(l => l.Key, l => l.Value));

    private static ExistingMonitor Existing(string expr, params (string Key, string Value)[] labels)
    {
        var body = Desired(expr, labels).Body;
        body["metadata"]!["creationTimestamp"] = "2026-05-01T12:00:00Z";
        return RuleObject.Existing(body.DeepClone().AsObject());
    }

    private sealed class FakePrometheus : IPrometheus
    {
        public IReadOnlyList<LoadedRule> Rules { get; init; } = [];
        public ConfigurationState? Configuration { get; init; }
        public Problem? Problem { get; init; }

        /// <summary>By selector; null is an error, and what is not here has one series.</summary>
        public Dictionary<string, long?> Counts { get; } = [];
        public string Address => "http://prometheus:9090";

        public Task<LoadedRules> RulesAsync(CancellationToken cancellationToken) => Task.FromResult(new LoadedRules(Rules, Problem));

        public Task<ConfigurationState?> ConfigurationAsync(CancellationToken cancellationToken) => Task.FromResult(Configuration);

        public Task<SeriesCount> CountAsync(string selector, CancellationToken cancellationToken) =>
            Task.FromResult(Counts.TryGetValue(selector, out var count) ? new SeriesCount(count, count is null ? new(ProblemKind.Failed, "no") : null) : new(1));
    }
}
