using Unloop.Alerts.Generation;
using Unloop.Core.Facts;

namespace Unloop.Alerts.Tests.Generation;

public class KnownSetupTests
{
    private static readonly LabelRequirements Release = new(new Dictionary<string, string> { ["release"] = "monitoring" }, []);
    private static readonly LabelRequirements Everything = new(new Dictionary<string, string>(), []);

    private static MonitoringSetup Setup(LabelRequirements? spaces) => new()
    {
        Datadog = new DatadogSetup("datadog", "datadog", 3, 3, "datadog-cluster-agent", true, null, "prod-eu", "7", true),
        Prometheus = [new PrometheusSetup("monitoring", "main", Release, spaces, null, null)],
    };

    private static AlertRequest Request => Requests.Of(new AlertScope(null, "shop", "Deployment", "web"));

    [Fact]
    public void The_labels_that_Prometheus_selects_and_the_name_that_the_Agent_has_are_taken_from_the_cluster()
    {
        var (request, notes) = KnownSetup.Add(Request, Setup(Everything));

        Assert.Equal("prod-eu", request.Scope.Cluster);
        Assert.Equal("monitoring", request.Settings.RuleLabels!["release"]);
        Assert.Equal("shop", request.Settings.ManifestNamespace);
        Assert.Empty(notes);
    }

    [Theory]
    [InlineData("prod} by {pod_name} or {x:y")]
    [InlineData("Prod EU")]
    [InlineData("prod_eu")]
    [InlineData("1prod")]
    [InlineData("prod-")]
    [InlineData("")]
    public void A_name_that_the_Agent_does_not_take_stands_in_no_query_and_is_told(string name)
    {
        var setup = Setup(Everything);
        var (request, notes) = KnownSetup.Add(Request, setup with { Datadog = setup.Datadog! with { ClusterName = name } });

        Assert.Null(request.Scope.Cluster);
        Assert.Contains($"'{name}', is none that they take", Assert.Single(notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("prod.eu-1")]
    [InlineData("p")]
    public void A_name_that_the_Agent_takes_is_the_clusters(string name)
    {
        var setup = Setup(Everything);
        Assert.Equal((name, []), KnownSetup.Cluster(setup with { Datadog = setup.Datadog! with { ClusterName = name } }));
    }

    [Fact]
    public void What_was_said_stands_before_what_is_seen()
    {
        var said = Request with { Scope = Request.Scope with { Cluster = "mine" }, Settings = new TargetSettings { RuleLabels = new Dictionary<string, string> { ["team"] = "shop" } } };

        Assert.Equal(said, KnownSetup.Add(said, Setup(Everything)).Request);
    }

    [Fact]
    public void A_Prometheus_that_takes_no_rule_from_the_namespace_is_an_obstacle_that_is_told()
    {
        var (request, notes) = KnownSetup.Add(Request, Setup(spaces: null));

        Assert.Null(request.Settings.RuleLabels);
        Assert.Contains("its own namespace only", Assert.Single(notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_nothing_was_looked_at_nothing_is_known() => Assert.Equal(Request, KnownSetup.Add(Request, null).Request);
}
