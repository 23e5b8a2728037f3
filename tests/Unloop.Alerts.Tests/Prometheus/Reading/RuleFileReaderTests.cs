using CsCheck;
using Unloop.Alerts.Prometheus.Reading;
using Unloop.Tests;

namespace Unloop.Alerts.Tests.Prometheus.Reading;

public sealed class RuleFileReaderTests
{
    private const string Rule = "groups:\n- name: a\n  rules:\n  - alert: A\n    expr: up\n";

    /// <summary>Each refused by promtool 2.42 as well, in other words.</summary>
    [Theory]
    [InlineData(Rule + "    fro: 5m\n", 6, 5, "a rule has no field 'fro'; did you mean 'for'?")]
    [InlineData("groups:\n- name: a\n  intervall: 5m\n  rules: []\n", 3, 3, "a group of rules has no field 'intervall'; did you mean 'interval'?")]
    [InlineData("groups: []\nfoo: 1\n", 2, 1, "a rule file has no field 'foo'")]
    [InlineData("groups:\n- name: a\n  limit: x\n  rules: []\n", 3, 10, "the limit must be a whole number, not 'x'")]
    [InlineData("groups:\n- name: a\n  rules: []\n- name: a\n  rules: []\n", 4, 9, "the group 'a' stands twice in the file (first in line 2): Prometheus then loads none of it")]
    [InlineData("groups:\n- rules: []\n", 2, 3, "the group has no name")]
    [InlineData("groups:\n- name: \"\"\n  rules: []\n", 2, 9, "the group has no name")]
    [InlineData(Rule + "    record: b\n", 6, 13, "a rule is an 'alert' or a 'record', not both")]
    [InlineData("groups:\n- name: a\n  rules:\n  - expr: up\n", 4, 5, "the rule has neither 'alert' nor 'record'")]
    [InlineData("groups:\n- name: a\n  rules:\n  - alert: \"\"\n    expr: up\n", 4, 5, "the rule has neither 'alert' nor 'record'")]
    [InlineData("groups:\n- name: a\n  rules:\n  - alert: A\n", 4, 5, "the rule has no expression: 'expr' is missing or empty")]
    [InlineData("groups:\n- name: a\n  rules:\n  - alert: A\n    expr: {a: b}\n", 5, 11, "the field 'expr' must be text")]
    [InlineData(Rule + "    for: 5\n", 6, 10, "in 'for', '5' is no duration: numbers with the units y, w, d, h, m, s and ms are expected, as in 1h30m")]
    [InlineData(Rule + "    for: 5 minutes\n", 6, 10, "in 'for', '5 minutes' is no duration: numbers with the units y, w, d, h, m, s and ms are expected, as in 1h30m")]
    [InlineData(Rule + "    for: \"\"\n", 6, 10, "in 'for', '' is no duration: numbers with the units y, w, d, h, m, s and ms are expected, as in 1h30m")]
    [InlineData("groups:\n- name: a\n  rules:\n  - record: a:b\n    expr: up\n    for: 5m\n", 6, 10, "a recording rule has no 'for'")]
    [InlineData("groups:\n- name: a\n  rules:\n  - record: a:b\n    expr: up\n    annotations: {a: b}\n", 6, 22, "a recording rule has no 'annotations'")]
    [InlineData("groups:\n- name: a\n  rules:\n  - record: a-b\n    expr: up\n", 4, 13, "'a-b' is no name of a metric")]
    [InlineData(Rule + "    labels: {a-b: c}\n", 6, 14, "'a-b' is no name for one of the labels: letters, digits and _ (Prometheus before 3.0 refuses the whole file)")]
    [InlineData(Rule + "    labels: {__name__: c}\n", 6, 14, "'__name__' is no name for one of the labels: letters, digits and _ (Prometheus before 3.0 refuses the whole file)")]
    [InlineData(Rule + "    labels: {a: [b]}\n", 6, 17, "the value of 'a' must be text")]
    [InlineData(Rule + "    labels: [a]\n", 6, 13, "the field 'labels' must be names with values")]
    [InlineData(Rule + "    expr: up2\n", 6, 5, "the field 'expr' stands here a second time (first in line 5)")]
    [InlineData("groups: {a: b}\n", 1, 9, "the field 'groups' must be a list (lines that begin with '- ')")]
    [InlineData("groups:\n- name: a\n  interval: 5\n  rules: []\n", 3, 13, "in 'interval', '5' is no duration: numbers with the units y, w, d, h, m, s and ms are expected, as in 1h30m")]
    public void What_promtool_refuses_is_an_error_with_its_place(string text, int line, int column, string message)
    {
        var error = Assert.Single(RuleFileReader.Read("rules.yaml", text).Errors);

        Assert.Equal((line, column, message), (error.At.Line, error.At.Column, error.Message));
    }

    [Theory]
    [InlineData(Rule)]
    [InlineData(Rule + "    for: 0\n")]
    [InlineData(Rule + "    for:\n")]
    [InlineData(Rule + "    keep_firing_for: 5m\n")]
    [InlineData(Rule + "    labels: {a: 1, b: true, c: , __x: d, alertname: e}\n")]
    [InlineData("groups:\n- name: a\n  rules:\n  - alert: A b c\n    expr: 1\n")]
    [InlineData("groups:\n- name: a\n  limit: 5\n  interval: 0s\n")]
    [InlineData("groups:\n")]
    [InlineData("groups:\n- name: a\n  rules:\n  - &x\n    alert: A\n    expr: up\n    labels: &l {a: b}\n  - alert: B\n    expr: up\n    labels: {<<: *l, c: d}\n  - <<: *x\n    alert: C\n")]
    [InlineData("{\"groups\": [{\"name\": \"a\", \"rules\": [{\"alert\": \"A\", \"expr\": \"up\"}]}]}")]
    public void What_promtool_takes_has_no_errors(string text) => Assert.Empty(RuleFileReader.Read("rules.yaml", text).Errors);

    [Theory]
    [InlineData("groups:\n- name: a\n  query_offset: 1m\n  labels: {team: x}\n  rules: []\n")]
    public void Newer_fields_than_promtool_2_42_knows_are_read(string text)
    {
        var group = Assert.Single(RuleFileReader.Read("rules.yaml", text).Groups).Group;

        Assert.Equal(("1m", "x"), (group.QueryOffset, group.Labels["team"]));
    }

    [Fact]
    public void A_second_document_of_a_rule_file_is_told_of_because_Prometheus_ignores_it()
    {
        var error = Assert.Single(RuleFileReader.Read("rules.yaml", "groups: []\n---\ngroups: []\n").Errors);

        Assert.Equal(3, error.At.Line);
        Assert.Contains("the first document", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_errors_come_at_once()
    {
        var file = RuleFileReader.Read("rules.yaml", "groups:\n- name: a\n  rules:\n  - alrt: A\n    expr: up\n    for: x\n  - alert: B\n    expr: rate(x\n");

        Assert.Equal([4, 4, 6], file.Errors.Select(e => e.At.Line));
        Assert.Equal(["", "B"], file.Rules.Select(r => r.Name));
        Assert.False(file.Rules.Last().Parsed.IsValid);
    }

    [Fact]
    public void A_rule_knows_where_its_parts_stand()
    {
        var file = RuleFileReader.Read(
            "rules.yaml",
            "groups:\n- name: a\n  rules:\n  - alert: A\n    expr: |\n      sum(x)\n        > 5\n    for: '10m'\n    labels: {severity: page}\n    annotations:\n      summary: >-\n        It\n        is\n");
        var rule = Assert.Single(file.Rules);

        Assert.Equal((7, 11), (rule.Expr.PlaceOf(rule.Rule.Expr.IndexOf('5', StringComparison.Ordinal)).Line, rule.Expr.PlaceOf(rule.Rule.Expr.IndexOf('5', StringComparison.Ordinal)).Column));
        Assert.Equal((8, 10, TimeSpan.FromMinutes(10)), (rule.For!.At.Line, rule.For.At.Column, rule.ForDuration));
        Assert.Equal((9, 24), (rule.Labels["severity"].At.Line, rule.Labels["severity"].At.Column));
        Assert.Equal((13, 9), (rule.Annotations["summary"].PlaceOf(3).Line, rule.Annotations["summary"].PlaceOf(3).Column));
        Assert.Equal("        > 5", file.Line(7));
    }

    [Fact]
    public void Manifests_are_read_from_documents_and_lists_and_other_kinds_are_passed_over()
    {
        const string One = "apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {name: a, namespace: m, labels: {release: k}}\nspec:\n  groups:\n  - name: g\n    partial_response_strategy: warn\n    rules:\n    - alert: A\n      expr: up\n";
        var file = RuleFileReader.Read(
            "m.yaml", $"{One}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c}}\n---\napiVersion: v1\nkind: List\nitems:\n- {One.TrimEnd().Replace("\n", "\n  ", StringComparison.Ordinal)}\n");

        Assert.Empty(file.Errors);
        Assert.Equal(["A", "A"], file.Rules.Select(r => r.Name));
        var manifest = file.Groups[0].Manifest!;
        Assert.Equal(("a", "m", "k"), (manifest.Name, manifest.Namespace, manifest.Labels["release"]));
        Assert.Equal(3, manifest.LabelsAt!.Value.Line);
    }

    [Theory]
    [InlineData("apiVersion: monitoring.coreos.com/v1beta1\nkind: PrometheusRule\nmetadata: {name: a}\nspec: {groups: []}\n", "the apiVersion of a PrometheusRule is monitoring.coreos.com/v1, not 'monitoring.coreos.com/v1beta1'")]
    [InlineData("apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nspec: {groups: []}\n", "the PrometheusRule has no metadata: name it in metadata.name")]
    [InlineData("apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {name: a}\ngroups: []\n", "the PrometheusRule has no spec")]
    [InlineData("apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {name: a}\nspec: {groups: [{name: g, rules: [{alert: A, expr: up, labels: {tier: 1}}]}]}\n", "the value of 'tier' in labels must be quoted, or the API server refuses the object: \"1\"")]
    [InlineData("apiVersion: v1\nkind: Service\nmetadata: {name: a}\n", "there is no PrometheusRule in it, only Service")]
    [InlineData("apiVersion: operator.victoriametrics.com/v1beta1\nkind: VMRule\nmetadata: {name: a}\n", "there is no PrometheusRule in it, only a VMRule of VictoriaMetrics, whose expressions are MetricsQL")]
    public void Wrong_manifests_say_so(string text, string message) => Assert.Contains(message, RuleFileReader.Read("m.yaml", text).Errors.Select(e => e.Message));

    [Theory]
    [InlineData("a.json", "{\"name\": \"x\", \"type\": \"query alert\", \"query\": \"avg(last_5m):avg:a{*} > 1\", \"message\": \"m\"}", "a monitor of Datadog")]
    [InlineData("a.yaml", "route: {receiver: a}\nreceivers: [{name: a}]\n", "a configuration of Alertmanager")]
    [InlineData("a.yaml", "apiVersion: 1\ngroups:\n- orgId: 1\n  name: a\n  folder: f\n  rules: []\n", "this is alerting of Grafana, no file of Prometheus rules")]
    [InlineData("a.yaml", "apiVersion: 1\ncontactPoints: []\n", "this is alerting of Grafana, no file of Prometheus rules")]
    [InlineData("a.yaml", "rule_files: [x.yaml]\ntests: []\n", "a unit test for promtool")]
    [InlineData("a.yaml", "global: {}\nscrape_configs: []\n", "a configuration of Prometheus itself")]
    [InlineData("a.yaml", "- alert: A\n  expr: up\n", "this is a list of rules without their group: write them as groups: [{name, rules}]")]
    [InlineData("a.yaml", "services: {a: {image: b}}\n", "a file of Docker Compose")]
    [InlineData("a.tf", "resource \"datadog_monitor\" \"a\" {}", "this is Terraform")]
    [InlineData("a.libsonnet", "{}", "this is jsonnet")]
    [InlineData("rules", "{\n  prometheusAlerts+:: {\n", "this is jsonnet")]
    [InlineData("a.yaml", "groups:\n{{- range .Values.rules }}\n- name: {{ .name }}\n{{- end }}\n", "this is a template of Helm")]
    [InlineData("a.yaml", "groups:\n- name: a\n  rules:\n  - alert: A\n    expr: x > {{ .Values.limit }}\n", "this is a template of Helm")]
    [InlineData("a.yaml", "groups:\n- name: a\n  rules:\n  - alert: A\n    expr: up\n    annotations:\n      summary: '{{`{{ $labels.pod }}`}} crashes'\n", "this is a template of Helm")]
    [InlineData("a.yaml", "groups:\n- name: a\n  rules:\n  - alert: A\n    expr: x\n    labels: {a: '{{ `{{ $value }}` }}'}\n", "this is a template of Helm")]
    public void A_file_of_another_product_says_what_it_is(string file, string text, string what) =>
        Assert.Contains(what, Assert.Single(RuleFileReader.Read(file, text).Errors).Message, StringComparison.Ordinal);

    [Fact]
    public void Templates_of_Prometheus_are_none_of_Helm() => Assert.Empty(
        RuleFileReader.Read("a.yaml", Rule + "    annotations:\n      summary: '{{ $labels.pod }} {{ if gt $value 5.0 }}much{{ end }} {{ range query \"up\" }}{{ .Labels.job }}{{ .Value }}{{ end }} {{ `raw` }}'\n").Errors);

    [Fact]
    public void A_raw_string_in_a_template_is_Prometheus_own() => Assert.Empty(
        RuleFileReader.Read("a.yaml", Rule + "    annotations:\n      summary: '{{ `a {raw} text` }} of {{ printf `%s` $labels.pod }}'\n").Errors);

    [Fact]
    public void No_input_throws()
    {
        string[] pieces =
        [
            "groups:\n", "- name: a\n", "  rules:\n", "  - alert: A\n", "    expr: up\n", "    expr: |\n", "      rate(x", "    for: 5m\n", "    labels: {a: b}\n", "apiVersion: monitoring.coreos.com/v1\n",
            "kind: PrometheusRule\n", "kind: List\n", "items:\n", "metadata: {name: a}\n", "spec:\n", "---\n", "- ", "[", "]", "{", "}", "&a ", "*a", ":", "\n", " ", "'", "\"", "~",
        ];
        Gen.OneOf(Gen.OneOf<string>(pieces), Gen.String[0, 3]).List[0, 30].ForAll(
            parts =>
            {
                var file = RuleFileReader.Read("a.yaml", string.Concat(parts));
                Assert.All(file.Errors, e => Assert.True(e.At is { Line: > 0, Column: > 0 }));
            },
            cases: 5_000);
    }
}
