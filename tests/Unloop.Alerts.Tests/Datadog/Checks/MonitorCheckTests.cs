using System.Text.RegularExpressions;
using Unloop.Alerts.Datadog;
using Unloop.Alerts.Datadog.Checks;
using Unloop.Alerts.Datadog.Query;
using Unloop.Alerts.Datadog.Reading;
using Unloop.Alerts.Linting;
using Unloop.Alerts.Sources;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Tests.Datadog.Checks;

/// <summary>Every check against its cases and near-misses, and every repair against all checks.</summary>
public partial class MonitorCheckTests
{
    public static TheoryData<string> Rules => [.. DatadogLint.Instance.Rules.Select(r => r.Id)];

    public static TheoryData<string> BadCases => [.. MonitorCase.Names("bad-*.case")];

    public static TheoryData<string> NearMisses => [.. MonitorCase.Names("good-*.case")];

    private static LintResult Lint(MonitorCase @case) => Linter.Lint(@case.Files, "datadog", @case.Surroundings);

    [Theory]
    [MemberData(nameof(Rules))]
    public void Every_rule_has_bad_cases_and_two_near_misses(string rule)
    {
        Assert.Contains(BadCases, c => c.Data.StartsWith($"{rule}/", StringComparison.Ordinal));
        Assert.True(NearMisses.Count(c => c.Data.StartsWith($"{rule}/", StringComparison.Ordinal)) >= 2);
    }

    [Fact]
    public void Every_folder_of_cases_belongs_to_a_rule() =>
        Assert.Empty(BadCases.Concat(NearMisses).Select(c => c.Data.Split('/')[0]).Distinct().Except(DatadogLint.Instance.Rules.Select(r => r.Id)));

    [Theory]
    [MemberData(nameof(BadCases))]
    public void A_bad_case_gives_exactly_what_it_expects(string name)
    {
        var @case = MonitorCase.Read(name);
        var result = Lint(@case);
        Assert.Empty(result.Problems);
        Assert.Contains(result.Items, i => i.Id == @case.Rule);
        var found = string.Concat(result.Items.Select(i => $"{MonitorCase.Line(i)}\n"));
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            @case.WriteExpected(found);
            return;
        }

        Assert.Equal(@case.Expected, found);
    }

    [Theory]
    [MemberData(nameof(NearMisses))]
    public void A_near_miss_gives_nothing_of_any_rule(string name)
    {
        var result = Lint(MonitorCase.Read(name));
        Assert.Empty(result.Problems);
        Assert.Empty(result.Items.Select(i => $"{MonitorCase.Line(i)}: {i.Statement}"));
        Assert.True(result.Checked > 0);
    }

    /// <summary>What no text can mend (there is no Agent, somebody must be named) stays; nothing else does.</summary>
    [Theory]
    [MemberData(nameof(BadCases))]
    public void A_repaired_monitor_has_no_finding_that_could_be_mended(string name)
    {
        var @case = MonitorCase.Read(name);
        var monitors = @case.Files.SelectMany(f => f.IsQuery ? [MonitorReader.Query(f.Text)] : MonitorReader.Read(new SourceFile(f.Name, f.Text)).Monitors).Select(CheckedMonitor.Of).ToList();
        var context = new CheckContext(monitors, @case.Surroundings);
        var mended = monitors.Select(m => m.Placed with { Monitor = MonitorRepair.Mended(m, context) }).ToList();
        var beside = monitors.SelectMany(m => MonitorRepair.Check(m, context).Select(f => (f.Beside, m.Placed))).Where(b => b.Beside is not null).Select(b => b.Placed with { Monitor = b.Beside! });
        var all = mended.Concat(beside).Select(CheckedMonitor.Of).ToList();
        var again = new CheckContext(all, @case.Surroundings);
        Assert.Empty(all.SelectMany(m => MonitorRepair.Check(m, again)).Where(f => f.Mend is not null || f.Beside is not null).Select(f => $"{f.Rule.Id}: {f.Statement}"));
        Assert.Empty(all.Where(m => m.Parse.Errors.Count > 0 && !monitors.Any(b => b.Monitor.Query == m.Monitor.Query)).Select(m => m.Monitor.Query));
    }

    [Theory]
    [MemberData(nameof(BadCases))]
    public void A_replacement_is_written_as_the_file_is(string name)
    {
        var @case = MonitorCase.Read(name);
        foreach (var item in Lint(@case).Items.Where(i => i.Replacement is not null))
        {
            var text = item.Replacement!;
            var language = item.At.File is null ? "query" : Path.GetExtension(item.At.File);
            var errors = language switch
            {
                "query" => QueryParser.Parse(text).Errors.Select(e => e.Message),
                ".tf" => HclSource.Read(PlacedText.Of(text)).Errors.Select(e => e.Message),
                ".yaml" => YamlSource.Read(PlacedText.Of(text)).Errors.Select(e => e.Message),
                _ => JsonSource.Read(PlacedText.Of(text[0] == '{' ? text : $"{{{text.Replace("\n", ",\n", StringComparison.Ordinal)}}}")).Errors.Select(e => e.Message),
            };
            Assert.Empty(errors.Select(e => $"{e} in {text}"));
        }
    }

    [Theory]
    [MemberData(nameof(BadCases))]
    public void Every_finding_says_what_it_is_what_comes_of_it_and_what_to_do(string name) => Assert.All(Lint(MonitorCase.Read(name)).Items, i =>
    {
        Assert.EndsWith(".", i.Statement, StringComparison.Ordinal);
        Assert.EndsWith(".", i.Effect ?? ".", StringComparison.Ordinal);
        Assert.NotNull(i.Repair);
        Assert.NotNull(i.Excerpt);
        Assert.InRange(i.At.EndColumn!.Value, i.At.Column!.Value + 1, i.Excerpt.Length + 2);
    });

    [Fact]
    public void Rules_have_names_and_words_that_documentation_can_use()
    {
        Assert.Equal(DatadogLint.Instance.Rules.Count, DatadogLint.Instance.Rules.Select(r => r.Id).Distinct().Count());
        Assert.All(DatadogLint.Instance.Rules, r =>
        {
            Assert.Matches(Kebab(), r.Id);
            Assert.False(r.Sees.EndsWith('.'), $"{r.Id}: the words of what it sees are no whole sentence");
            Assert.True(char.IsUpper(r.Repair[0]) && r.Repair.EndsWith('.'), $"{r.Id}: the repair is a sentence");
            Assert.NotEmpty(r.Symptom);
        });
    }

    /// <summary>Not a measurement: whatever grows with the square of the monitors does not end here in the time that tests have.</summary>
    [Fact]
    public void An_organisation_with_thousands_of_monitors_is_checked()
    {
        var monitors = string.Join(",\n", Enumerable.Range(0, 3_000).Select(i =>
            $$"""{"name": "m{{i}}", "type": "query alert", "message": "m @slack-ops", "query": "change(max(last_5m),last_10m):sum:kubernetes.containers.restarts{kube_namespace:n{{i}}} by {kube_cluster_name,pod_name} > 3"}"""));
        var result = Linter.Lint([new LintFile("all.json", $"[{monitors}]")]);
        Assert.Equal((3_000, 3_000), (result.Checked, result.Items.Count(i => i.Id == "restart-rate-alone")));
    }

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)+$", RegexOptions.NonBacktracking)]
    private static partial Regex Kebab();
}
