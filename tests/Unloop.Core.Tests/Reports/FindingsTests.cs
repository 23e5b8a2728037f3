using System.Text.Json;
using Unloop.Core.Reports;

namespace Unloop.Core.Tests.Reports;

public class FindingsTests
{
    private static readonly FindingRule Rule = new("some-rule", FindingSeverity.Error, "something is wrong", "it dies", "Mend it.");

    private static FindingsReport Report(params CheckFinding[] items) => new() { Version = "1.0", Items = items };

    private static CheckFinding Finding(string statement = "It is wrong.", int line = 3, string subject = "x") => new()
    {
        Id = "some-rule",
        Severity = FindingSeverity.Error,
        Statement = statement,
        Subject = subject,
        At = new FindingPlace("my dir/Dockerfile", line, 1),
        Excerpt = "CMD x",
        Symptom = "it dies",
        Repair = "Mend it.",
    };

    private static JsonElement Result(FindingsReport report, int index = 0) =>
        JsonDocument.Parse(FindingsSarif.Write(report, [Rule])).RootElement.GetProperty("runs")[0].GetProperty("results")[index];

    [Fact]
    public void No_control_character_of_a_Dockerfile_reaches_the_terminal()
    {
        var text = string.Join('\n', FindingsText.Write(Report(Finding("Evil \u001b[31m name.") with { Excerpt = "CMD \u001b]0;x\u0007" })));
        Assert.DoesNotContain('\u001b', text);
        Assert.DoesNotContain('\u0007', text);
    }

    [Fact]
    public void A_long_line_of_the_file_is_cut_and_a_long_sentence_wrapped()
    {
        var lines = FindingsText.Write(Report(Finding(string.Join(' ', Enumerable.Repeat("word", 60))) with { Excerpt = new string('x', 500) }), width: 60);
        Assert.All(lines, l => Assert.True(l.ToString().Length <= 60, l.ToString()));
    }

    [Fact]
    public void The_fingerprint_stays_when_the_line_moves_and_differs_for_another_subject()
    {
        string Fingerprint(CheckFinding finding) => Result(Report(finding)).GetProperty("partialFingerprints").GetProperty("primaryLocationLineHash").GetString()!;
        Assert.Equal(Fingerprint(Finding(line: 3)), Fingerprint(Finding(line: 30)));
        Assert.NotEqual(Fingerprint(Finding(subject: "x")), Fingerprint(Finding(subject: "y")));
    }

    [Fact]
    public void Two_findings_alike_have_two_fingerprints()
    {
        var report = Report(Finding(line: 3), Finding(line: 9));
        string Fingerprint(int index) => Result(report, index).GetProperty("partialFingerprints").GetProperty("primaryLocationLineHash").GetString()!;
        Assert.NotEqual(Fingerprint(0), Fingerprint(1));
    }

    [Fact]
    public void A_path_becomes_a_valid_relative_uri() =>
        Assert.Equal("my%20dir/Dockerfile", Result(Report(Finding())).GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("artifactLocation").GetProperty("uri").GetString());

    [Fact]
    public void What_could_not_be_checked_is_told_as_a_failed_run()
    {
        var invocation = JsonDocument.Parse(FindingsSarif.Write(Report() with { Errors = ["Dockerfile:1:1: no"] }, [Rule])).RootElement.GetProperty("runs")[0].GetProperty("invocations")[0];
        Assert.False(invocation.GetProperty("executionSuccessful").GetBoolean());
        Assert.Equal("Dockerfile:1:1: no", invocation.GetProperty("toolExecutionNotifications")[0].GetProperty("message").GetProperty("text").GetString());
    }

    [Fact]
    public void The_count_is_a_phrase() => Assert.Equal("1 error and 2 notes", FindingsText.Count([Finding(), Finding() with { Severity = FindingSeverity.Note }, Finding() with { Severity = FindingSeverity.Note }]));
}
