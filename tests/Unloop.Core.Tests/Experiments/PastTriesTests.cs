using Unloop.Core.Experiments;
using Unloop.Core.Facts;
using Unloop.Core.Injection;
using static Unloop.Core.Tests.Experiments.Copies;

namespace Unloop.Core.Tests.Experiments;

public class PastTriesTests
{
    private const string Server = "https://cluster";

    private static readonly Effect Sleeps = new(Suspect.Surroundings, HypothesisState.Dead, "Asleep, it lived here.");

    private static ExperimentCase Now => Case(Killed()) with { Basis = "sha256:1" };

    private static EarlierTest Test(ExperimentKind kind, int minutesAgo, params Effect[] effects) => new("run-1", kind, Some.Noon.AddMinutes(-minutesAgo), "It was so.", effects);

    private static PastTry Past(params EarlierTest[] tests) => new() { Id = "run-1", Server = Server, Workload = Deployment, Container = "web", Basis = "sha256:1", Tests = tests };

    private static EarlierTests Read(params PastTry[] past) => PastTries.Of(past, Now, Server);

    private static InjectionFacts Facts(params SourceObject[] objects) => new() { Namespace = "shop", Workload = "Deployment/web", Objects = objects };

    private static SourceObject Settings(string value) => new() { Kind = "ConfigMap", Name = "settings", Presence = Presence.Present, Data = new Dictionary<string, string> { ["MODE"] = value } };

    [Fact]
    public void An_answer_of_less_than_an_hour_ago_holds() =>
        Assert.Equal([ExperimentKind.Asleep], Read(Past(Test(ExperimentKind.Asleep, 59, Sleeps), Test(ExperimentKind.Once, 60, Sleeps))).Tests.Select(t => t.Kind));

    [Fact]
    public void An_answer_from_the_future_is_of_a_clock_that_was_set_and_says_nothing() => Assert.Empty(Read(Past(Test(ExperimentKind.Asleep, -1, Sleeps))).Tests);

    [Fact]
    public void A_test_that_decided_nothing_is_made_again() => Assert.Empty(Read(Past(Test(ExperimentKind.Asleep, 1))).Tests);

    [Fact]
    public void What_a_network_answered_is_asked_again() => Assert.Empty(Read(Past(Test(ExperimentKind.Dependencies, 1, new Effect(Suspect.Dependency, HypothesisState.Dead, "All answer.")))).Tests);

    [Fact]
    public void Of_one_kind_the_newest_answer_counts()
    {
        var newer = new Effect(Suspect.Surroundings, HypothesisState.Shown, "Even asleep it is ended.");

        Assert.Equal([newer], Assert.Single(Read(Past(Test(ExperimentKind.Asleep, 5, newer)), Past(Test(ExperimentKind.Asleep, 9, Sleeps))).Tests).Effects);
    }

    [Fact]
    public void Only_runs_of_the_same_container_of_the_same_workload_on_the_same_server_count()
    {
        var past = Past(Test(ExperimentKind.Asleep, 1, Sleeps));

        Assert.Single(Read(past).Tests);
        Assert.All(
            [
                past with { Server = "https://elsewhere" },
                past with { Container = "proxy" },
                past with { Basis = "sha256:2" },
                past with { Workload = Deployment with { Namespace = "other" } },
                past with { Workload = Deployment with { Name = "api" } },
            ],
            other => Assert.Empty(Read(other).Tests));
    }

    [Fact]
    public void What_it_decided_is_decided_and_says_by_which_run()
    {
        var hypothesis = Hypotheses.Of(Now with { Earlier = [Test(ExperimentKind.Asleep, 1, Sleeps)] }).Of(Suspect.Surroundings);

        Assert.Equal((HypothesisState.Dead, "Asleep, it lived here. (by run run-1)"), (hypothesis.State, hypothesis.Facts[^1].Says));
        Assert.Equal(HypothesisState.Open, Hypotheses.Of(Now).Of(Suspect.Surroundings).State);
    }

    [Fact]
    public void A_cause_that_was_found_is_found_until_a_fix_was_made_for_it_in_vain()
    {
        var after = Now.Diagnosis with { Cause = new() { Category = Category.OomLimit, Subject = "web", Container = "web", Statement = "s", Confidence = Diagnoses.Confidence.Certain, Rule = "r", Fingerprint = "f", Proof = [] } };
        var past = Past(Test(ExperimentKind.Once, 1, Sleeps)) with { After = after };

        Assert.Equal(after, Read(past).Found);
        Assert.Null(PastTries.Of([past], Now with { Tried = [Tried(Category.OomLimit, same: true)] }, Server).Found);
    }

    [Fact]
    public void A_pod_is_the_same_while_nothing_of_it_is_changed()
    {
        var @case = Now;
        var basis = PastTries.Basis(@case, Facts(Settings("calm")));

        Assert.Equal(basis, PastTries.Basis(@case with { Run = "another", Original = Original(labels: """{"app":"web","controller-uid":"x"}""") }, Facts(Settings("calm"))));
        Assert.NotEqual(basis, PastTries.Basis(@case, Facts(Settings("turbo"))));
        Assert.NotEqual(basis, PastTries.Basis(@case, Facts()));
        Assert.NotEqual(basis, PastTries.Basis(@case with { Original = Original(Spec.Replace("64Mi", "128Mi", StringComparison.Ordinal)) }, Facts(Settings("calm"))));
        Assert.NotEqual(basis, PastTries.Basis(@case.WithHealthy(), Facts(Settings("calm"))));
    }
}
