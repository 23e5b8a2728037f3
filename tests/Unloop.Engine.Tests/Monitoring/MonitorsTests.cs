using Unloop.Alerts.Generation;
using Unloop.Alerts.Planning;
using Unloop.Core.Facts;
using Unloop.Engine.Monitoring;
using Unloop.Tests;

namespace Unloop.Engine.Tests.Monitoring;

public class MonitorsTests
{
    private static readonly AlertScope Scope = new("prod", "shop");
    private static readonly string[] Rules = ["a", "b", "c"];

    private readonly FakeProvider _provider = new();
    private readonly List<MonitorResult> _seen = [];
    private int _asked;

    private static string Id(string rule) => MonitorIdentity.Of(Scope, rule);

    private static MonitorOrder Order(params string[] rules) => new() { Scope = Scope, Desired = [.. rules.Select(r => FakeProvider.Wanted(Id(r), $"query {r}"))] };

    private Monitors Monitors => new(_provider, new ManualTime(), "0.1.0");

    private async Task<MonitorRecord> ApplyAsync(MonitorOrder order, bool agrees = true, Action? between = null)
    {
        var proposal = await Monitors.PlanAsync(order, TestContext.Current.CancellationToken);
        Assert.Empty(proposal.Problems);
        return await Monitors.ApplyAsync(proposal, order, new Person(this, agrees, between), new Progress(_seen), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task All_are_made_and_a_second_time_nothing_is_written()
    {
        var first = await ApplyAsync(Order(Rules));
        Assert.Equal(MonitorVerdict.Applied, first.Verdict);
        Assert.Equal(3, _provider.Writes);
        Assert.Equal(3, first.States.Count);
        Assert.Equal(first.Results, _seen);

        var second = await ApplyAsync(Order(Rules));
        Assert.Equal((MonitorVerdict.Unchanged, 3, 1), (second.Verdict, _provider.Writes, _asked));
    }

    [Fact]
    public async Task Without_approval_nothing_is_written()
    {
        var record = await ApplyAsync(Order(Rules), agrees: false);
        Assert.Equal((MonitorVerdict.NotApplied, 0), (record.Verdict, _provider.Writes));
    }

    [Fact]
    public async Task A_provider_that_cannot_be_spoken_to_is_the_whole_answer()
    {
        _provider.Check = new(ProblemKind.Unauthorised, "wrong key");
        var proposal = await Monitors.PlanAsync(Order(Rules), TestContext.Current.CancellationToken);
        Assert.Equal(_provider.Check, Assert.Single(proposal.Problems));
        Assert.Equal(0, _provider.Calls);
    }

    [Fact]
    public async Task All_that_would_be_refused_is_said_before_anything_is_written()
    {
        var order = new MonitorOrder { Scope = Scope, Desired = [FakeProvider.Wanted(Id("a"), "invalid"), FakeProvider.Wanted(Id("b"), "good"), FakeProvider.Wanted(Id("c"), "invalid")] };
        Assert.Equal([$"{Id("a")} is invalid.", $"{Id("c")} is invalid."], (await Monitors.PlanAsync(order, TestContext.Current.CancellationToken)).Problems.Select(p => p.Message));
    }

    [Fact]
    public async Task A_monitor_on_what_has_no_data_is_made_only_on_request()
    {
        _provider.Data = [new("m", DataState.Unknown, "?"), new("m", DataState.Absent, "Nobody sends m.", "Install it.")];
        var refused = await ApplyAsync(Order(Rules));
        Assert.Equal((MonitorVerdict.NotApplied, 0, 0), (refused.Verdict, _provider.Writes, _asked));
        Assert.StartsWith("Nobody sends m. Install it.", refused.Says, StringComparison.Ordinal);
        Assert.Equal(MonitorVerdict.Applied, (await ApplyAsync(Order(Rules) with { WithoutData = true })).Verdict);
    }

    [Fact]
    public async Task What_was_made_by_hand_is_adopted_and_given_back()
    {
        var by_hand = _provider.Put(null, "query a", "of people");
        Assert.Equal(MonitorVerdict.Applied, (await ApplyAsync(Order("a"))).Verdict);
        Assert.Equal([$"{by_hand}:{Id("a")}(adopted):query a:of people"], _provider.State);
        Assert.Equal(MonitorVerdict.Unchanged, (await ApplyAsync(Order("a"))).Verdict);
        Assert.Equal(MonitorVerdict.Applied, (await ApplyAsync(Order() with { Delete = true })).Verdict);
        Assert.Equal([$"{by_hand}:-:query a:of people"], _provider.State);
    }

    [Fact]
    public async Task Deletion_leaves_what_is_of_others()
    {
        _ = _provider.Put(null, "query x");
        _ = _provider.Put(MonitorIdentity.Of(new("other"), "a"), "query y");
        _ = await ApplyAsync(Order(Rules));
        var record = await ApplyAsync(Order() with { Delete = true });
        Assert.Equal(MonitorVerdict.Applied, record.Verdict);
        Assert.Equal(2, _provider.State.Count);
        Assert.Equal(MonitorVerdict.Unchanged, (await ApplyAsync(Order() with { Delete = true })).Verdict);
    }

    [Fact]
    public async Task What_somebody_edits_between_plan_and_approval_is_not_overwritten()
    {
        _ = await ApplyAsync(Order("a"));
        _provider.Edit("1", "first");
        var record = await ApplyAsync(Order("a"), between: () => _provider.Edit("1", "second"));
        Assert.Equal(MonitorVerdict.Unfinished, record.Verdict);
        Assert.Contains("Somebody has edited 1", record.Says, StringComparison.Ordinal);
        Assert.EndsWith(":second", Assert.Single(_provider.State), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_somebody_deletes_between_plan_and_approval_is_made_again()
    {
        _ = await ApplyAsync(Order("a"));
        _provider.Edit("1", "x");
        Assert.Equal(MonitorVerdict.Applied, (await ApplyAsync(Order("a"), between: () => _provider.Remove("1"))).Verdict);
        Assert.Equal([$"2:{Id("a")}:query a:m"], _provider.State);
    }

    [Fact]
    public async Task What_lost_its_marks_between_plan_and_approval_is_left_alone()
    {
        _ = await ApplyAsync(Order("a"));
        var record = await ApplyAsync(Order() with { Delete = true }, between: () => _provider.Unmark("1"));
        Assert.Equal(MonitorVerdict.Unfinished, record.Verdict);
        Assert.Equal(["1:-:query a:m"], _provider.State);
    }

    [Fact]
    public async Task A_duplicate_that_the_list_does_not_show_yet_is_found_by_what_the_provider_says()
    {
        _provider.ListsLag = true;
        _provider.Meets = call => call == 5 ? Fault.LostAfter : Fault.None;
        Assert.Equal(MonitorVerdict.Applied, (await ApplyAsync(Order("a"))).Verdict);
        Assert.Equal([$"1:{Id("a")}:query a:m"], _provider.State);
    }

    [Fact]
    public async Task A_duplicate_of_another_target_is_left_alone()
    {
        _ = _provider.Put(MonitorIdentity.Of(new("other"), "a"), "query a");
        var record = await ApplyAsync(Order("a"));
        Assert.Equal((MonitorVerdict.Unfinished, 0), (record.Verdict, _provider.Writes));
        Assert.Contains("belongs to another target", record.Says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Others_are_looked_through_only_where_something_would_be_made()
    {
        _ = await ApplyAsync(Order("a"));
        var before = _provider.Calls;
        _ = await Monitors.PlanAsync(Order("a"), TestContext.Current.CancellationToken);
        Assert.Equal(1, _provider.Calls - before);
    }

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
        _provider.Meets = call => call > 7 ? Fault.LostBefore : Fault.None;
        var record = await ApplyAsync(Order(Rules));
        Assert.Equal(MonitorVerdict.Unfinished, record.Verdict);
        Assert.Contains("2 of 3 changes are still to be made", record.Says, StringComparison.Ordinal);
        Assert.Equal([true, false], record.Results.Select(r => r.IsDone));
    }

    [Fact]
    public async Task What_was_made_before_the_cluster_had_a_name_is_taken_over_and_not_made_a_second_time()
    {
        var nameless = Order("a") with { Scope = Scope with { Cluster = null }, Desired = [FakeProvider.Wanted(MonitorIdentity.Of(Scope with { Cluster = null }, "a"), "query a of all")] };
        _ = await ApplyAsync(nameless);
        var record = await ApplyAsync(Order("a"));
        Assert.Equal(MonitorVerdict.Applied, record.Verdict);
        Assert.Contains("before this cluster had a name", Assert.Single(record.Plan.Warnings), StringComparison.Ordinal);
        Assert.Equal([$"1:{Id("a")}:query a:m"], _provider.State);
        Assert.Equal(MonitorVerdict.Unchanged, (await ApplyAsync(Order("a"))).Verdict);
    }

    [Fact]
    public async Task A_nameless_target_takes_nothing_over_from_a_named_one()
    {
        _ = await ApplyAsync(Order("a"));
        _ = await ApplyAsync(Order("a") with { Scope = Scope with { Cluster = null }, Desired = [FakeProvider.Wanted(MonitorIdentity.Of(Scope with { Cluster = null }, "a"), "query a of all")] });
        Assert.Equal(2, _provider.State.Count);
    }

    [Fact]
    public async Task Where_no_cause_is_known_what_shall_be_is_made_of_what_is_there()
    {
        _ = await ApplyAsync(Order("a", "b"));
        _provider.Edit("1", "of the diagnosis");
        var order = Order("a") with { Keep = (wanted, there) => FakeProvider.Wanted(wanted.Id, wanted.Likeness!, (string)there.Body["message"]!) };
        var record = await ApplyAsync(order);
        Assert.Equal((MonitorVerdict.Unchanged, 2), (record.Verdict, record.States.Count));
        Assert.Empty(record.Plan.Warnings);
        Assert.Equal([$"1:{Id("a")}:query a:of the diagnosis", $"2:{Id("b")}:query b:m"], _provider.State);
    }

    [Fact]
    public async Task Stopped_between_two_changes_the_record_says_what_was_made_and_what_is_left()
    {
        using var stop = new CancellationTokenSource();
        var proposal = await Monitors.PlanAsync(Order(Rules), TestContext.Current.CancellationToken);
        var record = await Monitors.ApplyAsync(proposal, Order(Rules), new Person(this, true, null), new Stopping(stop), stop.Token);
        Assert.Equal(MonitorVerdict.Unfinished, record.Verdict);
        Assert.Equal([true, false], record.Results.Select(r => r.IsDone));
        Assert.Contains("2 of 3 changes are still to be made", record.Says, StringComparison.Ordinal);
        Assert.Equal(1, _provider.Writes);
    }

    [Fact]
    public async Task Stopped_before_the_approval_nothing_is_written_and_there_is_a_record_of_it()
    {
        using var stop = new CancellationTokenSource();
        var proposal = await Monitors.PlanAsync(Order(Rules), TestContext.Current.CancellationToken);
        var record = await Monitors.ApplyAsync(proposal, Order(Rules), new Person(this, true, () =>
        {
            stop.Cancel();
            stop.Token.ThrowIfCancellationRequested();
        }), new Progress(_seen), stop.Token);
        Assert.Equal((MonitorVerdict.NotApplied, 0), (record.Verdict, _provider.Writes));
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
                _ = await monitors.ApplyAsync(proposal, order, new Person(null, true, null), new Progress([]), TestContext.Current.CancellationToken);
            }
        }
        catch (KilledException)
        {
        }

        return provider.Calls;
    }

    private sealed class Person(MonitorsTests? test, bool agrees, Action? between) : IMonitorApprover
    {
        public Task<bool> ApproveAsync(MonitorPlan plan, CancellationToken cancellationToken)
        {
            _ = test is null ? 0 : test._asked++;
            between?.Invoke();
            return Task.FromResult(agrees);
        }
    }

    private sealed class Stopping(CancellationTokenSource stop) : IProgress<MonitorResult>
    {
        public void Report(MonitorResult value) => stop.Cancel();
    }

    private sealed class Progress(List<MonitorResult> seen) : IProgress<MonitorResult>
    {
        public void Report(MonitorResult value) => seen.Add(value);
    }
}
