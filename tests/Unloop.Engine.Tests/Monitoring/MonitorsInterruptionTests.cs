using Unloop.Alerts.Planning;
using Unloop.Core.Facts;
using Unloop.Engine.Monitoring;
using Unloop.Tests;
using static Unloop.Engine.Tests.Monitoring.MonitorBench;

namespace Unloop.Engine.Tests.Monitoring;

/// <summary>Runs that are cut off, stopped or lose their network.</summary>
public sealed class MonitorsInterruptionTests
{
    private readonly MonitorBench _bench = new();

    /// <summary>One of each: made, changed, adopted, made; then any one call of the run goes wrong, and the same command is given again.</summary>
    [Theory]
    [InlineData(nameof(Fault.LostBefore))]
    [InlineData(nameof(Fault.LostAfter))]
    [InlineData(nameof(Fault.KilledBefore))]
    [InlineData(nameof(Fault.KilledAfter))]
    public async Task Cut_off_at_any_call_the_next_apply_ends_it_and_nothing_is_there_twice(string name)
    {
        var fault = Enum.Parse<Fault>(name);
        for (var at = 1; ; at++)
        {
            var provider = new FakeProvider();
            _ = provider.Put(Id("b"), "query b", "edited");
            _ = provider.Put(null, "query c", "of people");
            provider.Meets = call => call == at ? fault : Fault.None;
            var calls = await CutAsync(provider, Order("a", "b", "c", "d"));
            provider.Meets = _ => Fault.None;
            _ = await CutAsync(provider, Order("a", "b", "c", "d"));
            Assert.Equal([$"1:{Id("b")}:query b:m", $"2:{Id("c")}(adopted):query c:of people", $"3:{Id("a")}:query a:m", $"4:{Id("d")}:query d:m"], provider.State);
            if (calls < at)
            {
                Assert.True(at > 15);
                return;
            }
        }
    }

    /// <summary>The same for deletion.</summary>
    [Theory]
    [InlineData(nameof(Fault.LostBefore))]
    [InlineData(nameof(Fault.LostAfter))]
    [InlineData(nameof(Fault.KilledBefore))]
    [InlineData(nameof(Fault.KilledAfter))]
    public async Task A_deletion_cut_off_at_any_call_is_ended_by_the_next(string name)
    {
        for (var at = 1; ; at++)
        {
            var provider = new FakeProvider();
            _ = provider.Put(null, "query a", "of people");
            _ = provider.Put(null, "query of others");
            _ = await CutAsync(provider, Order("a", "b"));
            var before = provider.Calls;
            provider.Meets = call => call == before + at ? Enum.Parse<Fault>(name) : Fault.None;
            var calls = await CutAsync(provider, Order() with { Delete = true });
            provider.Meets = _ => Fault.None;
            _ = await CutAsync(provider, Order() with { Delete = true });
            Assert.Equal(["1:-:query a:of people", "2:-:query of others:m"], provider.State);
            if (calls < before + at)
            {
                return;
            }
        }
    }

    [Fact]
    public async Task A_network_that_stays_dead_ends_the_run_and_says_what_is_left()
    {
        _bench.Provider.Meets = call => call > 7 ? Fault.LostBefore : Fault.None;
        var record = await _bench.ApplyAsync(Order(Rules));
        Assert.Equal(MonitorVerdict.Unfinished, record.Verdict);
        Assert.Contains("2 of 3 changes are still to be made", record.Says, StringComparison.Ordinal);
        Assert.Equal([true, false], record.Results.Select(r => r.IsDone));
    }

    [Fact]
    public async Task Stopped_between_two_changes_the_record_says_what_was_made_and_what_is_left()
    {
        using var stop = new CancellationTokenSource();
        var proposal = await _bench.Monitors.PlanAsync(Order(Rules), TestContext.Current.CancellationToken);
        var record = await _bench.Monitors.ApplyAsync(proposal, Order(Rules), _bench.Person(), new Stopping(stop), stop.Token);
        Assert.Equal(MonitorVerdict.Unfinished, record.Verdict);
        Assert.Equal([true, false], record.Results.Select(r => r.IsDone));
        Assert.Contains("2 of 3 changes are still to be made", record.Says, StringComparison.Ordinal);
        Assert.Equal(1, _bench.Provider.Writes);
    }

    [Fact]
    public async Task Stopped_before_the_approval_nothing_is_written_and_there_is_a_record_of_it()
    {
        using var stop = new CancellationTokenSource();
        var proposal = await _bench.Monitors.PlanAsync(Order(Rules), TestContext.Current.CancellationToken);
        var record = await _bench.Monitors.ApplyAsync(proposal, Order(Rules), _bench.Person(true, () =>
        {
            stop.Cancel();
            stop.Token.ThrowIfCancellationRequested();
        }), new Progress(_bench.Seen), stop.Token);
        Assert.Equal((MonitorVerdict.NotApplied, 0), (record.Verdict, _bench.Provider.Writes));
        Assert.StartsWith("Stopped", record.Says, StringComparison.Ordinal);
    }

    private static async Task<int> CutAsync(FakeProvider provider, MonitorOrder order)
    {
        try
        {
            var monitors = new Monitors(provider, new ManualTime(), "0.1.0");
            var proposal = await monitors.PlanAsync(order, TestContext.Current.CancellationToken);
            if (proposal.Plan is not null)
            {
                _ = await monitors.ApplyAsync(proposal, order, new MonitorBench().Person(), new Progress([]), TestContext.Current.CancellationToken);
            }
        }
        catch (KilledException)
        {
        }

        return provider.Calls;
    }

    private sealed class Stopping(CancellationTokenSource stop) : IProgress<MonitorResult>
    {
        public void Report(MonitorResult value) => stop.Cancel();
    }
}
