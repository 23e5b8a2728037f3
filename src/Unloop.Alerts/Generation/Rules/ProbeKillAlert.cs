using Unloop.Alerts.Generation.Queries;
using Unloop.Alerts.Generation.Testing;
using Unloop.Core;

namespace Unloop.Alerts.Generation.Rules;

/// <summary>A kill by a liveness or startup probe. No status says so: what is seen is the probe that fails, or a kill that was none of the memory's, and the restart after it.</summary>
internal sealed class ProbeKillAlert : AlertKind
{
    public override string Id => "probe-kill";

    protected override AlertWords Words { get; } = new()
    {
        Name = "Container was restarted by a probe",
        Severity = AlertSeverity.Warning,
        Description = "The kubelet killed a container whose liveness or startup probe failed. Look at the events for what the probe was answered, and how long a start takes.",
        Sees =
        [
            "A container restarted while its liveness or startup probe failed, or after it was ended by a signal that was not the kernel's for its memory.",
            "In Datadog, which counts no such kills: the liveness probe failed at least 3 times in 10 minutes, which is where the kubelet kills unless failureThreshold says otherwise.",
        ],
        Impact = "A program that would run is killed before it is ready, or whenever it is slow.",
        Recovery = "No probe has ended the container within the last 10 minutes.",
        Blind = new(
            ["Probes themselves, where the kubelet's /metrics/probes are not scraped; then a container that ends well on SIGTERM is not seen either."],
            ["Kills by startup probes, and with another failureThreshold than 3 when exactly the kill comes."]),
    };

    public override bool AppliesTo(AlertRequest request) => request.Watches(Category.ProbeKill);

    protected override PrometheusPart Prometheus(PrometheusScope scope)
    {
        var probes = scope.Series("prober_probe_total", "probe_type=~\"Liveness|Startup\",result=\"failed\"");

        // The kubelet counts from the first failure on: a series that was not there has 1 at once, of which there is no increase. After a gap in all scrapes no restart counts, whatever probes are new.
        // Of init containers no exit code is kept; but for sidecars they have no probes either.
        var exit = $"max by (namespace, pod, uid, container) ({PrometheusScope.Last(scope.Series("kube_pod_container_status_last_terminated_exitcode"))})";
        return new(
            "ContainerKilledByProbe",
            $"""
            (
            {PrometheusScope.Indent(scope.RestartsWithin("10m", 600))}
            ) > 0
            and on (namespace, pod, uid, container) (
              (
            {PrometheusScope.Indent(PrometheusScope.Indent(scope.PerContainer("restarts_total", PrometheusScope.Last)))}
                and on (namespace, pod, container) (
                  increase({probes}[10m]) > 0
                  or
                  {PrometheusScope.Last(probes)}
                  unless
                  {PrometheusScope.Last(probes, "10m")}
                )
              )
              or
              (
                ({exit} == 137 or {exit} == 143)
                unless on (namespace, pod, uid, container)
            {PrometheusScope.Indent(PrometheusScope.Indent(scope.PerContainer("last_terminated_reason", PrometheusScope.Held, "reason=\"OOMKilled\"")))} == 1
              )
            )
            """.ReplaceLineEndings("\n"),
            null,
            true);
    }

    protected override DatadogPart Datadog(DatadogScope scope) =>
        new($"sum(last_10m):monotonic_diff({scope.Series("sum", "kubernetes.liveness_probe.failure.total", byContainer: true)})", ">=", 3, 60);

    protected override IEnumerable<RuleTest> Tests(TestLives lives)
    {
        const int end = 3600;
        var pod = lives.Ours(created: -7200);
        yield return new RuleTest(
            "a liveness probe fails three times and the container, which ends well on SIGTERM, is started anew at 30 minutes",
            [
                .. pod.Exists(end), pod.Of("restarts_total", Values.Counter([1790], end)),
                pod.Of("last_terminated_exitcode", Values.Steady(0, 1800, end)),
                pod.Probe("Liveness", "failed", Values.Counter([0, 1755, 1765, 1775], end)),
            ],
            [TestLives.At(1755), TestLives.At(1800, pod.Fires("web")), TestLives.At(2205, pod.Fires("web")), TestLives.At(2430), TestLives.At(3555)]);

        IEnumerable<TestSeries> first =
        [
            .. pod.Exists(end), pod.Of("restarts_total", Values.Counter([1790], end)),
            pod.Of("last_terminated_exitcode", Values.Steady(0, 1800, end)),
            pod.Probe("Liveness", "failed", Values.Steady(1, 1770, end)),
        ];
        yield return new RuleTest(
            "the first failure that there is of a probe, for which the container is killed; a failed scrape does not resolve it",
            [.. TestLives.Unscraped(first, 2010)],
            [TestLives.At(1755), TestLives.At(1800, pod.Fires("web")), TestLives.At(2025, pod.Fires("web")), TestLives.At(2340, pod.Fires("web")), TestLives.At(2430), TestLives.At(3555)]);

        yield return new RuleTest(
            "a container that is killed hard, with no word of its probes, and not for its memory",
            [.. pod.Exists(end), pod.Of("restarts_total", Values.Counter([1790], end)), pod.Of("last_terminated_exitcode", Values.Steady(137, 1800, end)), pod.Of("last_terminated_reason", Values.Within(end, (1800, end)), reason: "Error")],
            [TestLives.At(1755), TestLives.At(1800, pod.Fires("web")), TestLives.At(2430)]);

        IEnumerable<TestSeries> others =
        [
            .. pod.Exists(end), pod.Of("restarts_total", Values.Counter([1790], end)),
            pod.Of("last_terminated_exitcode", Values.Steady(137, 1800, end)), pod.Of("last_terminated_reason", Values.Within(end, (1800, end)), reason: "OOMKilled"),
            pod.Of("restarts_total", Values.Counter([1790], end), "sidecar"), pod.Of("last_terminated_exitcode", Values.Steady(1, 1800, end), "sidecar"),
            pod.Probe("Readiness", "failed", Values.Counter([1755, 1765, 1775], end), "sidecar"),
        ];
        yield return new RuleTest(
            "neither a kill for memory, also where a scrape fails, nor a crash of its own, nor a readiness probe that fails",
            [.. TestLives.Unscraped(others, 2010)],
            [TestLives.At(1800), TestLives.At(2025), TestLives.At(2205)]);
    }
}
