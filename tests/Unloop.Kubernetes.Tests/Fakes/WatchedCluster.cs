using Unloop.Core.Facts;
using Unloop.Engine.Monitoring;

namespace Unloop.Kubernetes.Tests.Fakes;

/// <summary>A fake API server with what watches a cluster, over all its namespaces.</summary>
internal sealed class WatchedCluster : IAsyncDisposable
{
    private readonly ClusterSource _source;

    private WatchedCluster(FakeApi api, ClusterSource source) => (Api, _source) = (api, source);

    public FakeApi Api { get; }
    public IMonitoringView View => _source.Monitoring;

    public static async Task<WatchedCluster> StartAsync()
    {
#pragma warning disable CA2000 // The cluster owns it.
        var api = await FakeApi.StartAsync();
#pragma warning restore CA2000
        foreach (var plural in new[] { "daemonsets", "deployments", "statefulsets" })
        {
            api.Serve("/apis/apps/v1/" + plural);
        }

        api.Serve("/api/v1/namespaces");
        return new(api, TestCluster.Connect(TestCluster.Config(api.Address)).Source!);
    }

    public void Put(string plural, string json) => Api.Put("/apis/apps/v1/" + plural, json);

    /// <summary>What discovery tells of a group.</summary>
    public void Serve(string group, string version, params string[] kinds)
    {
        var resources = string.Join(',', kinds.Select(k => $$"""{"name":"{{Plural(k)}}","kind":"{{k}}","namespaced":true}"""));
        Api.Put("/apis/" + group, $$$"""{"kind":"APIResourceList","metadata":{"name":"{{{version}}}"},"resources":[{{{resources}}}]}""");
        foreach (var kind in kinds)
        {
            Api.Serve($"/apis/{group}/{version}/{Plural(kind)}");
        }
    }

    public async Task<MonitoringSetup> LookAsync()
    {
        var sight = await View.LookAsync(TestContext.Current.CancellationToken);
        Assert.Null(sight.Problem);
        return sight.Setup!;
    }

    public async ValueTask DisposeAsync()
    {
        _source.Dispose();
        await Api.DisposeAsync();
    }

    private static string Plural(string kind) => kind.ToLowerInvariant() + (kind.EndsWith('s') ? "es" : "s");
}
