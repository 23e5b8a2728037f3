using Unloop.Alerts.Linting;
using Unloop.Alerts.Prometheus.Checks;
using Unloop.Alerts.Prometheus.Reading;
using Unloop.Core.Facts;

namespace Unloop.Alerts.Tests.Prometheus.Checks;

/// <summary>What can be checked only with the cluster at hand, and what the frame of the lint adds.</summary>
public sealed class ClusterChecksTests
{
    private const string Manifest = """
        apiVersion: monitoring.coreos.com/v1
        kind: PrometheusRule
        metadata:
          name: crashes
          namespace: monitoring
          labels:
            app: shop
        spec:
          groups:
          - name: a
            rules:
            - alert: NotReady
              expr: kube_pod_status_ready{condition="false"} == 1
              for: 15m
              labels: {severity: warning}
              annotations: {summary: "{{ $labels.pod }} is not ready."}
        """;

    [Fact]
    public void A_label_that_the_selector_wants_is_named_with_its_place_and_the_repaired_labels()
    {
        var finding = Assert.Single(Check(Manifest, Selecting(new() { ["release"] = "kps" })));

        Assert.Equal(("rule-not-selected", 6, 3), (finding.Id, finding.At.Line, finding.At.Column));
        Assert.Equal("The PrometheusRule monitoring/crashes lacks release: kps, by which Prometheus monitoring/k8s selects rules.", finding.Statement);
        Assert.Equal("labels:\n  app: shop\n  release: kps", finding.Replacement);
    }

    [Fact]
    public void Values_that_YAML_takes_for_something_else_are_quoted()
    {
        var finding = Assert.Single(Check(Manifest, Selecting(new() { ["enabled"] = "true", ["version"] = "1.0" })));

        Assert.Equal("labels:\n  app: shop\n  enabled: \"true\"\n  version: \"1.0\"", finding.Replacement);
    }

    [Theory]
    [InlineData("app", "shop")]
    [InlineData(null, null)]
    public void A_selector_that_the_labels_satisfy_or_that_takes_all_is_no_finding(string? name, string? value) =>
        Assert.Empty(Check(Manifest, Selecting(name is null ? [] : new() { [name] = value! })));

    [Fact]
    public void One_Prometheus_of_two_that_takes_the_rules_is_enough() =>
        Assert.Empty(Check(Manifest, [.. Selecting(new() { ["release"] = "kps" }), .. Selecting([])]));

    [Fact]
    public void Another_namespace_is_an_obstacle_that_no_label_removes()
    {
        var finding = Assert.Single(Check(Manifest.Replace("namespace: monitoring", "namespace: shop", StringComparison.Ordinal), Selecting([], ownNamespaceOnly: true)));

        Assert.Contains("its own namespace only", finding.Statement, StringComparison.Ordinal);
        Assert.Null(finding.Replacement);
    }

    [Fact]
    public void A_plain_rule_file_is_selected_by_nobody_and_needs_no_labels() =>
        Assert.Empty(Check("groups:\n" + Manifest[Manifest.IndexOf("  - name: a", StringComparison.Ordinal)..], Selecting(new() { ["release"] = "kps" })));

    [Fact]
    public void Without_kube_state_metrics_its_rules_have_no_data()
    {
        var setup = new MonitoringSetup { Prometheus = Selecting([]) };
        var finding = Assert.Single(RuleCheckList.Check([RuleFileReader.Read("m.yaml", Manifest)], new() { Setup = setup }));

        Assert.Equal(("no-metrics-source", 13), (finding.Id, finding.At.Line));
        Assert.Empty(RuleCheckList.Check([RuleFileReader.Read("m.yaml", Manifest.Replace("kube_pod_status_ready{condition=\"false\"} == 1", "up == 0", StringComparison.Ordinal))], new() { Setup = setup }));
    }

    [Fact]
    public void What_could_not_be_looked_at_may_be_there()
    {
        var setup = new MonitoringSetup { Prometheus = Selecting([]), Gaps = [new Gap { What = "deployments", Reason = GapReason.Forbidden }] };

        Assert.Empty(RuleCheckList.Check([RuleFileReader.Read("m.yaml", Manifest)], new() { Setup = setup }));
    }

    [Fact]
    public void A_metric_that_has_data_is_known()
    {
        const string Query = "kube_pod_happiness_index > 1";

        Assert.Single(Linter.Lint([LintFile.Query(Query)], "prometheus").Items);
        Assert.Empty(Linter.Lint([LintFile.Query(Query)], "prometheus", new() { KnownMetrics = new HashSet<string> { "kube_pod_happiness_index" } }).Items);
    }

    [Theory]
    [InlineData("kube_pod_container_status_restarts_total > 5", "counter-against-constant")]
    [InlineData("increase(kube_pod_container_status_restarts_total[10m]) > 5", "increase-off-by-one", "restart-rate-alone")]
    [InlineData("sum by (pod) (increase(kube_pod_container_status_restarts_total{job=\"a\"}[10m]) > 5", "rule-does-not-parse")]
    public void A_query_is_told_by_its_language_and_checked_without_a_file(string query, params string[] expected)
    {
        var result = Linter.Lint([LintFile.Query(query)]);

        Assert.Equal(expected, result.Items.Select(i => i.Id).Order(StringComparer.Ordinal));
        Assert.All(result.Items, i => Assert.Null(i.At.File));
        Assert.Equal(1, result.Checked);
    }

    [Fact]
    public void Errors_of_a_file_are_problems_with_their_place()
    {
        var result = Linter.Lint([new LintFile("rules.yaml", "groups:\n- name: a\n  rules:\n  - alert: A\n    expr: up == 0\n    fro: 5m\n")]);

        Assert.Contains("rules.yaml:6:5: a rule has no field 'fro'; did you mean 'for'?", result.Problems.Select(p => p.Message));
    }

    private static IReadOnlyList<PrometheusSetup> Selecting(Dictionary<string, string> labels, bool ownNamespaceOnly = false) =>
        [new("monitoring", "k8s", new LabelRequirements(labels, []), ownNamespaceOnly ? null : new LabelRequirements(new Dictionary<string, string>(), []), "30s", "30s")];

    private static IReadOnlyList<Unloop.Core.Reports.CheckFinding> Check(string text, IReadOnlyList<PrometheusSetup> prometheus) => RuleCheckList.Check(
        [RuleFileReader.Read("m.yaml", text)],
        new() { Setup = new() { Prometheus = prometheus, KubeStateMetrics = new("monitoring", "deployment/kube-state-metrics", "v2.20.0") } });
}
