using Unloop.Core.Outcomes;
using Unloop.Engine.Fixing.Journals;

namespace Unloop.Engine.Tests.Fixing;

/// <summary>A whole fix that is killed or stopped at any moment, and taken up by another process, ends in one of two states: all done or all back.</summary>
public class FixInterruptionTests
{
    /// <summary>What ails the pods; each makes the fix go another way.</summary>
    public enum Course
    {
        Holds,
        FailsAgain,
        SecondCause,
        BothFail,
        OtherPlanHolds,
    }

    public static TheoryData<Course, bool> Courses => [.. from course in Enum.GetValues<Course>() from undone in new[] { false, true } select (course, undone)];

    private static FixBench Bench(Course course) => course switch
    {
        Course.Holds => new FixBench(),
        Course.FailsAgain => new FixBench(_ => Ailment.Module),
        Course.SecondCause => new FixBench(FixTests.Behind),
        Course.BothFail => new FixBench(t => FixBench.IsBuilt(t) ? Ailment.Memory : Ailment.Module),
        _ => new FixBench(t => FixBench.Has(t, "\"B\"") ? Ailment.None : Ailment.Module) { Plans = [FakeWorld.Plan(), FixBench.Other()] },
    };

    [Theory]
    [MemberData(nameof(Courses))]
    public async Task Killed_at_any_moment_and_taken_up_it_is_all_done_or_all_back(Course course, bool undone)
    {
        var moments = await AtEveryMoment(
            async moment =>
            {
                var bench = Bench(course);
                await bench.PrepareAsync();
                bench.World.KillAfter(moment);
                return bench;
            },
            bench => bench.RunAsync(),
            async bench => Check(course, undone, bench, undone ? await bench.UndoAsync() : await bench.ResumeAsync()));
        Assert.InRange(moments, 50, 1000);
    }

    [Theory]
    [InlineData(Course.Holds)]
    [InlineData(Course.SecondCause)]
    public async Task Killed_at_any_moment_of_its_undoing_and_undone_again_it_is_all_back(Course course) => Assert.InRange(
        await AtEveryMoment(
            async moment =>
            {
                var bench = Bench(course);
                bench.IsAllDone(await bench.RunAsync());
                bench.World.KillAfter(moment);
                return bench;
            },
            bench => bench.UndoAsync(),
            async bench =>
            {
                // Whoever does not name it finds it, as soon as anything of it was taken back.
                Assert.Equal(bench.World.Journal.Entries[^1].Event is not JournalEvent.Ended, bench.Journals.Unfinished().Count == 1);
                Assert.Equal(FixVerdict.Undone, (await bench.UndoAsync()).Verdict);
                bench.IsAllBack();
            }),
        25,
        200);

    [Theory]
    [InlineData(Course.Holds)]
    [InlineData(Course.FailsAgain)]
    [InlineData(Course.SecondCause)]
    [InlineData(Course.OtherPlanHolds)]
    public async Task Stopped_at_any_moment_it_is_all_back_or_had_ended(Course course)
    {
        for (var moment = 0; ; moment++)
        {
            var bench = Bench(course);
            await bench.PrepareAsync();
            bench.World.StopAfter(moment);
            var record = await bench.RunAsync();
            if (!bench.World.Stop.IsCancellationRequested)
            {
                Assert.InRange(moment, 50, 1000);
                return;
            }

            if (record.Verdict is FixVerdict.Stable)
            {
                Assert.NotNull(new FixState(bench.World.Journal.Entries).Ended);
                continue;
            }

            Assert.Equal(FixVerdict.RolledBack, record.Verdict);
            bench.IsAllBack();
        }
    }

    [Fact]
    public async Task Stopped_and_then_killed_on_the_way_back_it_is_undone_by_another()
    {
        for (var moment = 0; ; moment++)
        {
            var bench = Bench(Course.Holds);
            await bench.PrepareAsync();
            bench.World.StopAfter(60);   // in the proof
            bench.World.KillAfter(61 + moment);
            try
            {
                Assert.Equal(FixVerdict.RolledBack, (await bench.RunAsync()).Verdict);
                Assert.InRange(moment, 25, 200);
                return;
            }
            catch (KilledException)
            {
                bench.World.KillAt = null;
                Assert.Equal(FixVerdict.Undone, (await bench.UndoAsync()).Verdict);
                bench.IsAllBack();
            }
        }
    }

    [Fact]
    public async Task Stopped_at_any_moment_an_undoing_is_not_left_half_way()
    {
        for (var moment = 0; ; moment++)
        {
            var bench = Bench(Course.Holds);
            _ = await bench.RunAsync();
            bench.World.StopAfter(moment);
            Assert.Equal(FixVerdict.Undone, (await bench.UndoAsync()).Verdict);
            bench.IsAllBack();
            if (!bench.World.Stop.IsCancellationRequested)
            {
                Assert.InRange(moment, 25, 200);
                return;
            }
        }
    }

    private static void Check(Course course, bool undone, FixBench bench, FixRecord record)
    {
        if (bench.World.Journal.Entries.Count == 0)
        {
            Assert.Equal((FixVerdict.Unfinished, 0), (record.Verdict, bench.World.Writes));
            return;
        }

        Assert.NotEqual(FixVerdict.Unfinished, record.Verdict);
        if (undone)
        {
            Assert.Equal(FixVerdict.Undone, record.Verdict);
            bench.IsAllBack();
        }
        else if (record.Verdict is FixVerdict.Stable)
        {
            Assert.Equal(Ailment.None, bench.Ailing(bench.World.Template));
            Assert.Equal(nameof(FixVerdict.Stable), new FixState(bench.World.Journal.Entries).Ended);
            Assert.Null(bench.World.LeaseHolder);
        }
        else
        {
            // Who takes up a fix approves no further plan.
            Assert.NotEqual(Course.Holds, course);
            bench.IsAllBack();
        }
    }

    private static async Task<int> AtEveryMoment(Func<int, Task<FixBench>> begin, Func<FixBench, Task<FixRecord>> killed, Func<FixBench, Task> then)
    {
        for (var moment = 0; ; moment++)
        {
            var bench = await begin(moment);
            try
            {
                _ = await killed(bench);
                return moment;
            }
            catch (KilledException)
            {
                bench.World.KillAt = null;
                await then(bench);
            }
        }
    }
}
