using Unloop.Alerts.Prometheus.Checks;
using Unloop.Tests;

namespace Unloop.Alerts.Tests.Prometheus.Checks;

public sealed class RuleCheckTests
{
    /// <summary>Checks that ask for the cluster have their tests elsewhere.</summary>
    private static readonly string[] OfCluster = ["rule-not-selected", "no-metrics-source"];

    [Fact]
    public void Bad_rules_have_their_finding_and_no_other_and_near_misses_are_clean()
    {
        var wrong = RuleCase.All
            .Select(c => (Case: c, File: c.Read(), Found: RuleCheckList.Check([c.Read()], c.Options)))
            .Where(c => c.File.Errors.Count > 0 || !c.Found.Select(f => f.Id).SequenceEqual(c.Case.Finds))
            .Select(c => $"\n{c.Case.Name}: expected [{string.Join(", ", c.Case.Finds)}], found [{string.Join(" | ", c.Found.Select(f => $"{f.Id}: {f.Statement}"))}] {string.Join(";", c.File.Errors)}");

        Assert.True(!wrong.Any(), string.Concat(wrong));
    }

    [Fact]
    public void What_a_replacement_leaves_has_no_findings()
    {
        var wrong = new List<string>();
        foreach (var c in RuleCase.All.Where(c => c.IsBad))
        {
            var file = c.Read();
            foreach (var (rule, finding) in RuleCheckList.Find([file], c.Options).Where(f => f.Finding.Replacement is not null))
            {
                var repaired = RuleRepair.Apply(file, finding);
                var options = (finding.Elsewhere is { } place ? c with { Routing = RuleRepair.Insert(c.Routing!, place.Start, finding.Replacement!) } : c).Options;
                var left = RuleCheckList.Check([repaired], options).Where(f => c.Finds.Count == 1 || f.Id == rule.Id || !c.Finds.Contains(f.Id)).ToList();
                if (repaired.Errors.Count > 0 || left.Count > 0)
                {
                    wrong.Add($"\n{c.Name}: {finding.Replacement}\n  {string.Join("; ", repaired.Errors.Select(e => e.Message))} {string.Join(" | ", left.Select(f => $"{f.Id}: {f.Statement}"))}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Concat(wrong));
    }

    [Fact]
    public void Every_check_has_bad_cases_near_misses_and_a_replacement()
    {
        foreach (var id in RuleCheckList.All.Select(c => c.Describes.Id).Except(OfCluster))
        {
            Assert.True(RuleCase.All.Any(c => c.Check == id && c.IsBad), $"There is no bad case of {id}.");
            Assert.True(RuleCase.All.Count(c => c.Check == id && !c.IsBad) >= 2 || id is "no-severity" or "no-summary", $"There are not two near-misses of {id}.");
        }

        Assert.Empty(RuleCase.All.Select(c => c.Check).Except(RuleCheckList.All.Select(c => c.Describes.Id)));
        Assert.Equal(RuleCheckList.All.Count, RuleCheckList.All.Select(c => c.Describes.Id).Distinct().Count());
    }

    [Fact]
    public void Findings_say_what_happens_and_point_at_it()
    {
        foreach (var c in RuleCase.All.Where(c => c.IsBad))
        {
            Assert.All(RuleCheckList.Check([c.Read()], c.Options), f =>
            {
                Assert.True(f.Statement[^1] is '.' or '?', f.Statement);
                Assert.EndsWith(".", f.Effect, StringComparison.Ordinal);
                Assert.EndsWith(".", f.Repair, StringComparison.Ordinal);
                Assert.InRange(f.At.Column!.Value, 1, f.Excerpt!.Length + 1);
                Assert.True(f.At.EndLine is not null || f.At.EndColumn > f.At.Column, c.Name);
            });
        }
    }

    [Fact]
    public void The_words_of_all_findings_are_reviewed() => Snapshot.Match(
        string.Join('\n', RuleCase.All.Where(c => c.IsBad).SelectMany(c => RuleCheckList.Check([c.Read()], c.Options).Select(f =>
            $"{c.Name}:{f.At.Line}:{f.At.Column}-{(f.At.EndLine is { } end ? $"line {end}" : f.At.EndColumn)} {f.Severity} {f.Id}\n    {f.Excerpt?.Trim()}\n  {f.Statement}\n  {f.Effect}\n  {f.Repair}\n{(f.Replacement is null ? "" : "    " + f.Replacement.Replace("\n", "\n    ", StringComparison.Ordinal) + "\n")}"))),
        "findings.snap");
}
