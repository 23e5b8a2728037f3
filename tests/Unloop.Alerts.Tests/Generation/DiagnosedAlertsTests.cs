using Unloop.Alerts.Generation;
using Unloop.Core;
using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Tests.Generation;

public class DiagnosedAlertsTests
{
    private static Diagnosis Item(string workload, string? space = "shop", Category category = Category.OomLimit, string fingerprint = "f") => new()
    {
        Subject = new ContainerSubject { Namespace = space, Workload = workload, Pod = "web-0", Container = "app", ContainerType = ContainerType.App },
        State = "CrashLoopBackOff",
        Verdict = Verdict.Diagnosed,
        Cause = new Cause { Category = category, Subject = "x", Container = "app", Statement = "It is so.", Confidence = Confidence.Certain, Rule = "r", Fingerprint = fingerprint },
        Solution = [new Advice("Mend it.")],
    };

    private static DiagnosedAlerts Of(params Diagnosis[] items) => DiagnosedAlerts.Of(new Report { Version = "1", Items = items }, "prod", null);

    [Fact]
    public void One_workload_is_watched_alone()
    {
        var alerts = Of(Item("Deployment/web"), Item("Deployment/web"));

        Assert.Equal(new AlertScope("prod", "shop", "Deployment", "web"), alerts.Scope);
        Assert.Equal("Mend it.", Assert.Single(Assert.Single(alerts.Causes).Solution));
        Assert.Empty(alerts.Notes);
    }

    [Fact]
    public void Several_workloads_are_watched_by_namespace_and_several_namespaces_by_cluster_and_that_is_said()
    {
        var (many, wide) = (Of(Item("Deployment/web"), Item("Deployment/api", fingerprint: "g")), Of(Item("Deployment/web"), Item("Deployment/web", "other")));

        Assert.Equal(new AlertScope("prod", "shop"), many.Scope);
        Assert.Equal(2, many.Causes.Count);
        Assert.Single(many.Notes);
        Assert.Equal(new AlertScope("prod"), wide.Scope);
        Assert.Single(wide.Notes);
    }

    [Fact]
    public void A_kind_that_no_metric_knows_is_watched_by_its_namespace()
    {
        var alerts = Of(Item("Rollout/web"));

        Assert.Equal(new AlertScope("prod", "shop"), alerts.Scope);
        Assert.Contains("Rollout/web", Assert.Single(alerts.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_namespace_there_is_no_scope_unless_it_is_given()
    {
        var report = new Report { Version = "1", Items = [Item("Deployment/web", space: null)] };

        Assert.Null(DiagnosedAlerts.Of(report, null, null).Scope);
        Assert.Equal(new AlertScope(null, "shop", "Deployment", "web"), DiagnosedAlerts.Of(report, null, "shop").Scope);
    }

    [Theory]
    [InlineData("shop\"} or vector(1)", "web", "prod", 1)]
    [InlineData("Shop", "web_1", "Prod", 3)]
    [InlineData("shop", "web.v1", "arn:aws/prod_1", 0)]
    public void Names_that_no_cluster_has_come_into_no_query(string space, string name, string cluster, int mistakes) =>
        Assert.Equal(mistakes, new AlertScope(cluster, space, "Deployment", name).Mistakes.Count);
}
