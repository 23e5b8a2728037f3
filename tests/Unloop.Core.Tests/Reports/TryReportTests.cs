using Unloop.Core.Diagnoses;
using Unloop.Core.Experiments;
using Unloop.Core.Outcomes;
using Unloop.Core.Reports;
using static Unloop.Core.Tests.Experiments.Copies;

namespace Unloop.Core.Tests.Reports;

public class TryReportTests
{
    private static readonly Diagnosis Before = Case(Some.Pod(Some.Crashing()).WithLog("starting\nthe prices are wrong")).Diagnosis;

    private static TryRecord Record(TryVerdict verdict, params ExperimentResult[] results) => new() { Version = "1", Verdict = verdict, Says = "So it is.", Pod = "web-1", Container = "web", Before = Before, Results = results };

    private static ExperimentResult Result(ExperimentKind kind, string answer, IReadOnlyList<string> details, params string[] output) =>
        new() { Kind = kind, Question = "?", Answer = answer, Details = details, Outcome = Ended(1, 1, "Error", output) };

    private static string Text(TryRecord record) => string.Join('\n', TryText.Write(record, 120).Select(l => $"{l}"));

    [Fact]
    public void Where_no_cause_is_found_the_last_words_are_shown()
    {
        Assert.Contains("it said    previous log, line 2: the prices are wrong", Text(Record(TryVerdict.Narrowed)), StringComparison.Ordinal);
        Assert.Contains("`previous log, line 2: the prices are wrong`", TryMarkdown.Write(Record(TryVerdict.Open)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_words_of_a_copy_are_newer_than_those_of_the_pod_and_four_are_shown_at_most()
    {
        var text = Text(Record(TryVerdict.Open, Result(ExperimentKind.Once, "It ended.", [], "1", "2", "", "3", "4", "5")));

        Assert.DoesNotContain("previous log", text, StringComparison.Ordinal);
        Assert.Equal(4, text.Split('\n').Count(l => l.Contains("it said    test once: ", StringComparison.Ordinal)));
        Assert.DoesNotContain("test once: 1", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_copy_that_ran_something_else_has_no_words_of_the_program() =>
        Assert.Contains("previous log, line 2", Text(Record(TryVerdict.Open, Result(ExperimentKind.Dependencies, "All answer.", [], "unloop-dependency end"))), StringComparison.Ordinal);

    [Fact]
    public void Where_a_cause_is_found_or_nothing_was_tried_no_last_words_are_shown()
    {
        Assert.DoesNotContain("it said", Text(Record(TryVerdict.CauseFound)), StringComparison.Ordinal);
        Assert.DoesNotContain("it said", Text(Record(TryVerdict.NotTried)), StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_answer_says_is_not_said_again_among_the_details()
    {
        var text = Text(Record(TryVerdict.Open, Result(ExperimentKind.Dependencies, "Nothing listens on 7000.", ["metrics resolves.", "Nothing listens on 7000."])));

        Assert.Equal(2, text.Split("Nothing listens on 7000.").Length);
        Assert.Contains("metrics resolves.", text, StringComparison.Ordinal);
    }
}
