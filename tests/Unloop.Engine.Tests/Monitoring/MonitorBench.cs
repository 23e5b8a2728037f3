using Unloop.Alerts.Generation;
using Unloop.Alerts.Planning;
using Unloop.Engine.Monitoring;
using Unloop.Tests;

namespace Unloop.Engine.Tests.Monitoring;

/// <summary>Orders for one service's monitors, and a provider that keeps them.</summary>
internal sealed class MonitorBench
{
    public static readonly AlertScope Scope = new("prod", "shop");
    public static readonly string[] Rules = ["a", "b", "c"];

    public FakeProvider Provider { get; } = new();

    /// <summary>What was told while it was applied.</summary>
    public List<MonitorResult> Seen { get; } = [];

    /// <summary>How often somebody was asked.</summary>
    public int Asked { get; private set; }

    public Monitors Monitors => new(Provider, new ManualTime(), "0.1.0");

    public static string Id(string rule) => MonitorIdentity.Of(Scope, rule);

    public static MonitorOrder Order(params string[] rules) => new() { Scope = Scope, Desired = [.. rules.Select(r => FakeProvider.Wanted(Id(r), $"query {r}"))] };

    /// <param name="between">Done between the plan and the answer.</param>
    public async Task<MonitorRecord> ApplyAsync(MonitorOrder order, bool agrees = true, Action? between = null)
    {
        var proposal = await Monitors.PlanAsync(order, TestContext.Current.CancellationToken);
        Assert.Empty(proposal.Problems);
        return await Monitors.ApplyAsync(proposal, order, Person(agrees, between), new Progress(Seen), TestContext.Current.CancellationToken);
    }

    public IMonitorApprover Person(bool agrees = true, Action? between = null) => new Approver(this, agrees, between);

    private sealed class Approver(MonitorBench bench, bool agrees, Action? between) : IMonitorApprover
    {
        public Task<bool> ApproveAsync(MonitorPlan plan, CancellationToken cancellationToken)
        {
            bench.Asked++;
            between?.Invoke();
            return Task.FromResult(agrees);
        }
    }

    internal sealed class Progress(List<MonitorResult> seen) : IProgress<MonitorResult>
    {
        public void Report(MonitorResult value) => seen.Add(value);
    }
}
