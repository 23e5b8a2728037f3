using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Engine.Fixing;
using Unloop.Engine.Fixing.Steps;

namespace Unloop.Engine.Tests.Fixing;

/// <summary>A transaction that is killed at any moment ends in one of two states: all done or all back.</summary>
public class TransactionTests
{
    private static Transaction On(FakeWorld world) => new(world.Tools, FakeWorld.Plan(), 1, world.Journal, new NoProgress());

    private static Task<Problem?> ApplyAsync(FakeWorld world) => On(world).ApplyAsync(TestContext.Current.CancellationToken);

    private static Task<Problem?> RevertAsync(FakeWorld world) => On(world).RevertAsync(TestContext.Current.CancellationToken);

    private static void IsAllDone(FakeWorld world)
    {
        Assert.Equal(FakeWorld.DockerfileAfter, world.File);
        Assert.Equal(FakeWorld.Digest, (string?)world.Template["spec"]!["containers"]![0]!["image"]);
        Assert.Equal("unloop: set", world.Annotations["kubernetes.io/change-cause"]);
    }

    private static void IsAllBack(FakeWorld world)
    {
        Assert.Equal(FakeWorld.DockerfileBefore, world.File);
        Assert.Equal(CanonicalJson.Text(FakeWorld.Before()), CanonicalJson.Text(world.Template));
        Assert.Equal(["kubernetes.io/change-cause"], world.Annotations.Keys);
        Assert.Equal("first", world.Annotations["kubernetes.io/change-cause"]);
    }

    /// <summary>Kills at every moment in turn, until there is none left.</summary>
    private static async Task<int> AtEveryMoment(Func<FakeWorld> begin, Func<FakeWorld, Task<Problem?>> killed, Func<FakeWorld, Task<Problem?>> then, Action<FakeWorld> check)
    {
        for (var moment = 0; ; moment++)
        {
            var world = begin();
            world.KillAt = moment;
            try
            {
                Assert.Null(await killed(world));
                return moment;
            }
            catch (KilledException)
            {
                world.KillAt = null;
                Assert.Null(await then(world));
                check(world);
            }
        }
    }

    private static FakeWorld Fresh() => new() { AdmissionLabel = "injected" };

    private static FakeWorld Applied()
    {
        var world = Fresh();
        Assert.Null(ApplyAsync(world).GetAwaiter().GetResult());
        IsAllDone(world);
        return world;
    }

    [Fact]
    public async Task Killed_at_any_moment_of_its_way_and_gone_on_with_it_is_all_done() =>
        Assert.InRange(await AtEveryMoment(Fresh, ApplyAsync, ApplyAsync, IsAllDone), 30, 200);

    [Fact]
    public async Task Killed_at_any_moment_of_its_way_and_undone_it_is_all_back() =>
        Assert.InRange(await AtEveryMoment(Fresh, ApplyAsync, RevertAsync, IsAllBack), 30, 200);

    [Fact]
    public async Task Killed_at_any_moment_of_its_way_back_and_undone_again_it_is_all_back()
    {
        var moments = 0;
        for (; ; moments++)
        {
            var world = Applied();
            world.KillAfter(moments);
            try
            {
                Assert.Null(await RevertAsync(world));
                break;
            }
            catch (KilledException)
            {
                world.KillAt = null;
                Assert.Null(await RevertAsync(world));
                IsAllBack(world);
            }
        }

        Assert.InRange(moments, 15, 200);
    }

    [Fact]
    public async Task What_was_done_is_not_done_twice()
    {
        var world = Applied();
        Assert.Null(await ApplyAsync(world));
        Assert.Equal(1, world.Writes);
    }

    [Fact]
    public async Task A_write_whose_answer_was_lost_is_looked_for_and_not_repeated()
    {
        var world = Fresh();
        world.LosesAnswers = 1;
        Assert.Null(await ApplyAsync(world));
        IsAllDone(world);
        Assert.Equal(1, world.Writes);
    }

    [Fact]
    public async Task A_write_that_takes_effect_only_after_it_was_looked_for_is_known_as_our_own()
    {
        var world = Fresh();
        world.LandsLate = true;
        Assert.Null(await ApplyAsync(world));
        IsAllDone(world);
        Assert.Equal(1, world.Writes);
    }

    [Fact]
    public async Task A_workload_that_was_changed_after_the_plan_was_made_is_left_alone()
    {
        var world = Fresh();
        world.Template["spec"]!["containers"]![0]!["image"] = "registry.example.com/web:2";
        var problem = await ApplyAsync(world);
        Assert.Equal(ProblemKind.Refused, problem!.Kind);
        Assert.Contains("was changed after the plan was made", problem.Message, StringComparison.Ordinal);
        Assert.Equal(0, world.Writes);
        Assert.Null(await RevertAsync(world));
        Assert.Equal(FakeWorld.DockerfileBefore, world.File);
        Assert.Equal("registry.example.com/web:2", (string?)world.Template["spec"]!["containers"]![0]!["image"]);
    }

    [Fact]
    public async Task A_file_that_was_changed_after_the_plan_was_made_is_left_alone()
    {
        var world = Fresh();
        world.EditFile("FROM node:20\n");
        var problem = await ApplyAsync(world);
        Assert.Equal(ProblemKind.Refused, problem!.Kind);
        Assert.Equal("FROM node:20\n", world.File);
    }

    [Fact]
    public async Task What_somebody_edited_after_the_fix_is_not_undone_over_their_work()
    {
        var world = Applied();
        world.Template["spec"]!["containers"]![0]!["env"]![0]!["value"] = "2";
        var problem = await RevertAsync(world);
        Assert.Equal(ProblemKind.Refused, problem!.Kind);
        Assert.Contains("was edited by somebody else after the fix", problem.Message, StringComparison.Ordinal);
        Assert.Equal("2", (string?)world.Template["spec"]!["containers"]![0]!["env"]![0]!["value"]);
    }

    [Fact]
    public void Every_kind_of_step_has_somebody_who_takes_it() =>
        Assert.Equal(
            typeof(PlanStep).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(PlanStep))).OrderBy(t => t.Name),
            StepRunners.Kinds.OrderBy(t => t.Name));

    private sealed class NoProgress : IProgress<FixSight>
    {
        public void Report(FixSight value)
        {
        }
    }
}
