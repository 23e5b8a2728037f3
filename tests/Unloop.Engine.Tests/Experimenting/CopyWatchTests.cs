using Unloop.Core.Experiments;
using Unloop.Core.Facts;
using static Unloop.Engine.Tests.Experimenting.FakeCopies;

namespace Unloop.Engine.Tests.Experimenting;

public sealed class CopyWatchTests
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task What_ends_has_its_own_exit_and_lived_by_its_own_stamps()
    {
        var copies = new FakeCopies { Look = at => at < 3 ? Running() : Ended(3, started: Noon, finished: Noon.AddSeconds(2.34)) };

        var outcome = await copies.RunAsync();

        Assert.Equal((CopyEnd.Ended, 3, "Error", 2.3, null), (outcome.End, outcome.Exit!.Code, outcome.Exit.Reason, outcome.Lived, outcome.Words));
        Assert.Equal((Noon, 4), (outcome.Exit.StartedAt, copies.Seconds));
    }

    [Fact]
    public async Task What_ends_without_stamps_lived_from_when_it_was_seen_up()
    {
        Assert.Equal(5, (await new FakeCopies { Look = at => at < 2 ? Waiting("ContainerCreating") : at < 7 ? Running() : Ended(1) }.RunAsync()).Lived, 1.0);
        Assert.Equal(0, (await new FakeCopies { Look = at => at < 7 ? Waiting("ContainerCreating") : Ended(1) }.RunAsync()).Lived);
    }

    [Theory]
    [InlineData("StartError", "exec: \"sleep\": executable file not found in $PATH")]
    [InlineData("ContainerCannotRun", "no such file or directory")]
    public async Task What_the_runtime_could_not_begin_was_not_started(string reason, string message)
    {
        var outcome = await new FakeCopies { Look = _ => Ended(128, reason, message) }.RunAsync();

        Assert.Equal((CopyEnd.NotStarted, $"{reason}: {message}", 128), (outcome.End, outcome.Words, outcome.Exit!.Code));
    }

    [Fact]
    public async Task How_a_container_ended_that_the_kubelet_lost_sight_of_is_not_known()
    {
        var outcome = await new FakeCopies { Look = at => at < 3 ? Running() : Ended(137, "ContainerStatusUnknown", "The container could not be located when the pod was terminated") }.RunAsync();

        Assert.Equal((CopyEnd.Lost, null, "ContainerStatusUnknown"), (outcome.End, outcome.Exit, outcome.Words));
    }

    [Fact]
    public async Task What_is_up_for_long_enough_by_our_clock_is_still_up()
    {
        var copies = new FakeCopies { Look = at => at < 4 ? Waiting("ContainerCreating") : Running() };

        var outcome = await copies.RunAsync(seconds: 20);

        Assert.Equal((CopyEnd.StillUp, 20.0, null, null), (outcome.End, outcome.Lived, outcome.Words, outcome.Exit));
        Assert.InRange(copies.Seconds, 24, 25);
    }

    [Fact]
    public async Task What_is_up_for_long_enough_by_the_servers_clock_is_still_up_though_ours_stood_still()
    {
        var copies = new FakeCopies { Look = at => Running(at: at < 5 ? Noon.AddSeconds(at) : Noon.AddMinutes(10)) };

        var outcome = await copies.RunAsync(seconds: 20);

        Assert.Equal((CopyEnd.StillUp, 600.0, 6), (outcome.End, outcome.Lived, copies.Seconds));
    }

    [Theory]
    [InlineData(-300)]
    [InlineData(300)]
    public async Task A_clock_of_a_node_that_is_wrong_shortens_no_watch(int seconds)
    {
        var copies = new FakeCopies { Look = at => Running(at: Noon.AddSeconds(at), started: Noon.AddSeconds(seconds)) };

        Assert.Equal((CopyEnd.StillUp, 20.0), await EndAsync(copies, 20));
    }

    [Fact]
    public async Task A_clock_of_the_server_that_goes_back_lengthens_no_watch()
    {
        var copies = new FakeCopies { Look = at => Running(at: Noon.AddHours(-at)) };

        Assert.Equal((CopyEnd.StillUp, 20.0), await EndAsync(copies, 20));
    }

    [Theory]
    [InlineData("CreateContainerConfigError")]
    [InlineData("CreateContainerError")]
    [InlineData("RunContainerError")]
    [InlineData("InvalidImageName")]
    [InlineData("ImagePullBackOff")]
    [InlineData("ErrImageNeverPull")]
    [InlineData("StartError")]
    [InlineData("PreCreateHookError")]
    [InlineData("PostStartHookError")]
    public async Task What_the_kubelet_will_never_start_is_not_waited_for(string reason)
    {
        var copies = new FakeCopies { Look = at => at < 2 ? Waiting("ContainerCreating") : Waiting(reason) };

        var outcome = await copies.RunAsync();

        Assert.Equal((CopyEnd.NotStarted, reason, 3), (outcome.End, outcome.Words, copies.Seconds));
    }

    [Theory]
    [InlineData("ErrImagePull")]
    [InlineData("ContainerCreating")]
    [InlineData("PodInitializing")]
    [InlineData(null)]
    public async Task What_may_yet_start_is_given_three_minutes(string? reason)
    {
        var slow = new FakeCopies { Look = at => at < 175 ? Waiting(reason) : Running() };
        var never = new FakeCopies { Look = _ => Waiting(reason) };

        Assert.Equal(CopyEnd.StillUp, (await slow.RunAsync()).End);
        Assert.Equal((CopyEnd.NotStarted, reason), ((await never.RunAsync()) is var outcome ? outcome.End : default, outcome.Words));
        Assert.InRange(never.Seconds, 180, 183);
    }

    [Theory]
    [InlineData("Failed")]
    [InlineData("Succeeded")]
    public async Task A_pod_that_is_over_before_its_container_began_is_not_waited_for(string phase)
    {
        var copies = new FakeCopies { Look = at => at < 2 ? Waiting("PodInitializing") : Waiting("PodInitializing", phase) };

        Assert.Equal(CopyEnd.NotStarted, (await copies.RunAsync()).End);
        Assert.Equal(3, copies.Seconds);
    }

    [Fact]
    public async Task What_its_node_turns_away_found_none()
    {
        var copies = new FakeCopies { Look = _ => new() { Phase = "Failed", IsScheduled = true, Words = "OutOfcpu: Pod Node didn't have enough resource: cpu" } };

        var outcome = await copies.RunAsync();

        Assert.Equal((CopyEnd.NotScheduled, "OutOfcpu: Pod Node didn't have enough resource: cpu", 1), (outcome.End, outcome.Words, copies.Seconds));
    }

    [Fact]
    public async Task A_copy_that_no_node_takes_is_waited_for_45_seconds()
    {
        var copies = new FakeCopies { Look = _ => Unscheduled };

        var outcome = await copies.RunAsync();

        Assert.Equal((CopyEnd.NotScheduled, Unscheduled.Words), (outcome.End, outcome.Words));
        Assert.InRange(copies.Seconds, 45, 47);
    }

    [Fact]
    public async Task A_node_that_comes_late_is_in_time() =>
        Assert.Equal((CopyEnd.StillUp, 20.0), await EndAsync(new FakeCopies { Look = at => at < 43 ? Unscheduled : at < 90 ? Waiting("ContainerCreating") : Running() }, 20));

    [Fact]
    public async Task An_API_server_that_is_away_for_less_than_a_minute_ends_nothing()
    {
        var copies = new FakeCopies { Look = at => at is >= 5 and < 60 or >= 65 and < 120 ? Away : at < 130 ? Running() : Ended(3) };

        Assert.Equal(CopyEnd.Ended, (await copies.RunAsync(seconds: 300)).End);
    }

    [Fact]
    public async Task What_lives_on_while_the_API_server_is_away_has_lived() =>
        Assert.Equal((CopyEnd.StillUp, 51.0), await EndAsync(new FakeCopies { Look = at => at is >= 1 and < 51 ? Away : Running() }, 20));

    [Fact]
    public async Task An_API_server_that_stays_away_for_a_minute_leaves_the_copy_lost_with_its_words()
    {
        var copies = new FakeCopies { Look = at => at < 5 ? Running() : Away };

        var outcome = await copies.RunAsync(seconds: 300);

        Assert.Equal((CopyEnd.Lost, "no route to host"), (outcome.End, outcome.Words));
        Assert.InRange(copies.Seconds, 65, 68);
    }

    [Fact]
    public async Task What_somebody_else_removes_is_lost()
    {
        var copies = new FakeCopies { Look = at => at < 5 ? Running() : new() { IsGone = true } };

        var outcome = await copies.RunAsync();

        Assert.Equal((CopyEnd.Lost, "somebody removed it, or the pod that owns it went"), (outcome.End, outcome.Words));
    }

    [Fact]
    public async Task The_lease_is_renewed_before_the_copy_is_made_and_each_30_seconds()
    {
        var copies = new FakeCopies();

        Assert.Equal(CopyEnd.StillUp, (await copies.RunAsync(seconds: 100)).End);

        Assert.Equal([0, 31, 62, 93], copies.Renewals);
    }

    [Theory]
    [InlineData(ProblemKind.Refused, CopyEnd.Lost)]
    [InlineData(ProblemKind.Unreachable, CopyEnd.StillUp)]
    public async Task A_copy_is_given_up_where_another_run_has_the_workload_and_not_where_nobody_knows(ProblemKind kind, CopyEnd end)
    {
        var copies = new FakeCopies { Renew = number => number == 2 ? new(kind, "Another fix of deployment/web is under way.") : null };

        var outcome = await copies.RunAsync(seconds: 100);

        Assert.Equal((end, end is CopyEnd.Lost ? "Another fix of deployment/web is under way." : null), (outcome.End, outcome.Words));
        Assert.Equal("remove", copies.Calls[^1]);
    }

    private static async Task<(CopyEnd End, double Lived)> EndAsync(FakeCopies copies, int seconds) => (await copies.RunAsync(seconds)) is var outcome ? (outcome.End, outcome.Lived) : default;
}
