using System.Text.Json.Nodes;
using CsCheck;
using Unloop.Alerts.Datadog;
using Unloop.Alerts.Datadog.Query;
using Unloop.Alerts.Planning;
using Unloop.Alerts.Planning.Datadog;
using Unloop.Tests;

namespace Unloop.Alerts.Tests.Planning;

public class DatadogFormTests
{
    private static readonly Gen<string> AnyQuery = Gen.Select(
        Gen.OneOf<string>("a:b", "kube_namespace:shop", "!env:dev", "reason:oomkilled").List[1, 4],
        Gen.OneOf<string>("pod_name", "kube_namespace", "host").List[0, 3],
        Gen.OneOf<string>(">", ">=", "<"),
        Gen.OneOf<string>("5", "0.5", "1", "-3"),
        (tags, groups, comparison, number) => $"max(last_5m):default_zero(sum:x.y{{{string.Join(',', tags.Distinct())}}}{(groups.Count > 0 ? $" by {{{string.Join(',', groups.Distinct())}}}" : "")}) {comparison} {number}");

    [Fact]
    public void A_normal_query_is_its_own_normal_form() =>
        AnyQuery.ForAll(q => DatadogQueryForm.Normal(DatadogQueryForm.Normal(q)) == DatadogQueryForm.Normal(q));

    [Fact]
    public void Blanks_say_nothing() =>
        AnyQuery.ForAll(q => DatadogQueryForm.Normal(q.Replace(",", " , ", StringComparison.Ordinal).Replace("(", "( ", StringComparison.Ordinal).Replace(" > ", ">", StringComparison.Ordinal)) == DatadogQueryForm.Normal(q));

    [Fact]
    public void Another_number_or_comparison_is_another_query() =>
        AnyQuery.ForAll(q => DatadogQueryForm.Normal(q + "1") != DatadogQueryForm.Normal(q) && DatadogQueryForm.Normal(q.Replace("max(", "min(", StringComparison.Ordinal)) != DatadogQueryForm.Normal(q));

    [Theory]
    [InlineData("sum:x{a:b AND (c:d OR c:e)}  by {h} > 1.0", "sum:x{a:b AND (c:d OR c:e)} by {h} > 1")]
    [InlineData("avg:x{*} - avg:y{*} >= 2", "avg:x{*}-avg:y{*} >= 2")]
    [InlineData("avg(last_4h):anomalies(avg:x{*}, 'basic 1', 2) >= 1", "avg(last_4h):anomalies(avg:x{*},'basic 1',2) >= 1")]
    [InlineData("12345 && 67890", "12345&&67890")]
    [InlineData("", "")]
    [InlineData(">", ">")]
    [InlineData("x{", "x{")]
    public void Queries_have_one_form(string query, string normal) => Assert.Equal(normal, DatadogQueryForm.Normal(query));

    [Fact]
    public void A_series_has_its_scope_and_its_groups()
    {
        var needs = DatadogSeries.Of("sum(last_1h):monotonic_diff(sum:kubernetes.containers.restarts{a:b} by {pod_name}) * max:kubernetes.containers.last_state.terminated{reason:oomkilled} by {pod_name, host} > 0");
        Assert.Equal(2, needs.Count);
        Assert.Equal(("kubernetes.containers.restarts", "a:b", false), (needs[0].Metric, needs[0].Scope, needs[0].IsSparse));
        Assert.Equal(("kubernetes.containers.last_state.terminated", true), (needs[1].Metric, needs[1].IsSparse));
        Assert.Equal(["pod_name", "host"], needs[1].Tags);
    }

    [Fact]
    public void An_update_sends_what_differs_and_options_whole_with_those_of_others()
    {
        var desired = Monitor.Desired();
        var existing = Monitor.Given(desired, edit: b =>
        {
            b["options"]!["renotify_interval"] = 60;
            b["options"]!["future_option"] = 7;
            b["options"]!["silenced"] = new JsonObject { ["*"] = 5 };
        });
        var body = DatadogForm.Update(existing, desired, MonitorPlanner.Differences(desired, existing), adopts: false);
        Assert.Equal(["options"], body.Select(m => m.Key));
        var options = body["options"]!.AsObject();
        Assert.False(options.ContainsKey("renotify_interval"));
        Assert.False(options.ContainsKey("notify_no_data"));
        Assert.False(options.ContainsKey("no_data_timeframe"));
        Assert.Equal("7", options["future_option"]!.ToJsonString());
        Assert.Equal("""{"*":5}""", options["silenced"]!.ToJsonString());
        Assert.Equal("resolve", (string?)options["on_missing_data"]);
    }

    [Fact]
    public void A_query_goes_with_its_thresholds()
    {
        var existing = Monitor.Given(Monitor.Desired(), edit: b => b["query"] = Monitor.Query.Replace("prod", "test", StringComparison.Ordinal));
        var desired = Monitor.Desired();
        var body = DatadogForm.Update(existing, desired, MonitorPlanner.Differences(desired, existing), adopts: false);
        Assert.Equal(["options", "query"], body.Select(m => m.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_is_adopted_gets_the_marks_alone_and_loses_them_alone()
    {
        var desired = Monitor.Desired();
        var by_hand = Monitor.Given(desired, 7, b => b["tags"] = new JsonArray("team:shop"));
        var body = DatadogForm.Update(by_hand, desired, MonitorPlanner.Differences(desired, by_hand with { IsAdopted = true }), adopts: true);
        Assert.Equal(["team:shop", "managed-by:unloop", $"unloop-id:{desired.Id}", "unloop-adopted:true"], DatadogForm.TagsOf(body));

        var adopted = Monitor.Given(desired, 7, b => b["tags"] = body["tags"]!.DeepClone());
        Assert.True(adopted.IsAdopted);
        Assert.Empty(MonitorPlanner.Differences(desired, adopted));
        Assert.Equal(["team:shop"], DatadogForm.TagsOf(DatadogForm.Release(adopted)));
    }

    [Theory]
    [InlineData("""["managed-by:unloop"]""", null)]
    [InlineData("""["unloop-id:1-a"]""", null)]
    [InlineData("""["managed-by:unloop", "unloop-id:1-a", "unloop-id:2-a"]""", null)]
    [InlineData("""["unloop-id:1-a", "x", "managed-by:unloop"]""", "1-a")]
    [InlineData("""[null, 7, "managed-by:unloop"]""", null)]
    [InlineData("7", null)]
    public void Ours_bears_both_marks(string tags, string? id) => Assert.Equal(id, DatadogForm.Existing(JsonNode.Parse($$"""{"id": 1, "tags": {{tags}}}""")!.AsObject())!.Id);

    [Theory]
    [InlineData("""{"name": "x"}""")]
    [InlineData("""{"id": "1"}""")]
    [InlineData("""{"id": 1.5}""")]
    [InlineData("""{"id": 99999999999999999999}""")]
    public void What_has_no_id_is_no_monitor(string body) => Assert.Null(DatadogForm.Existing(JsonNode.Parse(body)!.AsObject()));

    [Fact]
    public void Fields_of_another_kind_are_a_difference_and_no_fault()
    {
        var desired = Monitor.Desired();
        var odd = DatadogForm.Existing(JsonNode.Parse("""{"id": 1, "name": 7, "query": ["x"], "message": null, "priority": 1e999, "options": {"thresholds": 5, "notify_by": "x", "timeout_h": "a", "no_data_timeframe": {}}}""")!.AsObject())!;
        Assert.Contains(MonitorPlanner.Differences(desired, odd), d => d.Field == "query");
        Assert.Null(odd.Likeness);
    }

    [Fact]
    public void Only_metric_monitors_are_alike() => Assert.Null(Monitor.Desired(Monitor.Burst with { Type = "log alert" }).Likeness);

    [Fact]
    public void What_only_Datadog_gives_is_not_sent()
    {
        var body = DatadogForm.Desired(Monitor.Burst with { Id = 5, Tags = ["a:b", "managed-by:unloop", "unloop-id:other-x", "unloop-adopted:true"] }, "i-r").Body;
        Assert.False(body.ContainsKey("id"));
        Assert.Equal(["a:b", "managed-by:unloop", "unloop-id:i-r"], DatadogForm.TagsOf(body));
    }
}
