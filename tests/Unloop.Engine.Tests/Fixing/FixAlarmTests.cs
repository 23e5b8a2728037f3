using System.Text;
using Unloop.Alerts.Generation;
using Unloop.Alerts.Planning;
using Unloop.Core;
using Unloop.Core.Facts;
using Unloop.Core.Outcomes;
using Unloop.Core.Reports;
using Unloop.Engine.Fixing;
using Unloop.Engine.Monitoring;
using Unloop.Engine.Tests.Monitoring;
using Unloop.Tests;

namespace Unloop.Engine.Tests.Fixing;

/// <summary>The alarm for next time, set up by the fix itself.</summary>
public class FixAlarmTests
{
    private const string GoOn = "unloop monitor apply deployment/web -n shop --provider fake";

    private static readonly AlertScope Scope = new("prod", "shop", "Deployment", "web");

    private readonly FakeProvider _provider = new();

    [Fact]
    public async Task Once_the_fix_holds_the_monitors_are_made_and_its_report_tells_of_them()
    {
        var bench = new FixBench { Alarm = await AlarmAsync() };
        var record = await bench.RunAsync();
        bench.IsAllDone(record);
        Assert.Equal(2, _provider.Writes);
        Assert.True(record.Alarm?.IsSet);
        Assert.Equal(2, record.Alarm!.Monitors.Count);
        var report = Encoding.UTF8.GetString(bench.World.Journal.Files.Single(f => f.Key.EndsWith("-alarm.md", StringComparison.Ordinal)).Value);
        Assert.Contains("The alarm is set", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fix_that_does_not_hold_makes_no_monitor()
    {
        var bench = new FixBench(_ => Ailment.Module) { Alarm = await AlarmAsync() };
        var record = await bench.RunAsync();
        bench.IsAllBack();
        Assert.Equal((0, null), (_provider.Writes, record.Alarm));
    }

    [Fact]
    public async Task A_fix_that_nobody_approves_makes_no_monitor()
    {
        var bench = new FixBench { Alarm = await AlarmAsync() };
        bench.Person.Agrees = 0;
        _ = await bench.RunAsync();
        Assert.Equal(0, _provider.Writes);
    }

    [Fact]
    public async Task Monitors_that_cannot_be_made_take_no_fix_back_and_the_report_says_how_to_go_on()
    {
        var bench = new FixBench { Alarm = await AlarmAsync() };
        _provider.Meets = _ => Fault.LostBefore;
        var record = await bench.RunAsync();
        bench.IsAllDone(record);
        Assert.Equal((false, GoOn), (record.Alarm?.IsSet, record.Alarm?.Command));
        Assert.Contains(FixText.Write(record), l => l.ToString().Contains(GoOn, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stopped_while_monitors_are_made_the_fix_stays_and_the_report_says_how_to_go_on()
    {
        var bench = new FixBench { Alarm = await AlarmAsync() };
        var planned = _provider.Calls;
        _provider.Meets = call =>
        {
            if (call > planned)
            {
                bench.World.Stop.Cancel();
            }

            return Fault.None;
        };
        var record = await bench.RunAsync();
        bench.IsAllDone(record);
        Assert.Equal((false, GoOn), (record.Alarm?.IsSet, record.Alarm?.Command));
    }

    [Fact]
    public async Task A_fix_that_was_killed_sets_the_alarm_when_it_is_taken_up()
    {
        var planner = new Planner(this);
        var bench = new FixBench { Alarm = await AlarmAsync(), Alarms = planner };
        await KilledAsync(bench, at: 40);
        Assert.Equal(0, _provider.Writes);

        var record = await bench.ResumeAsync();
        bench.IsAllDone(record);
        Assert.True(record.Alarm?.IsSet);
        Assert.Equal((2, 0, Scope, "a module"), (_provider.Writes, planner.Asked, planner.Wish!.Scope, Assert.Single(planner.Wish.Causes).Statement));
        Assert.Equal(["--site", "datadoghq.eu"], planner.Wish.Words);
        Assert.Empty(bench.Journals.WithoutAlarm());
    }

    [Fact]
    public async Task An_alarm_that_could_not_be_set_is_set_when_the_fix_is_taken_up_and_only_once()
    {
        var bench = new FixBench { Alarm = await AlarmAsync(), Alarms = new Planner(this) };
        var planned = _provider.Calls;
        _provider.Meets = call => call > planned + 2 ? Fault.LostBefore : Fault.None;
        Assert.False((await bench.RunAsync()).Alarm?.IsSet);
        _provider.Meets = _ => Fault.None;
        Assert.Single(bench.Journals.WithoutAlarm());

        var record = await bench.ResumeAsync();
        Assert.True(record.Alarm?.IsSet);
        Assert.Equal(2, _provider.State.Count);
        Assert.Null((await bench.ResumeAsync()).Alarm);
        Assert.Contains(bench.World.Journal.Files.Keys, k => k.EndsWith("-alarm-not-set.md", StringComparison.Ordinal));
        Assert.Contains(bench.World.Journal.Files.Keys, k => k.EndsWith("-alarm.md", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_not_approved_with_the_fix_needs_an_approval_of_its_own(bool agrees)
    {
        var planner = new Planner(this) { Agrees = agrees };
        var bench = new FixBench { Alarm = await AlarmAsync(), Alarms = planner };
        await KilledAsync(bench, at: 40);
        planner.Message = "another";

        var record = await bench.ResumeAsync();
        bench.IsAllDone(record);
        Assert.Equal((1, agrees, agrees ? 2 : 0), (planner.Asked, record.Alarm?.IsSet, _provider.Writes));
        Assert.Equal(agrees ? null : GoOn, record.Alarm?.Command);
    }

    [Fact]
    public async Task What_was_approved_is_of_one_place_and_of_these_changes()
    {
        var alarm = await AlarmAsync();
        Assert.True(alarm.IsWithin(alarm.Wish));
        Assert.False(alarm.IsWithin(alarm.Wish with { Place = "elsewhere" }));
        Assert.False(alarm.IsWithin(alarm.Wish with { Approved = [alarm.Wish.Approved[0]] }));
        _ = await alarm.SetAsync(new Progress<FixSight>(), TestContext.Current.CancellationToken);
        Assert.True((await AlarmAsync()).IsWithin(alarm.Wish with { Approved = [] }));
    }

    [Fact]
    public async Task A_fix_that_is_taken_back_when_it_is_taken_up_sets_no_alarm()
    {
        var bench = new FixBench(_ => Ailment.Module) { Alarm = await AlarmAsync(), Alarms = new Planner(this) };
        await KilledAsync(bench, at: 40);
        var record = await bench.ResumeAsync();
        Assert.Equal((FixVerdict.RolledBack, null, 0), (record.Verdict, record.Alarm, _provider.Writes));
    }

    [Fact]
    public async Task A_journal_that_takes_no_alarm_begins_no_fix()
    {
        var bench = new FixBench { Alarm = await AlarmAsync() };
        bench.World.Journal.Room = 0;
        Assert.Equal(FixVerdict.NotApplied, (await bench.RunAsync()).Verdict);
        Assert.Equal(0, bench.World.Writes);
    }

    private static async Task KilledAsync(FixBench bench, int at)
    {
        await bench.PrepareAsync();
        bench.World.KillAfter(at);
        await Assert.ThrowsAsync<KilledException>(bench.RunAsync);
    }

    private MonitorOrder Order(string message = "m") =>
        new() { Scope = Scope, Desired = [.. ((string[])["burst", "state"]).Select(r => FakeProvider.Wanted(MonitorIdentity.Of(Scope, r), $"query {r}", message))] };

    private async Task<FixAlarm> AlarmAsync(AlarmWish? wish = null, string message = "m")
    {
        var monitors = new Monitors(_provider, new ManualTime(), "0.1.0");
        wish ??= new()
        {
            Provider = "fake",
            Place = "here",
            Scope = Scope,
            Causes = [new(Category.MissingModule, "a module", [], [])],
            Words = ["--site", "datadoghq.eu"],
            GoOn = GoOn,
        };
        return new(monitors, Order(message), await monitors.PlanAsync(Order(message), TestContext.Current.CancellationToken), wish);
    }

    private sealed class Planner(FixAlarmTests test) : IAlarmPlanner
    {
        public int Asked { get; private set; }

        public bool Agrees { get; init; }

        public string Message { get; set; } = "m";

        public AlarmWish? Wish { get; private set; }

        public async Task<(FixAlarm? Alarm, IReadOnlyList<Problem> Problems)> PlanAsync(AlarmWish wish, CancellationToken cancellationToken)
        {
            Wish = wish;
            return (await test.AlarmAsync(wish, Message), []);
        }

        public Task<bool> ApproveAsync(FixAlarm alarm, CancellationToken cancellationToken)
        {
            Asked++;
            return Task.FromResult(Agrees);
        }
    }
}
