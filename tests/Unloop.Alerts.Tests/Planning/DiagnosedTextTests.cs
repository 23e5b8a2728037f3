using System.Text.Json.Nodes;
using Unloop.Alerts.Generation;
using Unloop.Alerts.Planning;
using Unloop.Alerts.Planning.Datadog;
using Unloop.Alerts.Prometheus;
using Unloop.Alerts.Tests.Generation;
using Unloop.Core;
using Unloop.Core.Text;

namespace Unloop.Alerts.Tests.Planning;

/// <summary>A workload that is well again has no cause any more; what was learnt of the failure stays.</summary>
public class DiagnosedTextTests
{
    private static readonly AlertRequest Failing = Requests.Reference;
    private static readonly AlertRequest Well = Requests.Workload();

    private static IReadOnlyList<DesiredMonitor> Monitors(AlertRequest request) =>
        [.. AlertList.Of(request).Select(a => DatadogForm.Desired(a.Datadog, MonitorIdentity.Of(request.Scope, a.Id)))];

    private static DesiredMonitor Rules(AlertRequest request) =>
        RuleObject.Desired(request.Scope, [new RuleGroup { Name = "unloop-web", Rules = [.. AlertList.Of(request).Select(a => a.Prometheus)] }], "shop", "unloop-web", new Dictionary<string, string>());

    private static ExistingMonitor Live(DesiredMonitor desired, Action<JsonObject>? edit = null)
    {
        var body = desired.Body.DeepClone().AsObject();
        edit?.Invoke(body);
        return RuleObject.Existing(body);
    }

    [Fact]
    public void Monitors_that_a_diagnosis_has_written_are_as_they_shall_be_once_the_workload_is_well()
    {
        var there = Monitors(Failing).Select((d, i) => Monitor.Given(d, i + 1)).ToList();
        var wanted = Monitors(Well);
        Assert.True(wanted.Count < there.Count);
        Assert.All(wanted, d => Assert.NotEmpty(MonitorPlanner.Differences(d, there.Single(t => t.Id == d.Id))));
        Assert.All(wanted, d => Assert.Empty(MonitorPlanner.Differences(DatadogForm.Kept(d, there.Single(t => t.Id == d.Id)), there.Single(t => t.Id == d.Id))));
    }

    [Fact]
    public void What_else_differs_is_changed_and_the_cause_goes_with_it()
    {
        var wanted = Monitors(Well with { Channels = [Requests.Channel("slack:#other")] })[0];
        var there = Monitor.Given(Monitors(Failing)[0]);
        var kept = DatadogForm.Kept(wanted, there);
        Assert.Equal(["message"], MonitorPlanner.Differences(kept, there).Select(d => d.Field));
        var message = kept.Body["message"].Text()!;
        Assert.Contains("- It was diagnosed before: The kernel's OOM killer ended web", message, StringComparison.Ordinal);
        Assert.Contains("- Raise the limit above 128Mi.\n- Then, so that it does not come again: Alert at 90 % of the limit.\n- unloop fix deployment/web", message, StringComparison.Ordinal);
        Assert.EndsWith("@slack-other", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_cause_nothing_of_the_old_runbook_is_kept()
    {
        var there = Monitor.Given(Monitors(Well)[0], edit: b => b["message"] = b["message"].Text()!.Replace("**Mitigation**", "**Mitigation**\n- by hand", StringComparison.Ordinal));
        Assert.Equal(Monitors(Well)[0].Body.ToJsonString(), DatadogForm.Kept(Monitors(Well)[0], there).Body.ToJsonString());
    }

    [Fact]
    public void A_new_cause_takes_the_place_of_the_old_one()
    {
        var anew = Monitors(Requests.Workload(Requests.Cause(Category.MissingModule, "A module is missing.")))[0];
        var twice = DiagnosedText.Keep(anew.Body["message"].Text()!, "no runbook at all");
        Assert.Contains("A module is missing", twice, StringComparison.Ordinal);
        Assert.DoesNotContain("OOM", twice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Diagnosis")]
    [InlineData("- It was diagnosed before: x")]
    [InlineData("Mitigation\n- It was diagnosed before: x")]
    [InlineData("Diagnosis\n\n- It was diagnosed before: x")]
    public void What_is_no_runbook_leaves_the_new_one_as_it_is(string existing) => Assert.Equal("Diagnosis\n- a\n\nMitigation\n- b", DiagnosedText.Keep("Diagnosis\n- a\n\nMitigation\n- b", existing));

    [Fact]
    public void Rules_of_a_cause_and_their_runbooks_stay_once_the_workload_is_well()
    {
        var there = Live(Rules(Failing));
        Assert.NotEmpty(MonitorPlanner.Differences(Rules(Well), there));
        var kept = RuleObject.Kept(Rules(Well), there);
        Assert.Empty(MonitorPlanner.Differences(kept, there));
        Assert.Contains(kept.Parts, p => p.Name == "ContainerOomKilled");
        Assert.Equal(kept.Body["spec"]!.ToJsonString(), there.Body["spec"]!.ToJsonString());
    }

    [Fact]
    public void A_rule_by_hand_in_the_group_of_Unloop_is_not_kept_and_its_loss_is_said()
    {
        var there = Live(Rules(Failing), b => ((JsonArray)b.At("spec", "groups")![0]!["rules"]!).Add(new JsonObject { ["alert"] = "Mine", ["expr"] = "up == 0" }));
        var kept = RuleObject.Kept(Rules(Well), there);
        var planned = MonitorPlanner.Apply(new(MonitorIdentity.Target(Well.Scope), [kept], [there]) { KeepsDiagnosed = true });
        Assert.Equal(MonitorChangeKind.Update, Assert.Single(planned.Changes).Kind);
        Assert.Contains("The rule Mine of shop/unloop-web would be taken away", Assert.Single(planned.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_that_another_cause_takes_away_are_said_one_by_one()
    {
        var there = Live(Rules(Failing));
        var wanted = Rules(Requests.Workload(Requests.Cause(Category.MissingModule)));
        Assert.Contains("The rule ContainerOomKilled of shop/unloop-web", Assert.Single(MonitorPlanner.Apply(new(MonitorIdentity.Target(Well.Scope), [wanted], [there])).Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Groups_of_others_in_the_object_are_neither_kept_nor_lost()
    {
        var there = Live(Rules(Well), b => ((JsonArray)b.At("spec", "groups")!).Add(JsonNode.Parse("""{"name": "theirs", "rules": [{"alert": "Theirs", "expr": "up == 0", "labels": {"unloop": "x"}}]}""")));
        Assert.DoesNotContain(RuleObject.Kept(Rules(Well), there).Parts, p => p.Name == "Theirs");
        Assert.Empty(MonitorPlanner.Apply(new(MonitorIdentity.Target(Well.Scope), [Rules(Well)], [there])).Warnings);
    }
}
