using Unloop.Core.Experiments;
using Unloop.Core.Experiments.Dependencies;
using Unloop.Core.Facts;
using static Unloop.Core.Tests.Experiments.Copies;

namespace Unloop.Core.Tests.Experiments;

public class ExperimentPathTests
{
    private static readonly DependencyTarget Database = new("db", 5432, false, TargetSource.Environment, "environment variable DATABASE_URL");

    private static PathPlan Plan(ExperimentCase @case, params ExperimentKind[] only) => ExperimentPath.Of(@case, Hypotheses.Of(@case), only);

    private static IEnumerable<ExperimentKind> Kinds(PathPlan plan) => plan.Path.Select(e => e.Kind);

    [Fact]
    public void Where_hardly_anything_is_known_the_cheapest_tests_come_first_and_asleep_before_the_program() =>
        Assert.Equal([ExperimentKind.Asleep, ExperimentKind.Once, ExperimentKind.NoProbes], Kinds(Plan(Case(Killed()))));

    [Fact]
    public void A_test_that_decides_nothing_that_is_open_is_not_made() =>
        Assert.Equal([ExperimentKind.Dependencies], Kinds(Plan(Case() with { Targets = [Database] })));

    [Fact]
    public void A_log_that_was_read_is_not_written_anew_and_one_that_was_not_is()
    {
        Assert.Empty(Plan(Case()).Path);
        Assert.Contains(ExperimentKind.Once, Kinds(Plan(Case(Some.Pod(WithProbe(Some.Crashing()))))));
    }

    [Fact]
    public void A_log_that_is_cut_or_of_a_life_that_has_not_ended_or_long_ago_is_written_anew()
    {
        var read = Some.Pod(WithProbe(Some.Crashing())).WithLog("starting");
        var running = Some.Crashing() with { State = new ContainerState { Phase = StatePhase.Running, StartedAt = Some.Noon.AddSeconds(20) } };

        Assert.Contains(ExperimentKind.Once, Kinds(Plan(Case(read with { Logs = [read.Logs[0] with { Truncated = true }] }))));
        Assert.Contains(ExperimentKind.Once, Kinds(Plan(Case(Some.Pod(WithProbe(running)).WithLog("starting", instance: LogInstance.Current)))));
        Assert.Empty(Plan(Case(Some.Pod(WithProbe(running)).WithLog("starting").WithLog("starting", instance: LogInstance.Current))).Path);
        Assert.Contains(ExperimentKind.Once, Kinds(Plan(Case(read) with { Now = Some.Noon.AddHours(1) })));
    }

    [Fact]
    public void Image_and_configuration_are_told_apart_where_both_were_changed() =>
        Assert.Equal([ExperimentKind.LastGoodConfiguration, ExperimentKind.LastGoodImage], Kinds(Plan(Case().WithHealthy("registry.example.com/web:1.0", Mode))));

    [Fact]
    public void No_case_takes_more_than_four_tests() =>
        Assert.Equal(4, Plan(Case(Killed()).WithHealthy("registry.example.com/web:1.0", Mode) with { Targets = [Database] }).Path.Count);

    [Fact]
    public void Of_what_is_asked_for_just_that_is_made_also_where_it_decides_nothing()
    {
        Assert.Equal([ExperimentKind.Asleep], Kinds(Plan(Case(), ExperimentKind.Asleep)));
        Assert.Equal("The question does not arise for this pod.", Assert.Single(Plan(Case(), ExperimentKind.LastGoodImage).Impossible).Because);
    }

    [Fact]
    public void An_image_without_anything_that_sleeps_says_so()
    {
        var plan = Plan(Case(Killed()) with { Tools = new(true, new Dictionary<string, string> { ["openssl"] = "/usr/bin/openssl" }) });

        Assert.Contains("made for its one program", Assert.Single(plan.Impossible, i => i.Kind is ExperimentKind.Asleep).Because, StringComparison.Ordinal);
        Assert.DoesNotContain(ExperimentKind.Asleep, Kinds(plan));
    }

    [Theory]
    [InlineData("busybox", "/bin/busybox", "/bin/busybox sleep")]
    [InlineData("python3", "/usr/bin/python3", "/usr/bin/python3 -c import time; time.sleep(")]
    [InlineData("node", "/nodejs/bin/node", "/nodejs/bin/node -e setTimeout(")]
    public void It_sleeps_with_what_the_image_has(string tool, string path, string says)
    {
        var asleep = Plan(Case(Killed()) with { Tools = new(true, new Dictionary<string, string> { [tool] = path }) }).Path[0];

        var command = Assert.Single(asleep.Copies).Manifest["spec"]!["containers"]![0]!["command"]!.AsArray().Select(w => (string)w!);
        Assert.StartsWith(says, string.Join(' ', command), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_an_image_that_nobody_could_look_into_the_likeliest_ways_are_tried_one_after_the_other()
    {
        var pod = Some.Pod(WithProbe(Some.Crashing(exitCode: 137, seconds: 40)) with { Command = ["/opt/node/bin/node", "server.js"] });

        var copies = Plan(Case(pod) with { Tools = ImageTools.Unknown }).Path[0].Copies;

        Assert.Equal(["sleep", "/opt/node/bin/node", "busybox"], copies.Select(c => (string)c.Manifest["spec"]!["containers"]![0]!["command"]![0]!));
        Assert.Equal(3, copies.Select(c => c.Name).Distinct().Count());
    }

    [Fact]
    public void What_writes_to_a_claim_is_not_run_twice_unless_the_user_says_so()
    {
        var spec = Spec.Replace("\"args\"", "\"volumeMounts\":[{\"name\":\"data\",\"mountPath\":\"/data\"}],\"args\"", StringComparison.Ordinal)
            .Replace("\"serviceAccountName\"", "\"volumes\":[{\"name\":\"data\",\"persistentVolumeClaim\":{\"claimName\":\"data-web-0\"}}],\"serviceAccountName\"", StringComparison.Ordinal);
        var @case = Case(Killed(), Original(spec));

        var plan = Plan(@case);
        Assert.Equal([ExperimentKind.Asleep], Kinds(plan));
        Assert.All(plan.Impossible, i => Assert.Contains("data (claim data-web-0)", i.Because, StringComparison.Ordinal));
        Assert.True((bool)plan.Path[0].Copies[0].Manifest["spec"]!["containers"]![0]!["volumeMounts"]![0]!["readOnly"]!);
        Assert.Contains(ExperimentKind.Once, Kinds(Plan(@case with { SharesVolumes = true })));
        Assert.Contains(ExperimentKind.Once, Kinds(Plan(Case(Killed(), Original(spec.Replace("\"mountPath\":\"/data\"", "\"mountPath\":\"/data\",\"readOnly\":true", StringComparison.Ordinal))))));
    }

    [Fact]
    public void A_test_is_worth_making_only_while_something_that_it_decides_is_open()
    {
        var @case = Case(Killed());
        var hypotheses = Hypotheses.Of(@case);
        var noProbes = Plan(@case).Path[2];

        Assert.True(ExperimentPath.IsWorth(noProbes, hypotheses));
        Assert.False(ExperimentPath.IsWorth(noProbes, [.. hypotheses.Select(h => h.Suspect is Suspect.Probes ? h.Dies(new(FactSource.Test, "x")) : h)]));
    }

    [Fact]
    public void No_copy_is_watched_for_longer_than_the_user_says()
    {
        var @case = Case(Some.Pod(WithProbe(Some.Crashing(exitCode: 137, seconds: 3600), period: 600))) with { WatchMax = TimeSpan.FromMinutes(2) };

        Assert.All(Plan(@case).Path, e => Assert.InRange(e.Seconds, 1, 120));
    }
}
