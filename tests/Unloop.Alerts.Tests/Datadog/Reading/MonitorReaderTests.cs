using Unloop.Alerts.Datadog.Reading;
using Unloop.Alerts.Sources;

namespace Unloop.Alerts.Tests.Datadog.Reading;

public class MonitorReaderTests
{
    private const string Query = "avg(last_5m):avg:system.load.1{*} > 5";

    private static MonitorsRead Read(string name, string text) => MonitorReader.Read(new SourceFile(name, text));

    private static PlacedMonitor One(string name, string text)
    {
        var read = Read(name, text);
        Assert.Empty(read.Problems);
        return Assert.Single(read.Monitors);
    }

    public static TheoryData<string, string, string, MonitorForm, string?> Forms => new()
    {
        { "api.json", $$$"""{"name": "Load", "type": "query alert", "query": "{{{Query}}}", "tags": ["a:b"], "priority": 2, "options": {"thresholds": {"critical": 5}, "notify_no_data": false}}""", "one", MonitorForm.Json, "Load" },
        { "array.json", $$$"""[{"name": "Load", "type": "query alert", "query": "{{{Query}}}", "tags": ["a:b"], "priority": 2, "options": {"thresholds": {"critical": 5}, "notify_no_data": false}}]""", "array", MonitorForm.Json, "Load" },
        { "asset.json", $$$"""{"version": 2, "title": "x", "definition": {"name": "Load", "type": "query alert", "query": "{{{Query}}}", "tags": ["a:b"], "priority": 2, "options": {"thresholds": {"critical": 5}, "notify_no_data": false} } }""", "asset", MonitorForm.Json, "Load" },
        { "main.tf", $$$"""
            variable "x" {}
            resource "datadog_monitor" "load" {
              name           = "Load"
              type           = "query alert"
              query          = "{{{Query}}}"
              tags           = ["a:b"]
              priority       = "2"
              notify_no_data = false
              monitor_thresholds {
                critical = "5"
              }
            }
            """, "terraform", MonitorForm.Terraform, "datadog_monitor.load" },
        { "json.tf", $$$"""
            resource "datadog_monitor_json" "load" {
              monitor = <<-EOT
                {"name": "Load", "type": "query alert", "query": "{{{Query}}}", "tags": ["a:b"], "priority": 2,
                 "options": {"thresholds": {"critical": 5}, "notify_no_data": false}}
              EOT
            }
            """, "heredoc", MonitorForm.TerraformJson, "datadog_monitor_json.load" },
        { "encoded.tf", $$$"""
            resource "datadog_monitor_json" "load" {
              monitor = jsonencode({
                name = "Load", type = "query alert", "query" : "{{{Query}}}", tags = ["a:b"], priority = 2
                options = { thresholds = { critical = 5 }, notify_no_data = false }
              })
            }
            """, "jsonencode", MonitorForm.TerraformJson, "datadog_monitor_json.load" },
        { "monitor.yaml", $$$"""
            apiVersion: v1
            kind: ConfigMap
            ---
            apiVersion: v1
            kind: List
            items:
            - apiVersion: datadoghq.com/v1alpha1
              kind: DatadogMonitor
              metadata: {name: load, namespace: shop}
              spec:
                name: Load
                type: query alert
                query: "{{{Query}}}"
                tags: ["a:b"]
                priority: 2
                options:
                  notifyNoData: false
                  thresholds:
                    critical: "5"
            """, "manifest", MonitorForm.Manifest, "DatadogMonitor shop/load" },
        { "generic.yaml", $$$"""
            apiVersion: datadoghq.com/v1alpha1
            kind: DatadogGenericResource
            metadata: {name: load}
            spec:
              type: monitor
              jsonSpec: |-
                {"name": "Load", "type": "query alert", "query": "{{{Query}}}", "tags": ["a:b"], "priority": 2,
                 "options": {"thresholds": {"critical": 5}, "notify_no_data": false}}
            """, "generic resource", MonitorForm.GenericResource, "DatadogGenericResource load" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Every_form_gives_the_same_monitor_and_the_place_of_its_query(string name, string text, string form, MonitorForm expected, string? label)
    {
        var read = One(name, text);
        Assert.Equal((expected, label), (read.Form, read.Label));
        var monitor = read.Monitor;
        Assert.True(("Load", "query alert", Query, 2, false) == (monitor.Name, monitor.Type, monitor.Query, monitor.Priority, monitor.Options.NotifyNoData), form);
        Assert.Equal(5, monitor.Options.Thresholds?.Critical);
        Assert.Equal(["a:b"], monitor.Tags);
        var file = new SourceFile(name, text);
        var at = read.At("query", Query.IndexOf("system", StringComparison.Ordinal));
        Assert.Equal(file.At(text.IndexOf("system.load", StringComparison.Ordinal)), new TextPlace(at.Line!.Value, at.Column!.Value));
        var critical = read.At("options.thresholds.critical");
        Assert.Equal(file.At(text.IndexOf('5', text.IndexOf("critical", StringComparison.Ordinal))), new TextPlace(critical.Line!.Value, critical.Column!.Value));
    }

    [Fact]
    public void The_answer_of_a_search_says_only_some_of_a_monitor()
    {
        var read = One("search.json", $$$"""{"counts": {}, "metadata": {"total_count": 1}, "monitors": [{"id": 7, "name": "Load", "type": "query alert", "query": "{{{Query}}}"}]}""");
        Assert.True(read.IsPartial && read.MayHave("message"));
        Assert.Equal(7, read.Monitor.Id);
    }

    [Fact]
    public void What_Terraform_fills_in_later_is_unknown_and_no_error()
    {
        var read = One("main.tf", """
            resource "datadog_monitor" "load" {
              for_each = var.services
              name     = var.name
              query    = "avg(last_5m):avg:x{env:${var.env}} > ${each.value.critical}"
              type     = "metric alert"
              priority = each.value.priority
              tags     = concat(var.tags, ["a:b"])
              message  = templatefile("m.tmpl", {})
              dynamic "monitor_thresholds" {
                for_each = [1]
                content {
                  critical = each.value.critical
                }
              }
            }
            """);
        Assert.True(read.MayHave("name") && read.MayHave("message") && read.MayHave("tags") && read.MayHave("priority") && read.MayHave("options.thresholds.critical"));
        Assert.False(read.MayHave("options.notify_no_data"));
    }

    [Fact]
    public void All_errors_come_at_once_with_their_places()
    {
        var read = Read("bad.json", """
            [
              {"name": "a", "type": "metrc alert", "query": "x", "options": {"timeout_h": "soon"}},
              {"name": "b", "type": "query alert"},
              {"name": ["c"], "query": "x", "tags": "a:b"},
              5
            ]
            """);
        Assert.Equal(
            [
                "bad.json:2:26: 'metrc alert' is no type of a monitor; did you mean 'metric alert'?",
                "bad.json:2:79: options.timeout_h is a number, and here is 'soon'",
                "bad.json:3:3: b has no query",
                "bad.json:4:12: name is a text, and here is a list",
                "bad.json:4:41: tags is a list, and here is 'a:b'",
                "bad.json:5:3: expected a monitor: a map with query and type",
            ],
            read.Problems.Select(p => p.Message));
    }

    [Fact]
    public void An_error_in_JSON_within_a_manifest_has_its_line_there() =>
        Assert.Equal(
            "g.yaml:8:16: expected a JSON value, not '}'",
            Assert.Single(Read("g.yaml", "apiVersion: datadoghq.com/v1alpha1\nkind: DatadogGenericResource\nmetadata: {name: a}\nspec:\n  type: monitor\n  jsonSpec: |\n    {\n      \"query\": }\n").Problems).Message);

    [Fact]
    public void Objects_of_other_kinds_in_the_same_file_are_passed_over() =>
        Assert.Empty(Read("g.yaml", "apiVersion: datadoghq.com/v1alpha1\nkind: DatadogGenericResource\nmetadata: {name: a}\nspec:\n  type: notebook\n  jsonSpec: '{}'\n").Monitors);
}
