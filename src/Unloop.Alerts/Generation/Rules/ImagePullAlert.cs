using Unloop.Alerts.Generation.Queries;
using Unloop.Alerts.Generation.Testing;
using Unloop.Core;

namespace Unloop.Alerts.Generation.Rules;

/// <summary>An image that cannot be had. No container runs, so that nothing restarts and the three rules of crash loops see nothing.</summary>
internal sealed class ImagePullAlert : AlertKind
{
    public override string Id => "image-pull";

    protected override AlertWords Words { get; } = new()
    {
        Name = "Image cannot be pulled",
        Severity = AlertSeverity.Warning,
        Description = "A container waits for its image. Look at the events for the registry's answer; check name, tag and pull secret.",
        Sees = ["A container has been waiting for its image for 10 minutes, and the pull fails."],
        Impact = "The pod does not start; a rollout stands still with the old pods, or without any.",
        Recovery = "The image is there, or the pod is gone.",
        Blind = new(["A pull that is slow, but does not fail."], ["A pull that is slow, but does not fail.", "Init containers, where the Agent's kubelet check is not yet the one written in Go."]),
    };

    public override bool AppliesTo(AlertRequest request) => request.Watches(Category.ImagePull);

    protected override PrometheusPart Prometheus(PrometheusScope scope) =>
        new("ImageCannotBePulled", $"{scope.PerContainer("waiting_reason", PrometheusScope.Largest("5m"), "reason=~\"ErrImagePull|ImagePullBackOff|InvalidImageName|ErrImageNeverPull\"")} >= 1", "10m", true);

    protected override DatadogPart Datadog(DatadogScope scope) =>
        new($"max(last_10m):default_zero({scope.Series("max", "kubernetes.containers.state.waiting", reasons: ["errimagepull", "imagepullbackoff", "invalidimagename"])})", ">=", 1, 900);

    protected override IEnumerable<RuleTest> Tests(TestLives lives) => WaitingTests.Of(lives, "ErrImagePull", "ImagePullBackOff");
}
