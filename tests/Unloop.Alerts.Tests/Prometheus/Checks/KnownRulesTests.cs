using Unloop.Alerts.Prometheus.Checks;
using Unloop.Alerts.Prometheus.Reading;
using Unloop.Tests;

namespace Unloop.Alerts.Tests.Prometheus.Checks;

/// <summary>Rules that many clusters have: what is known to be wrong with them is found, and nothing else.</summary>
public sealed class KnownRulesTests
{
    [Theory]
    [InlineData("kubernetes-mixin.yaml", "waiting-reason-flaps KubePodCrashLooping", "init-containers-not-seen KubePodCrashLooping")]
    [InlineData("awesome-prometheus-alerts.yaml", "young-pods-not-seen KubernetesContainerOomKiller", "threshold-out-of-reach KubernetesPodCrashLooping")]
    public void Known_rules_have_exactly_what_is_established(string name, params string[] expected)
    {
        var file = RuleFileReader.Read(name, File.ReadAllText(Repository.PathTo("tests", "Unloop.Alerts.Tests", "Prometheus", "Checks", "Known", name)));

        Assert.Empty(file.Errors);
        var rules = file.Rules.ToDictionary(r => r.At.Line, r => r.Name);
        Assert.Equal(expected.Order(StringComparer.Ordinal), RuleCheckList.Check([file]).Select(f => $"{f.Id} {rules[rules.Keys.Where(l => l <= f.At.Line).Max()]}").Order(StringComparer.Ordinal));
    }
}
