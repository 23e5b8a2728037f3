using System.Xml.Linq;
using Unloop.Tests;

namespace Unloop.Architecture.Tests;

/// <summary>The arrows of docs/architecture.md, read from the project files themselves.</summary>
public class ProjectReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Unloop.Dockerfile"] = [],
        ["Unloop.Core"] = ["Unloop.Dockerfile"],
        ["Unloop.Evidence"] = ["Unloop.Core"],
        ["Unloop.Knowledge"] = ["Unloop.Core"],
        ["Unloop.Alerts"] = ["Unloop.Core"],
        ["Unloop.Engine"] = ["Unloop.Alerts", "Unloop.Core", "Unloop.Evidence", "Unloop.Knowledge"],
        ["Unloop.Kubernetes"] = ["Unloop.Engine"],
        ["Unloop.Images"] = ["Unloop.Engine"],
        ["Unloop.Monitoring"] = ["Unloop.Engine"],
        ["Unloop.Host"] = ["Unloop.Engine"],
        ["Unloop.Cli"] = ["Unloop.Kubernetes", "Unloop.Images", "Unloop.Monitoring", "Unloop.Host"],
    };

    private static IEnumerable<string> Sources() => Directory.EnumerateFiles(Repository.PathTo("src"), "*.csproj", SearchOption.AllDirectories);

    /// <summary>What a project takes in; a tool that only runs during the build is none of it.</summary>
    private static IEnumerable<string> Included(string project, string element) =>
        XDocument.Load(project).Descendants(element).Where(e => e.Attribute("ReferenceOutputAssembly")?.Value != "false").Select(e => e.Attribute("Include")!.Value);

    [Fact]
    public void Every_project_refers_only_to_those_on_its_right()
    {
        var wrong = Sources().SelectMany(p => Included(p, "ProjectReference")
            .Select(r => (From: Path.GetFileNameWithoutExtension(p), To: Path.GetFileNameWithoutExtension(r.Replace('\\', '/'))))
            .Where(r => !Allowed.TryGetValue(r.From, out var allowed) || !allowed.Contains(r.To)));
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_project_is_in_the_picture() =>
        Assert.Equal(Allowed.Keys.Order(StringComparer.Ordinal), Sources().Select(p => Path.GetFileNameWithoutExtension(p)!).Order(StringComparer.Ordinal));

    [Fact]
    public void YamlDotNet_is_seen_in_Alerts_Evidence_and_Knowledge_only() =>
        Assert.Equal(["Unloop.Alerts", "Unloop.Evidence", "Unloop.Knowledge"],
            Sources().Where(p => Included(p, "PackageReference").Contains("YamlDotNet")).Select(p => Path.GetFileNameWithoutExtension(p)!).Order(StringComparer.Ordinal));

    [Fact]
    public void Core_depends_on_no_package() => Assert.Empty(Included(Repository.PathTo("src", "Unloop.Core", "Unloop.Core.csproj"), "PackageReference"));

    [Fact]
    public void Dockerfile_depends_on_no_package() => Assert.Empty(Included(Repository.PathTo("src", "Unloop.Dockerfile", "Unloop.Dockerfile.csproj"), "PackageReference"));

    [Fact]
    public void Every_source_project_has_its_tests() =>
        Assert.All(Sources(), p => Assert.True(File.Exists(Repository.PathTo("tests", $"{Path.GetFileNameWithoutExtension(p)}.Tests", $"{Path.GetFileNameWithoutExtension(p)}.Tests.csproj")), p));

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Repository.PathTo("Unloop.slnx"));
        var projects = Sources().Concat(Directory.EnumerateFiles(Repository.PathTo("tests"), "*.csproj", SearchOption.AllDirectories));
        Assert.Empty(projects.Where(p => !solution.Contains(Path.GetFileName(p), StringComparison.Ordinal)));
    }
}
