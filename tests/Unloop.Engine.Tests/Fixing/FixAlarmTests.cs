using System.Text;
using Unloop.Alerts.Generation;
using Unloop.Alerts.Planning;
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

    private async Task<FixAlarm> AlarmAsync()
    {
        var monitors = new Monitors(_provider, new ManualTime(), "0.1.0");
        var order = new MonitorOrder { Scope = Scope, Desired = [.. ((string[])["burst", "state"]).Select(r => FakeProvider.Wanted(MonitorIdentity.Of(Scope, r), $"query {r}"))] };
        return new(monitors, order, await monitors.PlanAsync(order, TestContext.Current.CancellationToken), GoOn);
    }
}
