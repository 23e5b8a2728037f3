using Unloop.Alerts.Backoff;

namespace Unloop.Alerts.Tests.Backoff;

public class RestartSeriesTests
{
    private static TimeSpan S(double seconds) => TimeSpan.FromSeconds(seconds);

    private static RestartSeries After30(int until = 3600, int? repairedAt = null) => RestartSeries.Of(
        BackoffPolicy.Default, ContainerLife.Crashing(S(30)) with { RepairedAt = repairedAt is { } t ? S(t) : null }, S(until));

    [Fact]
    public void The_status_follows_the_runs()
    {
        // Runs: 0-30, 30-60, 70-100, 120-150, 190-…
        var series = After30();
        Assert.Equal((true, false, 0), (series.IsRunningAt(S(29)), series.IsWaitingAt(S(29)), series.RestartsAt(S(29))));
        Assert.Equal((true, false, 1), (series.IsRunningAt(S(30)), series.IsWaitingAt(S(30)), series.RestartsAt(S(30))));
        Assert.Equal((false, true, 1), (series.IsRunningAt(S(60)), series.IsWaitingAt(S(60)), series.RestartsAt(S(60))));
        Assert.Equal((true, false, 2), (series.IsRunningAt(S(70)), series.IsWaitingAt(S(70)), series.RestartsAt(S(70))));
    }

    [Fact]
    public void Before_the_first_start_there_is_nothing()
    {
        var series = After30();
        Assert.Equal((false, false, 0), (series.IsRunningAt(S(-1)), series.IsWaitingAt(S(-1)), series.RestartsAt(S(-1))));
        Assert.Null(series.LastEndedAt(S(29)));
    }

    [Fact]
    public void The_last_end_is_told_while_it_waits_and_while_it_runs_again()
    {
        var series = RestartSeries.Of(BackoffPolicy.Default, ContainerLife.Leaking(S(30)), S(600));
        Assert.Equal((S(30), "OOMKilled", 137), (series.LastEndedAt(S(45))!.Ended, series.LastEndedAt(S(45))!.Reason, series.LastEndedAt(S(45))!.ExitCode));
        Assert.Equal(S(60), series.LastEndedAt(S(65))!.Ended);
        Assert.Equal(S(60), series.LastEndedAt(S(75))!.Ended);
    }

    [Fact]
    public void A_container_that_is_mended_waits_for_its_next_start_and_then_goes_on()
    {
        var series = After30(repairedAt: 400);
        // 190-220, 300-330, then 160 s: it starts at 490.
        Assert.Equal((S(490), null, true), (series.LastRun.Started, series.LastRun.Ended, series.LastRun.IsLasting));
        Assert.True(series.IsWaitingAt(S(489)));
        Assert.True(series.IsRunningAt(S(3600)));
        Assert.Equal(series.RestartsAt(S(490)), series.RestartsAt(S(3600)));
    }

    [Fact]
    public void A_run_that_the_series_cuts_off_is_not_taken_for_well() => Assert.False(After30(until: 80).LastRun.IsLasting);

    [Fact]
    public void Restarts_at_the_beginning_of_a_window_are_outside_and_at_its_end_within()
    {
        // Restarts at 10, 20+10, 30+30…: n runs of 10 s and the waits before.
        var series = RestartSeries.Of(BackoffPolicy.Default, ContainerLife.Crashing(S(10)), S(3600));
        Assert.Equal([10, 30, 60, 110, 200, 370], series.Restarts.Take(6).Select(t => t.TotalSeconds));
        Assert.Equal(6, series.RestartsBetween(S(9), S(370)));
        Assert.Equal(5, series.RestartsBetween(S(10), S(370)));
        Assert.Equal(5, series.RestartsBetween(S(9), S(369)));
    }

    [Fact]
    public void What_restarts_without_end_and_without_wait_is_refused()
    {
        var policy = BackoffPolicy.Default with { Initial = TimeSpan.Zero };
        Assert.Throws<ArgumentException>(() => RestartSeries.Of(policy, ContainerLife.Crashing(TimeSpan.Zero), S(60)));
    }
}
