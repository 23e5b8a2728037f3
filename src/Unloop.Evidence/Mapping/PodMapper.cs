using Unloop.Core.Facts;
using Unloop.Evidence.Api;
using Unloop.Evidence.Redaction;

namespace Unloop.Evidence.Mapping;

/// <summary>A pod object as evidence: subject, spec, status and references. Logs, events and surroundings come from elsewhere.</summary>
public static class PodMapper
{
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";
    private const int MaximumAnnotation = 1024;

    public static PodEvidence Map(Pod pod)
    {
        var owners = Owners(pod.Metadata);
        return new PodEvidence
        {
            Subject = new PodSubject
            {
                Namespace = pod.Metadata?.Namespace,
                Pod = pod.Metadata?.Name ?? pod.Metadata?.GenerateName ?? "unnamed",
                PodUid = pod.Metadata?.Uid,
                Workload = Workload(owners, pod.Metadata),
            },
            Pod = Facts(pod, owners),
            Containers = [.. ContainerMapper.Map(pod)],
            References = [.. ReferenceMapper.Map(pod.Spec)],
        };
    }

    /// <summary>
    /// The topmost owner that the pod itself tells of. A ReplicaSet named after the pod's <c>pod-template-hash</c> was made by a Deployment:
    /// only that controller names them so.
    /// </summary>
    public static string? Workload(IReadOnlyList<string> owners, ObjectMeta? metadata) =>
        Workload(owners, metadata?.Labels?.GetValueOrDefault("pod-template-hash"));

    public static string? Workload(IReadOnlyList<string> owners, string? templateHash)
    {
        if (owners is [])
        {
            return null;
        }

        const string ReplicaSet = "ReplicaSet/";
        var top = owners[^1];
        return templateHash is { Length: > 0 } && top.StartsWith(ReplicaSet, StringComparison.Ordinal)
            && top.EndsWith("-" + templateHash, StringComparison.Ordinal) && top.Length > ReplicaSet.Length + templateHash.Length + 1
            ? "Deployment/" + top[ReplicaSet.Length..^(templateHash.Length + 1)]
            : top;
    }

    /// <summary>The controller, else the first owner.</summary>
    public static IReadOnlyList<string> Owners(ObjectMeta? metadata)
    {
        var references = metadata?.OwnerReferences ?? [];
        var owner = references.FirstOrDefault(o => o?.Controller == true) ?? references.FirstOrDefault(o => o is not null);
        return owner is { Kind: { } kind, Name: { } name } ? [$"{kind}/{name}"] : [];
    }

    /// <summary>Annotations as evidence: redacted, and without the copy of the whole manifest that kubectl leaves.</summary>
    public static IReadOnlyDictionary<string, string> Annotations(IReadOnlyDictionary<string, string?>? annotations) =>
        (annotations ?? new Dictionary<string, string?>())
            .Where(a => a.Key != LastApplied && a.Value is not null)
            .ToDictionary(a => a.Key, a => Redactor.Text(a.Value!.Length > MaximumAnnotation ? a.Value[..MaximumAnnotation] + "…" : a.Value));

    public static SecurityFacts Security(SecurityContext? context) => context is null ? new SecurityFacts() : new SecurityFacts
    {
        RunAsUser = context.RunAsUser,
        RunAsGroup = context.RunAsGroup,
        RunAsNonRoot = context.RunAsNonRoot,
        FsGroup = context.FsGroup,
        Privileged = context.Privileged,
        ReadOnlyRootFilesystem = context.ReadOnlyRootFilesystem,
        AllowPrivilegeEscalation = context.AllowPrivilegeEscalation,
        AddedCapabilities = [.. (context.Capabilities?.Add ?? []).OfType<string>()],
        DroppedCapabilities = [.. (context.Capabilities?.Drop ?? []).OfType<string>()],
        Seccomp = Profile(context.SeccompProfile),
        AppArmor = Profile(context.AppArmorProfile),
        Sysctls = [.. (context.Sysctls ?? []).Where(s => s?.Name is not null).Select(s => $"{s.Name}={s.Value}")],
    };

    public static IEnumerable<ConditionFact> Conditions(IReadOnlyList<Condition>? conditions) =>
        (conditions ?? []).Where(c => c is { Type: not null, Status: not null }).Select(c => new ConditionFact(
            c.Type!, c.Status!, c.Reason, c.Message is null ? null : Redactor.Text(c.Message), c.LastTransitionTime ?? c.LastUpdateTime));

    private static PodFacts Facts(Pod pod, IReadOnlyList<string> owners)
    {
        var (metadata, spec, status) = (pod.Metadata, pod.Spec, pod.Status);
        var security = Security(spec?.SecurityContext);
        return new PodFacts
        {
            Phase = status?.Phase,
            Reason = status?.Reason,
            Message = status?.Message is { } message ? Redactor.Text(message) : null,
            NodeName = spec?.NodeName,
            QosClass = status?.QosClass,
            RestartPolicy = spec?.RestartPolicy,
            ServiceAccount = spec?.ServiceAccountName,
            HostNetwork = spec?.HostNetwork,
            EnableServiceLinks = spec?.EnableServiceLinks,
            ShareProcessNamespace = spec?.ShareProcessNamespace,
            TerminationGracePeriodSeconds = spec?.TerminationGracePeriodSeconds,
            PriorityClass = spec?.PriorityClassName,
            RuntimeClass = spec?.RuntimeClassName,
            CreatedAt = metadata?.CreationTimestamp,
            DeletedAt = metadata?.DeletionTimestamp,
            Security = security with
            {
                Seccomp = security.Seccomp ?? metadata?.Annotations?.GetValueOrDefault("seccomp.security.alpha.kubernetes.io/pod"),
            },
            Conditions = [.. Conditions(status?.Conditions)],
            Volumes = [.. (spec?.Volumes ?? []).Where(v => v?.Name is not null).Select(VolumeMapper.Map)],
            Labels = (metadata?.Labels ?? new Dictionary<string, string?>()).ToDictionary(l => l.Key, l => l.Value ?? ""),
            Annotations = Annotations(metadata?.Annotations),
            Owners = owners,
        };
    }

    private static string? Profile(SecurityProfile? profile) =>
        profile is { Type: "Localhost", LocalhostProfile: { } file } ? "Localhost/" + file : profile?.Type;
}
