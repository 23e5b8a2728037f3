using Unloop.Core.Diagnoses;
using Unloop.Core.Experiments;
using Unloop.Core.Experiments.Dependencies;
using Unloop.Core.Outcomes;
using static Unloop.Core.Tests.Experiments.Copies;

namespace Unloop.Core.Tests.Experiments.Dependencies;

public class ReturnedTests
{
    private static readonly CopyOutcome Well = Ended(0, 1, "Completed", "unloop-dependency by sh", "unloop-dependency 0 dns ok 10.0.0.1", "unloop-dependency 0 tcp ok", "unloop-dependency end");
    private static readonly CopyOutcome Again = Ended(1, 1, "Error", "dial tcp: db.shop:5432: connection refused");

    /// <summary>Its log says that its database refuses connections.</summary>
    private static ExperimentCase Refused(params ExperimentResult[] results) =>
        Case(Some.Pod(WithProbe(Some.Crashing())).WithLog("dial tcp: db.shop:5432: connection refused")) with { Targets = [new("db.shop", 5432, false, TargetSource.FailureInLog, "previous log, line 1")], Results = results };

    private static ExperimentReading Read(ExperimentCase @case, ExperimentKind kind, CopyOutcome outcome) => ExperimentReading.Of(@case, kind, outcome, Hypotheses.Of(@case));

    [Fact]
    public void A_place_that_the_log_names_and_that_answers_now_is_not_dead()
    {
        var dependency = Read(Refused(), ExperimentKind.Dependencies, Well).Hypotheses.Of(Suspect.Dependency);

        Assert.True(dependency.IsOpen);
        Assert.StartsWith("db.shop:5432 answers now; the program says that it fails (previous log, line 1: dial tcp", dependency.Facts[^1].Says, StringComparison.Ordinal);
    }

    [Fact]
    public void A_place_that_only_the_environment_names_and_that_answers_is_dead() =>
        Assert.Equal(HypothesisState.Dead, Read(Case() with { Targets = Refused().Targets }, ExperimentKind.Dependencies, Well).Hypotheses.Of(Suspect.Dependency).State);

    [Fact]
    public void What_a_copy_reaches_that_no_policy_binds_says_nothing_of_the_pod()
    {
        var @case = Refused();
        @case = @case with { Original = @case.Original with { Selectors = [Selector("Service web", "app=web"), Selector("NetworkPolicy web", "app=web") with { IsRestriction = true }] } };

        Assert.Contains("nothing is decided", Read(@case, ExperimentKind.Dependencies, Well).Answer, StringComparison.Ordinal);
    }

    [Fact]
    public void A_place_that_refused_and_shows_a_wrong_certificate_now_has_come_back_as_far_as_the_log_goes()
    {
        var shown = Ended(0, 1, "Completed", "unloop-dependency by sh", "unloop-dependency 0 dns ok 10.0.0.1", "unloop-dependency 0 tcp ok", "unloop-dependency 0 tls ok", "unloop-dependency 0 name wrong", "unloop-dependency 0 chain ok", "unloop-dependency end");

        var reading = Read(Refused() with { Targets = [Refused().Targets[0] with { UsesTls = true }] }, ExperimentKind.Dependencies, shown);

        Assert.Equal("db.shop:5432, which the program says fails, answers now.", reading.Answer);
    }

    [Fact]
    public void Then_the_program_is_run_once_more_behind_the_cheaper_question_for_the_place()
    {
        Assert.Equal([ExperimentKind.Dependencies, ExperimentKind.Once], ExperimentPath.Of(Refused(), Hypotheses.Of(Refused()), []).Path.Select(e => e.Kind));
    }

    [Fact]
    public void Who_lives_now_had_started_before_the_place_was_there()
    {
        var reading = Read(Refused(BlameTests.Result(ExperimentKind.Dependencies, Well)), ExperimentKind.Once, StillUp(30));

        var cause = reading.Shown!.Cause!;
        Assert.Equal((Category.DependencyUnreachable, "db.shop:5432", Confidence.Likely), (cause.Category, cause.Subject, cause.Confidence));
        Assert.Contains("it answers now, and started again web lives", cause.Statement, StringComparison.Ordinal);
        Assert.Equal((HypothesisState.Shown, HypothesisState.Dead), (reading.Hypotheses.Of(Suspect.Dependency).State, reading.Hypotheses.Of(Suspect.Probes).State));
        Assert.Contains(reading.Shown.Solution, a => a.Command == "kubectl delete pod web-7d9f8c6b5-x2x4q -n shop");
    }

    [Fact]
    public void Who_lives_now_and_complained_of_no_place_is_ended_by_its_probes_as_ever()
    {
        var @case = Case(Killed()) with { Targets = Refused().Targets, Results = [BlameTests.Result(ExperimentKind.Dependencies, Well)] };

        Assert.Equal(Category.ProbeKill, Read(@case, ExperimentKind.Once, StillUp(120)).Shown!.Cause!.Category);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Who_says_the_same_again_of_a_place_that_answers_is_kept_from_it_by_what_lies_between(bool programFirst)
    {
        var (kind, outcome, other) = programFirst ? (ExperimentKind.Dependencies, Well, BlameTests.Result(ExperimentKind.Once, Again)) : (ExperimentKind.Once, Again, BlameTests.Result(ExperimentKind.Dependencies, Well));

        var reading = Read(Refused(other), kind, outcome);
        var @case = Refused(other, BlameTests.Result(kind, outcome));
        var end = TryConclusion.Of(@case, reading.Hypotheses, null, new([], []), false);

        Assert.Equal((HypothesisState.Shown, null), (reading.Hypotheses.Of(Suspect.Dependency).State, reading.Shown));
        Assert.Equal(TryVerdict.Narrowed, end.Verdict);
        Assert.Contains("what is wrong lies between the two", end.Says, StringComparison.Ordinal);
        Assert.Contains(end.Next, a => a.Text.Contains("NetworkPolicy", StringComparison.Ordinal) && a.Text.Contains("holdApplicationUntilProxyStarts", StringComparison.Ordinal));
    }

    [Fact]
    public void Who_says_something_else_in_the_copy_leaves_it_open()
    {
        var reading = Read(Refused(BlameTests.Result(ExperimentKind.Dependencies, Well)), ExperimentKind.Once, Ended(1, 1, "Error", "the prices are wrong"));

        Assert.True(reading.Hypotheses.Of(Suspect.Dependency).IsOpen);
    }
}
