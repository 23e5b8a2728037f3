using Unloop.Core.Diagnoses;
using Unloop.Core.Experiments;
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
}
