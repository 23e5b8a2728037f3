using System.Text.Json.Nodes;
using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Core.Scaling;
using Unloop.Core.Scaling.Manifests;
using Unloop.Engine.Scaling;
using Unloop.Tests;

namespace Unloop.Engine.Tests.Scaling;

public class ScaleTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly WorkloadRef Web = new() { ApiVersion = "apps/v1", Kind = "Deployment", Namespace = "shop", Name = "web", Uid = "uid" };

    private static ScalingFacts Facts => new()
    {
        Workload = new()
        {
            Ref = Web, Replicas = 2, Strategy = "RollingUpdate", HasSpread = true, Selector = JsonNode.Parse("""{"matchLabels":{"app":"web"}}""")!.AsObject(),
            Containers = [new("web", "web:1") { CpuRequest = 100, MemoryRequest = 1 << 26, HasReadinessProbe = true }],
        },
        ServesResourceMetrics = true,
        Usage = [Look(0)],
    };

    private static UsageLook Look(int second) => new(Now.AddSeconds(second), TimeSpan.FromSeconds(15), [new("web-1", "web", 60, 1 << 25)]);

    private sealed class View(ScalingFacts? facts) : IScalingView
    {
        public int Measured { get; private set; }

        public Task<ScalingSight> LookAsync(WorkloadRef workload, CancellationToken cancellationToken) =>
            Task.FromResult(new ScalingSight(facts, facts is null ? new Problem(ProblemKind.NoMatch, "none") : null));

        public Task<UsageLook?> MeasureAsync(ScalingFacts seen, CancellationToken cancellationToken) => Task.FromResult<UsageLook?>(Look(15 * ++Measured));
    }

    private sealed class Writer(Func<ScalingManifest, bool, Problem?> answer) : IScalingWriter
    {
        public List<string> Calls { get; } = [];

        public Task<Problem?> ApplyAsync(ScalingManifest manifest, ScalingFacts facts, bool dryRun, CancellationToken cancellationToken)
        {
            Calls.Add($"{(dryRun ? "try" : "write")} {manifest.Kind}");
            return Task.FromResult(answer(manifest, dryRun));
        }
    }

    private sealed class Person(bool says) : IScalingApprover
    {
        public int Asked { get; private set; }

        public Task<bool> ApproveAsync(IReadOnlyList<ScalingManifest> manifests, CancellationToken cancellationToken)
        {
            Asked++;
            return Task.FromResult(says);
        }
    }

    private static async Task<ScaleOutcome> OutcomeAsync(ScalingFacts? facts = null) =>
        await new Scale(new View(facts ?? Facts), new ManualTime()).LookAsync(new() { Workload = Web }, null, TestContext.Current.CancellationToken);

    [Fact]
    public async Task What_cannot_be_read_is_the_answer() =>
        Assert.Equal(ProblemKind.NoMatch, (await new Scale(new View(null), new ManualTime()).LookAsync(new() { Workload = Web }, null, TestContext.Current.CancellationToken)).Problem!.Kind);

    [Fact]
    public async Task For_a_minute_it_measures_four_times_more_and_never_where_nothing_is_served()
    {
        var (served, dark, time) = (new View(Facts), new View(Facts with { ServesResourceMetrics = false, Usage = [] }), new ManualTime());
        var request = new ScaleRequest { Workload = Web, Watch = TimeSpan.FromSeconds(70) };

        var outcome = await new Scale(served, time).LookAsync(request, null, TestContext.Current.CancellationToken);
        _ = await new Scale(dark, time).LookAsync(request, null, TestContext.Current.CancellationToken);

        Assert.Equal((4, 5, 0), (served.Measured, outcome.Facts!.Usage.Count, dark.Measured));
        Assert.Equal(Enumerable.Repeat(TimeSpan.FromSeconds(15), 4), time.Delays);
    }

    private sealed class Told : IProgress<int>
    {
        public List<int> Looks { get; } = [];

        public void Report(int value) => Looks.Add(value);
    }

    [Fact]
    public async Task Whoever_watches_is_told_of_each_look()
    {
        var told = new Told();

        _ = await new Scale(new View(Facts), new ManualTime()).LookAsync(new() { Workload = Web, Watch = TimeSpan.FromSeconds(50) }, told, TestContext.Current.CancellationToken);

        Assert.Equal([0, 1, 2, 3], told.Looks);
        var dark = new Told();
        _ = await new Scale(new View(Facts with { ServesResourceMetrics = false, Usage = [] }), new ManualTime()).LookAsync(new() { Workload = Web, Watch = TimeSpan.FromSeconds(50) }, dark, TestContext.Current.CancellationToken);
        Assert.Empty(dark.Looks);
        Assert.Equal((0, 0, 20), (Scale.MoreLooks(TimeSpan.Zero), Scale.MoreLooks(TimeSpan.FromSeconds(14)), Scale.MoreLooks(TimeSpan.FromMinutes(5))));
    }

    [Fact]
    public async Task Everything_is_tried_before_anything_is_asked_and_written_in_order()
    {
        var (writer, person) = (new Writer((_, _) => null), new Person(true));

        var (applied, problems) = await Scale.ApplyAsync(await OutcomeAsync(), writer, person, dryRun: false, TestContext.Current.CancellationToken);

        Assert.Empty(problems);
        Assert.Equal(["try HorizontalPodAutoscaler", "try PodDisruptionBudget", "write HorizontalPodAutoscaler", "write PodDisruptionBudget"], writer.Calls);
        Assert.Contains("kubectl delete poddisruptionbudget/web -n shop", applied!.Statement, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_of_the_dry_run_is_said_without_a_question()
    {
        var (writer, person) = (new Writer((m, _) => m.Kind == "PodDisruptionBudget" ? new(ProblemKind.Refused, "no") : null), new Person(true));

        var (applied, problems) = await Scale.ApplyAsync(await OutcomeAsync(), writer, person, dryRun: false, TestContext.Current.CancellationToken);

        Assert.Equal((null, 1, 0), (applied, problems.Count, person.Asked));
        Assert.DoesNotContain(writer.Calls, c => c.StartsWith("write", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_yes_nothing_is_written()
    {
        var writer = new Writer((_, _) => null);

        var (applied, problems) = await Scale.ApplyAsync(await OutcomeAsync(), writer, new Person(false), dryRun: false, TestContext.Current.CancellationToken);

        Assert.Null(applied);
        Assert.Equal(ProblemKind.Refused, Assert.Single(problems).Kind);
        Assert.DoesNotContain(writer.Calls, c => c.StartsWith("write", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_dry_run_asks_nobody_and_writes_nothing()
    {
        var (writer, person) = (new Writer((_, _) => null), new Person(true));

        var (applied, _) = await Scale.ApplyAsync(await OutcomeAsync(), writer, person, dryRun: true, TestContext.Current.CancellationToken);

        Assert.Equal((true, 0, 2), (applied!.DryRun, person.Asked, writer.Calls.Count));
    }

    [Fact]
    public async Task What_was_written_before_a_failure_is_named_with_its_undo()
    {
        var writer = new Writer((m, dryRun) => !dryRun && m.Kind == "PodDisruptionBudget" ? new(ProblemKind.Failed, "The server went away.") : null);

        var (applied, problems) = await Scale.ApplyAsync(await OutcomeAsync(), writer, new Person(true), dryRun: false, TestContext.Current.CancellationToken);

        Assert.Equal(["horizontalpodautoscaler/web"], applied!.Done);
        Assert.Contains("kubectl delete horizontalpodautoscaler/web -n shop", Assert.Single(problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_must_not_be_scaled_is_not_even_tried()
    {
        var writer = new Writer((_, _) => null);
        var looping = Facts with { Pods = [new("web-1", "n", "Running", false, Now, Now, 5, "CrashLoopBackOff")] };

        var (_, problems) = await Scale.ApplyAsync(await OutcomeAsync(looping), writer, new Person(true), dryRun: true, TestContext.Current.CancellationToken);

        Assert.Equal(ProblemKind.Refused, Assert.Single(problems).Kind);
        Assert.Empty(writer.Calls);
    }
}
