using System.Text.Json.Nodes;
using Unloop.Core.Planning;
using Unloop.Engine.Fixing;
using Unloop.Engine.Scaling;
using Unloop.Engine.Verifying;
using Unloop.Tests;

namespace Unloop.Kubernetes.Tests.Fakes;

/// <summary>A fake API server that takes writes, and a cluster to fix something in.</summary>
internal sealed class FixCluster : IAsyncDisposable
{
    private readonly FixingCluster _cluster;

    private FixCluster(FakeApi api, ManualTime time, FixingCluster cluster) => (Api, Time, _cluster) = (api, time, cluster);

    public FakeApi Api { get; }
    public ManualTime Time { get; }
    public Unloop.Engine.IClusterSource Source => _cluster.Source;
    public Unloop.Engine.Experimenting.IPodCopies Copies => _cluster.Copies;
    public IWorkloads Workloads => _cluster.Workloads;
    public Unloop.Engine.Configuring.IConfigurationView Configuration => _cluster.Source.Configuration;
    public IRolloutView View => _cluster.Source.View;
    public IScalingView Scaling => _cluster.Source.Scaling;
    public IScalingWriter ScalingWriter => _cluster.Scaling;

    public static async Task<FixCluster> StartAsync()
    {
#pragma warning disable CA2000 // The cluster owns it.
        var api = await FakeApi.StartAsync();
#pragma warning restore CA2000
        api.TakesWrites = true;
        foreach (var plural in new[] { "pods", "events", "limitranges", "resourcequotas" })
        {
            api.Serve("/api/v1/namespaces/shop/" + plural);
        }

        foreach (var plural in new[] { "deployments", "replicasets", "statefulsets", "daemonsets", "controllerrevisions" })
        {
            api.Serve("/apis/apps/v1/namespaces/shop/" + plural);
        }

        api.Serve("/apis/batch/v1/namespaces/shop/jobs");
        api.Serve("/apis/policy/v1/namespaces/shop/poddisruptionbudgets");
        api.Serve("/apis/coordination.k8s.io/v1/namespaces/shop/leases");
        var time = new ManualTime();
        var files = new FakeFiles { ["/home/me/.kube/config"] = TestCluster.Config(api.Address) };
        var options = new ConnectOptions { Environment = new Dictionary<string, string> { ["HOME"] = "/home/me" }, Version = "1.2.3" };
        var connection = FixingCluster.Create(options, new NoHits(), files, new FakeProcesses(), time);
        Assert.Empty(connection.Problems);
        return new(api, time, connection.Cluster!);
    }

    public async Task<LiveWorkload> ReadAsync(string kind, string name)
    {
        var reading = await Workloads.ReadAsync(kind, "shop", name, TestContext.Current.CancellationToken);
        Assert.Null(reading.Problem);
        return reading.Workload!;
    }

    /// <summary>Sets the first container's image.</summary>
    public Task<Writing> SetImageAsync(LiveWorkload live, string image, bool dryRun = false) => Workloads.PatchAsync(
        new()
        {
            Workload = live.Ref,
            ExpectedTemplateHash = live.TemplateHash,
            Edits = [new("replace", "/spec/containers/0/image", JsonValue.Create(image))],
            DryRun = dryRun,
        },
        TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        _cluster.Dispose();
        await Api.DisposeAsync();
    }
}
