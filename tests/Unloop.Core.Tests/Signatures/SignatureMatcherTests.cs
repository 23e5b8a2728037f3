using Unloop.Core.Facts;
using Unloop.Core.Signatures;

namespace Unloop.Core.Tests.Signatures;

public class SignatureMatcherTests
{
    private static string? SubjectIn(string log, Matcher matcher, string subject = "{thing}")
    {
        var signature = Some.Signature("s", Category.AppBug, matcher.Literal, subject: subject) with { Match = [matcher] };
        var pod = Some.Pod(Some.Crashing()).WithLog(log);
        return new SignatureMatcher(new SignatureIndex([signature])).Find(pod, pod.Containers[0]) is [var finding, ..] ? finding.Subject : null;
    }

    private static Matcher Matcher(string literal, string? regex = null) =>
        new() { In = [Channel.Log], Literal = literal, Regex = regex is null ? null : new LinePattern(regex) };

    [Fact]
    public void The_pattern_decides_on_lines_that_hold_the_literal() =>
        Assert.Equal("express", SubjectIn("x\nError: Cannot find module 'express'", Matcher("Cannot find module", "module '(?<thing>[^']+)'")));

    [Fact]
    public void A_line_without_the_literal_is_never_looked_at() => Assert.Null(SubjectIn("module 'express'", Matcher("Cannot find module", "module '(?<thing>[^']+)'")));

    [Fact]
    public void The_literal_alone_matches_in_any_case() => Assert.Equal("it", SubjectIn("LOOP DETECTED", Matcher("loop detected"), "it"));

    [Fact]
    public void A_quoted_literal_is_found_escaped_in_json() =>
        Assert.Equal("X", SubjectIn("""{"msg":"no matches for kind \"X\""}""", Matcher("for kind \"", "kind \"(?<thing>\\w+)\"")));

    [Fact]
    public void An_excepted_line_is_no_hit() =>
        Assert.Null(SubjectIn("retrying: connection refused", Matcher("refused") with { Except = new LinePattern("^retrying") }));

    [Fact]
    public void A_line_nearby_may_be_required_and_captured() =>
        Assert.Equal("db", SubjectIn("host: db\n\nrefused", Matcher("refused") with { And = [new Neighbour(new LinePattern("host: (?<thing>\\w+)"), 2)] }));

    [Fact]
    public void A_required_line_too_far_away_is_not_near() =>
        Assert.Null(SubjectIn("host: db\n\n\nrefused", Matcher("refused") with { And = [new Neighbour(new LinePattern("host: (?<thing>\\w+)"), 2)] }));

    [Fact]
    public void A_forbidden_line_nearby_stops_the_match() =>
        Assert.Null(SubjectIn("refused\nconnected", Matcher("refused") with { Not = [new Neighbour(new LinePattern("connected"), 1)] }, "it"));

    [Fact]
    public void Last_means_the_last_line_with_text()
    {
        var last = Matcher("migrating") with { Last = true };
        Assert.Equal("it", SubjectIn("start\nmigrating\n\n", last, "it"));
        Assert.Null(SubjectIn("migrating\ndone", last, "it"));
    }

    [Theory]
    [InlineData(-30, false)]
    [InlineData(30, true)]
    public void What_could_not_be_pulled_before_the_container_ran_is_overcome(int seconds, bool counts)
    {
        var signature = Some.Signature("s", Category.ImagePull, "not found") with { Match = [new Matcher { In = [Channel.Kubelet], Literal = "not found" }] };
        var failed = new EventFact { Type = "Warning", Reason = "Failed", Message = "Failed to pull image: not found", LastSeen = Some.Noon.AddSeconds(seconds) };
        var pod = Some.Pod(Some.Crashing()).With(failed);
        Assert.Equal(counts, new SignatureMatcher(new SignatureIndex([signature])).Find(pod, pod.Containers[0]).Count > 0);
    }

    [Theory]
    [InlineData(-30, "OCI runtime create failed: not a directory", false)]
    [InlineData(30, "OCI runtime create failed: not a directory", true)]
    [InlineData(-30, null, true)]
    public void How_an_older_try_failed_says_nothing_once_the_runtime_says_how_the_newest_did(int seconds, string? words, bool counts)
    {
        var signature = Some.Signature("s", Category.MountFailure, "prepare subPath") with { Match = [new Matcher { In = [Channel.Kubelet], Literal = "prepare subPath" }] };
        var container = Some.Crashing(exitCode: 128, reason: "StartError");
        container = container with { LastState = container.LastState! with { StartedAt = DateTimeOffset.UnixEpoch, FinishedAt = Some.Noon, Message = words } };
        var pod = Some.Pod(container).With(new EventFact { Type = "Warning", Reason = "Failed", Message = "Error: failed to prepare subPath", LastSeen = Some.Noon.AddSeconds(seconds) });
        Assert.Equal(counts, new SignatureMatcher(new SignatureIndex([signature])).Find(pod, container).Count > 0);
    }

    [Fact]
    public void A_message_that_the_program_left_for_the_kubelet_is_the_programs_word()
    {
        var container = Some.Crashing();
        container = container with { LastState = container.LastState! with { Message = "bad config\n" } };
        var pod = Some.Pod(container);
        var found = new SignatureMatcher(new SignatureIndex([Some.Signature("s", Category.ConfigSyntax, "bad config", subject: "x")])).Find(pod, container);
        Assert.Equal(Diagnoses.ProofSource.TerminationMessage, Assert.Single(found).Proof[0].Source);
    }
}
