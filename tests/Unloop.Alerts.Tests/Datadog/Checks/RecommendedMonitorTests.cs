using System.Text.Json.Nodes;
using Unloop.Alerts.Datadog.Checks;
using Unloop.Alerts.Linting;
using Unloop.Core.Reports;
using Unloop.Tests;

namespace Unloop.Alerts.Tests.Datadog.Checks;

/// <summary>
/// Datadog's own monitors for Kubernetes (DataDog/integrations-core, kubernetes/assets/monitors): the queries and options are theirs, the words are not.
/// </summary>
public class RecommendedMonitorTests
{
    private static LintFile File(string name) =>
        new(name, System.IO.File.ReadAllText(Repository.PathTo("tests", "Unloop.Alerts.Tests", "Datadog", "Checks", "Recommended", name)));

    private static IReadOnlyList<CheckFinding> Found(params string[] names)
    {
        var result = Linter.Lint([.. names.Select(File)]);
        Assert.Empty(result.Problems);
        Assert.Equal(names.Length, result.Checked);
        return result.Items;
    }

    [Theory]
    [InlineData("pod-crashloopbackoff.json")]
    [InlineData("pod-imagepullbackoff.json")]
    [InlineData("pod-oomkilled.json")]
    [InlineData("deployment-replicas.json")]
    public void Good_ones_have_no_findings(string name) => Assert.Empty(Found(name).Select(i => $"{MonitorCase.Line(i)}: {i.Statement}"));

    [Fact]
    public void The_one_on_restarts_asks_for_more_than_a_container_can_do()
    {
        var items = Found("pods-restarting.json", "pod-crashloopbackoff.json");
        Assert.Equal(["group-merges-pods", "threshold-out-of-reach", "no-data-trap"], items.Select(i => i.Id));
        var reach = items[1];
        Assert.Contains("one container makes at most 5", reach.Statement, StringComparison.Ordinal);
        Assert.Contains("The warning (more than 3) is reached 70 s after the first crash and is over at 630 s.", reach.Effect, StringComparison.Ordinal);
        Assert.Equal(
            "\"query\": \"change(max(last_5m),last_5m):sum:kubernetes.containers.restarts{*} by {kube_cluster_name,kube_namespace,pod_name} > 3\"\n\"thresholds\": { \"critical\": 3 }",
            reach.Replacement);
    }

    [Fact]
    public void Alone_it_leaves_the_state_unwatched() =>
        Assert.Equal(
            ["group-merges-pods", "threshold-out-of-reach", "no-data-trap", "restart-rate-alone"], Found("pods-restarting.json").Select(i => i.Id).OrderBy(i => i == "restart-rate-alone"));

    [Fact]
    public void Its_first_form_counted_every_restart_many_times_over()
    {
        var found = Found("pods-restarting-2020.json", "pod-crashloopbackoff.json");
        var number = Assert.Single(found, i => i.Id == "meaningless-number");
        Assert.Contains("a single restart counts up to 20 times", number.Effect, StringComparison.Ordinal);
        Assert.Contains("change(max(last_5m),last_5m)", number.Replacement, StringComparison.Ordinal);
    }

    [Fact]
    public void The_monitor_that_is_proposed_beside_one_on_restarts_has_no_finding()
    {
        var beside = Assert.Single(Found("pods-restarting.json"), i => i.Id == "restart-rate-alone").Replacement!;
        var message = JsonNode.Parse(beside)!;
        message["message"] = $"{message["message"]} @slack-ops";
        Assert.Empty(Linter.Lint([new LintFile("beside.json", message.ToJsonString())]).Items);
    }

    [Fact]
    public void The_users_query_has_six_findings_and_a_repair_with_none()
    {
        var items = Linter.Lint([LintFile.Query("sum:kubernetes.pod.restart.count{*} by {pod_name, cluster_name} > 5")]).Items;
        Assert.Equal(
            ["counter-against-constant", "group-merges-pods", "group-tag-missing", "no-time-window", "restart-rate-alone", "unknown-metric"], items.Select(i => i.Id).Order(StringComparer.Ordinal));
        var queries = items.Select(i => i.Replacement).Distinct().ToList();
        Assert.Equal(2, queries.Count);
        Assert.Contains("change(max(last_5m),last_10m):sum:kubernetes.containers.restarts{*} by {kube_cluster_name,kube_namespace,pod_name} > 5", queries);
        Assert.Contains(
            "max(last_10m):default_zero(max:kubernetes_state.container.status_report.count.waiting{reason:crashloopbackoff} by {kube_cluster_name,kube_namespace,pod_name}) >= 1", queries);
        Assert.Empty(Linter.Lint([.. queries.Select(q => LintFile.Query(q!))]).Items);

        var effect = Assert.Single(items, i => i.Id == "restart-rate-alone").Effect!;
        Assert.All((string[])["Even with the other repairs: it fires 310 s after the first crash", "for 290 s", "2 restarts in 10 min from then on", "never fires for a container that runs 58 s or longer"],
            words => Assert.Contains(words, effect, StringComparison.Ordinal));
    }
}
