using System.Text.Json.Nodes;
using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Engine.Fixing;
using Unloop.Kubernetes.Tests.Fakes;
using static Unloop.Kubernetes.Tests.Fakes.Objects;

namespace Unloop.Kubernetes.Tests.Fixing;

/// <summary>web is back at the template of web-old; web-fix is what the fix had rolled out, web-other what somebody else had.</summary>
public sealed class FailedRevisionsTests
{
    private static async Task<FixCluster> StartAsync()
    {
        var cluster = await FixCluster.StartAsync();
        var template = (JsonObject)JsonNode.Parse(ReplicaSet("x", "web", 1, "app:1"))!["spec"]!["template"]!.DeepClone();
        cluster.Api.Put(Deployments, $$$"""{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"shop","uid":"uid-web"},"spec":{"replicas":1,"selector":{"matchLabels":{"app":"web"}},"template":{{{template.ToJsonString()}}}},"status":{}}""");
        Put(cluster, "web-old", "app:1", null);
        Put(cluster, "web-fix", "app:2", "20260501-120000-deployment-web sha256:1");
        Put(cluster, "web-other", "app:3", "20260401-120000-deployment-web sha256:2");
        return cluster;
    }

    private static void Put(FixCluster cluster, string name, string image, string? mark)
    {
        var set = JsonNode.Parse(ReplicaSet(name, "web", 1, image))!;
        set["spec"]!["replicas"] = 1;
        if (mark is not null)
        {
            set["metadata"]!["annotations"]![LiveWorkload.FixAnnotation] = mark;
        }

        cluster.Api.Put(ReplicaSets, set.ToJsonString());
    }

    private static async Task<Retirement> RetireAsync(FixCluster cluster) =>
        await cluster.Workloads.RetireAsync((await cluster.ReadAsync("Deployment", "web")).Ref, "20260501-120000-deployment-web", TestContext.Current.CancellationToken);

    private static int? ReplicasOf(FixCluster cluster, string name) => (int?)cluster.Api.Find(ReplicaSets, name)!["spec"]!["replicas"];

    [Fact]
    public async Task Only_what_this_fix_had_rolled_out_is_scaled_to_nothing()
    {
        await using var cluster = await StartAsync();
        Assert.False((await RetireAsync(cluster)).IsDone);
        Assert.Equal((1, 0, 1), (ReplicasOf(cluster, "web-old"), ReplicasOf(cluster, "web-fix"), ReplicasOf(cluster, "web-other")));
    }

    [Fact]
    public async Task It_is_done_when_its_pods_are_gone()
    {
        await using var cluster = await StartAsync();
        _ = await RetireAsync(cluster);
        cluster.Api.Change(ReplicaSets, "web-fix", s => s["status"] = new JsonObject { ["replicas"] = 0 });
        Assert.True((await RetireAsync(cluster)).IsDone);
        Assert.Single(cluster.Api.Writes);
    }

    [Fact]
    public async Task What_is_wanted_now_is_left_also_where_it_bears_the_mark()
    {
        await using var cluster = await StartAsync();
        cluster.Api.Change(ReplicaSets, "web-fix", s => s["spec"]!["template"]!["spec"]!["containers"]![0]!["image"] = "app:4");
        cluster.Api.Change(Deployments, "web", d => d["spec"]!["template"]!["spec"]!["containers"]![0]!["image"] = "app:4");
        Assert.True((await RetireAsync(cluster)).IsDone);
        Assert.Empty(cluster.Api.Writes);
    }

    [Fact]
    public async Task A_refusal_is_told()
    {
        await using var cluster = await StartAsync();
        cluster.Api.Fault(r => r.Method == "PATCH", c => FakeApi.StatusAsync(c, 403, "Forbidden", "replicasets.apps is forbidden"));
        var retirement = await RetireAsync(cluster);
        Assert.Equal((false, ProblemKind.Refused), (retirement.IsDone, retirement.Problem!.Kind));
    }
}
