using Unloop.Core.Diagnoses;
using Unloop.Core.Experiments;
using Unloop.Core.Experiments.Dependencies;
using Unloop.Core.Facts;
using static Unloop.Core.Tests.Experiments.Copies;

namespace Unloop.Core.Tests.Experiments.Dependencies;

public class BlameTests
{
    private static readonly DependencyTarget Metrics = new("metrics.shop", 9090, false, TargetSource.Environment, "environment variable METRICS_URL");
    private static readonly DependencyTarget Db = new("db.shop", 5432, false, TargetSource.Environment, "environment variable DATABASE_URL");

    private static ExperimentCase Ending(string log, int exitCode = 1, params DependencyTarget[] targets) =>
        Case(Some.Pod(WithProbe(Some.Crashing(exitCode: exitCode))).WithLog(log)) with { Targets = targets.Length > 0 ? targets : [Metrics, Db] };

    /// <summary>What the script printed: one word for each target, <c>ok</c> or how the connection failed.</summary>
    private static CopyOutcome Tried(params string[] words) => Ended(0, 1, "Completed", [
        "unloop-dependency by sh",
        .. words.SelectMany((w, i) => w == "unknown" ? [$"unloop-dependency {i} dns failed"] : new[] { $"unloop-dependency {i} dns ok 10.0.0.{i + 1}", $"unloop-dependency {i} tcp {w}" }),
        "unloop-dependency end",
    ]);

    private static ExperimentReading Read(ExperimentCase @case, CopyOutcome outcome, ExperimentKind kind = ExperimentKind.Dependencies) => ExperimentReading.Of(@case, kind, outcome, Hypotheses.Of(@case));

    private static (HypothesisState, Confidence?) Verdict(ExperimentReading reading) => (reading.Hypotheses.Of(Suspect.Dependency).State, reading.Shown?.Cause?.Confidence);

    [Theory]
    [InlineData("cannot reach metrics.shop:9090: connection refused")]
    [InlineData("dial tcp 10.0.0.1:9090: connect: connection refused")]
    [InlineData("ERROR dial tcp 10.0.0.1:9090: connect: connection refused\nINFO shutting down")]
    [InlineData("Application run failed\nCaused by: java.net.ConnectException: Connection refused: metrics.shop:9090\n    at java.base/java.net.Socket.connect")]
    [InlineData("Error: connect ECONNREFUSED metrics.shop:9090\n    at TCPConnectWrap\n  errno: -111,\nnpm error code 1")]
    public void A_place_that_the_program_itself_says_fails_at_its_end_is_certainly_the_cause(string log)
    {
        var reading = Read(Ending(log), Tried("refused", "ok"));

        Assert.Equal((HypothesisState.Shown, Confidence.Certain), Verdict(reading));
        Assert.Equal("metrics.shop:9090", reading.Shown!.Cause!.Subject);
    }

    [Theory]
    [InlineData("starting\nprices are not what they should be")]
    [InlineData("WARN metrics.shop:9090: connection refused\nprices are not what they should be")]
    [InlineData("metrics.shop:9090: connection refused, going on\nTypeError: prices is not a function")]
    [InlineData("metrics.shop:9090: connection refused, going on\nERROR prices are wrong")]
    [InlineData("connecting to redis.shop:6379: connection refused")]
    [InlineData("INFO metrics.shop:9090 takes connections")]
    [InlineData("connected to metrics.shop:9090")]
    public void A_place_that_does_not_answer_is_not_blamed_where_the_program_ends_for_something_else(string log)
    {
        var reading = Read(Ending(log), Tried("refused", "ok"));

        Assert.Equal((HypothesisState.Open, null), Verdict(reading));
        Assert.Contains("metrics.shop", reading.Hypotheses.Of(Suspect.Dependency).Facts[^1].Says, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Confidence.Likely, Category.DependencyUnreachable, Confidence.Certain)]
    [InlineData(Confidence.Possible, Category.DependencyUnreachable, null)]
    [InlineData(Confidence.Likely, Category.TlsCertificate, null)]
    public void A_diagnosis_that_names_the_place_counts_where_it_is_likely_and_means_such_a_failure(Confidence before, Category category, Confidence? confidence)
    {
        var @case = Ending("the words do not name it");
        var cause = new Cause { Category = category, Subject = "metrics.shop:9090", Container = "web", Statement = "It is refused.", Confidence = before, Rule = "go-dial-refused", Fingerprint = "f" };

        Assert.Equal(confidence, Read(@case with { Diagnosis = @case.Diagnosis with { Cause = cause } }, Tried("refused", "ok")).Shown?.Cause?.Confidence);
    }

    [Fact]
    public void A_program_that_was_killed_did_not_end_for_a_place_that_it_complained_of()
    {
        var reading = Read(Ending("Error: connect ECONNREFUSED metrics.shop:9090", exitCode: 137), Tried("refused", "ok"));

        Assert.Equal((HypothesisState.Open, null), Verdict(reading));
        Assert.Contains("it was killed, or went on", Assert.Single(reading.Means), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x509: certificate is valid for a.example, not metrics.shop", HypothesisState.Shown, Confidence.Certain)]
    [InlineData("connection to metrics.shop:9090 failed", HypothesisState.Shown, Confidence.Certain)]
    [InlineData("metrics.shop:9090: connection refused", HypothesisState.Open, null)]
    public void A_certificate_is_not_what_a_program_fails_for_that_never_came_to_connect(string log, HypothesisState state, Confidence? confidence)
    {
        var shown = Ended(0, 1, "Completed", "unloop-dependency by sh", "unloop-dependency 0 dns ok 10.0.0.1", "unloop-dependency 0 tcp ok", "unloop-dependency 0 tls ok", "unloop-dependency 0 name wrong", "unloop-dependency 0 chain ok", "unloop-dependency end");

        Assert.Equal((state, confidence), Verdict(Read(Ending(log, 1, Metrics with { UsesTls = true }), shown)));
    }

    [Theory]
    [InlineData("dial tcp: lookup metrics.shop: no such host", "refused")]
    [InlineData("metrics.shop:9090: i/o timeout", "refused")]
    [InlineData("metrics.shop:9090: connection refused", "timeout")]
    public void In_which_way_no_connection_comes_about_may_differ_between_two_moments(string log, string now) =>
        Assert.Equal((HypothesisState.Shown, Confidence.Certain), Verdict(Read(Ending(log), Tried(now, "ok"))));

    [Theory]
    [InlineData("connection error", "refused")]
    [InlineData("connect: connection refused", "refused")]
    [InlineData("ERROR request timed out", "timeout")]
    [InlineData("getaddrinfo failed", "unknown")]
    [InlineData("WARN metrics.shop:9090 connect failed", "refused")]
    [InlineData("connecting to metrics.shop:9090", "refused")]
    public void Where_its_last_words_speak_of_such_a_failure_and_only_one_place_fails_so_it_is_likely_that(string log, string how) =>
        Assert.Equal((HypothesisState.Shown, Confidence.Likely), Verdict(Read(Ending(log), Tried(how, "ok"))));

    [Theory]
    [InlineData("connection error", "refused", "refused")]
    [InlineData("connect: connection refused", "timeout", "ok")]
    [InlineData("x509: certificate has expired", "refused", "ok")]
    [InlineData("connection error\nERROR prices are wrong", "refused", "ok")]
    [InlineData("connecting to metrics.shop:9090\nread the prices", "refused", "ok")]
    public void Words_that_two_places_fit_or_none_does_or_that_something_else_came_after_blame_nobody(string log, params string[] how) =>
        Assert.Equal((HypothesisState.Open, null), Verdict(Read(Ending(log), Tried(how))));

    [Fact]
    public void Of_several_places_that_fail_the_one_that_the_log_speaks_of_is_blamed_and_the_others_are_told()
    {
        var reading = Read(Ending("could not connect to db.shop:5432"), Tried("timeout", "refused"));

        Assert.Equal("db.shop:5432", reading.Shown!.Cause!.Subject);
        Assert.Contains(reading.Details, d => d.Contains("metrics.shop", StringComparison.Ordinal));
    }

    [Fact]
    public void A_place_whose_address_the_log_says_is_called_by_its_name()
    {
        var address = new DependencyTarget("10.0.0.2", 5432, false, TargetSource.FailureInLog, "previous log, line 1");

        var reading = Read(Ending("dial tcp 10.0.0.2:5432: connect: connection refused", 1, address, Db), Tried("refused", "refused"));

        Assert.Equal("db.shop:5432", reading.Shown!.Cause!.Subject);
    }

    [Fact]
    public void What_a_copy_said_before_counts_as_what_the_pod_said()
    {
        var @case = Case(Some.Pod(WithProbe(Some.Crashing()))) with { Targets = [Metrics], Results = [Result(ExperimentKind.Once, Ended(1, 1, "Error", "cannot reach metrics.shop:9090: connection refused"))] };

        Assert.Equal((HypothesisState.Shown, Confidence.Certain), Verdict(Read(@case, Tried("refused"))));
    }

    [Fact]
    public void What_a_copy_says_after_the_place_was_tried_blames_it_too()
    {
        var @case = Case(Some.Pod(WithProbe(Some.Crashing()))) with { Targets = [Metrics], Results = [Result(ExperimentKind.Dependencies, Tried("refused"))] };

        Assert.Equal((HypothesisState.Shown, Confidence.Likely), Verdict(Read(@case, Ended(1, 1, "Error", "connection error"), ExperimentKind.Once)));
        Assert.Equal((HypothesisState.Open, null), Verdict(Read(@case, Ended(1, 1, "Error", "prices are wrong"), ExperimentKind.Once)));
    }

    [Theory]
    [InlineData("cannot reach metrics.shop:9090: connection refused", Confidence.Certain)]
    [InlineData("the prices are wrong", null)]
    public void What_a_copy_of_an_earlier_run_said_counts_too(string said, Confidence? confidence)
    {
        var once = new EarlierTest("run-1", ExperimentKind.Once, Some.Noon, "It ended.", []) { Said = [said] };

        Assert.Equal(confidence, Read(Case(Some.Pod(WithProbe(Some.Crashing()))) with { Targets = [Metrics], Earlier = [once] }, Tried("refused")).Shown?.Cause?.Confidence);
    }

    [Fact]
    public void Of_a_life_that_ended_by_itself_is_kept_what_it_said_last_and_of_one_that_was_killed_nothing()
    {
        Assert.Equal(["a", "b"], Read(Case(Killed()), Ended(1, 1, "Error", "a", "", "b"), ExperimentKind.Once).Said);
        Assert.Null(Read(Case(Killed()), Ended(137, 1, "Error", "a"), ExperimentKind.Once).Said);
        Assert.Null(Read(Case(Killed()) with { Targets = [Metrics] }, Tried("refused")).Said);
    }

    [Fact]
    public void What_each_answer_would_mean_is_said_before_anything_is_tried()
    {
        IEnumerable<string> Words(DependencyTarget target) => ExperimentPath.Of(Ending("x", 1, target), Hypotheses.Of(Ending("x", 1, target)), [ExperimentKind.Dependencies]).Path[0].Answers.Select(a => $"{a.Answer} {a.Means}");

        Assert.Contains(Words(Metrics), w => w.StartsWith("Another does not answer. The program may live without it", StringComparison.Ordinal));
        Assert.DoesNotContain(Words(Metrics), w => w.Contains("this is the cause", StringComparison.Ordinal));
        Assert.Contains(Words(Metrics with { Source = TargetSource.FailureInLog }), w => w.StartsWith("metrics.shop:9090 does not answer.", StringComparison.Ordinal) && w.Contains("this is the cause", StringComparison.Ordinal));
    }

    internal static ExperimentResult Result(ExperimentKind kind, CopyOutcome outcome) => new() { Kind = kind, Question = "?", Answer = "!", Outcome = outcome };
}
