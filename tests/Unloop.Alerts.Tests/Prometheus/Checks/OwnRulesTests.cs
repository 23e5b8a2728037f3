using Unloop.Alerts.Generation;
using Unloop.Alerts.Generation.Targets;
using Unloop.Alerts.Prometheus.Checks;
using Unloop.Alerts.Prometheus.Reading;
using Unloop.Core;

namespace Unloop.Alerts.Tests.Prometheus.Checks;

/// <summary>What Unloop generates must stand its own checks, for every scope and every cause.</summary>
public sealed class OwnRulesTests
{
    private static readonly AlertScope[] Scopes =
    [
        new("prod"), new("prod", "shop"), .. AlertScope.Kinds.Select(k => new AlertScope("prod", "shop", k, "web")),
    ];

    [Theory]
    [InlineData("prometheus")]
    [InlineData("prometheus-operator")]
    public void Generated_rules_are_clean(string target)
    {
        var writer = TargetList.All.Single(t => t.Name == target);
        foreach (var scope in Scopes)
        {
            foreach (var causes in new IReadOnlyList<KnownCause>[] { [], [.. Enum.GetValues<Category>().Select(c => new KnownCause(c, "It says so.", ["Mend it."], ["Keep it so."], "web"))] })
            {
                var request = new AlertRequest { Scope = scope, Causes = causes, RunbookUrl = "https://runbooks.example.org/crash" };
                var file = RuleFileReader.Read("rules.yaml", writer.Write(request, AlertList.Of(request)).Files[0].Content);

                Assert.Empty(file.Errors);
                Assert.True(file.Rules.Count() >= 3);
                var found = RuleCheckList.Check([file]).Select(f => $"\n{scope.Words}: {f.Id} in {f.Subject}: {f.Statement} {f.Replacement}");
                Assert.True(!found.Any(), string.Concat(found));
            }
        }
    }
}
