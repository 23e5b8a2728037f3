using System.Text.Json.Nodes;
using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Engine.Fixing;

namespace Unloop.Engine.Tests.Fixing;

/// <summary>What is made anew gets another uid each time; the way back finds it all the same.</summary>
public class RecreateTests
{
    private static readonly WorkloadRef Job = FakeWorld.Web with { ApiVersion = "batch/v1", Kind = "Job" };

    internal static Plan Plan(string name = "B", string uid = "u-1", JsonObject? before = null) => FakeWorld.Plan() with
    {
        Workload = Job with { Uid = uid },
        TemplateHash = CanonicalJson.Hash(before ?? FakeWorld.Before()),
        Steps = [new RecreateStep { Statement = "Make anew.", Precondition = "p", Inverse = "i", Risk = Risk.High, Edits = [FixBench.Variable(name)] }],
    };

    private static FakeWorld World() => new() { Ref = Job };

    private static Transaction On(FakeWorld world, int attempt = 1, Plan? plan = null) => new(world.Tools, plan ?? Plan(), attempt, world.Journal, new NoProgress());

    private static void IsBack(FakeWorld world)
    {
        Assert.False(world.IsDeleted);
        Assert.Equal(CanonicalJson.Text(FakeWorld.Before()), CanonicalJson.Text(world.Template));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Killed_at_any_moment_it_is_gone_on_with_or_undone(bool undone)
    {
        for (var moment = 0; ; moment++)
        {
            var world = World();
            world.KillAt = moment;
            try
            {
                Assert.Null(await On(world).ApplyAsync(TestContext.Current.CancellationToken));
                Assert.InRange(moment, 10, 100);
                return;
            }
            catch (KilledException)
            {
                world.KillAt = null;
                Assert.Null(await (undone ? On(world).RevertAsync(TestContext.Current.CancellationToken) : On(world).ApplyAsync(TestContext.Current.CancellationToken)));
                if (undone)
                {
                    IsBack(world);
                }
                else
                {
                    Assert.True(FixBench.Has(world.Template, "\"B\""));
                }
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Killed_at_any_moment_of_the_way_back_it_is_gone_to_its_end(bool wasDone)
    {
        for (var moment = 0; ; moment++)
        {
            var world = World();
            if (wasDone)
            {
                Assert.Null(await On(world).ApplyAsync(TestContext.Current.CancellationToken));
            }
            else
            {
                world.KillAt = 9;   // made anew, and not yet written down
                _ = await Assert.ThrowsAsync<KilledException>(() => On(world).ApplyAsync(TestContext.Current.CancellationToken));
                Assert.Equal("u-2", world.Ref.Uid);
                Assert.DoesNotContain(world.Journal.Entries, e => e.Event is Engine.Fixing.Journals.JournalEvent.Done);
            }

            world.KillAfter(moment);
            try
            {
                Assert.Null(await On(world).RevertAsync(TestContext.Current.CancellationToken));
                IsBack(world);
                return;
            }
            catch (KilledException)
            {
                world.KillAt = null;
                Assert.Null(await On(world).RevertAsync(TestContext.Current.CancellationToken));
                IsBack(world);
            }
        }
    }

    [Fact]
    public async Task Two_plans_that_made_it_anew_go_back_through_each_others_uids()
    {
        var world = World();
        Assert.Null(await On(world).ApplyAsync(TestContext.Current.CancellationToken));
        var second = Plan("C", world.Ref.Uid, world.Template);
        Assert.Null(await On(world, 2, second).ApplyAsync(TestContext.Current.CancellationToken));
        Assert.Null(await On(world, 2, second).RevertAsync(TestContext.Current.CancellationToken));
        Assert.Null(await On(world).RevertAsync(TestContext.Current.CancellationToken));
        IsBack(world);
    }

    [Fact]
    public async Task Another_that_somebody_made_under_its_name_is_left_alone()
    {
        var world = World();
        Assert.Null(await On(world).ApplyAsync(TestContext.Current.CancellationToken));
        world.Ref = world.Ref with { Uid = "somebody's" };
        Assert.Equal(ProblemKind.Refused, (await On(world).RevertAsync(TestContext.Current.CancellationToken))?.Kind);
        Assert.True(FixBench.Has(world.Template, "\"B\""));
    }

    private sealed class NoProgress : IProgress<FixSight>
    {
        public void Report(FixSight value)
        {
        }
    }
}
