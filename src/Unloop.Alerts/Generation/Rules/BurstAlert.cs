using Unloop.Alerts.Generation.Queries;
using Unloop.Alerts.Generation.Testing;

namespace Unloop.Alerts.Generation.Rules;

/// <summary>Early and short: back-off allows six restarts in ten minutes once, 5 to 10 minutes after the first crash. Never alone, therefore.</summary>
internal sealed class BurstAlert : AlertKind
{
    public override string Id => "burst";

    protected override AlertWords Words { get; } = new()
    {
        Name = "Pod restarted more than 5 times in 10 minutes",
        Severity = AlertSeverity.Critical,
        Description = "Check the application logs and resource usage.",
        Sees =
        [
            "The containers of one pod restarted at least 6 times within 10 minutes: it crashes soon after every start.",
            "The kubelet then waits longer and longer between restarts, so that this fires once, for 5 minutes at most, and only where a run lasts less than a minute.",
        ],
        Impact = "The pod serves nothing, or for moments only; its replicas carry the load, if they are not failing for the same reason.",
        Recovery = "The restarts have become rarer, which back-off alone brings about; whether the pod is well is said by the alert on its CrashLoopBackOff.",
        Blind = new(
            ["A container that runs for 58 s or more before each crash: it never restarts that often."],
            ["A container that runs for 58 s or more before each crash: it never restarts that often.", "Init containers, where the Agent's kubelet check is not yet the one written in Go.", "Restarts before the Agent's first look at the pod."]),
    };

    public override bool AppliesTo(AlertRequest request) => true;

    protected override PrometheusPart Prometheus(PrometheusScope scope) =>
        new("PodRestartBurst", $"sum by (namespace, pod, uid) (\n{PrometheusScope.Indent(scope.RestartsWithin("10m", 600))}\n) > 5", null, false);

    // The change of a cumulative gauge has nothing to subtract from while a pod is young, and a loop of a new pod is over its burst by then.
    protected override DatadogPart Datadog(DatadogScope scope) =>
        new($"sum(last_10m):monotonic_diff({scope.Series("sum", "kubernetes.containers.restarts")})", ">", 5, 60);

    protected override IEnumerable<RuleTest> Tests(TestLives lives)
    {
        const int end = 3600;
        var young = lives.Ours();
        var others = lives.HasOthers ? lives.Other() : null;
        yield return new RuleTest(
            "a new pod that crashes at once: fires from its sixth restart until back-off has thinned them out",
            [
                .. young.Exists(end), young.Of("restarts_total", Values.Counter(Values.CrashLoop(0, end), end)),
                .. others is null ? [] : (IEnumerable<TestSeries>)[.. others.Exists(end), others.Of("restarts_total", Values.Counter(Values.CrashLoop(0, end), end))],
            ],
            [
                TestLives.At(315), TestLives.At(360, young.Fires()), TestLives.At(585, young.Fires()), TestLives.At(630), TestLives.At(1755), TestLives.At(3555),
            ]);

        var old = lives.Ours(created: -7200);
        yield return new RuleTest(
            "an old pod, seen by two kube-state-metrics, begins to crash at 30 minutes",
            [
                .. old.Exists(end),
                .. (string[])["a", "b"] is var instances ? instances.Select(i => old.Of("restarts_total", Values.Counter(Values.CrashLoop(1800, end), end), instance: i)) : [],
            ],
            [TestLives.At(1755), TestLives.At(2115), TestLives.At(2160, old.Fires()), TestLives.At(2385, old.Fires()), TestLives.At(2430), TestLives.At(3555)]);

        IEnumerable<TestSeries> loop = [.. old.Exists(end), old.Of("restarts_total", Values.Counter(Values.CrashLoop(1800, end), end))];
        yield return new RuleTest(
            "a scrape that fails, now or ten minutes ago, does not resolve it",
            [.. TestLives.Unscraped(TestLives.Unscraped(loop, 1590), 2250)],
            [TestLives.At(2115), TestLives.At(2160, old.Fires()), TestLives.At(2205, old.Fires()), TestLives.At(2250, old.Fires()), TestLives.At(2430)]);

        yield return new RuleTest(
            "exactly five restarts in ten minutes do not fire, at whatever moment they are looked at",
            [.. old.Exists(end), old.Of("restarts_total", Values.Counter([1505, 1595, 1655, 1715, 2095], end))],
            [TestLives.At(1755), TestLives.At(2070), TestLives.At(2115), TestLives.At(2160), TestLives.At(2205)]);

        yield return new RuleTest(
            "an old pod with many restarts, whose series come again after a gap in scraping, does not fire",
            [.. old.Exists(end), old.Of("restarts_total", Values.Counter([.. Enumerable.Repeat(0, 40)], end, from: 1800))],
            [TestLives.At(1845), TestLives.At(2385), TestLives.At(2430)]);

        if (!lives.IsOnePod)
        {
            yield return Reborn(lives, end);
        }
    }

    private static RuleTest Reborn(TestLives lives, int end)
    {
        var (first, second) = (lives.Ours(), lives.Ours("uid-2", 330));
        return new RuleTest(
            "a pod that comes again under its name does not inherit the restarts of the one before",
            [
                .. first.Exists(300), first.Of("restarts_total", Values.Counter([0, 10, 30], 300)),
                .. second.Exists(end, 330).Where(s => first.Above is null || !s.Series.StartsWith(first.Above, StringComparison.Ordinal)),
                second.Of("restarts_total", Values.Counter([330, 340, 360], end, from: 330)),
            ],
            [TestLives.At(405), TestLives.At(585)]);
    }
}
