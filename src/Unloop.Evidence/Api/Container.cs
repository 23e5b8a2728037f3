using System.Text.Json.Serialization;

namespace Unloop.Evidence.Api;

/// <summary>A container of any type; <see cref="RestartPolicy"/> is only set on init containers.</summary>
public sealed record Container
{
    public string? Name { get; init; }
    public string? Image { get; init; }
    public string? ImagePullPolicy { get; init; }
    public IReadOnlyList<string?>? Command { get; init; }
    public IReadOnlyList<string?>? Args { get; init; }
    public string? WorkingDir { get; init; }
    public IReadOnlyList<ContainerPort>? Ports { get; init; }
    public IReadOnlyList<EnvVar>? Env { get; init; }
    public IReadOnlyList<EnvFromSource>? EnvFrom { get; init; }
    public ResourceRequirements? Resources { get; init; }
    public IReadOnlyList<VolumeMount>? VolumeMounts { get; init; }
    public Probe? LivenessProbe { get; init; }
    public Probe? ReadinessProbe { get; init; }
    public Probe? StartupProbe { get; init; }
    public Lifecycle? Lifecycle { get; init; }
    public SecurityContext? SecurityContext { get; init; }
    public string? TerminationMessagePolicy { get; init; }
    public string? RestartPolicy { get; init; }
}

public sealed record ContainerPort
{
    [JsonPropertyName("containerPort")]
    public int? Port { get; init; }
    public int? HostPort { get; init; }
    public string? Name { get; init; }
    public string? Protocol { get; init; }
}

public sealed record EnvVar
{
    public string? Name { get; init; }
    public string? Value { get; init; }
    public EnvVarSource? ValueFrom { get; init; }
}

public sealed record EnvVarSource
{
    public KeySelector? ConfigMapKeyRef { get; init; }
    public KeySelector? SecretKeyRef { get; init; }
    public FieldSelector? FieldRef { get; init; }
    public ResourceFieldSelector? ResourceFieldRef { get; init; }

    /// <summary>Since 1.34: a variable from a file in an emptyDir.</summary>
    public FileKeySelector? FileKeyRef { get; init; }
}

public sealed record KeySelector
{
    public string? Name { get; init; }
    public string? Key { get; init; }
    public bool? Optional { get; init; }
}

public sealed record FieldSelector
{
    public string? FieldPath { get; init; }
}

public sealed record ResourceFieldSelector
{
    public string? ContainerName { get; init; }
    public string? Resource { get; init; }
}

public sealed record FileKeySelector
{
    public string? VolumeName { get; init; }
    public string? Path { get; init; }
    public string? Key { get; init; }
    public bool? Optional { get; init; }
}

public sealed record EnvFromSource
{
    public string? Prefix { get; init; }
    public ObjectSelector? ConfigMapRef { get; init; }
    public ObjectSelector? SecretRef { get; init; }
}

public sealed record ObjectSelector
{
    public string? Name { get; init; }
    public bool? Optional { get; init; }
}

/// <summary>Quantities as written, whatever they are.</summary>
public sealed record ResourceRequirements
{
    public IReadOnlyDictionary<string, string?>? Limits { get; init; }
    public IReadOnlyDictionary<string, string?>? Requests { get; init; }
}

public sealed record VolumeMount
{
    public string? Name { get; init; }
    public string? MountPath { get; init; }
    public bool? ReadOnly { get; init; }
    public string? SubPath { get; init; }
    public string? SubPathExpr { get; init; }
    public string? MountPropagation { get; init; }
}

public sealed record Probe
{
    public HttpGetAction? HttpGet { get; init; }
    public TcpSocketAction? TcpSocket { get; init; }
    public GrpcAction? Grpc { get; init; }
    public ExecAction? Exec { get; init; }
    public int? InitialDelaySeconds { get; init; }
    public int? TimeoutSeconds { get; init; }
    public int? PeriodSeconds { get; init; }
    public int? SuccessThreshold { get; init; }
    public int? FailureThreshold { get; init; }
    public int? TerminationGracePeriodSeconds { get; init; }
}

public sealed record Lifecycle
{
    public LifecycleHandler? PostStart { get; init; }
    public LifecycleHandler? PreStop { get; init; }
}

public sealed record LifecycleHandler
{
    public ExecAction? Exec { get; init; }
    public HttpGetAction? HttpGet { get; init; }
    public TcpSocketAction? TcpSocket { get; init; }
    public SleepAction? Sleep { get; init; }
}

/// <summary><see cref="Port"/> is a number or the name of a port.</summary>
public sealed record HttpGetAction
{
    public string? Host { get; init; }
    public string? Path { get; init; }
    public string? Port { get; init; }
    public string? Scheme { get; init; }
}

public sealed record TcpSocketAction
{
    public string? Host { get; init; }
    public string? Port { get; init; }
}

public sealed record GrpcAction
{
    public string? Port { get; init; }
    public string? Service { get; init; }
}

public sealed record ExecAction
{
    public IReadOnlyList<string?>? Command { get; init; }
}

public sealed record SleepAction
{
    public long? Seconds { get; init; }
}
