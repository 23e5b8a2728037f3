using Unloop.Alerts.Generation.Queries;
using Unloop.Alerts.Generation.Testing;
using Unloop.Core;

namespace Unloop.Alerts.Generation.Rules;

/// <summary>A container that cannot even be made: a ConfigMap, Secret or key that is not there, a mount that fails, a user that may not be. Nothing restarts.</summary>
internal sealed class ConfigErrorAlert : AlertKind
{
    public override string Id => "config-error";

    protected override AlertWords Words { get; } = new()
    {
        Name = "Container cannot be created",
        Severity = AlertSeverity.Warning,
        Description = "The kubelet cannot make a container from its spec. Look at the events for the ConfigMap, Secret, key or mount that it names.",
        Sees = ["A container has been waiting for 10 minutes, and the kubelet cannot create or start it: CreateContainerConfigError, CreateContainerError, RunContainerError."],
        Impact = "The pod does not start; a rollout stands still with the old pods, or without any.",
        Recovery = "The container could be created, or the pod is gone.",
        Blind = new(
            ["RunContainerError, once it has become CrashLoopBackOff: the alert on that sees it."],
            ["RunContainerError, which the Agent does not report; it becomes CrashLoopBackOff, and the monitor of that sees it.", "CreateContainerConfigError in the kubernetes_state_core check; the kubelet check has it."]),
    };

    public override bool AppliesTo(AlertRequest request) => request.Watches(Category.MissingConfigmapOrSecret, Category.MountFailure, Category.RunAsNonRoot);

    protected override PrometheusPart Prometheus(PrometheusScope scope) =>
        new("ContainerCannotBeCreated", $"{scope.PerContainer("waiting_reason", PrometheusScope.Largest("5m"), "reason=~\"CreateContainerConfigError|CreateContainerError|RunContainerError\"")} >= 1", "10m", true);

    protected override DatadogPart Datadog(DatadogScope scope) =>
        new($"max(last_10m):default_zero({scope.Series("max", "kubernetes.containers.state.waiting", reasons: ["createcontainerconfigerror", "createcontainererror"])})", ">=", 1, 900);

    protected override IEnumerable<RuleTest> Tests(TestLives lives) => WaitingTests.Of(lives, "CreateContainerConfigError", "CreateContainerError");
}
