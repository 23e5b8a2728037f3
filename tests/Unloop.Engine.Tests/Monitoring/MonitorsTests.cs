using Unloop.Alerts.Generation;
using Unloop.Alerts.Planning;
using Unloop.Core.Facts;
using Unloop.Engine.Monitoring;
using static Unloop.Engine.Tests.Monitoring.MonitorBench;

namespace Unloop.Engine.Tests.Monitoring;

public sealed class MonitorsTests
{
    private readonly MonitorBench _bench = new();

    [Fact]
    public async Task All_are_made_and_a_second_time_nothing_is_written()
    {
        var first = await _bench.ApplyAsync(Order(Rules));
        Assert.Equal(MonitorVerdict.Applied, first.Verdict);
        Assert.Equal(3, _bench.Provider.Writes);
        Assert.Equal(3, first.States.Count);
        Assert.Equal(first.Results, _bench.Seen);

        var second = await _bench.ApplyAsync(Order(Rules));
        Assert.Equal((MonitorVerdict.Unchanged, 3, 1), (second.Verdict, _bench.Provider.Writes, _bench.Asked));
    }

    [Fact]
    public async Task Without_approval_nothing_is_written()
    {
        var record = await _bench.ApplyAsync(Order(Rules), agrees: false);
        Assert.Equal((MonitorVerdict.NotApplied, 0), (record.Verdict, _bench.Provider.Writes));
    }

    [Fact]
    public async Task A_provider_that_cannot_be_spoken_to_is_the_whole_answer()
    {
        _bench.Provider.Check = new(ProblemKind.Unauthorised, "wrong key");
        var proposal = await _bench.Monitors.PlanAsync(Order(Rules), TestContext.Current.CancellationToken);
        Assert.Equal(_bench.Provider.Check, Assert.Single(proposal.Problems));
        Assert.Equal(0, _bench.Provider.Calls);
    }

    [Fact]
    public async Task All_that_would_be_refused_is_said_before_anything_is_written()
    {
        var order = new MonitorOrder { Scope = Scope, Desired = [FakeProvider.Wanted(Id("a"), "invalid"), FakeProvider.Wanted(Id("b"), "good"), FakeProvider.Wanted(Id("c"), "invalid")] };
        Assert.Equal([$"{Id("a")} is invalid.", $"{Id("c")} is invalid."], (await _bench.Monitors.PlanAsync(order, TestContext.Current.CancellationToken)).Problems.Select(p => p.Message));
    }

    [Fact]
    public async Task A_monitor_on_what_has_no_data_is_made_only_on_request()
    {
        _bench.Provider.Data = [new("m", DataState.Unknown, "?"), new("m", DataState.Absent, "Nobody sends m.", "Install it.")];
        var refused = await _bench.ApplyAsync(Order(Rules));
        Assert.Equal((MonitorVerdict.NotApplied, 0, 0), (refused.Verdict, _bench.Provider.Writes, _bench.Asked));
        Assert.StartsWith("Nobody sends m. Install it.", refused.Says, StringComparison.Ordinal);
        Assert.Equal(MonitorVerdict.Applied, (await _bench.ApplyAsync(Order(Rules) with { WithoutData = true })).Verdict);
    }

    [Fact]
    public async Task What_was_made_by_hand_is_adopted_and_given_back()
    {
        var by_hand = _bench.Provider.Put(null, "query a", "of people");
        Assert.Equal(MonitorVerdict.Applied, (await _bench.ApplyAsync(Order("a"))).Verdict);
        Assert.Equal([$"{by_hand}:{Id("a")}(adopted):query a:of people"], _bench.Provider.State);
        Assert.Equal(MonitorVerdict.Unchanged, (await _bench.ApplyAsync(Order("a"))).Verdict);
        Assert.Equal(MonitorVerdict.Applied, (await _bench.ApplyAsync(Order() with { Delete = true })).Verdict);
        Assert.Equal([$"{by_hand}:-:query a:of people"], _bench.Provider.State);
    }

    [Fact]
    public async Task Deletion_leaves_what_is_of_others()
    {
        _ = _bench.Provider.Put(null, "query x");
        _ = _bench.Provider.Put(MonitorIdentity.Of(new("other"), "a"), "query y");
        _ = await _bench.ApplyAsync(Order(Rules));
        var record = await _bench.ApplyAsync(Order() with { Delete = true });
        Assert.Equal(MonitorVerdict.Applied, record.Verdict);
        Assert.Equal(2, _bench.Provider.State.Count);
        Assert.Equal(MonitorVerdict.Unchanged, (await _bench.ApplyAsync(Order() with { Delete = true })).Verdict);
    }

    [Fact]
    public async Task What_somebody_edits_between_plan_and_approval_is_not_overwritten()
    {
        _ = await _bench.ApplyAsync(Order("a"));
        _bench.Provider.Edit("1", "first");
        var record = await _bench.ApplyAsync(Order("a"), between: () => _bench.Provider.Edit("1", "second"));
        Assert.Equal(MonitorVerdict.Unfinished, record.Verdict);
        Assert.Contains("Somebody has edited 1", record.Says, StringComparison.Ordinal);
        Assert.EndsWith(":second", Assert.Single(_bench.Provider.State), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_somebody_deletes_between_plan_and_approval_is_made_again()
    {
        _ = await _bench.ApplyAsync(Order("a"));
        _bench.Provider.Edit("1", "x");
        Assert.Equal(MonitorVerdict.Applied, (await _bench.ApplyAsync(Order("a"), between: () => _bench.Provider.Remove("1"))).Verdict);
        Assert.Equal([$"2:{Id("a")}:query a:m"], _bench.Provider.State);
    }

    [Fact]
    public async Task What_lost_its_marks_between_plan_and_approval_is_left_alone()
    {
        _ = await _bench.ApplyAsync(Order("a"));
        var record = await _bench.ApplyAsync(Order() with { Delete = true }, between: () => _bench.Provider.Unmark("1"));
        Assert.Equal(MonitorVerdict.Unfinished, record.Verdict);
        Assert.Equal(["1:-:query a:m"], _bench.Provider.State);
    }

    [Fact]
    public async Task A_duplicate_that_the_list_does_not_show_yet_is_found_by_what_the_provider_says()
    {
        _bench.Provider.ListsLag = true;
        _bench.Provider.Meets = call => call == 5 ? Fault.LostAfter : Fault.None;
        Assert.Equal(MonitorVerdict.Applied, (await _bench.ApplyAsync(Order("a"))).Verdict);
        Assert.Equal([$"1:{Id("a")}:query a:m"], _bench.Provider.State);
    }

    [Fact]
    public async Task A_duplicate_of_another_target_is_left_alone()
    {
        _ = _bench.Provider.Put(MonitorIdentity.Of(new("other"), "a"), "query a");
        var record = await _bench.ApplyAsync(Order("a"));
        Assert.Equal((MonitorVerdict.Unfinished, 0), (record.Verdict, _bench.Provider.Writes));
        Assert.Contains("belongs to another target", record.Says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Others_are_looked_through_only_where_something_would_be_made()
    {
        _ = await _bench.ApplyAsync(Order("a"));
        var before = _bench.Provider.Calls;
        _ = await _bench.Monitors.PlanAsync(Order("a"), TestContext.Current.CancellationToken);
        Assert.Equal(1, _bench.Provider.Calls - before);
    }

    [Fact]
    public async Task What_was_made_before_the_cluster_had_a_name_is_taken_over_and_not_made_a_second_time()
    {
        var nameless = Order("a") with { Scope = Scope with { Cluster = null }, Desired = [FakeProvider.Wanted(MonitorIdentity.Of(Scope with { Cluster = null }, "a"), "query a of all")] };
        _ = await _bench.ApplyAsync(nameless);
        var record = await _bench.ApplyAsync(Order("a"));
        Assert.Equal(MonitorVerdict.Applied, record.Verdict);
        Assert.Contains("before this cluster had a name", Assert.Single(record.Plan.Warnings), StringComparison.Ordinal);
        Assert.Equal([$"1:{Id("a")}:query a:m"], _bench.Provider.State);
        Assert.Equal(MonitorVerdict.Unchanged, (await _bench.ApplyAsync(Order("a"))).Verdict);
    }

    [Fact]
    public async Task A_nameless_target_takes_nothing_over_from_a_named_one()
    {
        _ = await _bench.ApplyAsync(Order("a"));
        _ = await _bench.ApplyAsync(Order("a") with { Scope = Scope with { Cluster = null }, Desired = [FakeProvider.Wanted(MonitorIdentity.Of(Scope with { Cluster = null }, "a"), "query a of all")] });
        Assert.Equal(2, _bench.Provider.State.Count);
    }

    [Fact]
    public async Task Where_no_cause_is_known_what_shall_be_is_made_of_what_is_there()
    {
        _ = await _bench.ApplyAsync(Order("a", "b"));
        _bench.Provider.Edit("1", "of the diagnosis");
        var order = Order("a") with { Keep = (wanted, there) => FakeProvider.Wanted(wanted.Id, wanted.Likeness!, (string)there.Body["message"]!) };
        var record = await _bench.ApplyAsync(order);
        Assert.Equal((MonitorVerdict.Unchanged, 2), (record.Verdict, record.States.Count));
        Assert.Empty(record.Plan.Warnings);
        Assert.Equal([$"1:{Id("a")}:query a:of the diagnosis", $"2:{Id("b")}:query b:m"], _bench.Provider.State);
    }
}
