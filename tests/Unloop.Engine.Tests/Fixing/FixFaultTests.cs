using System.Text;
using System.Text.Json;
using Unloop.Core.Outcomes;
using Unloop.Core.Planning;
using Unloop.Engine.Fixing;
using Unloop.Engine.Fixing.Journals;

namespace Unloop.Engine.Tests.Fixing;

/// <summary>What goes wrong around a fix: the API server, other people, other fixes, the disk.</summary>
public class FixFaultTests
{
    private static async Task EveryMomentAsync(Func<FixBench> make, Action<FixBench> happens, Action<FixBench, FixRecord> check)
    {
        for (var moment = 0; ; moment++)
        {
            var (bench, has) = (make(), false);
            await bench.PrepareAsync();
            bench.World.Meanwhile(moment, () =>
            {
                has = true;
                happens(bench);
            });
            var record = await bench.RunAsync();
            if (!has)
            {
                Assert.InRange(moment, 50, 1000);
                return;
            }

            check(bench, record);
        }
    }

    private static string? Variable(FixBench bench) => (string?)bench.World.Template["spec"]!["containers"]![0]!["env"]![0]!["value"];

    private static async Task<FixBench> KilledAsync(int moments = 60)
    {
        var bench = new FixBench();
        await bench.PrepareAsync();
        bench.World.KillAfter(moments);
        _ = await Assert.ThrowsAsync<KilledException>(bench.RunAsync);
        bench.World.KillAt = null;
        Assert.Equal(JournalEvent.Proving, bench.World.Journal.Entries[^1].Event);
        return bench;
    }

    [Fact]
    public async Task An_API_server_that_is_away_for_a_minute_ends_no_fix_that_was_begun() => await EveryMomentAsync(
        () => new FixBench(),
        bench => bench.World.AwayFor = 6,
        (bench, record) =>
        {
            if (record.Verdict is FixVerdict.NotApplied)
            {
                Assert.DoesNotContain(bench.World.Journal.Entries, e => e.Event is JournalEvent.Starting);
                bench.IsAllBack();
                return;
            }

            // A lease that could not be given back runs out by itself.
            bench.World.LeaseHolder = bench.World.AwayFor > 0 || !bench.World.Notes.Contains("FixHolds") ? null : bench.World.LeaseHolder;
            bench.IsAllDone(record);
            Assert.Equal(1, bench.World.Writes);
        });

    [Fact]
    public async Task An_API_server_that_is_away_for_a_minute_does_not_keep_a_fix_from_going_back() => await EveryMomentAsync(
        () => new FixBench(_ => Ailment.Module),
        bench => bench.World.AwayFor = 6,
        (bench, record) =>
        {
            bench.World.LeaseHolder = null;
            Assert.True(record.Verdict is FixVerdict.RolledBack or FixVerdict.NotApplied, record.Says);
            bench.IsAllBack();
        });

    [Fact]
    public async Task What_somebody_edits_at_any_moment_is_never_written_over_and_nobody_is_asked_about_a_plan_that_is_out_of_date() => await EveryMomentAsync(
        () => new FixBench { Plans = [FakeWorld.Plan(), FixBench.Other()] },
        bench => bench.World.EditVariable("2"),
        (bench, record) =>
        {
            Assert.Equal("2", Variable(bench));
            _ = Assert.Single(bench.Person.Asked);
            switch (record.Verdict)
            {
                case FixVerdict.RolledBack:
                    Assert.Equal((0, FakeWorld.DockerfileBefore), (bench.World.Writes, bench.World.File));
                    break;
                case FixVerdict.Unfinished:
                    Assert.Contains("edited by somebody else after the fix", record.Says, StringComparison.Ordinal);
                    Assert.Equal($"unloop fix --undo {bench.World.Journal.Id}", Assert.Single(record.Next).Command);
                    break;
                default:
                    Assert.Equal(FixVerdict.Stable, record.Verdict);
                    Assert.Equal((1, FakeWorld.DockerfileAfter), (bench.World.Writes, bench.World.File));
                    break;
            }
        });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_somebody_edits_after_a_fix_was_killed_is_not_written_over(bool undone)
    {
        for (var moment = 0; ; moment++)
        {
            var bench = new FixBench();
            await bench.PrepareAsync();
            bench.World.KillAfter(moment);
            try
            {
                _ = await bench.RunAsync();
                Assert.InRange(moment, 50, 1000);
                return;
            }
            catch (KilledException)
            {
                bench.World.KillAt = null;
                bench.World.EditVariable("2");
                var record = await (undone ? bench.UndoAsync() : bench.ResumeAsync());
                Assert.Equal("2", Variable(bench));
                Assert.True(record.Verdict is not FixVerdict.Stable || new FixState(bench.World.Journal.Entries).Ended is not null, record.Says);
                Assert.True(record.Verdict is FixVerdict.Unfinished or FixVerdict.Stable || bench.World.File == FakeWorld.DockerfileBefore, record.Says);
            }
        }
    }

    [Fact]
    public async Task An_edit_during_the_proof_stops_the_fix_until_it_is_gone()
    {
        var bench = new FixBench();
        await bench.PrepareAsync();
        bench.World.Meanwhile(60, () => bench.World.EditVariable("2"));
        Assert.Equal(FixVerdict.Unfinished, (await bench.RunAsync()).Verdict);
        bench.World.EditVariable("1");
        Assert.Equal(FixVerdict.Undone, (await bench.UndoAsync()).Verdict);
        bench.IsAllBack();
    }

    [Fact]
    public async Task A_workload_that_another_fix_holds_is_left_alone()
    {
        var bench = new FixBench();
        bench.World.LeaseHolder = "another";
        var record = await bench.RunAsync();
        Assert.Equal((FixVerdict.NotApplied, "another holds it.", 0), (record.Verdict, record.Says, bench.World.Writes));
        Assert.Empty(bench.World.Notes);
        Assert.Equal(("another", FakeWorld.DockerfileBefore), (bench.World.LeaseHolder, bench.World.File));
        bench.World.LeaseHolder = null;
        Assert.Equal(FixVerdict.NotApplied, (await bench.ResumeAsync()).Verdict);
        bench.IsAllBack();
    }

    [Fact]
    public async Task What_another_fix_holds_by_now_is_neither_gone_on_with_nor_undone()
    {
        var bench = await KilledAsync();
        bench.World.LeaseHolder = "another";
        var lines = bench.World.Journal.Entries.Count;
        var (resumed, undone) = (await bench.ResumeAsync(), await bench.UndoAsync());
        Assert.Equal((FixVerdict.Unfinished, FixVerdict.Unfinished, 1, lines), (resumed.Verdict, undone.Verdict, bench.World.Writes, bench.World.Journal.Entries.Count));
        Assert.Equal([$"unloop fix --resume {resumed.Id}", $"unloop fix --undo {resumed.Id}"], resumed.Next.Concat(undone.Next).Select(a => a.Command));
        bench.World.LeaseHolder = null;
        bench.IsAllDone(await bench.ResumeAsync());
    }

    [Fact]
    public async Task What_the_journal_cannot_tell_is_not_begun()
    {
        for (var room = 0; ; room++)
        {
            var bench = new FixBench();
            bench.World.Journal.Room = room;
            var record = await bench.RunAsync();
            var begun = bench.World.Journal.Entries.Where(e => e.Event is JournalEvent.Starting).Select(e => e.Step!.Value).ToHashSet();
            Assert.True(bench.World.File == FakeWorld.DockerfileBefore || begun.Contains(0));
            Assert.True(bench.World.Writes == 0 || begun.Contains(3));
            if (record.Verdict is FixVerdict.Stable)
            {
                Assert.InRange(room, 10, 100);
                return;
            }

            Assert.Contains("The disk is full.", record.Says, StringComparison.Ordinal);
            bench.World.Journal.Room = int.MaxValue;
            _ = await bench.UndoAsync();
            bench.IsAllBack();
        }
    }

    [Fact]
    public async Task A_plan_that_was_swapped_in_the_journal_is_not_gone_on_with()
    {
        var bench = await KilledAsync(moments: 60);
        bench.World.Journal.Swap("1-plan.json", JsonSerializer.SerializeToUtf8Bytes(FixBench.Other("evil"), PlanJson.Default.Plan));
        foreach (var record in new[] { await bench.ResumeAsync(), await bench.UndoAsync() })
        {
            Assert.Equal((FixVerdict.Unfinished, 1), (record.Verdict, bench.World.Writes));
            Assert.Contains("is not the plan that was approved", record.Says, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("1-template.before.json", """{"template":{"spec":{"containers":[{"name":"web","image":"evil"}]}},"annotations":{}}""")]
    [InlineData("1-template.before.json", "{")]
    [InlineData("1-file-0.before", "\u0001FROM evil")]
    public async Task What_was_swapped_among_the_kept_is_not_put_back(string name, string content)
    {
        var bench = await KilledAsync();
        Assert.Contains(name, bench.World.Journal.Files.Keys);
        bench.World.Journal.Swap(name, Encoding.UTF8.GetBytes(content));
        var record = await bench.UndoAsync();
        Assert.Equal(FixVerdict.Unfinished, record.Verdict);
        Assert.Contains("is not what it was before the fix", record.Says, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", bench.World.File + bench.World.Template, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task A_workload_that_was_deleted_meanwhile_keeps_no_file_from_going_back(bool isMadeAnew, bool undone)
    {
        var bench = await KilledAsync();
        if (isMadeAnew)
        {
            bench.World.Ref = bench.World.Ref with { Uid = "u-9" };
        }

        bench.World.IsDeleted = !isMadeAnew;
        var record = await (undone ? bench.UndoAsync() : bench.ResumeAsync());
        Assert.Equal(undone ? FixVerdict.Undone : FixVerdict.RolledBack, record.Verdict);
        Assert.Equal((1, FakeWorld.DockerfileBefore), (bench.World.Writes, bench.World.File));
        Assert.Contains("was deleted meanwhile", bench.Says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_somebody_mended_in_the_same_way_is_theirs()
    {
        var bench = new FixBench();
        await bench.PrepareAsync();
        bench.World.EditFile(FakeWorld.DockerfileAfter);
        Assert.Equal(FixVerdict.RolledBack, (await bench.RunAsync()).Verdict);
        Assert.Equal((0, FakeWorld.DockerfileAfter), (bench.World.Writes, bench.World.File));
    }

    [Fact]
    public async Task The_second_of_two_plans_is_gone_on_with_where_the_first_was_taken_back()
    {
        var bench = new FixBench(t => FixBench.Has(t, "\"B\"") ? Ailment.None : Ailment.Module) { Plans = [FakeWorld.Plan(), FixBench.Other()] };
        await bench.PrepareAsync();
        var asked = 0;
        for (var moment = 1; asked < 2; moment++)
        {
            bench = new FixBench(bench.Ailing) { Plans = bench.Plans };
            await bench.PrepareAsync();
            bench.World.KillAfter(moment);
            _ = await Assert.ThrowsAsync<KilledException>(bench.RunAsync);
            asked = bench.World.Journal.Entries.Count(e => e.Event is JournalEvent.Approved);
        }

        bench.World.KillAt = null;
        var record = await bench.ResumeAsync();
        Assert.Equal(FixVerdict.Stable, record.Verdict);
        Assert.Equal([true, false], record.Attempts.Select(a => a.TakenBack));
        Assert.Equal(FakeWorld.DockerfileBefore, bench.World.File);
    }
}
