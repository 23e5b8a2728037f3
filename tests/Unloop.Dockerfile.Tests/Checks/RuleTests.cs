using System.Text.RegularExpressions;
using Unloop.Dockerfile.Checks;

namespace Unloop.Dockerfile.Tests.Checks;

/// <summary>Every rule against its cases, its near-misses, and the whole corpus of good Dockerfiles.</summary>
public partial class RuleTests
{
    public static TheoryData<string> Rules => [.. RuleList.All.Select(r => r.Id)];

    public static TheoryData<string> BadCases => [.. Names("Cases", "bad-*.case")];

    public static TheoryData<string> NearMisses => [.. Names("Cases", "good-*.case")];

    public static TheoryData<string> GoodDockerfiles => [.. Names("Good", "*.case")];

    private static IEnumerable<string> Names(string folder, string pattern) =>
        Directory.Exists(CaseFile.Folder(folder))
            ? Directory.EnumerateFiles(CaseFile.Folder(folder), pattern, SearchOption.AllDirectories).Select(f => Path.GetRelativePath(CaseFile.Folder(folder), f).Replace('\\', '/')).Order(StringComparer.Ordinal)
            : [];

    [Theory]
    [MemberData(nameof(Rules))]
    public void Every_rule_has_bad_cases_and_near_misses(string rule)
    {
        Assert.Contains(BadCases, c => c.Data.StartsWith($"{rule}/", StringComparison.Ordinal));
        Assert.Contains(NearMisses, c => c.Data.StartsWith($"{rule}/", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_folder_of_cases_belongs_to_a_rule() =>
        Assert.Empty(BadCases.Concat(NearMisses).Select(c => c.Data.Split('/')[0]).Distinct().Except(RuleList.All.Select(r => r.Id)));

    [Theory]
    [MemberData(nameof(BadCases))]
    public void A_bad_case_gives_exactly_what_it_expects(string name)
    {
        var file = CaseFile.Read(Path.Combine(CaseFile.Folder("Cases"), name));
        var rule = name.Split('/')[0];
        Assert.NotEmpty(file.Expected);
        var found = RuleList.Check(CaseModel.Of(file)).Where(d => d.Severity > Severity.Note || d.Rule == rule).Select(Line).ToList();
        Assert.Equal(file.Expected.Select(e => $"{e.Rule} {e.Line} {e.Subject}"), found);
    }

    [Theory]
    [MemberData(nameof(NearMisses))]
    public void A_near_miss_gives_nothing_of_any_rule(string name)
    {
        var rule = name.Split('/')[0];
        var found = RuleList.Check(CaseModel.Of(CaseFile.Read(Path.Combine(CaseFile.Folder("Cases"), name)))).Where(d => d.Severity > Severity.Note || d.Rule == rule);
        Assert.Empty(found.Select(d => $"{Line(d)}: {d.Statement}"));
    }

    [Theory]
    [MemberData(nameof(GoodDockerfiles))]
    public void Nothing_is_found_in_a_good_Dockerfile(string name)
    {
        var found = RuleList.Check(CaseModel.Of(CaseFile.Read(Path.Combine(CaseFile.Folder("Good"), name)))).Where(d => d.Severity > Severity.Note);
        Assert.Empty(found.Select(d => $"{Line(d)}: {d.Statement}"));
    }

    [Fact]
    public void There_are_good_Dockerfiles_of_every_ecosystem() => Assert.True(GoodDockerfiles.Count >= 45, $"{GoodDockerfiles.Count}");

    [Fact]
    public void Rules_have_names_and_words_that_documentation_can_use()
    {
        Assert.Equal(RuleList.All.Count, RuleList.All.Select(r => r.Id).Distinct().Count());
        Assert.All(RuleList.All, r =>
        {
            Assert.Matches(Kebab(), r.Id);
            Assert.False(r.About.Sees.EndsWith('.'), $"{r.Id}: the words of what it sees are no whole sentence");
            Assert.True(char.IsUpper(r.About.Repair[0]) && r.About.Repair.EndsWith('.'), $"{r.Id}: the repair is a sentence");
            Assert.NotEmpty(r.About.Symptom);
        });
    }

    /// <summary>Not a measurement: whatever grows with the square of the lines does not end here in the time that tests have.</summary>
    [Fact]
    public void A_very_long_Dockerfile_is_checked_all_the_same()
    {
        var text = new System.Text.StringBuilder("FROM node:20-alpine\nWORKDIR /app\n");
        for (var i = 0; i < 5_000; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"RUN echo {i} && mkdir -p /data/d{i}\nENV A{i}=b{i}\n");
        }

        var document = Unloop.Dockerfile.Syntax.DockerfileDocument.Parse(text.Append("CMD [\"node server.js\"]\n").ToString());
        Assert.Contains(RuleList.Check(Unloop.Dockerfile.Modelling.BuildModel.Of(document)), d => d.Rule == "exec-form-one-string");
    }

    private static string Line(Defect defect) => $"{defect.Rule} {defect.Line} {defect.Subject}";

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)+$", RegexOptions.NonBacktracking)]
    private static partial Regex Kebab();
}
