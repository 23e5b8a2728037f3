using Unloop.Core.Experiments;
using Unloop.Core.Facts;
using Unloop.Engine.Experimenting;
using static Unloop.Engine.Tests.Experimenting.FakeCopies;

namespace Unloop.Engine.Tests.Experimenting;

public sealed class CopyRunTests
{
    private static readonly string[] Whole = ["make", $"read pod/{Name} -n shop", "remove"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_copy_is_made_watched_read_and_removed()
    {
        var copies = new FakeCopies { Look = at => at < 3 ? Running() : Ended(3), Batch = Read(Lines(30)) };
        var run = copies.RunOf(20);

        var outcome = await run.RunAsync(Copy, Experiment(20), Token);

        Assert.Equal((Name, CopyEnd.Ended, null), (outcome.Copy, outcome.End, run.Left));
        Assert.Equal((30L, 20, "line 30"), (outcome.OutputLines, outcome.Output.Count, outcome.Output[^1]));
        Assert.Same(copies.Batch.Pods[0], outcome.Evidence);
        Assert.Equal(Whole, copies.Calls);
        Assert.Equal($"Watching {Name} for at most 20 s once it runs.", Assert.Single(copies.Notes));
    }

    [Fact]
    public async Task A_copy_that_is_refused_is_not_removed_and_says_why()
    {
        var copies = new FakeCopies { Refusal = new(ProblemKind.Refused, "exceeded quota: small") };
        var run = copies.RunOf(20);

        var outcome = await run.RunAsync(Copy, Experiment(20), Token);

        Assert.Equal((CopyEnd.Refused, "exceeded quota: small", null), (outcome.End, outcome.Words, run.Left));
        Assert.Equal("make", Assert.Single(copies.Calls));
    }

    [Fact]
    public async Task No_copy_is_made_of_a_workload_that_another_run_has()
    {
        var copies = new FakeCopies { Renew = _ => new(ProblemKind.Refused, "Another fix of deployment/web is under way.") };

        var outcome = await copies.RunAsync();

        Assert.Equal((CopyEnd.Refused, "Another fix of deployment/web is under way."), (outcome.End, outcome.Words));
        Assert.Empty(copies.Calls);
    }

    [Fact]
    public async Task What_was_lost_is_not_read_but_removed()
    {
        var copies = new FakeCopies { Look = _ => Away };

        Assert.Equal(CopyEnd.Lost, (await copies.RunAsync()).End);

        Assert.Equal(["make", "remove"], copies.Calls);
    }

    [Fact]
    public async Task What_a_copy_that_was_not_started_complains_of_is_its_last_warning_where_it_says_nothing_itself()
    {
        EventFact Event(string type, string message) => new() { Type = type, Reason = "x", Message = message, Object = $"Pod/{Name}" };
        var batch = Read(null, Event("Warning", "first"), Event("Warning", "MountVolume.SetUp failed"), Event("Normal", "Pulled"));

        Assert.Equal("MountVolume.SetUp failed", (await new FakeCopies { Look = _ => Waiting(null), Batch = batch }.RunAsync()).Words);
        Assert.Equal("InvalidImageName", (await new FakeCopies { Look = _ => Waiting("InvalidImageName"), Batch = batch }.RunAsync()).Words);
        Assert.Null((await new FakeCopies { Look = _ => Ended(1), Batch = batch }.RunAsync()).Words);
    }

    [Fact]
    public async Task A_copy_that_cannot_be_read_any_more_keeps_what_was_seen_of_it()
    {
        var copies = new FakeCopies { Look = _ => Ended(3), Batch = new EvidenceBatch { Problems = [new(ProblemKind.Unreachable, "no route to host")] } };

        var outcome = await copies.RunAsync();

        Assert.Equal((CopyEnd.Ended, 3, null), (outcome.End, outcome.Exit!.Code, outcome.Evidence));
        Assert.Equal(Whole, copies.Calls);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_interrupt_while_it_is_watched_or_read_removes_the_copy(bool isWatched)
    {
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var copies = new FakeCopies { Look = at => At(at, interrupt, isWatched ? Running() : Ended(1)) };
        var run = copies.RunOf(20);

        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.RunAsync(Copy, Experiment(20), interrupt.Token));

        Assert.Equal(["make", "remove"], copies.Calls);
        Assert.Null(run.Left);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_could_not_be_removed_is_told_with_the_command_that_does_it_also_after_an_interrupt(bool isInterrupted)
    {
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var copies = new FakeCopies
        {
            Look = at => isInterrupted ? At(at, interrupt, Running()) : Ended(1),
            Remove = _ => Task.FromResult<Problem?>(new(ProblemKind.Failed, "a finalizer holds it")),
        };
        var run = copies.RunOf(20);

        var seen = await Record.ExceptionAsync(() => run.RunAsync(Copy, Experiment(20), interrupt.Token));

        Assert.Equal(isInterrupted, seen is OperationCanceledException);
        Assert.EndsWith($"kubectl delete pod {Name} -n shop", run.Left, StringComparison.Ordinal);
        Assert.Equal($"Copy {Name} could not be removed: a finalizer holds it", copies.Notes[^1]);
    }

    [Fact]
    public async Task A_removal_that_hangs_is_given_up_after_150_seconds_and_told()
    {
        var begun = new TaskCompletionSource();
        var copies = new FakeCopies { Look = _ => Ended(1), Remove = token => HangAsync(begun, token) };
        var run = copies.RunOf(20);
        var running = run.RunAsync(Copy, Experiment(20), Token);
        await begun.Task;

        copies.Time.Advance(TimeSpan.FromSeconds(149));
        Assert.False(running.IsCompleted);
        copies.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(CopyEnd.Ended, (await running).End);
        Assert.Contains($"kubectl delete pod {Name} -n shop", run.Left, StringComparison.Ordinal);
        Assert.Equal($"Copy {Name} could not be removed in time.", copies.Notes[^1]);
    }

    private static CopySight At(int second, CancellationTokenSource interrupt, CopySight sight)
    {
        if (second == 3 || sight.State!.Phase is StatePhase.Terminated)
        {
            interrupt.Cancel();
        }

        return sight;
    }

    private static async Task<Problem?> HangAsync(TaskCompletionSource begun, CancellationToken token)
    {
        var end = new TaskCompletionSource<Problem?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = token.Register(() => end.TrySetCanceled(token));
        begun.SetResult();
        return await end.Task;
    }

    private static LogWindow Lines(int count) => new() { Container = "web", Instance = LogInstance.Current, TotalLines = count, Lines = [.. Enumerable.Range(1, count).Select(n => new LogLine(n, $"line {n}"))] };

    private static EvidenceBatch Read(LogWindow? log, params EventFact[] events) => new()
    {
        Pods = [new PodEvidence { Subject = new PodSubject { Pod = Name, Namespace = "shop" }, Pod = new PodFacts(), Logs = log is null ? [] : [log], Events = events }],
    };
}
