using System.Globalization;
using System.Text;
using Unloop.Alerts.Prometheus;
using Unloop.Alerts.Prometheus.Expressions;
using Unloop.Alerts.Simulation;
using Unloop.Alerts.Simulation.PromQl;
using Unloop.Alerts.Tests.Simulation.PromQl;
using Unloop.Tests;

namespace Unloop.Alerts.Tests.Simulation;

public class RulePlayerTests
{
    private const string Restarts = "kube_pod_container_status_restarts_total";
    private const string Waiting = "kube_pod_container_status_waiting_reason{reason=\"CrashLoopBackOff\"}";

    private static readonly Rule[] Rules =
    [
        new() { Alert = "MoreThanFive", Expr = $"increase({Restarts}[10m]) > 5" },
        new() { Alert = "SixOrMore", Expr = $"increase({Restarts}[10m]) >= 6" },
        new() { Alert = "MoreThanFiveForFive", Expr = $"increase({Restarts}[10m]) > 5", For = "5m" },
        new() { Alert = "Exact", Expr = $"{Restarts} - {Restarts} offset 10m > 5" },
        new() { Alert = "ExactAndNewborn", Expr = $"{Restarts} - ({Restarts} offset 10m or {Restarts} * 0 and on (namespace, pod, uid) time() - kube_pod_created < 600) > 5" },
        new() { Alert = "Total", Expr = $"{Restarts} > 5" },
        new() { Alert = "KubePodCrashLooping", Expr = $"max_over_time({Waiting}[5m]) >= 1", For = "15m" },
        new() { Alert = "State", Expr = $"max_over_time({Waiting}[10m]) >= 1 or max_over_time({Waiting.Replace("container", "init_container", StringComparison.Ordinal)}[10m]) >= 1", For = "10m" },
        new() { Alert = "WaitingNow", Expr = $"{Waiting} == 1", For = "3m" },
        new() { Alert = "WaitingNowKept", Expr = $"{Waiting} == 1", For = "3m", KeepFiringFor = "4m" },
        new() { Alert = "ByDeployment", Expr = "sum by (namespace, owner_name) (increase(kube_pod_container_status_restarts_total[10m]) * on (namespace, pod) group_left (owner_name) kube_pod_owner) > 5" },
        new() { Alert = "NotReady", Expr = "kube_deployment_spec_replicas - kube_deployment_status_replicas_available >= 2", For = "2m" },
    ];

    private const int Minutes = 40;

    /// <summary>What promtool's clock shows at the first crash, in milliseconds.</summary>
    private const long FirstCrash = 900_000;

    /// <summary>
    /// The files are a rule file and tests for <c>promtool test rules</c>, which 2.42 passes: Prometheus itself fires each rule at the minutes that stand there, on the samples that
    /// we say kube-state-metrics would have given.
    /// </summary>
    [Fact]
    public void Every_rule_fires_at_the_minutes_at_which_Prometheus_fires_it()
    {
        var rules = new StringBuilder("groups:\n  - name: played\n    rules:\n");
        foreach (var rule in Rules)
        {
            rules.Append(CultureInfo.InvariantCulture, $"      - alert: {rule.Alert}\n        expr: {PromtoolFile.Quoted(rule.Expr)}\n");
            rules.Append(rule.For is null ? "" : $"        for: {rule.For}\n").Append(rule.KeepFiringFor is null ? "" : $"        keep_firing_for: {rule.KeepFiringFor}\n");
        }

        var tests = new StringBuilder("rule_files: [rules.yaml]\nevaluation_interval: 1m\ntests:\n");
        foreach (var name in (string[])["crash-at-once", "crash-after-30s", "bad-deployment", "init-crash", "recovery"])
        {
            Add(tests, Scenarios.Named(name, new ScenarioOptions { Until = TimeSpan.FromMinutes(Minutes) })!);
        }

        Snapshot.Match(rules.ToString(), "rules.yaml");
        Snapshot.Match(tests.ToString(), "rules.test.yaml");
    }

    private static void Add(StringBuilder tests, Scenario scenario)
    {
        var samples = KubeStateSamples.Of(scenario);
        var used = samples.All
            .Where(s => Rules.Any(r => r.Expr.Contains(s.Metric, StringComparison.Ordinal)))
            .Select(s => new SampleSeries(s.Metric, s.Labels, [.. s.Samples.Select(x => Shifted(s.Metric, x)).Where(x => x.At >= 0)]));
        tests.Append(CultureInfo.InvariantCulture, $"  - name: {scenario.Name}\n    interval: 1s\n{PromtoolFile.Series(used, 1000)}    alert_rule_test:\n");
        foreach (var rule in Rules)
        {
            var groups = RulePlayer.Play(rule, ExpressionParser.Parse(rule.Expr).Tree!, scenario, samples, TimeSpan.FromMinutes(1), Engine.Version2);
            var alerts = Enumerable.Range(0, Minutes).Select(m => string.Join(", ", groups.Where(g => IsFiring(g, m)).Select(Alert))).ToList();
            // Before and after each change, and at the end.
            foreach (var minute in Enumerable.Range(0, Minutes).Where(m => m == Minutes - 1 || alerts[m] != alerts[m + 1] || (m > 0 && alerts[m] != alerts[m - 1])))
            {
                tests.Append(CultureInfo.InvariantCulture, $"      - {{eval_time: {minute + (FirstCrash / 60_000)}m, alertname: {rule.Alert}, exp_alerts: [{alerts[minute]}]}}\n");
            }
        }
    }

    private static bool IsFiring(GroupTimeline group, int minute) =>
        group.Phases.Any(p => p.State == AlertState.Firing && p.From <= TimeSpan.FromMinutes(minute) && TimeSpan.FromMinutes(minute) < p.To);

    private static Sample Shifted(string metric, Sample sample)
    {
        const long By = SimulatedTime.FirstCrash - FirstCrash;
        return new Sample(sample.At - By, metric == "kube_pod_created" ? sample.Value - (By / 1000) : sample.Value);
    }

    private static string Alert(GroupTimeline group) =>
        $"{{exp_labels: {{{string.Join(", ", group.Labels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}: {PromtoolFile.Quoted(l.Value)}"))}}}}}";
}
