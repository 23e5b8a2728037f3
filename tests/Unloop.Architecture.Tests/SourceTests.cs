using System.Text.RegularExpressions;
using Unloop.Tests;

namespace Unloop.Architecture.Tests;

/// <summary>Rules that no compiler holds, read from the sources; each failure lists every offender.</summary>
public partial class SourceTests
{
    private static readonly string[] VagueFolders = ["Models", "Helpers", "Services", "Utils", "Common", "Misc"];

    private static readonly string[] WritingFolders = ["Fixing", "Alerting", "Applying", "Experiments", "Api"];

    private const int LongestFile = 300;

    private static IEnumerable<(string Path, string Text)> Sources(params string[] projects) =>
        (projects.Length > 0 ? projects : ["."]).SelectMany(p => Under("src", p));

    private static IEnumerable<(string Path, string Text)> Under(params string[] folder) =>
        from file in Directory.EnumerateFiles(Repository.PathTo(folder), "*.cs", SearchOption.AllDirectories)
        let path = Path.GetRelativePath(Repository.Root, file).Replace('\\', '/')
        where !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal)
        select (path, File.ReadAllText(file));

    [Fact]
    public void Folders_are_features() =>
        Assert.Empty(Sources().Select(s => s.Path).Where(p => p.Split('/').Intersect(VagueFolders).Any()));

    [Fact]
    public void Pure_projects_do_no_input_or_output() =>
        Assert.Empty(Sources("Unloop.Dockerfile", "Unloop.Core", "Unloop.Evidence", "Unloop.Knowledge", "Unloop.Alerts").Where(s => InputOutput().IsMatch(s.Text)).Select(s => s.Path));

    [Fact]
    public void Nothing_but_a_fix_the_rules_of_alerts_and_what_scales_can_write_to_a_cluster() =>
        Assert.Empty(Sources("Unloop.Kubernetes").Where(s => Write().IsMatch(s.Text)).Select(s => s.Path)
            .Where(p => !WritingFolders.Any(f => p.StartsWith($"src/Unloop.Kubernetes/{f}/", StringComparison.Ordinal)) && p != "src/Unloop.Kubernetes/FixingCluster.cs"));

    [Fact]
    public void What_writes_rules_writes_nothing_else() =>
        Assert.Empty(Sources("Unloop.Kubernetes").Where(s => s.Path.StartsWith("src/Unloop.Kubernetes/Alerting/", StringComparison.Ordinal))
            .SelectMany(s => PlaceOfWrite().Matches(s.Text).Select(m => (s.Path, m.Groups[1].Value))).Where(w => w.Value != "Plural"));

    [Fact]
    public void Core_knows_nothing_of_YAML() => Assert.Empty(Sources("Unloop.Core").Where(s => s.Text.Contains("YamlDotNet", StringComparison.Ordinal)).Select(s => s.Path));

    [Fact]
    public void Every_regular_expression_over_foreign_text_runs_without_backtracking() =>
        Assert.Empty(Sources().Where(s => RegexWithoutOption().IsMatch(s.Text)).Select(s => s.Path));

    [Fact]
    public void Files_stay_short_enough_to_fit_in_the_head() =>
        Assert.Empty(Sources().Where(s => s.Text.Count(c => c == '\n') > LongestFile).Select(s => $"{s.Path}: {s.Text.Count(c => c == '\n')} lines"));

    [Fact]
    public void Nothing_is_left_to_do_later() => Assert.Empty(Sources().Where(s => Leftover().IsMatch(s.Text)).Select(s => s.Path));

    [Fact]
    public void No_property_is_asked_at_random_but_on_request() =>
        Assert.Empty(Under("tests").Where(s => s.Path != "tests/Shared/Properties/Property.cs" && Sampling().IsMatch(s.Text)).Select(s => s.Path));

    [GeneratedRegex(@"\bnew (HttpClient|Socket|TcpClient|Process|FileStream)\b|\bFile\.(Open|Read|Write|Exists)|\bEnvironment\.GetEnvironmentVariable")]
    private static partial Regex InputOutput();

    [GeneratedRegex(@"(GeneratedRegex\((?![^\n]*NonBacktracking)|new Regex\((?![^;]*NonBacktracking)[^;]*;|(?<!\.)\bRegex\.(IsMatch|Match|Replace|Split)\((?![^;]*NonBacktracking)[^;]*;)")]
    private static partial Regex RegexWithoutOption();

    [GeneratedRegex(@"\bApiWrite[r]?\b|\bClusterWorkloads\b|new HttpRequestMessage")]
    private static partial Regex Write();

    [GeneratedRegex(@"ApiRequest\.Get\(([^,]+),", RegexOptions.NonBacktracking)]
    private static partial Regex PlaceOfWrite();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK)\b|NotImplementedException")]
    private static partial Regex Leftover();

    [GeneratedRegex(@"\.(Sample|SampleAsync)\(")]
    private static partial Regex Sampling();
}
