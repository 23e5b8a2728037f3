using System.Text.Json.Nodes;
using Unloop.Alerts.Planning;
using Unloop.Alerts.Planning.Datadog;
using Unloop.Core.Facts;
using Unloop.Tests;

namespace Unloop.Alerts.Tests.Planning;

public class MonitorPlanTextTests
{
    private static readonly MonitorPlan Plan = new()
    {
        Version = "0.1.0",
        Provider = "datadog",
        Place = "datadoghq.eu",
        Target = "Deployment web in namespace shop of cluster prod",
        Changes =
        [
            .. Monitor.Plan([Monitor.Desired()]).Changes,
            .. Monitor.Plan([Monitor.Desired(rule: "state")], Monitor.Given(Monitor.Desired(rule: "state"), 12, b => (b["message"], b["options"]!["renotify_interval"]) = ("edited\n\e[31mby hand", 60))).Changes,
            .. Monitor.Plan([Monitor.Desired(rule: "oom")], Monitor.Given(Monitor.Desired(), 13, b => (b["name"], b["tags"]) = ("by hand", new JsonArray()))).Changes,
            .. Monitor.Plan([Monitor.Desired(rule: "keep")], Monitor.Given(Monitor.Desired(rule: "keep"), 14)).Changes,
            .. MonitorPlanner.Delete(new(Monitor.Target, [], [Monitor.Given(Monitor.Desired(rule: "old"), 15)])).Changes,
        ],
        Data = [new("kubernetes.containers.restarts", DataState.Present, "It has data."), new("x.y", DataState.Absent, "Nobody sends x.y.", "Install it.")],
        Warnings = ["Nobody is notified."],
    };

    private static readonly MonitorState Quiet = new("i", "12", "Pod restarted", "No Data", false, "Nothing has matched.", "https://app.datadoghq.eu/monitors/12");

    [Fact]
    public void A_plan_shows_all_that_will_be_written() => Snapshot.Match(Text(MonitorPlanText.Write(Plan, ["Datadog Agent: none."], 100)), "plan.snap");

    [Fact]
    public void A_status_shows_what_stands_and_what_differs() =>
        Snapshot.Match(Text(MonitorPlanText.Write(new MonitorStatusReport { Version = "0.1.0", Plan = Plan with { Changes = [.. Plan.Changes.SkipLast(1)] }, States = [Quiet] }, [], 100)), "status.snap");

    [Fact]
    public void A_record_names_what_was_done_and_what_was_not()
    {
        var record = new MonitorRecord
        {
            Verdict = MonitorVerdict.Unfinished,
            Says = "The connection broke.",
            Plan = Plan,
            Results = [new(Plan.Changes[0].Id, Plan.Changes[0].Name, MonitorChangeKind.Create, true, "It was made.", "16"), new(Plan.Changes[1].Id, Plan.Changes[1].Name, MonitorChangeKind.Update, false, "The connection broke.", "12")],
            States = [Quiet],
        };
        var text = Text(MonitorPlanText.Write(record, 100));
        Assert.Contains("create     Pod restarted more than 5 times in 10 minutes (16): It was made.", text, StringComparison.Ordinal);
        Assert.Contains("FAILED     ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Copies_with_one_id_are_named_each_by_its_own_name()
    {
        var plan = Plan with { Changes = [.. MonitorPlanner.Delete(new(Monitor.Target, [], [Monitor.Given(Monitor.Desired(), 1), Monitor.Given(Monitor.Desired(), 2, b => b["name"] = "a copy")])).Changes] };
        var record = new MonitorRecord { Verdict = MonitorVerdict.Applied, Says = "Done.", Plan = plan, Results = [.. plan.Changes.Select(c => new MonitorResult(c.Id, c.Name, c.Kind, true, "It was deleted."))] };
        var text = Text(MonitorPlanText.Write(record, 100));
        Assert.Contains("a copy: It was deleted.", text, StringComparison.Ordinal);
        Assert.Contains("Pod restarted more than 5 times in 10 minutes: It was deleted.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_of_others_reaches_the_terminal_as_a_command() => Assert.DoesNotContain('\e', Text(MonitorPlanText.Write(Plan, [], 100)));

    [Fact]
    public void A_cluster_without_an_Agent_is_told_how_to_get_one()
    {
        var lines = AgentAdvice.Of(new MonitoringSetup(), "datadoghq.eu");
        Assert.Contains("datadog.site=datadoghq.eu", Assert.Single(lines), StringComparison.Ordinal);
    }

    [Fact]
    public void An_Agent_without_its_parts_is_told_what_is_missing()
    {
        var lines = AgentAdvice.Of(new MonitoringSetup { Datadog = new("datadog", "datadog", 3, 2, null, null, null, null, "7.60.0", false) }, "datadoghq.eu");
        Assert.Equal("Datadog Agent 7.60.0 in namespace datadog: 2 of 3 nodes ready; Cluster Agent: none.", lines[0]);
        Assert.Equal(5, lines.Count);
        Assert.Contains(lines, l => l.Contains("kubernetes_state.*", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.Contains("kube_cluster_name", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.Contains("send to datadoghq.com, and the monitors are for datadoghq.eu", StringComparison.Ordinal));
    }

    [Fact]
    public void A_whole_Agent_is_said_in_one_line() =>
        Assert.Single(AgentAdvice.Of(new MonitoringSetup { Datadog = new("datadog", "datadog", 3, 3, "datadog-cluster-agent", true, "datadoghq.eu", "prod", "7.60.0", true) }, "datadoghq.eu"));

    private static string Text(IReadOnlyList<Core.Reports.StyledLine> lines) => string.Join('\n', lines) + "\n";
}
