using Unloop.Alerts.Datadog.Reading;
using Unloop.Alerts.Linting;
using Unloop.Alerts.Prometheus.Reading;
using Unloop.Alerts.Sources;
using Unloop.Tests;

namespace Unloop.Alerts.Tests.Sources;

/// <summary>Whatever a file holds, it is read or refused with places, and comes to no more than the bounds say.</summary>
public sealed class HostileFileTests
{
    private const string Query = "change(max(last_5m),last_10m):sum:kubernetes.containers.restarts{kube_namespace:shop} by {kube_cluster_name,kube_namespace,pod_name} > 5";

    private const string Rules = """
        groups:
          - name: crash loops
            interval: 30s
            limit: 10
            labels: &team {team: shop}
            rules:
              - &rule
                alert: Restarts
                expr: |
                  increase(kube_pod_container_status_restarts_total{namespace="shop"}[10m]) > 5
                    and on (namespace, pod) kube_pod_status_ready{condition="false"} == 1
                for: 5m
                labels: {<<: *team, severity: critical}
                annotations:
                  summary: 'Pod {{ $labels.pod }} restarted more than 5 times in the last 10 minutes'
              - {<<: *rule, alert: Again, keep_firing_for: 5m}
          - name: records
            rules:
              - record: job:restarts:rate5m
                expr: "sum by (namespace) (rate(kube_pod_container_status_restarts_total[5m]))"
        """;

    private const string RuleManifest = """
        apiVersion: v1
        kind: List
        items:
        - apiVersion: monitoring.coreos.com/v1
          kind: PrometheusRule
          metadata: {name: a, namespace: shop, labels: {release: kps}}
          spec:
            groups:
            - name: g
              rules:
              - {alert: A, expr: 'max_over_time(kube_pod_container_status_waiting_reason{reason="CrashLoopBackOff"}[5m]) >= 1', for: 15m, labels: {severity: "warning"}}
        """;

    private const string MonitorManifest = $$$"""
        apiVersion: datadoghq.com/v1alpha1
        kind: DatadogMonitor
        metadata: {name: restarts, namespace: shop}
        spec:
          name: Pods crash
          type: query alert
          query: "{{{Query}}}"
          message: "Pod {{pod_name.name}} restarted more than 5 times in 10 minutes. @slack-ops"
          tags: ["team:shop"]
          priority: 1
          options:
            notifyNoData: false
            thresholds: {critical: "5", warning: "3"}
        ---
        apiVersion: datadoghq.com/v1alpha1
        kind: DatadogGenericResource
        metadata: {name: load}
        spec:
          type: monitor
          jsonSpec: |-
            {"name": "Load", "type": "query alert", "query": "{{{Query}}}",
             "options": {"thresholds": {"critical": 5} } }
        """;

    private const string Json = $$$"""
        {"monitors": [{"id": 7, "name": "Pods crash", "type": "query alert", "query": "{{{Query}}}", "message": "m \u00e9 @slack-ops", "tags": ["a:b"], "priority": 2,
          "options": {"thresholds": {"critical": 5, "warning": 2.5}, "notify_no_data": false, "renotify_statuses": ["alert"], "new_group_delay": 60} }]}
        """;

    private const string Terraform = $$$"""
        # alerts
        resource "datadog_monitor" "restarts" {
          name    = "Pods crash ${var.env}"
          type    = "query alert"
          query   = "{{{Query}}}"
          message = <<-EOT
            Pod {{pod_name.name}} restarted. @slack-ops
          EOT
          tags     = ["a:b", var.team]
          priority = "1"
          monitor_thresholds {
            critical = 5
            warning  = "3"
          }
        }
        resource "datadog_monitor_json" "load" {
          monitor = jsonencode({ name = "Load", type = "query alert", query : "{{{Query}}}", options = { thresholds = { critical = 5 } } })
        }
        """;

    public static TheoryData<string, string[]> Forms => new()
    {
        { "rules.yaml", [Rules, RuleManifest] },
        { "monitor.yaml", [MonitorManifest] },
        { "monitor.json", [Json] },
        { "main.tf", [Terraform] },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void What_is_changed_here_is_valid(string name, string[] valid) => Assert.All(valid, text =>
    {
        var result = Linter.Lint([new LintFile(name, text)]);
        Assert.Empty(result.Problems);
        Assert.NotEqual(0, result.Checked);
    });

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_changed_file_is_read_or_refused_with_places_and_within_the_bounds(string name, string[] valid) => Mutations.Of(valid).ForAll(
        text =>
        {
            var file = new SourceFile(name, text);
            var tree = SourceReader.Read(file);
            Assert.All(tree.Errors, e => Assert.InRange(e.At, 0, text.Length));
            Assert.InRange(tree.Documents.Sum(d => Count(d, 0)), 0, text.Length + 400_000);

            var rules = RuleFileReader.Read(file, tree);
            Assert.All(rules.Errors, e => AssertIn(file, e.At.Line, e.At.Column));
            Assert.All(rules.Rules, r => AssertIn(file, r.Expr.PlaceOf(r.Expr.Value.Length).Line, r.Expr.PlaceOf(r.Expr.Value.Length).Column));
            Assert.All(MonitorReader.Read(file, tree).Problems, p => Assert.StartsWith($"{name}:", p.Message, StringComparison.Ordinal));

            var result = Linter.Lint([new LintFile(name, text)]);
            Assert.All(result.Items, i => AssertIn(file, i.At.Line!.Value, i.At.Column!.Value));
            Assert.All(result.Problems, p => Assert.StartsWith(name, p.Message, StringComparison.Ordinal));
        },
        cases: 600);

    /// <summary>Each List holds the one before ten times; read one by one they would come to 10^9.</summary>
    [Theory]
    [InlineData("prometheus")]
    [InlineData("datadog")]
    [InlineData(null)]
    public void Lists_of_Lists_that_are_repeated_without_end_are_refused_at_once(string? provider)
    {
        var lists = "apiVersion: v1\nkind: List\nitems:\n- &l0 {apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: Secret}]}\n"
            + string.Concat(Enumerable.Range(1, 9).Select(i => $"- &l{i} {{apiVersion: v1, kind: List, items: [{string.Join(", ", Enumerable.Repeat($"*l{i - 1}", 10))}]}}\n"));

        var problem = Assert.Single(Linter.Lint([new LintFile("lists.yaml", lists)], provider).Problems);

        Assert.StartsWith("lists.yaml:9:", problem.Message, StringComparison.Ordinal);
        Assert.Contains("its aliases repeat more than", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {name: a}\nspec: {groups: [{name: g, rules: [{alert: A, expr: up}]}]}\n")]
    [InlineData("apiVersion: datadoghq.com/v1alpha1\nkind: DatadogMonitor\nmetadata: {name: a}\nspec: {query: 'avg(last_5m):avg:a{*} > 1', type: query alert}\n")]
    public void Lists_in_Lists_are_read_three_deep_and_below_that_it_is_said(string manifest)
    {
        var source = new SourceFile("m.yaml", Nested(3));
        Assert.Equal(1, RuleFileReader.Read("m.yaml", Nested(3)).Rules.Count() + MonitorReader.Read(source).Monitors.Count);

        source = new SourceFile("m.yaml", $"{Nested(4)}---\n{manifest}");
        var problems = RuleFileReader.Read("m.yaml", source.Text).Errors.Select(e => e.Message).Concat(MonitorReader.Read(source).Problems.Select(p => p.Message));
        Assert.Contains(problems, m => m.Contains("Lists stand in one another more than 3 times", StringComparison.Ordinal));

        string Nested(int depth) => Enumerable.Range(0, depth).Aggregate(manifest, (inner, _) => $"apiVersion: v1\nkind: List\nitems:\n- {inner.TrimEnd().Replace("\n", "\n  ", StringComparison.Ordinal)}\n");
    }

    [Fact]
    public void A_field_that_stands_twice_in_JSON_is_an_error()
    {
        var problem = Assert.Single(Linter.Lint([new LintFile("m.json", Json.Replace("\"priority\": 2", "\"name\": \"b\"", StringComparison.Ordinal))]).Problems);
        Assert.StartsWith("m.json:1:", problem.Message, StringComparison.Ordinal);
        Assert.Contains("the field 'name' stands here a second time", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void YAML_in_braces_is_no_broken_JSON()
    {
        var result = Linter.Lint([new LintFile("rules.yaml", "{groups: [{name: a, rules: [{alert: A, expr: up == 0}]}]}\n")], "prometheus");
        Assert.Empty(result.Problems);
        Assert.Equal(1, result.Checked);
        Assert.NotEmpty(Linter.Lint([new LintFile("rules.json", "{groups: []}\n")], "prometheus").Problems);
    }

    [Fact]
    public void A_template_of_Helm_that_is_no_YAML_is_said_to_be_one() => Assert.Contains(
        "a template of Helm", Assert.Single(Linter.Lint([new LintFile("rules.yaml", "{{- range .Values.rules }}\n- name: {{ .name }}\n{{- end }}\n")]).Problems).Message, StringComparison.Ordinal);

    /// <summary>Not a measurement: to search for the end of each would not end in the time that tests have.</summary>
    [Theory]
    [InlineData("a = <<A\n")]
    [InlineData("a = \"${\n")]
    [InlineData("b {\n")]
    [InlineData("a = [\n")]
    [InlineData("/* ")]
    public void What_is_opened_very_often_and_never_closed_is_read_in_one_go(string opening) =>
        Assert.NotNull(HclSource.Read(PlacedText.Of(string.Concat(Enumerable.Repeat(opening, 300_000)))));

    [Fact]
    public void Interpolations_that_do_not_end_are_text() =>
        Assert.NotEmpty(HclSource.Read(PlacedText.Of($"a = \"{string.Concat(Enumerable.Repeat("${", 500_000))}\"\nb = ]\n")).Errors);

    private static void AssertIn(SourceFile file, int line, int column) => Assert.True(line >= 1 && column >= 1 && column <= file.Line(line).Length + 2);

    private static long Count(SourceNode node, int depth)
    {
        Assert.InRange(depth, 0, SourceReader.MaximumDepth + 1);
        return 1 + (node is SourceMap map ? map.Entries.Sum(e => Count(e.Value, depth + 1)) : node.Items.Sum(i => Count(i, depth + 1)));
    }
}
