using Unloop.Dockerfile.Checks;
using Unloop.Dockerfile.Mending;
using Unloop.Dockerfile.Tests.Checks;
using Unloop.Dockerfile.Tests.Editing;
using Unloop.Tests;

namespace Unloop.Dockerfile.Tests.Mending;

/// <summary>
/// Every case in <c>Mending/Cases</c> has beside it what the mender says and its diff, reviewed. On these and on all cases of the rules hold the promises that
/// every patch must keep.
/// </summary>
public class MendingTests
{
    private static string Own => Repository.PathTo("tests", "Unloop.Dockerfile.Tests", "Mending", "Cases");

    private static IEnumerable<string> Files(string folder) => Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.case", SearchOption.AllDirectories).Order(StringComparer.Ordinal) : [];

    public static TheoryData<string> OwnCases() => [.. Files(Own).Select(Path.GetFileNameWithoutExtension).OfType<string>()];

    public static TheoryData<string> AllCases() =>
        [.. Files(Own).Concat(Files(CaseFile.Folder("Cases"))).Concat(Files(CaseFile.Folder("Good"))).Select(f => Path.GetRelativePath(Repository.Root, f))];

    public static TheoryData<string> GoodCases() => [.. Files(CaseFile.Folder("Good")).Select(f => Path.GetRelativePath(Repository.Root, f))];

    [Theory]
    [MemberData(nameof(OwnCases))]
    public void A_case_is_mended_as_reviewed(string name) =>
        Snapshot.Match(Workbench.Report(Workbench.Mend(CaseFile.Read(Path.Combine(Own, name + ".case")))), Path.Combine("Cases", name + ".mended"));

    [Theory]
    [MemberData(nameof(AllCases))]
    public void Mending_twice_is_mending_once(string path)
    {
        var @case = CaseFile.Read(Repository.PathTo(path));
        var once = Workbench.Mend(@case);
        var twice = Workbench.Mend(@case, once.NewText, once.NewIgnoreText ?? Workbench.Ignore(@case));
        Assert.Equal("", twice.Diff);
        Assert.Empty(twice.Mended);
        Assert.Equal(once.Refusals.Select(r => (r.Defect.Rule, r.Defect.Subject)), twice.Refusals.Select(r => (r.Defect.Rule, r.Defect.Subject)));
    }

    [Theory]
    [MemberData(nameof(AllCases))]
    public void The_diff_makes_the_new_text_out_of_the_old(string path)
    {
        var @case = CaseFile.Read(Repository.PathTo(path));
        var result = Workbench.Mend(@case);
        var dockerfile = result.Diff.Split("--- a/.dockerignore")[0].Split("--- /dev/null")[0];
        Assert.Equal(result.NewText, dockerfile.Length == 0 ? @case.Dockerfile : DiffApplier.Apply(@case.Dockerfile, dockerfile));
        Assert.Equal(result.NewText != @case.Dockerfile || result.NewIgnoreText is not null, result.Changes);
        Assert.Equal(result.Changes, result.Mended.Count > 0);
    }

    [Theory]
    [MemberData(nameof(AllCases))]
    public void Line_ends_stay_as_they_are(string path)
    {
        var @case = CaseFile.Read(Repository.PathTo(path));
        var isCrlf = @case.Dockerfile.Contains("\r\n", StringComparison.Ordinal);
        Assert.Equal(isCrlf ? Text(@case).Count(c => c == '\n') : 0, Text(@case).Count(c => c == '\r'));
        Assert.EndsWith("\n", Text(@case), StringComparison.Ordinal);

        static string Text(CaseFile c) => Workbench.Mend(c).NewText;
    }

    [Theory]
    [MemberData(nameof(GoodCases))]
    public void A_good_Dockerfile_is_left_alone(string path) => Assert.Equal("", Workbench.Mend(CaseFile.Read(Repository.PathTo(path))).Diff);

    /// <summary>Rules whose planner only says why there is no repair, or whose cases are all among those that it refuses.</summary>
    private static readonly string[] RefusedOnly = ["low-port-as-user"];

    public static TheoryData<string> PlannedRules() => [.. PlannerList.All.SelectMany(p => p.Rules).Except(RefusedOnly).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(PlannedRules))]
    public void A_planner_mends_a_case_of_each_of_its_rules(string rule)
    {
        Assert.Contains(RuleList.All, r => r.Id == rule);
        var reasons = new List<string>();
        foreach (var file in Files(Path.Combine(CaseFile.Folder("Cases"), rule)).Where(f => Path.GetFileName(f).StartsWith("bad-", StringComparison.Ordinal)))
        {
            var result = Workbench.Mend(CaseFile.Read(file));
            if (result.Mended.Any(m => m.Defect.Rule == rule))
            {
                return;
            }

            reasons.AddRange(result.Refusals.Select(r => $"{Path.GetFileName(file)}: {r.Defect.Rule} {r.Defect.Subject}: {r.Reason}"));
        }

        Assert.Fail(string.Join('\n', reasons));
    }

    [Fact]
    public void No_rule_has_two_planners() =>
        Assert.Empty(PlannerList.All.SelectMany(p => p.Rules).GroupBy(r => r).Where(g => g.Count() > 1).Select(g => g.Key));
}
