using Unloop.Alerts.Generation.Queries;
using Unloop.Alerts.Generation.Testing;

namespace Unloop.Alerts.Generation.Rules;

/// <summary>Restarts that come too slowly for the other two: leaks, crashes after more than ten minutes, a probe that fails now and then.</summary>
internal sealed class SlowBurnAlert : AlertKind
{
    public override string Id => "slow-burn";

    protected override AlertWords Words { get; } = new()
    {
        Name = "Pod restarted at least 5 times in 2 hours",
        Severity = AlertSeverity.Warning,
        Description = "It keeps failing, though not at once. Compare its memory and its dependencies before each restart.",
        Sees = ["The containers of one pod restarted at least 5 times within 2 hours, however far apart: any loop does, and a slow one is seen by this alone."],
        Impact = "Every restart breaks what was going on in the pod; a leak gets worse with the load.",
        Recovery = "Fewer than 5 restarts lie within the last 2 hours, or the pod is gone.",
        Blind = new(["Fewer than 5 restarts in 2 hours."], ["Fewer than 5 restarts in 2 hours.", "Restarts before the Agent's first look at the pod."]),
    };

    public override bool AppliesTo(AlertRequest request) => true;

    protected override PrometheusPart Prometheus(PrometheusScope scope) =>
        new("PodRestartsSlowBurn", $"sum by (namespace, pod, uid) (\n{PrometheusScope.Indent(scope.RestartsWithin("2h", 7200))}\n) > 4", "15m", false);

    protected override DatadogPart Datadog(DatadogScope scope) =>
        new($"sum(last_2h):monotonic_diff({scope.Series("sum", "kubernetes.containers.restarts")})", ">", 4, 900);

    protected override IEnumerable<RuleTest> Tests(TestLives lives)
    {
        const int end = 3 * 3600 + 300;
        var young = lives.Ours();
        int[] leak = [.. Enumerable.Range(1, 8).Select(i => i * 900)];
        yield return new RuleTest(
            "a container that is killed every 15 minutes, until it is mended after 2 hours",
            [.. young.Exists(end), young.Of("restarts_total", Values.Counter(leak, end))],
            [TestLives.At(3600), TestLives.At(5355), TestLives.At(5445, young.Fires()), TestLives.At(9000, young.Fires()), TestLives.At(10755, young.Fires()), TestLives.At(10845)]);

        int[] often = [.. Enumerable.Range(0, 18).Select(i => 300 + (i * 600))];
        yield return new RuleTest(
            "neither one failed scrape, nor the moment at which a pod that was first seen a minute after its creation is as old as the window, begins the time anew",
            [.. TestLives.Unscraped([.. young.Exists(end, 60), young.Of("restarts_total", Values.Counter(often, end, from: 60))], 3090)],
            [TestLives.At(3555), TestLives.At(3600, young.Fires()), TestLives.At(7200, young.Fires()), TestLives.At(7245, young.Fires()), TestLives.At(8055, young.Fires()), TestLives.At(10305, young.Fires())]);

        var old = lives.Ours(created: -86400);
        yield return new RuleTest(
            "four restarts in two hours do not fire, nor does what lies longer back",
            [.. old.Exists(end), old.Of("restarts_total", Values.Counter([600, 1800, 7500, 8100, 8700, 9300], end))],
            [TestLives.At(1800), TestLives.At(9315), TestLives.At(10215)]);
    }
}
