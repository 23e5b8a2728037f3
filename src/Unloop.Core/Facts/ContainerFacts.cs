using System.Text.Json.Serialization;

namespace Unloop.Core.Facts;

[JsonConverter(typeof(KebabEnumConverter<ContainerType>))]
public enum ContainerType
{
    /// <summary>Runs beside the others.</summary>
    App,

    /// <summary>Runs to its end before the others start.</summary>
    Init,

    /// <summary>An init container with <c>restartPolicy: Always</c>.</summary>
    Sidecar,
    Ephemeral,
}

/// <summary>One container's spec and status.</summary>
public sealed record ContainerFacts
{
    public required string Name { get; init; }
    public ContainerType Type { get; init; }
    public string? Image { get; init; }
    public string? ImageId { get; init; }
    public string? ImagePullPolicy { get; init; }
    public string? WorkingDir { get; init; }

    /// <summary>Null: not known, or the image's own entrypoint.</summary>
    public IReadOnlyList<string>? Command { get; init; }
    public IReadOnlyList<string>? Args { get; init; }

    /// <summary>True when the evidence holds the container's whole spec, so that what is missing here is not set.</summary>
    public bool SpecKnown { get; init; }

    /// <summary>
    /// True when everything that <c>kubectl describe</c> prints of a spec is here: command, args, ports, environment, mounts, resources and
    /// probes. What is missing among these is not set; nothing is said of the security context. <see cref="SpecKnown"/> implies it.
    /// </summary>
    public bool OutlineKnown { get; init; }

    public IReadOnlyList<PortFact> Ports { get; init; } = [];
    public IReadOnlyList<EnvFact> Env { get; init; } = [];
    public IReadOnlyList<MountFact> Mounts { get; init; } = [];
    public ResourceFacts Resources { get; init; } = new();
    public ProbeFact? Liveness { get; init; }
    public ProbeFact? Readiness { get; init; }
    public ProbeFact? Startup { get; init; }
    public string? PostStart { get; init; }
    public string? PreStop { get; init; }
    public SecurityFacts Security { get; init; } = new();
    public string? TerminationMessagePolicy { get; init; }

    public string? ContainerId { get; init; }
    public ContainerState? State { get; init; }
    public ContainerState? LastState { get; init; }
    public int RestartCount { get; init; }
    public bool? Ready { get; init; }
    public bool? Started { get; init; }

    /// <summary>The termination that explains the loop: the current one, else the last one.</summary>
    public ContainerState? Termination =>
        State is { Phase: StatePhase.Terminated } ? State : LastState is { Phase: StatePhase.Terminated } ? LastState : null;

    public string? WaitingReason => State is { Phase: StatePhase.Waiting } ? State.Reason : null;
}

[JsonConverter(typeof(KebabEnumConverter<StatePhase>))]
public enum StatePhase
{
    Waiting,
    Running,
    Terminated,
}

/// <summary>A container state as the kubelet reports it; <see cref="Reason"/> and <see cref="Message"/> are the kubelet's or runtime's words.</summary>
public sealed record ContainerState
{
    public required StatePhase Phase { get; init; }
    public string? Reason { get; init; }
    public string? Message { get; init; }
    public int? ExitCode { get; init; }
    public int? Signal { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
    public string? ContainerId { get; init; }

    /// <summary>How long it ran, when both stamps are known.</summary>
    [JsonIgnore]
    public TimeSpan? Lifetime => FinishedAt - StartedAt is { } span && span >= TimeSpan.Zero ? span : null;
}

public sealed record PortFact(int Port, string? Name = null, string Protocol = "TCP", int? HostPort = null);

/// <summary>One variable as the spec gives it, or one whole <c>envFrom</c> source (then <see cref="Name"/> is its prefix and <see cref="FromAll"/> holds).</summary>
public sealed record EnvFact
{
    public required string Name { get; init; }

    /// <summary>The literal value, redacted; null when it comes from elsewhere.</summary>
    public string? Value { get; init; }

    /// <summary><c>configMap</c>, <c>secret</c>, <c>field</c> or <c>resource</c>.</summary>
    public string? SourceKind { get; init; }
    public string? SourceName { get; init; }
    public string? SourceKey { get; init; }
    public bool? Optional { get; init; }
    public bool FromAll { get; init; }
}

public sealed record MountFact(string Path, string Volume, bool ReadOnly = false, string? SubPath = null, string? Propagation = null);

/// <summary>Kubernetes quantities as written (<c>64Mi</c>, <c>250m</c>).</summary>
public sealed record ResourceFacts
{
    public string? CpuRequest { get; init; }
    public string? CpuLimit { get; init; }
    public string? MemoryRequest { get; init; }
    public string? MemoryLimit { get; init; }

    /// <summary>From metrics.k8s.io, where it is served: the use at the time of asking, not the peak.</summary>
    public string? CpuUsage { get; init; }
    public string? MemoryUsage { get; init; }
}

/// <summary>A probe; times in seconds, Kubernetes' defaults filled in where the evidence states none.</summary>
public sealed record ProbeFact
{
    /// <summary><c>http-get</c>, <c>tcp-socket</c>, <c>grpc</c> or <c>exec</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>URL, address or command line.</summary>
    public required string Target { get; init; }

    /// <summary>The port as written: a number or a port's name.</summary>
    public string? Port { get; init; }
    public int InitialDelaySeconds { get; init; }
    public int TimeoutSeconds { get; init; } = 1;
    public int PeriodSeconds { get; init; } = 10;
    public int SuccessThreshold { get; init; } = 1;
    public int FailureThreshold { get; init; } = 3;

    /// <summary>Shortest time from the container's start to the kill.</summary>
    [JsonIgnore]
    public TimeSpan Patience => TimeSpan.FromSeconds(InitialDelaySeconds + (PeriodSeconds * FailureThreshold));
}

/// <summary>Security context of a pod or container.</summary>
public sealed record SecurityFacts
{
    public long? RunAsUser { get; init; }
    public long? RunAsGroup { get; init; }
    public bool? RunAsNonRoot { get; init; }
    public long? FsGroup { get; init; }
    public bool? Privileged { get; init; }
    public bool? ReadOnlyRootFilesystem { get; init; }
    public bool? AllowPrivilegeEscalation { get; init; }
    public IReadOnlyList<string> AddedCapabilities { get; init; } = [];
    public IReadOnlyList<string> DroppedCapabilities { get; init; } = [];

    /// <summary><c>RuntimeDefault</c>, <c>Unconfined</c> or <c>Localhost/profile</c>.</summary>
    public string? Seccomp { get; init; }
    public string? AppArmor { get; init; }
    public IReadOnlyList<string> Sysctls { get; init; } = [];
}
