using Unloop.Core.Diagnoses;
using Unloop.Core.Experiments;
using Unloop.Core.Experiments.Dependencies;
using Unloop.Core.Facts;
using Unloop.Core.Outcomes;
using static Unloop.Core.Tests.Experiments.Copies;

namespace Unloop.Core.Tests.Experiments;

public class ExperimentReadingTests
{
    private static ExperimentReading Read(ExperimentKind kind, CopyOutcome outcome, ExperimentCase? @case = null)
    {
        @case ??= Case(Killed());
        return ExperimentReading.Of(@case, kind, outcome, Hypotheses.Of(@case));
    }

    [Fact]
    public void Who_sleeps_on_can_live_here()
    {
        var hypotheses = Read(ExperimentKind.Asleep, StillUp(53)).Hypotheses;

        Assert.Equal(HypothesisState.Dead, hypotheses.Of(Suspect.Surroundings).State);
        Assert.True(hypotheses.Of(Suspect.Probes).IsOpen);
    }

    [Fact]
    public void Who_dies_asleep_is_killed_from_outside()
    {
        var hypotheses = Read(ExperimentKind.Asleep, Ended(137)).Hypotheses;

        Assert.Equal(HypothesisState.Shown, hypotheses.Of(Suspect.Surroundings).State);
        Assert.Equal(HypothesisState.Dead, hypotheses.Of(Suspect.Program).State);
    }

    [Theory]
    [InlineData("StartError: exec: \"sleep\": executable file not found in $PATH: unknown", true)]
    [InlineData("CreateContainerConfigError: secret \"db\" not found", false)]
    public void An_image_without_sleep_says_nothing_about_the_pod_and_another_way_is_tried(string words, bool next)
    {
        var reading = Read(ExperimentKind.Asleep, new CopyOutcome { Copy = "copy", End = CopyEnd.NotStarted, Words = words });

        Assert.Equal(next, reading.TriesNext);
        Assert.Equal(next ? HypothesisState.Open : HypothesisState.Shown, reading.Hypotheses.Of(Suspect.Surroundings).State);
    }

    [Fact]
    public void Who_ends_by_itself_without_probes_is_not_ended_by_them()
    {
        var reading = Read(ExperimentKind.Once, Ended(1, 2, "Error", "starting", "bad things happen"));

        Assert.All(new[] { Suspect.Probes, Suspect.Resources, Suspect.Surroundings }, s => Assert.Equal(HypothesisState.Dead, reading.Hypotheses.Of(s).State));
        Assert.True(reading.Hypotheses.Of(Suspect.Program).IsOpen);
        Assert.Contains("exit code 1 after 2 s, and said last: bad things happen", reading.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_never_lived_until_a_probe_kills_is_not_ended_by_one_though_it_lives_in_a_copy()
    {
        var reading = Read(ExperimentKind.Once, StillUp(31), Case());

        Assert.Equal(HypothesisState.Dead, reading.Hypotheses.Of(Suspect.Probes).State);
        Assert.Null(reading.Shown);
    }

    [Fact]
    public void Who_outlives_its_longest_life_without_probes_is_ended_by_them()
    {
        var reading = Read(ExperimentKind.NoProbes, StillUp(85));

        Assert.Equal(HypothesisState.Shown, reading.Hypotheses.Of(Suspect.Probes).State);
        Assert.Equal((Category.ProbeKill, Confidence.Certain, "try-no-probes"), (reading.Shown!.Cause!.Category, reading.Shown.Cause.Confidence, reading.Shown.Cause.Rule));
        Assert.Contains(reading.Shown.Cause.Proof, p => p.Source == ProofSource.Test);
    }

    [Fact]
    public void Who_does_not_outlive_its_longest_life_shows_nothing()
    {
        var reading = Read(ExperimentKind.Once, StillUp(41));

        Assert.Empty(reading.Means);
        Assert.Null(reading.Shown);
    }

    [Fact]
    public void Who_lives_in_a_copy_and_has_no_probes_lacks_what_only_the_pod_has()
    {
        var reading = Read(ExperimentKind.Once, StillUp(120), Case(Some.Pod(Some.Crashing(exitCode: 137, seconds: 40))));

        Assert.Null(reading.Shown);
        Assert.Contains("What the copy has not: traffic", reading.Hypotheses.Of(Suspect.Surroundings).Facts[^1].Says, StringComparison.Ordinal);
    }

    [Fact]
    public void An_end_with_zero_is_success_for_what_is_meant_to_end_and_no_success_else()
    {
        var init = Case(Some.Pod(Some.Crashing() with { Type = ContainerType.Init }), Original("""{"initContainers":[{"name":"web","image":"a"}],"containers":[{"name":"b","image":"c"}]}"""));

        Assert.Equal(HypothesisState.Dead, Read(ExperimentKind.Once, Ended(0), init).Hypotheses.Of(Suspect.Program).State);
        Assert.True(Read(ExperimentKind.Once, Ended(0)).Hypotheses.Of(Suspect.Program).IsOpen);
    }

    [Fact]
    public void A_kill_for_memory_is_shown_as_such()
    {
        var hypotheses = Read(ExperimentKind.Once, Ended(137, reason: "OOMKilled")).Hypotheses;

        Assert.Equal((HypothesisState.Shown, HypothesisState.Dead), (hypotheses.Of(Suspect.Resources).State, hypotheses.Of(Suspect.Probes).State));
    }

    [Theory]
    [InlineData(CopyEnd.NotScheduled)]
    [InlineData(CopyEnd.Refused)]
    [InlineData(CopyEnd.Lost)]
    public void A_copy_that_never_ran_decides_nothing(CopyEnd end)
    {
        foreach (var kind in Enum.GetValues<ExperimentKind>())
        {
            var @case = Case(Killed()).WithHealthy("registry.example.com/web:1.0", Mode) with { Targets = [new("db", 5432, false, TargetSource.Environment, "DB")] };
            var reading = Read(kind, new CopyOutcome { Copy = "copy", End = end, Words = "no node" }, @case);

            Assert.Empty(reading.Means);
            Assert.Contains("nothing is decided", reading.Answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_lives_with_the_old_configuration_is_killed_by_the_new_one()
    {
        var @case = Case().WithHealthy("registry.example.com/web:1.0", Mode);

        var lives = Read(ExperimentKind.LastGoodConfiguration, StillUp(30), @case);
        var dies = Read(ExperimentKind.LastGoodConfiguration, Ended(1), @case);

        Assert.Equal((Category.BadEnvValue, HypothesisState.Shown), (lives.Shown!.Cause!.Category, lives.Hypotheses.Of(Suspect.Configuration).State));
        Assert.Contains("MODE", lives.Shown.Cause.Statement, StringComparison.Ordinal);
        Assert.Equal((null, HypothesisState.Dead), (dies.Shown, dies.Hypotheses.Of(Suspect.Configuration).State));
        Assert.True(dies.Hypotheses.Of(Suspect.Image).IsOpen);
    }

    [Fact]
    public void What_lives_with_the_old_image_is_killed_by_the_new_one()
    {
        var @case = Case().WithHealthy("registry.example.com/web:1.0", Mode);

        var lives = Read(ExperimentKind.LastGoodImage, StillUp(30), @case);

        Assert.Equal((Category.AppBug, "registry.example.com/web:2.0"), (lives.Shown!.Cause!.Category, lives.Shown.Cause.Subject));
    }

    [Fact]
    public void Answers_that_are_all_well_kill_the_hypothesis()
    {
        var @case = Case() with { Targets = [new("db.shop", 5432, false, TargetSource.Environment, "DB")] };

        var well = Read(ExperimentKind.Dependencies, Ended(0, 1, "Completed", "unloop-dependency by sh", "unloop-dependency 0 dns ok 10.0.0.1", "unloop-dependency 0 tcp ok", "unloop-dependency end"), @case);

        Assert.Equal((null, HypothesisState.Dead), (well.Shown, well.Hypotheses.Of(Suspect.Dependency).State));
    }

    [Fact]
    public void A_copy_that_a_network_policy_does_not_bind_proves_no_connection()
    {
        var original = Original() with { Selectors = [Selector("Service web", "app=web"), Selector("NetworkPolicy web", "app=web") with { IsRestriction = true }] };
        var @case = Case(original: original) with { Targets = [new("db.shop", 5432, false, TargetSource.Environment, "DB")] };

        var reading = Read(ExperimentKind.Dependencies, Ended(0, 1, "Completed", "unloop-dependency by sh", "unloop-dependency 0 dns ok 10.0.0.1", "unloop-dependency 0 tcp ok", "unloop-dependency end"), @case);

        Assert.True(reading.Hypotheses.Of(Suspect.Dependency).IsOpen);
        Assert.Contains("NetworkPolicy", reading.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public void The_evidence_of_a_copy_speaks_of_the_pod_with_what_the_copy_said()
    {
        var original = Killed();
        var copy = (Some.Pod(Some.Crashing()) with { Subject = new PodSubject { Pod = "unloop-try-web-once-abcdef", Namespace = "shop" }, Pod = new PodFacts { RestartPolicy = "Never" } }).WithLog("said by the copy", instance: LogInstance.Current);

        var seen = ExperimentReading.AsOriginal(copy, original);

        Assert.Equal((original.Subject, "Always", "said by the copy"), (seen.Subject, seen.Pod.RestartPolicy, seen.Logs[0].Lines[0].Text));
    }
}
