using Unloop.Core.Facts;
using Unloop.Kubernetes.Tests.Fakes;
using static Unloop.Kubernetes.Tests.Fakes.Objects;

namespace Unloop.Kubernetes.Tests.Experiments;

public sealed class OriginalTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_that_selects_pods_is_read()
    {
        await using var cluster = await TryCluster.StartAsync();
        cluster.Api.Put("/apis/networking.k8s.io/v1/namespaces/shop/networkpolicies", """{"metadata":{"name":"front"},"spec":{"podSelector":{"matchLabels":{"tier":"front"}}}}""");
        cluster.Api.Put("/apis/policy/v1/namespaces/shop/poddisruptionbudgets", """{"metadata":{"name":"all"},"spec":{"selector":{}}}""");
        cluster.Api.Put("/apis/autoscaling/v1/namespaces/shop/horizontalpodautoscalers", """{"metadata":{"name":"web"},"spec":{"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"web"}}}""");
        cluster.Api.Put("/api/v1/namespaces/shop/replicationcontrollers", """{"metadata":{"name":"old"},"spec":{"selector":{"app":"old"}}}""");
        cluster.Api.Put(TryCluster.Services, """{"metadata":{"name":"without"},"spec":{}}""");

        var selectors = (await cluster.Copies.ReadAsync("shop", "web-1", Token)).Pod!.Selectors;

        Assert.Equal(
            ["HorizontalPodAutoscaler web", "NetworkPolicy front", "PodDisruptionBudget all", "ReplicaSet web-new", "ReplicationController old", "Service web"],
            selectors.Select(s => s.Name).Order(StringComparer.Ordinal));
        Assert.True(Assert.Single(selectors, s => s.Name == "NetworkPolicy front").IsRestriction);
        Assert.True(Assert.Single(selectors, s => s.Name == "PodDisruptionBudget all").CountsOnly);
    }

    [Fact]
    public async Task What_may_not_be_looked_at_is_said()
    {
        await using var cluster = await TryCluster.StartAsync();
        cluster.Api.Fault("/networkpolicies", 403, "Forbidden", "no");

        Assert.Equal(["NetworkPolicies"], (await cluster.Copies.ReadAsync("shop", "web-1", Token)).Pod!.Unseen);
    }

    [Fact]
    public async Task A_copy_belongs_to_its_pod_and_where_that_goes_to_the_pods_owner()
    {
        await using var cluster = await TryCluster.StartAsync();
        cluster.Api.Put(Pods, Pod("alone", Looping()));
        cluster.Api.Put(Pods, Pod("leaving", Looping(), metadata: ",\"deletionTimestamp\":\"2026-05-01T12:00:00Z\"" + OwnedBy("ReplicaSet", "web-new", "uid-web-new")));
        cluster.Api.Put("/apis/batch/v1/namespaces/shop/jobs", """{"kind":"Job","metadata":{"name":"seed","uid":"uid-seed"},"spec":{}}""");
        cluster.Api.Put(Pods, Pod("seed-1", Looping(), metadata: OwnedBy("Job", "seed", "uid-seed", "batch/v1")));

        async Task<string?> Owner(string pod) => (await cluster.Copies.ReadAsync("shop", pod, Token)).Pod!.Owner?.Uid;

        Assert.Equal("uid-web-1", await Owner("web-1"));
        Assert.Equal("uid-alone", await Owner("alone"));
        Assert.Equal("uid-web-new", await Owner("leaving"));
        Assert.Equal("uid-seed", await Owner("seed-1"));
    }

    [Fact]
    public async Task A_pod_that_cannot_be_copied_says_why()
    {
        await using var cluster = await TryCluster.StartAsync();
        cluster.Api.Put(Pods, Pod("windows", Looping(), spec: ",\"nodeSelector\":{\"kubernetes.io/os\":\"windows\"}"));
        cluster.Api.Put(Pods, Pod("static", Looping(), metadata: ",\"annotations\":{\"kubernetes.io/config.mirror\":\"x\"}"));
        cluster.Api.Put(Pods, Pod("db-0", Looping(), spec: ",\"volumes\":[{\"name\":\"data\",\"persistentVolumeClaim\":{\"claimName\":\"data-db-0\"}}]"));
        cluster.Api.Put("/api/v1/namespaces/shop/persistentvolumeclaims", """{"metadata":{"name":"data-db-0"},"spec":{"accessModes":["ReadWriteOncePod"]}}""");

        async Task<string> Problem(string pod) => Assert.Single((await cluster.PlanAsync(pod)).Problems).Message;

        Assert.Contains("Windows", await Problem("windows"), StringComparison.Ordinal);
        Assert.Contains("static pod", await Problem("static"), StringComparison.Ordinal);
        Assert.Contains("data-db-0 may be used by one pod at a time", await Problem("db-0"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_without_pods_or_without_failure_is_no_case()
    {
        await using var cluster = await TryCluster.StartAsync();
        cluster.Api.Put(Deployments, Deployment("idle"));
        cluster.Api.Put(Pods, Pod("well", Status("web", Running(), ready: true)));

        Assert.Equal(ProblemKind.NoMatch, Assert.Single((await cluster.PlanAsync("deploy/idle")).Problems).Kind);
        Assert.Equal(ProblemKind.NoMatch, Assert.Single((await cluster.PlanAsync("deploy/none")).Problems).Kind);
        Assert.True((await cluster.PlanAsync("well")).NothingIsUnwell);
    }

    [Fact]
    public async Task A_revision_of_which_events_tell_that_it_failed_is_none_to_go_back_to()
    {
        await using var cluster = await TryCluster.StartAsync();
        cluster.Api.Put(Deployments, Templated("\"image\":\"app:3\""));
        cluster.Api.Put(ReplicaSets, ReplicaSet("web-a", "web", 1, "app:1"));
        cluster.Api.Put(ReplicaSets, ReplicaSet("web-new", "web", 2, "app:2"));
        cluster.Api.Put(ReplicaSets, ReplicaSet("web-c", "web", 3, "app:3"));

        Assert.Equal("2", (await cluster.Copies.ReadAsync("shop", "web-1", Token)).Pod!.Healthy?.Name);
        cluster.Api.Put(Events, Event("e1", "uid-x", "BackOff", "Back-off restarting failed container", about: "web-new-x2x4q"));
        Assert.Equal("1", (await cluster.Copies.ReadAsync("shop", "web-1", Token)).Pod!.Healthy?.Name);
        cluster.Api.Put(Events, Event("e2", "uid-y", "BackOff", "Back-off restarting failed container", about: "web-a-x2x4q"));
        Assert.Null((await cluster.Copies.ReadAsync("shop", "web-1", Token)).Pod!.Healthy);
    }

    private static string Templated(string image) => $$$$"""
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"shop","uid":"uid-web"},
         "spec":{"replicas":1,"selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"web",{{{{image}}}}}]}}},"status":{}}
        """;
}
