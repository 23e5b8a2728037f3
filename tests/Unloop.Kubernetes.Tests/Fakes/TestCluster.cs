using Unloop.Core.Facts;
using Unloop.Engine;
using Unloop.Tests;

namespace Unloop.Kubernetes.Tests.Fakes;

/// <summary>A fake API server with a source that is connected to it by a kubeconfig.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private readonly ClusterSource _source;

    private TestCluster(FakeApi api, ManualTime time, ClusterSource source) => (Api, Time, _source) = (api, time, source);

    public FakeApi Api { get; }
    public ManualTime Time { get; }

    public static async Task<TestCluster> StartAsync()
    {
#pragma warning disable CA2000 // The cluster owns it.
        var api = await FakeApi.StartAsync();
#pragma warning restore CA2000
        var time = new ManualTime();
        var connection = Connect(Config(api.Address), time: time);
        Assert.Empty(connection.Problems);
        foreach (var plural in new[] { "pods", "events", "configmaps", "secrets", "limitranges", "resourcequotas", "replicationcontrollers" })
        {
            api.Serve("/api/v1/namespaces/shop/" + plural);
        }

        foreach (var plural in new[] { "deployments", "replicasets", "statefulsets", "daemonsets", "controllerrevisions" })
        {
            api.Serve("/apis/apps/v1/namespaces/shop/" + plural);
        }

        api.Serve("/apis/batch/v1/namespaces/shop/jobs");
        api.Serve("/apis/batch/v1/namespaces/shop/cronjobs");
        api.Serve("/api/v1/namespaces/default/events");
        api.Serve("/api/v1/nodes");
        api.Put("/api/v1/namespaces", """{"metadata":{"name":"shop"}}""");
        return new(api, time, connection.Source!);
    }

    public static string Config(string address, string user = "{}", string cluster = "") => $$$$"""
        {"current-context":"here",
         "contexts":[{"name":"here","context":{"cluster":"lab","user":"me","namespace":"shop"}}],
         "clusters":[{"name":"lab","cluster":{"server":"{{{{address}}}}"{{{{cluster}}}}}}],
         "users":[{"name":"me","user":{{{{user}}}}}]}
        """;

    public static ClusterConnection Connect(string config, FakeFiles? files = null, FakeProcesses? processes = null, TimeProvider? time = null)
    {
        files ??= new();
        files["/home/me/.kube/config"] = config;
        var options = new ConnectOptions { Environment = new Dictionary<string, string> { ["HOME"] = "/home/me" }, Version = "1.2.3" };
        return ClusterSource.Create(options, new NoHits(), files, processes ?? new(), time ?? new ManualTime());
    }

    public Unloop.Engine.Configuring.IConfigurationView Configuration => _source.Configuration;

    public Task<EvidenceBatch> CollectAsync(params string[] targets) => CollectAsync(new TargetQuery { Targets = targets });

    public Task<EvidenceBatch> CollectAsync(TargetQuery query) => _source.CollectAsync(query, TestContext.Current.CancellationToken);

    public async Task<PodEvidence> PodAsync(string name)
    {
        var batch = await CollectAsync(name);
        Assert.Empty(batch.Problems);
        return Assert.Single(batch.Pods);
    }

    public async ValueTask DisposeAsync()
    {
        _source.Dispose();
        await Api.DisposeAsync();
    }
}
