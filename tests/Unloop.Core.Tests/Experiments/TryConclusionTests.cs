using Unloop.Core.Diagnoses;
using Unloop.Core.Experiments;
using Unloop.Core.Experiments.Dependencies;
using Unloop.Core.Outcomes;
using static Unloop.Core.Tests.Experiments.Copies;

namespace Unloop.Core.Tests.Experiments;

public class TryConclusionTests
{
    private static readonly PathPlan Nothing = new([], []);

    private static Diagnosis Diagnosed(Confidence confidence, Category category = Category.MissingModule, string rule = "node-missing-module") => Case().Diagnosis with
    {
        Cause = new Cause { Category = category, Subject = "web", Container = "web", Statement = "A module is missing.", Confidence = confidence, Rule = rule, Fingerprint = "f" },
        Solution = [new Advice("Install it.")],
    };

    private static IReadOnlyList<Hypothesis> Only(params Suspect[] open) =>
        [.. Hypotheses.Of(Case(Killed())).Select(h => open.Contains(h.Suspect) ? h with { State = HypothesisState.Open } : h.Dies(new(FactSource.Test, "It was tried.")))];

    [Fact]
    public void A_cause_that_a_copy_made_known_is_the_answer_and_a_fix_for_it_is_next()
    {
        var end = TryConclusion.Of(Case(), Only(Suspect.Program), Diagnosed(Confidence.Certain), Nothing, false);

        Assert.Equal((TryVerdict.CauseFound, "A module is missing."), (end.Verdict, end.Says));
        Assert.Contains(end.Next, a => a.Command == "unloop fix deployment/web -n shop");
    }

    [Fact]
    public void A_cause_that_only_a_test_shows_is_not_handed_to_a_fix_that_would_not_see_it() =>
        Assert.DoesNotContain(TryConclusion.Of(Case(), Only(), Diagnosed(Confidence.Certain, rule: "try-once"), Nothing, false).Next, a => a.Command?.StartsWith("unloop fix", StringComparison.Ordinal) == true);

    [Fact]
    public void One_hypothesis_that_is_left_is_where_the_cause_lies_and_more_are_open()
    {
        Assert.Equal(TryVerdict.Narrowed, TryConclusion.Of(Case(), Only(Suspect.Program), null, Nothing, false).Verdict);
        var open = TryConclusion.Of(Case(), Only(Suspect.Program, Suspect.Probes), null, Nothing, false);
        Assert.Equal((TryVerdict.Open, "2 hypotheses are left open: probes, program."), (open.Verdict, open.Says));
        Assert.Equal(TryVerdict.Open, TryConclusion.Of(Case(), Only(), null, Nothing, false).Verdict);
    }

    [Fact]
    public void Where_a_good_revision_is_known_going_back_to_it_is_offered()
    {
        var end = TryConclusion.Of(Case().WithHealthy(changes: Mode), Only(Suspect.Program), null, Nothing, false);

        Assert.Contains(end.Next, a => a.Command == "kubectl rollout undo deployment/web -n shop --to-revision=3");
        Assert.DoesNotContain(TryConclusion.Of(Case(), Only(Suspect.Program), null, Nothing, false).Next, a => a.Command?.Contains("rollout", StringComparison.Ordinal) == true);
    }

    [Fact]
    public void What_was_left_out_for_the_sake_of_data_is_next() =>
        Assert.Contains(
            TryConclusion.Of(Case(), Only(Suspect.Program), null, new([], [new(ExperimentKind.Once, "… With --share-volumes it is tried all the same.")]), false).Next,
            a => a.Command == "unloop try deployment/web -n shop --share-volumes");

    [Fact]
    public void An_answer_is_likely_at_least_and_newer_or_surer_than_before()
    {
        var @case = Case() with { Diagnosis = Diagnosed(Confidence.Likely) };

        Assert.True(TryConclusion.IsAnswer(Case(), Diagnosed(Confidence.Likely)));
        Assert.False(TryConclusion.IsAnswer(Case(), Diagnosed(Confidence.Possible)));
        Assert.False(TryConclusion.IsAnswer(@case, Diagnosed(Confidence.Likely)));
        Assert.True(TryConclusion.IsAnswer(@case, Diagnosed(Confidence.Certain)));
        Assert.True(TryConclusion.IsAnswer(@case, Diagnosed(Confidence.Likely, Category.MissingFile)));
    }

    [Fact]
    public void What_a_fix_was_made_for_in_vain_is_no_answer() =>
        Assert.False(TryConclusion.IsAnswer(Case() with { Tried = [Tried(Category.MissingModule, true)] }, Diagnosed(Confidence.Certain)));

    /// <summary>A program of which a place does not answer that its environment names; by what it printed in the pod.</summary>
    private static (ExperimentCase Case, IReadOnlyList<Hypothesis> Hypotheses) Refusing(string? log, params Suspect[] open)
    {
        var pod = Some.Pod(WithProbe(Some.Crashing()));
        var tried = new ExperimentResult
        {
            Kind = ExperimentKind.Dependencies,
            Question = "?",
            Answer = "!",
            Outcome = Ended(0, 1, "Completed", "unloop-dependency by sh", "unloop-dependency 0 dns ok 10.0.0.1", "unloop-dependency 0 tcp refused", "unloop-dependency end"),
        };
        pod = log is null ? pod with { Logs = [Some.Log("") with { Lines = [], TotalLines = 0 }] } : pod.WithLog(log);
        return (Case(pod) with { Targets = [new("metrics.shop", 9090, false, TargetSource.Environment, "environment variable METRICS_URL")], Results = [tried] }, Only(open));
    }

    [Fact]
    public void A_place_that_nothing_speaks_of_is_where_to_look_next_and_no_cause()
    {
        var (@case, hypotheses) = Refusing("prices are wrong", Suspect.Dependency, Suspect.Program);

        var end = TryConclusion.Of(@case, hypotheses, null, Nothing, false);

        Assert.Equal((TryVerdict.Open, null), (end.Verdict, end.After));
        Assert.StartsWith("2 hypotheses are left open: dependencies, program. Look at metrics.shop:9090 next: metrics.shop resolves to 10.0.0.1, and nothing listens on 9090", end.Says, StringComparison.Ordinal);
        Assert.Equal("Find out whether web can live without metrics.shop:9090 (environment variable METRICS_URL). If it cannot:", end.Next[0].Text);
    }

    [Fact]
    public void Of_a_program_that_ends_without_a_word_the_one_place_that_does_not_answer_is_likely_and_not_proven()
    {
        var (@case, hypotheses) = Refusing(null, Suspect.Dependency, Suspect.Program);

        var end = TryConclusion.Of(@case, hypotheses, null, Nothing, false);

        Assert.Equal((TryVerdict.Narrowed, Category.DependencyUnreachable, Confidence.Likely), (end.Verdict, end.After!.Cause!.Category, end.After.Cause.Confidence));
        Assert.StartsWith("Likely, and not proven: ", end.Says, StringComparison.Ordinal);
        Assert.Contains(end.Next, a => a.Command == "unloop try deployment/web -n shop --only once");
        Assert.DoesNotContain(end.Next, a => a.Command?.StartsWith("unloop fix", StringComparison.Ordinal) == true);
    }

    [Theory]
    [InlineData(Suspect.Surroundings, false)]
    [InlineData(Suspect.Program, true)]
    public void While_another_place_is_open_or_it_was_stopped_silence_says_nothing(Suspect open, bool isStopped)
    {
        var (@case, hypotheses) = Refusing(null, Suspect.Dependency, open);

        Assert.Null(TryConclusion.Of(@case, hypotheses, null, Nothing, isStopped).After);
    }

    [Fact]
    public void A_place_that_a_fix_was_made_for_in_vain_is_not_likely_because_of_silence()
    {
        var (@case, hypotheses) = Refusing(null, Suspect.Dependency, Suspect.Program);
        var tried = Tried(Category.DependencyUnreachable, true);

        var end = TryConclusion.Of(@case with { Tried = [tried with { Cause = tried.Cause with { Subject = "metrics.shop:9090" } }] }, hypotheses, null, Nothing, false);

        Assert.Equal((TryVerdict.Open, null), (end.Verdict, end.After));
    }

    [Fact]
    public void What_a_test_has_shown_goes_before_what_silence_leaves_likely()
    {
        var (@case, hypotheses) = Refusing(null, Suspect.Dependency, Suspect.Program);

        var end = TryConclusion.Of(@case, [.. hypotheses.Select(h => h.Suspect is Suspect.Surroundings ? h with { State = HypothesisState.Shown } : h)], null, Nothing, false);

        Assert.Equal((TryVerdict.Narrowed, null), (end.Verdict, end.After));
    }

    [Fact]
    public void A_place_of_a_hypothesis_that_is_dead_is_not_spoken_of()
    {
        var (@case, hypotheses) = Refusing(null, Suspect.Program);

        var end = TryConclusion.Of(@case, hypotheses, null, Nothing, false);

        Assert.Equal("It is the program itself: nothing around it is to blame. It ends without a word.", end.Says);
        Assert.DoesNotContain(end.Next, a => a.Text.Contains("metrics", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_a_program_that_is_left_it_is_said_how_it_ends_what_it_said_last_and_what_to_do()
    {
        var @case = Case(Some.Pod(WithProbe(Some.Crashing())).WithLog("1\n2\n3\n4\nprices are wrong"));

        var end = TryConclusion.Of(@case, Hypotheses.Of(@case), null, Nothing, false);

        Assert.Equal((TryVerdict.Narrowed, "It is the program itself: nothing around it is to blame. It ended by itself with exit code 1 after 1 s. The last that it says names no cause that is known (previous log): prices are wrong"), (end.Verdict, end.Says));
        Assert.Equal(
            ["kubectl logs web-7d9f8c6b5-x2x4q -n shop -c web --previous", "kubectl debug web-7d9f8c6b5-x2x4q -n shop -it --copy-to=web-7d9f8c6b5-x2x4q-look --container=web -- sh"],
            end.Next.Select(a => a.Command));
    }

    [Fact]
    public void An_image_without_a_shell_is_not_started_with_one() =>
        Assert.Contains(
            TryConclusion.Of(Case() with { Tools = new(true, new Dictionary<string, string> { ["node"] = "/bin/node" }) }, Only(Suspect.Program), null, Nothing, false).Next,
            a => a.Command?.EndsWith("--set-image=web=IMAGE -- sh", StringComparison.Ordinal) == true);
}
