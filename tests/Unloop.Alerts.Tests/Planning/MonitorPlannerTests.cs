using System.Text.Json.Nodes;
using Unloop.Alerts.Planning;
using Unloop.Alerts.Planning.Datadog;
using Unloop.Core.Facts;

namespace Unloop.Alerts.Tests.Planning;

public class MonitorPlannerTests
{
    private static MonitorChange Only(PlannedMonitors planned) => Assert.Single(planned.Changes);

    [Fact]
    public void What_is_not_there_is_made_whole()
    {
        var change = Only(Monitor.Plan([Monitor.Desired()]));
        Assert.Equal(MonitorChangeKind.Create, change.Kind);
        Assert.Null(change.Before);
        Assert.Contains(DatadogMarks.Managed, DatadogForm.TagsOf(change.After!));
        Assert.Contains($"unloop-id:{Monitor.Target}-burst", DatadogForm.TagsOf(change.After!));
    }

    [Fact]
    public void What_Datadog_adds_and_reorders_is_no_difference()
    {
        var desired = Monitor.Desired();
        var change = Only(Monitor.Plan([desired], Monitor.Given(desired)));
        Assert.Equal(MonitorChangeKind.Keep, change.Kind);
        Assert.Null(change.After);
    }

    [Fact]
    public void An_edit_by_hand_is_shown_field_by_field()
    {
        var desired = Monitor.Desired();
        var edited = Monitor.Given(desired, edit: b =>
        {
            b["message"] = "edited";
            b["options"]!["thresholds"]!["warning"] = 3;
            b["options"]!["renotify_interval"] = 60;
            b["options"]!.AsObject().Remove("on_missing_data");
        });
        var change = Only(Monitor.Plan([desired], edited));
        Assert.Equal(MonitorChangeKind.Update, change.Kind);
        Assert.Equal(["message", "options.on_missing_data", "options.renotify_interval", "options.thresholds.warning"], change.Differences.Select(d => d.Field));
        Assert.Equal("\"default\"", change.Differences[1].Before!.ToJsonString());
        Assert.Null(change.Differences[3].After);
    }

    [Fact]
    public void Tags_mutes_and_unknown_options_of_others_are_no_difference()
    {
        var desired = Monitor.Desired();
        var edited = Monitor.Given(desired, edit: b =>
        {
            b["tags"]!.AsArray().Add("team:shop");
            b["options"]!["silenced"] = new JsonObject { ["*"] = null };
            b["options"]!["future_option"] = 7;
        });
        Assert.Equal(MonitorChangeKind.Keep, Only(Monitor.Plan([desired], edited)).Kind);
    }

    [Theory]
    [InlineData("sum(last_10m):monotonic_diff( sum:kubernetes.containers.restarts{ kube_namespace:shop , kube_cluster_name:prod }by{pod_name,kube_namespace,kube_cluster_name} )>5.0")]
    [InlineData(Monitor.Query)]
    public void A_monitor_by_hand_that_asks_the_same_is_adopted(string query)
    {
        var by_hand = Monitor.Given(Monitor.Desired(), 7, b => (b["query"], b["name"], b["message"], b["priority"], b["tags"]) = (query, "mine", "@me", 3, new JsonArray("team:shop")));
        var change = Only(Monitor.Plan([Monitor.Desired()], by_hand));
        Assert.Equal((MonitorChangeKind.Adopt, "7"), (change.Kind, change.Reference));
        Assert.DoesNotContain(change.Differences, d => d.Field is "name" or "message" or "priority" or "tags.kube_namespace:shop");
        Assert.Contains(change.Differences, d => d.Field == "tags.managed-by:unloop");
    }

    [Theory]
    [InlineData("> 5", "> 6")]
    [InlineData("shop", "shops")]
    [InlineData("last_10m", "last_15m")]
    [InlineData(",pod_name", "")]
    public void One_that_asks_something_else_is_not(string part, string other)
    {
        var near = Monitor.Given(Monitor.Desired(), 7, b => (b["query"], b["tags"]) = (Monitor.Query.Replace(part, other, StringComparison.Ordinal), new JsonArray()));
        Assert.Equal(MonitorChangeKind.Create, Only(Monitor.Plan([Monitor.Desired()], near)).Kind);
    }

    [Fact]
    public void One_by_hand_is_adopted_once_and_the_oldest_first()
    {
        ExistingMonitor ByHand(long id) => Monitor.Given(Monitor.Desired(), id, b => b["tags"] = new JsonArray());
        var planned = Monitor.Plan([Monitor.Desired(), Monitor.Desired(rule: "other")], ByHand(10), ByHand(9));
        Assert.Equal(["9", "10"], planned.Changes.Select(c => c.Reference));
        Assert.Equal([MonitorChangeKind.Adopt, MonitorChangeKind.Create], Monitor.Plan([Monitor.Desired(), Monitor.Desired(rule: "other")], ByHand(9)).Changes.Select(c => c.Kind));
    }

    [Fact]
    public void What_belongs_to_another_target_is_not_adopted()
    {
        var other = DatadogForm.Desired(Monitor.Burst, MonitorIdentity.Of(Monitor.Shop with { Name = "api" }, "burst"));
        Assert.Equal(MonitorChangeKind.Create, Only(Monitor.Plan([Monitor.Desired()], Monitor.Given(other))).Kind);
    }

    [Fact]
    public void Several_with_one_id_are_reported_and_nothing_is_planned()
    {
        var desired = Monitor.Desired();
        var planned = Monitor.Plan([desired], Monitor.Given(desired, 1), Monitor.Given(desired, 2));
        Assert.Empty(planned.Changes);
        var problem = Assert.Single(planned.Problems);
        Assert.Equal(ProblemKind.Refused, problem.Kind);
        Assert.Contains("(1)", problem.Message, StringComparison.Ordinal);
        Assert.Contains("(2)", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_that_is_not_wanted_now_is_left_and_said()
    {
        var planned = Monitor.Plan([Monitor.Desired()], Monitor.Given(Monitor.Desired(rule: "oom"), 4));
        Assert.Equal(MonitorChangeKind.Create, Only(planned).Kind);
        Assert.Contains("(4)", Assert.Single(planned.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Deletion_takes_what_bears_both_marks_of_the_target_and_gives_back_what_was_adopted()
    {
        var desired = Monitor.Desired();
        var existing = new[]
        {
            Monitor.Given(desired, 1),
            Monitor.Given(Monitor.Desired(rule: "oom"), 2, b => b["tags"]!.AsArray().Add(DatadogMarks.Adopted)),
            Monitor.Given(desired, 3, b => b["tags"] = new JsonArray($"unloop-id:{Monitor.Target}-burst")),
            Monitor.Given(desired, 4, b => b["tags"] = new JsonArray(DatadogMarks.Managed)),
            Monitor.Given(DatadogForm.Desired(Monitor.Burst, MonitorIdentity.Of(Monitor.Shop with { Cluster = "other" }, "burst")), 5),
            Monitor.Given(desired, 6, b => b["tags"] = new JsonArray("team:shop")),
        };
        var changes = MonitorPlanner.Delete(new(Monitor.Target, [], existing)).Changes;
        Assert.Equal([("1", MonitorChangeKind.Delete), ("2", MonitorChangeKind.Release)], changes.Select(c => (c.Reference!, c.Kind)));
    }

    [Fact]
    public void Targets_differ_by_each_of_their_parts_and_a_rule_may_hold_dashes()
    {
        var scopes = new[] { Monitor.Shop, Monitor.Shop with { Cluster = null }, Monitor.Shop with { Namespace = "s" }, Monitor.Shop with { Kind = "StatefulSet" }, Monitor.Shop with { Name = "w" } };
        Assert.Equal(scopes.Length, scopes.Select(MonitorIdentity.Target).Distinct().Count());
        Assert.Equal(Monitor.Target, MonitorIdentity.Target(Monitor.Shop with { Kind = "deployment" }));
        Assert.True(MonitorIdentity.IsOf($"{Monitor.Target}-slow-burn", Monitor.Target));
        Assert.False(MonitorIdentity.IsOf(Monitor.Target, Monitor.Target));
        Assert.False(MonitorIdentity.IsOf($"{Monitor.Target}0-burst", Monitor.Target));
    }

    [Fact]
    public void The_hash_is_of_all_that_is_approved()
    {
        MonitorPlan Plan() => new() { Version = "1", Provider = "datadog", Place = "datadoghq.eu", Target = "x", Changes = Monitor.Plan([Monitor.Desired()]).Changes };
        Assert.Equal(Plan().Hash, Plan().Hash);
        MonitorPlan[] others =
        [
            Plan() with { Place = "datadoghq.com" },
            Plan() with { Changes = Monitor.Plan([Monitor.Desired(Monitor.Burst with { Message = "other" })]).Changes },
            Plan() with { Changes = [Plan().Changes[0] with { Inverse = "?" }] },
            Plan() with { Warnings = ["?"] },
            Plan() with { Data = [new("m", DataState.Present, "?")] },
        ];
        Assert.Equal(others.Length + 1, others.Append(Plan()).Select(p => p.Hash).Distinct().Count());
    }
}
