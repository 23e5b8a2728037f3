using Unloop.Core.Experiments;
using Unloop.Core.Experiments.Copying;
using static Unloop.Core.Tests.Experiments.Copies;

namespace Unloop.Core.Tests.Experiments;

public class CopyLabelsTests
{
    private static readonly Dictionary<string, string> Labels = new() { ["app"] = "web", ["tier"] = "front", ["team"] = "shop" };

    private static CopyLabels For(params PodSelector[] selectors) => CopyLabels.For(Labels, selectors);

    [Fact]
    public void Nothing_that_selects_the_pod_selects_the_copy_and_the_rest_stays()
    {
        var labels = For(Selector("Service web", "app=web"), Selector("StatefulSet db", "app=db"));

        Assert.Equal(["team", "tier"], labels.Labels.Keys.Order(StringComparer.Ordinal));
        Assert.Null(labels.Obstacle);
    }

    [Fact]
    public void Labels_that_only_a_network_policy_goes_by_stay_so_that_it_binds_the_copy_too()
    {
        var labels = For(Selector("Service web", "app=web", "tier=front"), Selector("NetworkPolicy front", "tier=front") with { IsRestriction = true });

        Assert.Equal("front", labels.Labels["tier"]);
        Assert.DoesNotContain("app", labels.Labels.Keys);
        Assert.Empty(labels.Notes);
    }

    [Fact]
    public void A_network_policy_that_goes_by_what_a_service_goes_by_cannot_be_kept_and_that_is_said()
    {
        var note = Assert.Single(For(Selector("Service web", "app=web"), Selector("NetworkPolicy web", "app=web") with { IsRestriction = true }).Notes);

        Assert.Contains("NetworkPolicy web selects the pod, and not the copy", note, StringComparison.Ordinal);
        Assert.Contains("as Service web does", note, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_policy_for_all_pods_binds_the_copy_whatever_its_labels_are() =>
        Assert.Empty(For(Selector("Service web", "app=web"), new PodSelector("NetworkPolicy all", new Dictionary<string, string>(), []) { IsRestriction = true }).Notes);

    [Fact]
    public void What_selects_by_the_lack_of_a_label_cannot_be_kept_away_and_is_an_obstacle()
    {
        var selector = new PodSelector("DaemonSet odd", new Dictionary<string, string>(), [new("canary", "DoesNotExist", [])]);

        Assert.Contains("DaemonSet odd", For(selector).Obstacle, StringComparison.Ordinal);
        Assert.Null(For(selector with { Terms = [new("canary", "Exists", [])] }).Obstacle);
    }

    [Fact]
    public void A_disruption_budget_over_everything_only_counts_the_copy()
    {
        var labels = For(new PodSelector("PodDisruptionBudget all", new Dictionary<string, string>(), []) { CountsOnly = true });

        Assert.Null(labels.Obstacle);
        Assert.Contains("counts the copy", Assert.Single(labels.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("In", true)]
    [InlineData("Exists", true)]
    [InlineData("NotIn", false)]
    public void Expressions_count_as_labels_do(string @operator, bool selects)
    {
        var selector = new PodSelector("ReplicaSet web", new Dictionary<string, string>(), [new("app", @operator, ["web"])]);

        Assert.Equal(selects, selector.Selects(Labels));
        Assert.Equal(!selects, For(selector).Labels.ContainsKey("app"));
    }

    [Fact]
    public void What_controllers_stamp_goes_in_any_case() =>
        Assert.Empty(CopyLabels.For(new Dictionary<string, string> { ["pod-template-hash"] = "x", ["job-name"] = "y", ["statefulset.kubernetes.io/pod-name"] = "z", ["unloop.dev/experiment"] = "old" }, []).Labels);

    [Fact]
    public void No_label_is_dropped_twice_over_for_selectors_that_one_of_them_satisfies()
    {
        var labels = For(Selector("Service a", "app=web", "tier=front"), Selector("Service b", "tier=front", "team=shop"));

        Assert.Equal(["tier"], labels.Dropped);
    }
}
