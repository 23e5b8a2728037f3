namespace Unloop.Evidence.Api;

public sealed record Pod
{
    public string? ApiVersion { get; init; }
    public string? Kind { get; init; }
    public ObjectMeta? Metadata { get; init; }
    public PodSpec? Spec { get; init; }
    public PodStatus? Status { get; init; }
}

public sealed record PodSpec
{
    public IReadOnlyList<Container>? InitContainers { get; init; }
    public IReadOnlyList<Container>? Containers { get; init; }
    public IReadOnlyList<Container>? EphemeralContainers { get; init; }
    public IReadOnlyList<Volume>? Volumes { get; init; }
    public IReadOnlyList<LocalObjectReference>? ImagePullSecrets { get; init; }
    public string? NodeName { get; init; }
    public string? RestartPolicy { get; init; }
    public string? ServiceAccountName { get; init; }
    public bool? HostNetwork { get; init; }
    public bool? EnableServiceLinks { get; init; }
    public bool? ShareProcessNamespace { get; init; }
    public int? TerminationGracePeriodSeconds { get; init; }
    public string? PriorityClassName { get; init; }
    public string? RuntimeClassName { get; init; }
    public SecurityContext? SecurityContext { get; init; }
}

public sealed record LocalObjectReference
{
    public string? Name { get; init; }
}

/// <summary>The pod's and the container's security context in one: their fields do not contradict each other.</summary>
public sealed record SecurityContext
{
    public long? RunAsUser { get; init; }
    public long? RunAsGroup { get; init; }
    public bool? RunAsNonRoot { get; init; }
    public long? FsGroup { get; init; }
    public IReadOnlyList<long?>? SupplementalGroups { get; init; }
    public bool? Privileged { get; init; }
    public bool? ReadOnlyRootFilesystem { get; init; }
    public bool? AllowPrivilegeEscalation { get; init; }
    public Capabilities? Capabilities { get; init; }
    public SecurityProfile? SeccompProfile { get; init; }
    public SecurityProfile? AppArmorProfile { get; init; }
    public IReadOnlyList<Sysctl>? Sysctls { get; init; }
}

public sealed record Capabilities
{
    public IReadOnlyList<string?>? Add { get; init; }
    public IReadOnlyList<string?>? Drop { get; init; }
}

public sealed record SecurityProfile
{
    public string? Type { get; init; }
    public string? LocalhostProfile { get; init; }
}

public sealed record Sysctl
{
    public string? Name { get; init; }
    public string? Value { get; init; }
}

public sealed record PodStatus
{
    public string? Phase { get; init; }
    public string? Reason { get; init; }
    public string? Message { get; init; }
    public string? QosClass { get; init; }
    public DateTimeOffset? StartTime { get; init; }
    public string? HostIP { get; init; }
    public string? PodIP { get; init; }
    public IReadOnlyList<Condition>? Conditions { get; init; }
    public IReadOnlyList<ContainerStatus>? InitContainerStatuses { get; init; }
    public IReadOnlyList<ContainerStatus>? ContainerStatuses { get; init; }
    public IReadOnlyList<ContainerStatus>? EphemeralContainerStatuses { get; init; }
}

/// <summary>A condition of any kind of object.</summary>
public sealed record Condition
{
    public string? Type { get; init; }
    public string? Status { get; init; }
    public string? Reason { get; init; }
    public string? Message { get; init; }
    public DateTimeOffset? LastTransitionTime { get; init; }
    public DateTimeOffset? LastUpdateTime { get; init; }
    public DateTimeOffset? LastHeartbeatTime { get; init; }
}

public sealed record ContainerStatus
{
    public string? Name { get; init; }
    public string? Image { get; init; }
    public string? ImageID { get; init; }
    public string? ContainerID { get; init; }
    public bool? Ready { get; init; }
    public bool? Started { get; init; }
    public int? RestartCount { get; init; }
    public ContainerStateUnion? State { get; init; }
    public ContainerStateUnion? LastState { get; init; }
}

/// <summary>At most one of the three is set.</summary>
public sealed record ContainerStateUnion
{
    public WaitingState? Waiting { get; init; }
    public RunningState? Running { get; init; }
    public TerminatedState? Terminated { get; init; }
}

public sealed record WaitingState
{
    public string? Reason { get; init; }
    public string? Message { get; init; }
}

public sealed record RunningState
{
    public DateTimeOffset? StartedAt { get; init; }
}

public sealed record TerminatedState
{
    public int? ExitCode { get; init; }
    public int? Signal { get; init; }
    public string? Reason { get; init; }
    public string? Message { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
    public string? ContainerID { get; init; }
}
