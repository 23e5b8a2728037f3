using Unloop.Core.Facts;
using Unloop.Core.Facts.Images;

namespace Unloop.Core.Injection;

/// <summary>What evidence from files tells of what goes into a pod: literals are redacted already, keys are known where something names them, and Services not at all. Pure.</summary>
public static class InjectionEvidence
{
    public static InjectionFacts Of(PodEvidence pod) => new()
    {
        Namespace = pod.Subject.Namespace ?? "default",
        Workload = pod.Subject.Workload ?? $"Pod/{pod.Subject.Pod}",
        Pod = pod.Subject.Pod,
        Cluster = pod.Subject.Cluster,
        ObservedAt = pod.ObservedAt,
        Containers = [.. pod.Containers.Where(c => c.Type != ContainerType.Ephemeral).Select(c => Container(c, pod.Pod.Security))],
        Volumes = [.. pod.Pod.Volumes.Select(Volume)],
        EnableServiceLinks = pod.Pod.EnableServiceLinks ?? true,
        FsGroup = pod.Pod.Security.FsGroup,
        Fields = Fields(pod),
        Objects = [.. pod.References.GroupBy(r => (r.Kind, r.Name)).Select(g => Object(g.Key.Kind, g.Key.Name, [.. g])).OfType<SourceObject>()],
        Images = pod.Images.DistinctBy(i => i.Container).ToDictionary(i => i.Container, i => i.Facts),
    };

    private static ContainerSpec Container(ContainerFacts facts, SecurityFacts pod) => new()
    {
        Name = facts.Name,
        Type = facts.Type,
        StartedAt = facts.State?.StartedAt ?? facts.LastState?.StartedAt,
        Running = facts.State?.Phase == StatePhase.Running,
        EnvFrom = [.. facts.Env.Where(e => e.FromAll).Select(e => new EnvFromSpec(e.SourceKind == "secret" ? "Secret" : "ConfigMap", e.SourceName ?? "", e.Name, e.Optional ?? false))],
        Env = [.. facts.Env.Where(e => !e.FromAll).Select(Variable)],
        Mounts = [.. facts.Mounts.Select(Mount)],
        Command = facts.Command ?? [],
        Args = facts.Args ?? [],
        Resources = [.. Set(("limits.memory", facts.Resources.MemoryLimit), ("limits.cpu", facts.Resources.CpuLimit), ("requests.memory", facts.Resources.MemoryRequest), ("requests.cpu", facts.Resources.CpuRequest))],
        RunAsUser = facts.Security.RunAsUser ?? pod.RunAsUser,
        RunAsGroup = facts.Security.RunAsGroup ?? pod.RunAsGroup,
    };

    /// <summary>Evidence has one field for subPath and subPathExpr.</summary>
    private static MountSpec Mount(MountFact fact) =>
        fact.SubPath?.Contains("$(", StringComparison.Ordinal) == true ? new(fact.Path, fact.Volume, null, fact.ReadOnly, fact.SubPath) : new(fact.Path, fact.Volume, fact.SubPath, fact.ReadOnly);

    private static IEnumerable<string> Set(params (string Name, string? Quantity)[] quantities) => quantities.Where(q => q.Quantity is not null).Select(q => q.Name);

    private static VariableSpec Variable(EnvFact fact) => fact.SourceKind switch
    {
        "configMap" => new(fact.Name, "ConfigMap", null, fact.SourceName, fact.SourceKey, fact.Optional ?? false),
        "secret" => new(fact.Name, "Secret", null, fact.SourceName, fact.SourceKey, fact.Optional ?? false),
        "field" => new(fact.Name, "Field", null, null, fact.SourceKey),
        "resource" => new(fact.Name, "Resource", null, fact.SourceName, fact.SourceKey),
        "file" => new(fact.Name, "File", null, fact.SourceName, fact.SourceKey, fact.Optional ?? false),
        _ => new(fact.Name, "Literal", fact.Value, IsRedacted: true),
    };

    private static VolumeSpec Volume(VolumeFact fact) => fact switch
    {
        { Kind: "configMap", Source: { } map } => new(fact.Name, fact.Kind, [new("ConfigMap", map, null, fact.Optional ?? false)]),
        { Kind: "secret", Source: { } secret } => new(fact.Name, fact.Kind, [new("Secret", secret, null, fact.Optional ?? false)]),
        _ => new(fact.Name, fact.Kind, []),
    };

    /// <summary>Null where it is only known that it is there: of its keys nothing may be concluded then.</summary>
    private static SourceObject? Object(string kind, string name, List<ReferenceFact> references)
    {
        if (references.Find(r => r.Presence == Presence.ObjectMissing) is { } missing)
        {
            return new() { Kind = kind, Name = name, Presence = Presence.ObjectMissing, Nearest = missing.Nearest };
        }

        var absent = references.Where(r => r.Presence == Presence.KeyMissing).ToList();
        return absent.Count == 0 || references.Exists(r => r.Key is null) ? null : new()
        {
            Kind = kind,
            Name = name,
            Presence = Presence.Present,
            SecretKeys = references.Where(r => r.Presence == Presence.Present).Select(r => r.Key!).Concat(absent.SelectMany(a => a.Nearest)).Distinct().ToDictionary(k => k, _ => ValueFlaws.None),
        };
    }

    private static Dictionary<string, string> Fields(PodEvidence pod)
    {
        var fields = new Dictionary<string, string> { ["metadata.name"] = pod.Subject.Pod };
        foreach (var (path, value) in new[] { ("metadata.namespace", pod.Subject.Namespace), ("metadata.uid", pod.Subject.PodUid), ("spec.nodeName", pod.Pod.NodeName), ("spec.serviceAccountName", pod.Pod.ServiceAccount) })
        {
            if (value is not null)
            {
                fields[path] = value;
            }
        }

        foreach (var (kind, pairs) in new[] { ("labels", pod.Pod.Labels), ("annotations", pod.Pod.Annotations) })
        {
            foreach (var (key, value) in pairs)
            {
                fields[$"metadata.{kind}['{key}']"] = value;
            }
        }

        return fields;
    }
}
