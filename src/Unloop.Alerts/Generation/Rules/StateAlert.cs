using Unloop.Alerts.Backoff;
using Unloop.Alerts.Generation.Queries;
using Unloop.Alerts.Generation.Testing;
using Unloop.Alerts.Prometheus.Expressions;

namespace Unloop.Alerts.Generation.Rules;

/// <summary>
/// That a pod is in CrashLoopBackOff, as long as it is. It is not while a container runs between two crashes; the look-back bridges that for up to ten minutes, after which the kubelet itself
/// begins anew. It must be held for longer than the look-back, or two crashes at the start of a pod that is well would do.
/// </summary>
internal sealed class StateAlert : AlertKind
{
    public override string Id => "state";

    protected override AlertWords Words { get; } = new()
    {
        Name = "Pod is in CrashLoopBackOff",
        Severity = AlertSeverity.Critical,
        Description = "A container crashes again and again; the kubelet makes it wait before each new start. Read the log of the run before, and how it ended.",
        Sees = ["A container was waiting in CrashLoopBackOff at least every 10 minutes, for 15 minutes."],
        Impact = "The pod does not do its work, however long nobody looks: it does not come right by itself unless what it lacks does.",
        Recovery = "No container of the pod has waited in CrashLoopBackOff for 10 minutes, or the pod is gone: the loop is over.",
        Blind = new(
            ["A container that runs for more than 10 minutes before each crash: the alert on restarts in 2 hours sees it."],
            ["A container that runs for more than 10 minutes before each crash: the monitor of restarts in 2 hours sees it.", "Init containers, where the Agent's kubelet check is not yet the one written in Go."]),
    };

    public override bool AppliesTo(AlertRequest request) => true;

    protected override PrometheusPart Prometheus(PrometheusScope scope) =>
        new("PodCrashLoopBackOff", $"{scope.PerContainer("waiting_reason", PrometheusScope.Largest("10m"), "reason=\"CrashLoopBackOff\"")} >= 1", Duration.Print(CrashLoopState.HeldFor), true);

    // A group is new when its pod first waits, so that the delay holds it back as 'for' does.
    protected override DatadogPart Datadog(DatadogScope scope) =>
        new($"max(last_10m):default_zero({scope.Series("max", "kubernetes.containers.state.waiting", reasons: "crashloopbackoff")})", ">=", 1, (int)CrashLoopState.HeldFor.TotalSeconds);

    protected override IEnumerable<RuleTest> Tests(TestLives lives)
    {
        const int end = 4500;
        var pod = lives.Ours();
        var other = lives.HasOthers ? lives.Other() : null;
        yield return new RuleTest(
            "a pod in the loop until it is mended at 40 minutes: fires after 15, and until 10 after",
            [
                .. pod.Exists(end), pod.Of("waiting_reason", Values.Within(end, (0, 2400)), reason: "CrashLoopBackOff"),
                .. other is null ? [] : (IEnumerable<TestSeries>)[.. other.Exists(end), other.Of("waiting_reason", Values.Within(end, (0, 2400)), reason: "CrashLoopBackOff")],
            ],
            [TestLives.At(855), TestLives.At(945, pod.Fires("web")), TestLives.At(2430, pod.Fires("web")), TestLives.At(2970, pod.Fires("web")), TestLives.At(3015), TestLives.At(4455)]);

        (int, int)[] slow = [.. Enumerable.Range(0, 7).Select(i => (i * 700, (i * 700) + 300))];
        yield return new RuleTest(
            "a container that runs 400 s before each crash, and so is not waiting for most of the time",
            [.. pod.Exists(end), pod.Of("waiting_reason", Values.Within(end, slow), reason: "CrashLoopBackOff")],
            [TestLives.At(855), TestLives.At(945, pod.Fires("web")), TestLives.At(2430, pod.Fires("web")), TestLives.At(4455, pod.Fires("web"))]);

        yield return new RuleTest(
            "three crashes at the start of a pod that is well afterwards do not fire",
            [.. pod.Exists(end), pod.Of("waiting_reason", Values.Within(end, (0, 150)), reason: "CrashLoopBackOff")],
            [TestLives.At(585), TestLives.At(720), TestLives.At(900), TestLives.At(945)]);

        yield return new RuleTest(
            "an init container in the loop; the pod is deleted at 40 minutes, and the alert with it",
            [.. pod.Exists(2400), pod.Of("waiting_reason", Values.Within(2400, (0, 2400)), "prepare", "CrashLoopBackOff", isInit: true), TestLives.Bystander(end)],
            [TestLives.At(945, pod.Fires("prepare")), TestLives.At(2385, pod.Fires("prepare")), TestLives.At(2430)]);

        IEnumerable<TestSeries> loop = [.. pod.Exists(end), pod.Of("waiting_reason", Values.Within(end, (0, end)), reason: "CrashLoopBackOff")];
        yield return new RuleTest(
            "one failed scrape does not begin the time anew, nor do four minutes without any resolve it",
            [.. TestLives.Unscraped(TestLives.Unscraped(loop, 570), 1260, 1470)],
            [TestLives.At(855), TestLives.At(945, pod.Fires("web")), TestLives.At(1485, pod.Fires("web")), TestLives.At(1530, pod.Fires("web"))]);

        yield return new RuleTest(
            "a container that waits for its image is not in the loop",
            [.. pod.Exists(end), pod.Of("waiting_reason", Values.Within(end, (0, end)), reason: "ImagePullBackOff")],
            [TestLives.At(945), TestLives.At(2430)]);
    }
}
