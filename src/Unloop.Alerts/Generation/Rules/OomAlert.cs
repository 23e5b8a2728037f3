using Unloop.Alerts.Generation.Queries;
using Unloop.Alerts.Generation.Testing;
using Unloop.Core;

namespace Unloop.Alerts.Generation.Rules;

/// <summary>A kill at the memory limit. That the last run ended so is remembered for ever; a restart beside it says that it has just happened.</summary>
internal sealed class OomAlert : AlertKind
{
    public override string Id => "oom";

    protected override AlertWords Words { get; } = new()
    {
        Name = "Container was killed at its memory limit",
        Severity = AlertSeverity.Warning,
        Description = "Compare the container's memory with its limit; raise the limit, or find what grows.",
        Sees = ["A container restarted within the last hour, and its run before ended with OOMKilled."],
        Impact = "What the container did at that moment is lost; it comes again as soon as the same memory is needed.",
        Recovery = "The container was not killed for its memory within the last hour; with a leak that only says that it has not filled up again yet.",
        Blind = new(
            ["A kill of another process than the container's first.", "Pods that are not restarted, as those of most Jobs."],
            ["A kill of another process than the container's first.", "Pods that are not restarted, as those of most Jobs."]),
    };

    public override bool AppliesTo(AlertRequest request) => request.Watches(Category.OomLimit);

    protected override PrometheusPart Prometheus(PrometheusScope scope) =>
        new(
            "ContainerOomKilled",
            $"""
            (
            {PrometheusScope.Indent(scope.RestartsWithin("1h", 3600))}
            ) > 0
            and on (namespace, pod, uid, container)
            {scope.PerContainer("last_terminated_reason", PrometheusScope.Held, "reason=\"OOMKilled\"")} == 1
            """.ReplaceLineEndings("\n"),
            null,
            true);

    protected override DatadogPart Datadog(DatadogScope scope) =>
        new(
            $"sum(last_1h):monotonic_diff({scope.Series("sum", "kubernetes.containers.restarts", byContainer: true)}) * {scope.Series("max", "kubernetes.containers.last_state.terminated", byContainer: true, "oomkilled")}",
            ">",
            0,
            60);

    protected override IEnumerable<RuleTest> Tests(TestLives lives)
    {
        const int end = 6000;
        var (young, pod) = (lives.Ours(), lives.Ours(created: -7200));
        IEnumerable<TestSeries> killed =
            [.. young.Exists(end), young.Of("restarts_total", Values.Counter([1790], end)), young.Of("last_terminated_reason", Values.Within(end, (1800, end)), reason: "OOMKilled")];
        yield return new RuleTest(
            "one kill at 30 minutes: fires for an hour",
            [.. killed],
            [TestLives.At(1755), TestLives.At(1800, young.Fires("web")), TestLives.At(5355, young.Fires("web")), TestLives.At(5445), TestLives.At(5985)]);

        yield return new RuleTest(
            "a failed scrape does not resolve it",
            [.. TestLives.Unscraped(killed, 2070)],
            [TestLives.At(1755), TestLives.At(2025, young.Fires("web")), TestLives.At(2070, young.Fires("web")), TestLives.At(2115, young.Fires("web"))]);

        yield return new RuleTest(
            "a container that was killed long ago fails for another reason",
            [
                .. pod.Exists(end), pod.Of("restarts_total", Values.Counter([0, 3590], end)),
                pod.Of("last_terminated_reason", Values.Within(end, (0, 3570)), reason: "OOMKilled"), pod.Of("last_terminated_reason", Values.Within(end, (3600, end)), reason: "Error"),
            ],
            [TestLives.At(3555), TestLives.At(3600), TestLives.At(3645), TestLives.At(4005)]);

        yield return new RuleTest(
            "another container restarts beside one that was killed long ago",
            [
                .. pod.Exists(end), pod.Of("restarts_total", Values.Counter([.. Enumerable.Repeat(0, 3)], end)),
                pod.Of("last_terminated_reason", Values.Within(end, (0, end)), reason: "OOMKilled"),
                pod.Of("restarts_total", Values.Counter([3590], end), "sidecar"),
                pod.Of("last_terminated_reason", Values.Within(end, (3600, end)), "sidecar", "Error"),
            ],
            [TestLives.At(3600), TestLives.At(3645), TestLives.At(5445)]);
    }
}
