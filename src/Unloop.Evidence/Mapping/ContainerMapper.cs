using Unloop.Core.Facts;
using Unloop.Evidence.Api;
using Unloop.Evidence.Redaction;

namespace Unloop.Evidence.Mapping;

/// <summary>Containers of all types, spec joined with status by name.</summary>
public static class ContainerMapper
{
    /// <summary>Init containers and sidecars first, in the order of the spec, then the others, then ephemeral ones.</summary>
    public static IEnumerable<ContainerFacts> Map(Pod pod)
    {
        var (spec, status) = (pod.Spec, pod.Status);
        return Join(pod, spec?.InitContainers, status?.InitContainerStatuses, ContainerType.Init)
            .Concat(Join(pod, spec?.Containers, status?.ContainerStatuses, ContainerType.App))
            .Concat(Join(pod, spec?.EphemeralContainers, status?.EphemeralContainerStatuses, ContainerType.Ephemeral));
    }

    /// <summary>
    /// Whether what a container's spec does not say is not set. True for what the API server wrote: it gives every object a uid, and fills in
    /// defaults. What a person wrote, or cut down to show, may leave out anything.
    /// </summary>
    private static bool IsWhole(Pod pod, Container container) =>
        pod.Metadata?.Uid is { Length: > 0 } || container.TerminationMessagePolicy is { Length: > 0 };

    private static IEnumerable<ContainerFacts> Join(
        Pod pod, IReadOnlyList<Container>? specs, IReadOnlyList<ContainerStatus>? statuses, ContainerType type)
    {
        var known = (statuses ?? []).Where(s => s?.Name is not null).DistinctBy(s => s.Name).ToDictionary(s => s.Name!);
        foreach (var spec in (specs ?? []).Where(c => c?.Name is not null).DistinctBy(c => c.Name))
        {
            _ = known.Remove(spec.Name!, out var status);
            yield return WithStatus(FromSpec(spec, type, IsWhole(pod, spec), pod.Metadata), status);
        }

        foreach (var status in known.Values)
        {
            yield return WithStatus(new ContainerFacts { Name = status.Name!, Type = type }, status);
        }
    }

    private static ContainerFacts FromSpec(Container spec, ContainerType type, bool whole, ObjectMeta? metadata) => new()
    {
        Name = spec.Name!,
        Type = type == ContainerType.Init && spec.RestartPolicy == "Always" ? ContainerType.Sidecar : type,
        Image = spec.Image,
        ImagePullPolicy = spec.ImagePullPolicy,
        WorkingDir = spec.WorkingDir,
        Command = Words(spec.Command),
        Args = Words(spec.Args),
        SpecKnown = whole,
        OutlineKnown = whole,
        Ports = [.. (spec.Ports ?? []).Where(p => p?.Port is not null).Select(p => new PortFact(p.Port!.Value, p.Name, p.Protocol ?? "TCP", p.HostPort))],
        Env = [.. (spec.EnvFrom ?? []).Where(e => e is not null).SelectMany(EnvFrom), .. (spec.Env ?? []).Where(e => e?.Name is not null).Select(Env)],
        Mounts = [.. (spec.VolumeMounts ?? []).Where(m => m is { MountPath: not null, Name: not null }).Select(Mount)],
        Resources = Resources(spec.Resources),
        Liveness = ProbeMapper.Map(spec.LivenessProbe),
        Readiness = ProbeMapper.Map(spec.ReadinessProbe),
        Startup = ProbeMapper.Map(spec.StartupProbe),
        PostStart = ProbeMapper.Handler(spec.Lifecycle?.PostStart),
        PreStop = ProbeMapper.Handler(spec.Lifecycle?.PreStop),
        Security = Security(spec, metadata),
        TerminationMessagePolicy = spec.TerminationMessagePolicy,
    };

    private static ContainerFacts WithStatus(ContainerFacts container, ContainerStatus? status) => status is null ? container : container with
    {
        Image = container.Image ?? status.Image,
        ImageId = status.ImageID is { Length: > 0 } id ? id : null,
        ContainerId = status.ContainerID is { Length: > 0 } instance ? instance : null,
        State = State(status.State),
        LastState = State(status.LastState),
        RestartCount = status.RestartCount ?? 0,
        Ready = status.Ready,
        Started = status.Started,
    };

    private static ContainerState? State(ContainerStateUnion? state) => state switch
    {
        { Terminated: { } ended } => new ContainerState
        {
            Phase = StatePhase.Terminated,
            Reason = ended.Reason,
            Message = Redacted(ended.Message),
            ExitCode = ended.ExitCode,
            Signal = ended.Signal is 0 ? null : ended.Signal,
            StartedAt = Known(ended.StartedAt),
            FinishedAt = Known(ended.FinishedAt),
            ContainerId = ended.ContainerID,
        },
        { Waiting: { } waiting } => new ContainerState { Phase = StatePhase.Waiting, Reason = waiting.Reason, Message = Redacted(waiting.Message) },
        { Running: { } running } => new ContainerState { Phase = StatePhase.Running, StartedAt = Known(running.StartedAt) },
        _ => null,
    };

    /// <summary>Runtimes write the epoch for "never" when a container could not be started.</summary>
    private static DateTimeOffset? Known(DateTimeOffset? time) => time is { Year: > 1970 } ? time : null;

    private static SecurityFacts Security(Container spec, ObjectMeta? metadata)
    {
        var facts = PodMapper.Security(spec.SecurityContext);
        return facts with
        {
            Seccomp = facts.Seccomp ?? metadata?.Annotations?.GetValueOrDefault("container.seccomp.security.alpha.kubernetes.io/" + spec.Name),
            AppArmor = facts.AppArmor ?? metadata?.Annotations?.GetValueOrDefault("container.apparmor.security.beta.kubernetes.io/" + spec.Name),
        };
    }

    private static EnvFact Env(EnvVar variable) => variable.ValueFrom switch
    {
        { ConfigMapKeyRef: { } map } => Reference(variable.Name!, "configMap", map.Name, map.Key, map.Optional),
        { SecretKeyRef: { } secret } => Reference(variable.Name!, "secret", secret.Name, secret.Key, secret.Optional),
        { FieldRef: { } field } => Reference(variable.Name!, "field", null, field.FieldPath, null),
        { ResourceFieldRef: { } resource } => Reference(variable.Name!, "resource", resource.ContainerName, resource.Resource, null),
        { FileKeyRef: { } file } => Reference(variable.Name!, "file", file.VolumeName, file.Key, file.Optional),
        _ => new EnvFact { Name = variable.Name!, Value = Redactor.Variable(variable.Name!, variable.Value ?? "") },
    };

    private static EnvFact Reference(string name, string kind, string? source, string? key, bool? optional) =>
        new() { Name = name, SourceKind = kind, SourceName = source, SourceKey = key, Optional = optional };

    private static IEnumerable<EnvFact> EnvFrom(EnvFromSource source)
    {
        foreach (var (kind, selector) in new[] { ("configMap", source.ConfigMapRef), ("secret", source.SecretRef) })
        {
            if (selector is not null)
            {
                yield return Reference(source.Prefix ?? "", kind, selector.Name, null, selector.Optional) with { FromAll = true };
            }
        }
    }

    private static MountFact Mount(VolumeMount mount) =>
        new(mount.MountPath!, mount.Name!, mount.ReadOnly ?? false, mount.SubPath ?? mount.SubPathExpr, mount.MountPropagation);

    private static ResourceFacts Resources(ResourceRequirements? resources) => new()
    {
        CpuRequest = resources?.Requests?.GetValueOrDefault("cpu"),
        CpuLimit = resources?.Limits?.GetValueOrDefault("cpu"),
        MemoryRequest = resources?.Requests?.GetValueOrDefault("memory"),
        MemoryLimit = resources?.Limits?.GetValueOrDefault("memory"),
    };

    private static IReadOnlyList<string>? Words(IReadOnlyList<string?>? words) =>
        words is null or [] ? null : Redactor.Arguments([.. words.Select(w => w ?? "")]);

    private static string? Redacted(string? text) => text is { Length: > 0 } ? Redactor.Text(text) : null;
}
