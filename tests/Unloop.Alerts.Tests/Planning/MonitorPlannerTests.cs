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
    public void Where_no_cause_is_known_now_monitors_of_an_earlier_one_are_kept()
    {
        var planned = MonitorPlanner.Apply(new(Monitor.Target, [Monitor.Desired()], [Monitor.Given(Monitor.Desired()), Monitor.Given(Monitor.Desired(rule: "oom"), 4)]) { KeepsDiagnosed = true });
        Assert.Equal([("1", MonitorChangeKind.Keep), ("4", MonitorChangeKind.Keep)], planned.Changes.Select(c => (c.Reference!, c.Kind)));
        Assert.Empty(planned.Warnings);
    }

    [Fact]
    public void What_was_made_before_the_cluster_had_a_name_becomes_its_own_in_place_of_a_second_one()
    {
        var nameless = Monitor.Shop with { Cluster = null };
        ExistingMonitor Old(string rule, long id) => Monitor.Given(DatadogForm.Desired(Monitor.Burst, MonitorIdentity.Of(nameless, rule)), id);
        var scene = new MonitorScene(Monitor.Target, [Monitor.Desired()], [Old("burst", 7), Old("oom", 8)]) { Nameless = MonitorIdentity.Target(nameless) };
        var planned = MonitorPlanner.Apply(scene);
        var change = Only(planned);
        Assert.Equal((MonitorChangeKind.Update, "7", MonitorIdentity.Of(nameless, "burst")), (change.Kind, change.Reference, change.PreviousId));
        Assert.Equal([$"tags.unloop-id:{Monitor.Target}-burst"], change.Differences.Select(d => d.Field));
        Assert.Contains("another cluster that shares them", planned.Warnings[0], StringComparison.Ordinal);
        Assert.Contains("(8)", planned.Warnings[1], StringComparison.Ordinal);

        var update = DatadogForm.Update(Old("burst", 7), Monitor.Desired(), change.Differences, adopts: false);
        Assert.Equal($"{Monitor.Target}-burst", DatadogMarks.IdOf(DatadogForm.TagsOf(update)));
    }

    [Fact]
    public void Where_the_named_one_is_there_already_the_nameless_one_is_left_alone()
    {
        var nameless = Monitor.Shop with { Cluster = null };
        var old = Monitor.Given(DatadogForm.Desired(Monitor.Burst, MonitorIdentity.Of(nameless, "burst")), 7);
        var planned = MonitorPlanner.Apply(new(Monitor.Target, [Monitor.Desired()], [old, Monitor.Given(Monitor.Desired(), 9)]) { Nameless = MonitorIdentity.Target(nameless) });
        Assert.Equal((MonitorChangeKind.Keep, "9"), (Only(planned).Kind, Only(planned).Reference));
        Assert.Contains("(7)", Assert.Single(planned.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Deletion_leaves_what_was_made_before_the_cluster_had_a_name_and_says_so()
    {
        var nameless = Monitor.Shop with { Cluster = null };
        var old = Monitor.Given(DatadogForm.Desired(Monitor.Burst, MonitorIdentity.Of(nameless, "burst")), 7);
        var planned = MonitorPlanner.Delete(new(Monitor.Target, [], [old]) { Nameless = MonitorIdentity.Target(nameless) });
        Assert.Empty(planned.Changes);
        Assert.Contains("(7)", Assert.Single(planned.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_change_is_known_again_by_what_it_writes_and_not_by_what_the_provider_says_of_the_monitor()
    {
        MonitorChange Change(string message, string state) => Only(Monitor.Plan([Monitor.Desired()], Monitor.Given(Monitor.Desired(), edit: b => (b["message"], b["overall_state"]) = (message, state))));
        Assert.Equal(Change("x", "OK").Hash, Change("x", "Alert").Hash);
        Assert.NotEqual(Change("x", "OK").Hash, Change("y", "OK").Hash);
        Assert.NotEqual(Only(Monitor.Plan([Monitor.Desired()])).Hash, Only(Monitor.Plan([Monitor.Desired(Monitor.Burst with { Priority = 2 })])).Hash);
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
}
