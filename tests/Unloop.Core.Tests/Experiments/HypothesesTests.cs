using Unloop.Core.Experiments;
using Unloop.Core.Facts;
using static Unloop.Core.Tests.Experiments.Copies;

namespace Unloop.Core.Tests.Experiments;

public class HypothesesTests
{
    [Fact]
    public void What_printed_lines_and_ended_by_itself_was_neither_kept_from_starting_nor_killed()
    {
        var all = Hypotheses.Of(Case());

        Assert.Equal(HypothesisState.Dead, all.Of(Suspect.Surroundings).State);
        Assert.Equal(HypothesisState.Dead, all.Of(Suspect.Resources).State);
        Assert.Contains("exit code 1", all.Of(Suspect.Surroundings).Facts[^1].Says, StringComparison.Ordinal);
        Assert.True(all.Of(Suspect.Program).IsOpen);
    }

    [Fact]
    public void What_printed_nothing_may_never_have_run() => Assert.True(Hypotheses.Of(Case(Some.Pod(Some.Crashing()))).Of(Suspect.Surroundings).IsOpen);

    [Theory]
    [InlineData(137)]
    [InlineData(143)]
    public void What_was_killed_by_a_signal_may_have_been_killed_by_anybody(int code)
    {
        var all = Hypotheses.Of(Case(Some.Pod(WithProbe(Some.Crashing(exitCode: code, seconds: 40))).WithLog("starting")));

        Assert.All(new[] { Suspect.Surroundings, Suspect.Resources, Suspect.Probes }, s => Assert.True(all.Of(s).IsOpen));
    }

    [Fact]
    public void A_probe_that_could_not_have_killed_yet_is_not_to_blame()
    {
        Assert.Contains("no probe kills before 30 s", Hypotheses.Of(Case()).Of(Suspect.Probes).Facts[^1].Says, StringComparison.Ordinal);
        Assert.True(Hypotheses.Of(Case(Some.Pod(WithProbe(Some.Crashing(seconds: 31))).WithLog("x"))).Of(Suspect.Probes).IsOpen);
    }

    [Fact]
    public void An_event_of_a_kill_keeps_the_probes_open_however_short_the_life_was()
    {
        var pod = Some.Pod(WithProbe(Some.Crashing())).WithLog("x").With(Some.Event("Killing", "Container web failed liveness probe, will be restarted"));

        Assert.True(Hypotheses.Of(Case(pod)).Of(Suspect.Probes).IsOpen);
    }

    [Fact]
    public void Without_probes_no_probe_is_to_blame_unless_the_spec_is_not_known()
    {
        Assert.Equal(HypothesisState.Dead, Hypotheses.Of(Case(Some.Pod(Some.Crashing(exitCode: 137, seconds: 40)))).Of(Suspect.Probes).State);
        Assert.True(Hypotheses.Of(Case(Some.Pod(Some.Crashing(exitCode: 137, seconds: 40) with { OutlineKnown = false, SpecKnown = false }))).Of(Suspect.Probes).IsOpen);
    }

    [Fact]
    public void Of_image_and_configuration_only_what_was_changed_can_be_to_blame()
    {
        var both = Hypotheses.Of(Case().WithHealthy("registry.example.com/web:1.0", Mode));
        Assert.True(both.Of(Suspect.Image).IsOpen && both.Of(Suspect.Configuration).IsOpen);
        var image = Hypotheses.Of(Case().WithHealthy("registry.example.com/web:1.0", new TemplateChange("containers[web].image", "a", "b"), new TemplateChange("containers[web].livenessProbe.periodSeconds", "1", "2")));
        Assert.Equal((true, HypothesisState.Dead), (image.Of(Suspect.Image).IsOpen, image.Of(Suspect.Configuration).State));
        var configuration = Hypotheses.Of(Case().WithHealthy("registry.example.com/web:2.0", Mode));
        Assert.Equal((HypothesisState.Dead, true), (configuration.Of(Suspect.Image).State, configuration.Of(Suspect.Configuration).IsOpen));
        Assert.DoesNotContain(Hypotheses.Of(Case()), h => h.Suspect is Suspect.Image or Suspect.Configuration);
    }

    [Fact]
    public void A_fix_kills_the_hypothesis_that_it_was_for_only_where_another_failure_came_after_it()
    {
        HypothesisState After(bool? same) => Hypotheses.Of(Case(Some.Pod(Some.Crashing(exitCode: 137, reason: "OOMKilled"))) with { Tried = [Tried(Category.OomLimit, same)] }).Of(Suspect.Resources).State;

        Assert.Equal(HypothesisState.Dead, After(false));
        Assert.Equal(HypothesisState.Open, After(true));
        Assert.Equal(HypothesisState.Open, After(null));
    }

    [Fact]
    public void A_fix_that_did_not_bite_is_told_of()
    {
        var all = Hypotheses.Of(Case() with { Tried = [Tried(Category.MissingModule, true)] });

        var fact = all.Of(Suspect.Program).Facts[^1];
        Assert.Equal(FactSource.Fix, fact.Source);
        Assert.Contains("did not bite", fact.Says, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_category_lies_in_a_place() => Assert.All(Enum.GetValues<Category>(), c => Assert.True(Enum.IsDefined(Hypotheses.SuspectOf(c))));
}
