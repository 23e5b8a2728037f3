using Unloop.Alerts.Generation;
using Unloop.Alerts.Generation.Targets;
using Unloop.Alerts.Linting;
using Unloop.Core;

namespace Unloop.Alerts.Tests.Generation.Targets;

/// <summary>Whoever finds fault with other people's alerts must write such as it finds none with.</summary>
public class LintedTests
{
    private static readonly Category[] Causes = [Category.OomLimit, Category.ProbeKill, Category.ImagePull, Category.MissingConfigmapOrSecret];

    [Theory]
    [InlineData("datadog")]
    [InlineData("terraform")]
    [InlineData("datadog-operator")]
    [InlineData("datadog-generic-resource")]
    [InlineData("prometheus")]
    [InlineData("prometheus-operator")]
    public void The_linter_has_nothing_to_say_of_what_is_generated(string name)
    {
        var target = TargetList.All.Single(t => t.Name == name);
        foreach (var scope in Requests.Scopes.Where(s => s.Cluster is not null))
        {
            var request = Requests.Reference with { Scope = scope, Causes = [.. Causes.Select(c => Requests.Cause(c, Requests.Hostile))] };
            var alerts = AlertList.Of(request);
            var files = target.Write(request, alerts).Files.Where(f => !f.Path.EndsWith("-test.yaml", StringComparison.Ordinal) && f.Path != "versions.tf");

            var result = Linter.Lint([.. files.Select(f => new LintFile(f.Path, f.Content))]);

            Assert.Empty(result.Problems.Select(p => p.Message));
            Assert.Empty(result.Items.Select(i => $"{scope.Words}: {i.At.File}:{i.At.Line} {i.Id} {i.Statement} {i.Excerpt}"));
            Assert.Equal(alerts.Count, result.Checked);
        }
    }
}
