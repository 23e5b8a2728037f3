using System.Text.Json.Nodes;
using Unloop.Alerts.Generation;
using Unloop.Alerts.Planning;
using Unloop.Alerts.Prometheus;
using Unloop.Core.Facts;
using Unloop.Engine.Monitoring;
using Unloop.Engine.Monitoring.Prometheus;
using Unloop.Tests;

namespace Unloop.Kubernetes.Tests.Fakes;

/// <summary>A fake API server with the Prometheus Operator's rules, and the provider that writes them.</summary>
internal sealed class RuleCluster : IAsyncDisposable
{
    public const string Rules = "/apis/monitoring.coreos.com/v1/namespaces/shop/prometheusrules";

    private readonly FixingCluster _cluster;

    private RuleCluster(FakeApi api, FixingCluster cluster, IPrometheus? prometheus, MonitoringSetup setup) =>
        (Api, _cluster, Provider, Monitors) = (api, cluster, cluster.Rules("shop", new RuleWatch(prometheus, setup)), new(cluster.Rules("shop", new RuleWatch(prometheus, setup)), new ManualTime(), "1.2.3"));

    public FakeApi Api { get; }
    public IMonitorProvider Provider { get; }
    public Monitors Monitors { get; }
    public static AlertScope Scope { get; } = new(null, "shop", "Deployment", "web");

    public static async Task<RuleCluster> StartAsync(IPrometheus? prometheus = null, MonitoringSetup? setup = null, bool isServed = true)
    {
#pragma warning disable CA2000 // The cluster owns it.
        var api = await FakeApi.StartAsync();
#pragma warning restore CA2000
        api.TakesWrites = true;
        if (isServed)
        {
            api.Put("/apis/monitoring.coreos.com", """{"metadata":{"name":"v1"},"resources":[{"name":"prometheusrules","kind":"PrometheusRule","namespaced":true}]}""");
            api.Serve(Rules);
        }

        var files = new FakeFiles { ["/home/me/.kube/config"] = TestCluster.Config(api.Address) };
        var options = new ConnectOptions { Environment = new Dictionary<string, string> { ["HOME"] = "/home/me" }, Version = "1.2.3" };
        var connection = FixingCluster.Create(options, new NoHits(), files, new FakeProcesses(), new ManualTime());
        return new(api, connection.Cluster!, prometheus, setup ?? new());
    }

    public static DesiredMonitor Desired(string expr = "up{} == 0", string name = "unloop-web", params (string Key, string Value)[] labels) => RuleObject.Desired(
        Scope,
        [new RuleGroup { Name = "unloop-web", Rules = [new Rule { Alert = "Burst", Expr = expr, For = "10m", Labels = new Dictionary<string, string> { ["severity"] = "critical" } }] }],
        "shop",
        name,
        labels.ToDictionary(l => l.Key, l => l.Value));

    public async Task<MonitorRecord> ApplyAsync(DesiredMonitor? desired = null, bool delete = false, AlertScope? scope = null)
    {
        var order = new MonitorOrder { Scope = scope ?? Scope, Desired = delete ? [] : [desired ?? Desired()], Delete = delete };
        var token = TestContext.Current.CancellationToken;
        var proposal = await Monitors.PlanAsync(order, token);
        Assert.Empty(proposal.Problems);
        return await Monitors.ApplyAsync(proposal, order, new Agreeing(), new Progress<MonitorResult>(), token);
    }

    public JsonObject? Find(string name = "unloop-web") => Api.Find(Rules, name);

    public async ValueTask DisposeAsync()
    {
        _cluster.Dispose();
        await Api.DisposeAsync();
    }

    private sealed class Agreeing : IMonitorApprover
    {
        public Task<bool> ApproveAsync(MonitorPlan plan, CancellationToken cancellationToken) => Task.FromResult(true);
    }
}
