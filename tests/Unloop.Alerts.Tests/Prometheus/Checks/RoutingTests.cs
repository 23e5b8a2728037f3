using Unloop.Alerts.Linting;
using Unloop.Alerts.Sources;
using Unloop.Alerts.Prometheus.Routing;

namespace Unloop.Alerts.Tests.Prometheus.Checks;

/// <summary>Alertmanager's configuration beside the rules. How alerts walk through routes is that of <c>amtool config routes test</c>.</summary>
public sealed class RoutingTests
{
    private const string Rules = """
        groups:
        - name: pods
          rules:
          - alert: NotReady
            expr: kube_pod_status_ready{condition="false"} == 1
            for: 15m
            labels: {severity: critical}
            annotations: {summary: "{{ $labels.pod }} is not ready."}
          - alert: NoKubeState
            expr: absent(kube_pod_info)
            for: 10m
            labels: {severity: critical}
            annotations: {summary: kube-state-metrics is gone.}
        """;

    private const string Routing = """
        route:
          receiver: "null"
          routes:
          - receiver: chat
            matchers: [severity="warning"]
        receivers:
        - name: "null"
        - name: chat
          webhook_configs: [{url: "http://127.0.0.1:9"}]
        """;

    private static AlertmanagerConfiguration Read(string text)
    {
        var file = new SourceFile("alertmanager.yml", text);
        var (configuration, errors) = AlertmanagerReader.Read(file, SourceReader.Read(file));
        Assert.Empty(errors);
        return configuration!;
    }

    [Fact]
    public void Rules_and_the_configuration_that_routes_them_are_checked_together()
    {
        var result = Linter.Lint([new LintFile("rules.yml", Rules), new LintFile("alertmanager.yml", Routing)]);

        Assert.Empty(result.Problems);
        Assert.Equal(["no-route", "no-route"], result.Items.Select(i => i.Id));
        Assert.Equal(("rules.yml", 7), (result.Items[0].At.File, result.Items[0].At.Line));
        Assert.Contains("ends at the default receiver 'null', which notifies nobody", result.Items[0].Statement, StringComparison.Ordinal);
        Assert.Equal(2, result.Checked);
        Assert.Empty(Linter.Lint([new LintFile("rules.yml", Rules)]).Items);
    }

    [Fact]
    public void The_configuration_alone_says_nothing_about_alerts()
    {
        var problem = Assert.Single(Linter.Lint([new LintFile("alertmanager.yml", Routing)]).Problems);
        Assert.StartsWith("alertmanager.yml is a configuration of Alertmanager; give the rules", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("receiver: chat", "receiver: cat", "alertmanager.yml:4:15: the route's receiver 'cat' is not defined; did you mean 'chat'?")]
    [InlineData("  receiver: \"null\"\n", "", "alertmanager.yml:2:3: the root route has no receiver")]
    [InlineData("[severity=\"warning\"]", "[severity]", "alertmanager.yml:5:16: 'severity' is no matcher")]
    [InlineData("matchers: [severity=\"warning\"]", "matchers: [{severity: warning}]", "alertmanager.yml:5:16: a matcher is a text")]
    public void What_Alertmanager_would_refuse_is_said_with_its_place(string old, string @new, string says)
    {
        var result = Linter.Lint([new LintFile("rules.yml", Rules), new LintFile("alertmanager.yml", Routing.Replace(old, @new, StringComparison.Ordinal))]);
        Assert.Contains(result.Problems, p => p.Message.StartsWith(says, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("severity=critical", "pager")]
    [InlineData("severity=warning", "chat")]
    [InlineData("severity=info", "default")]
    [InlineData("team=a, severity=critical", "a,pager")]
    [InlineData("team=b, severity=critical", "b-critical")]
    [InlineData("team=b, severity=info", "b")]
    [InlineData("team=c, severity=critical", "pager")]
    public void An_alert_ends_where_amtool_says(string labels, string receivers)
    {
        var configuration = Read("""
            route:
              receiver: default
              routes:
              - matchers: [team="a"]
                receiver: a
                continue: true
              - match: {team: b}
                receiver: b
                routes:
                - match_re: {severity: crit.*}
                  receiver: b-critical
              - matchers: ['{severity =~ "critical|page", team != "d"}']
                receiver: pager
              - matchers: ['severity = warning']
                receiver: chat
            receivers: [{name: default}, {name: a}, {name: b}, {name: b-critical}, {name: pager}, {name: chat}]
            """);
        var known = labels.Split(", ").Select(l => l.Split('=')).ToDictionary(l => l[0], l => l[1]);
        Assert.Equal(receivers, string.Join(',', configuration.Ends(l => known.GetValueOrDefault(l, "")).Select(e => e.Receiver)));
    }

    [Fact]
    public void What_is_decided_by_a_label_that_is_not_known_may_go_either_way()
    {
        var configuration = Read("""
            route:
              receiver: default
              routes:
              - {matchers: [namespace="shop"], receiver: shop}
              - {matchers: [severity="critical"], receiver: pager}
            receivers: [{name: default}, {name: shop}, {name: pager}]
            """);
        Assert.Equal(["shop", "pager"], configuration.Ends(l => l == "severity" ? "critical" : null).Select(e => e.Receiver));
        Assert.Equal(["shop", "default"], configuration.Ends(l => l == "severity" ? "info" : null).Select(e => e.Receiver));
    }

    /// <summary>Not a measurement: what grows with rules times routes does not end here in the time that tests have.</summary>
    [Fact]
    public void Thousands_of_rules_and_of_routes_are_checked()
    {
        var rules = string.Concat(Enumerable.Range(0, 2_000).Select(i => $"  - alert: A{i}\n    expr: up{{job=\"j{i}\"}} == 0\n    labels: {{severity: warning}}\n    annotations: {{summary: a}}\n"));
        var routes = string.Concat(Enumerable.Range(0, 2_000).Select(i => $"  - receiver: \"null\"\n    matchers: ['severity=~\"page{i}|critical\"']\n"));
        var result = Linter.Lint([
            new LintFile("rules.yml", $"groups:\n- name: a\n  rules:\n{rules}"),
            new LintFile("alertmanager.yml", $"route:\n  receiver: \"null\"\n  routes:\n{routes}receivers:\n- name: \"null\"\n"),
        ]);
        Assert.Empty(result.Problems);
        Assert.Equal((2_000, 2_000), (result.Checked, result.Items.Count(i => i.Id == "no-route")));
    }
}
