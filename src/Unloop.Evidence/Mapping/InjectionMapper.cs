using System.Text.Json;
using Unloop.Core.Facts;
using Unloop.Core.Injection;
using Unloop.Evidence.Api;

namespace Unloop.Evidence.Mapping;

/// <summary>
/// What a pod, or the template of one, says of what goes into its containers: every reference, and literals as they stand. The only mapper that
/// leaves values raw, see <see cref="InjectionFacts"/>.
/// </summary>
public static class InjectionMapper
{
    /// <param name="pod">Without a status: a template.</param>
    /// <param name="workload"><c>Deployment/web</c>.</param>
    public static InjectionFacts Map(Pod pod, string space, string workload)
    {
        var spec = pod.Spec;
        var isTemplate = pod.Status is null;
        return new InjectionFacts
        {
            Namespace = space,
            Workload = workload,
            Pod = isTemplate ? null : pod.Metadata?.Name,
            Containers =
            [
                .. Containers(pod, spec?.InitContainers, pod.Status?.InitContainerStatuses, ContainerType.Init),
                .. Containers(pod, spec?.Containers, pod.Status?.ContainerStatuses, ContainerType.App),
            ],
            Volumes = [.. (spec?.Volumes ?? []).Where(v => v?.Name is not null).Select(Volume)],
            EnableServiceLinks = spec?.EnableServiceLinks ?? true,
            FsGroup = spec?.SecurityContext?.FsGroup,
            SupplementalGroups = [.. (spec?.SecurityContext?.SupplementalGroups ?? []).OfType<long>()],
            Fields = Fields(pod),
        };
    }

    private static IEnumerable<ContainerSpec> Containers(Pod pod, IReadOnlyList<Container>? specs, IReadOnlyList<ContainerStatus>? statuses, ContainerType type) =>
        (specs ?? []).Where(c => c?.Name is not null).DistinctBy(c => c.Name)
            .Select(c => Container(c, (statuses ?? []).FirstOrDefault(s => s?.Name == c.Name), type, pod.Spec?.SecurityContext));

    private static ContainerSpec Container(Container spec, ContainerStatus? status, ContainerType type, SecurityContext? pod) => new()
    {
        Name = spec.Name!,
        Type = type == ContainerType.Init && spec.RestartPolicy == "Always" ? ContainerType.Sidecar : type,
        StartedAt = status?.State?.Running?.StartedAt ?? status?.State?.Terminated?.StartedAt ?? status?.LastState?.Terminated?.StartedAt,
        Running = status?.State?.Running is not null,
        EnvFrom = [.. (spec.EnvFrom ?? []).Where(e => e is not null).SelectMany(EnvFrom)],
        Env = [.. (spec.Env ?? []).Where(e => e?.Name is not null).Select(Variable)],
        Mounts = [.. (spec.VolumeMounts ?? []).Where(m => m is { MountPath: not null, Name: not null }).Select(m => new MountSpec(m.MountPath!, m.Name!, m.SubPath, m.ReadOnly ?? false, m.SubPathExpr is { Length: > 0 } expression ? expression : null))],
        Command = [.. (spec.Command ?? []).OfType<string>()],
        Args = [.. (spec.Args ?? []).OfType<string>()],
        Resources = [.. Names("limits", spec.Resources?.Limits), .. Names("requests", spec.Resources?.Requests)],
        RunAsUser = spec.SecurityContext?.RunAsUser ?? pod?.RunAsUser,
        RunAsGroup = spec.SecurityContext?.RunAsGroup ?? pod?.RunAsGroup,
    };

    private static IEnumerable<string> Names(string prefix, IReadOnlyDictionary<string, string?>? quantities) => (quantities ?? new Dictionary<string, string?>()).Keys.Select(k => $"{prefix}.{k}");

    private static IEnumerable<EnvFromSpec> EnvFrom(EnvFromSource source)
    {
        foreach (var (kind, selector) in new[] { ("ConfigMap", source.ConfigMapRef), ("Secret", source.SecretRef) })
        {
            if (selector?.Name is { Length: > 0 } name)
            {
                yield return new(kind, name, source.Prefix ?? "", selector.Optional ?? false);
            }
        }
    }

    private static VariableSpec Variable(EnvVar variable) => variable switch
    {
        // The kubelet asks for the source only where there is no value.
        { Value: { Length: > 0 } value } => new(variable.Name!, "Literal", value),
        { ValueFrom.ConfigMapKeyRef: { } map } => new(variable.Name!, "ConfigMap", null, map.Name, map.Key, map.Optional ?? false),
        { ValueFrom.SecretKeyRef: { } secret } => new(variable.Name!, "Secret", null, secret.Name, secret.Key, secret.Optional ?? false),
        { ValueFrom.FieldRef: { } field } => new(variable.Name!, "Field", null, null, field.FieldPath),
        { ValueFrom.ResourceFieldRef: { } resource } => new(variable.Name!, "Resource", null, resource.ContainerName, resource.Resource),
        { ValueFrom.FileKeyRef: { } file } => new(variable.Name!, "File", null, file.VolumeName, file.Key, file.Optional ?? false),
        _ => new(variable.Name!, "Literal", ""),
    };

    private static VolumeSpec Volume(Volume volume) => volume switch
    {
        { ConfigMap: { } map } => new(volume.Name!, "configMap", Parts(map), map.DefaultMode),
        { Secret: { } secret } => new(volume.Name!, "secret", Parts(secret), secret.DefaultMode),
        { Projected: { } projected } => new(volume.Name!, "projected", [.. (projected.Sources ?? []).Where(s => s is not null).SelectMany(Parts)], projected.DefaultMode),
        { Other: { } other } when other.TryGetValue("downwardAPI", out var files) && files.ValueKind == JsonValueKind.Object && files.Deserialize(ApiJson.Default.FieldFiles) is { } fields =>
            new(volume.Name!, "downwardAPI", [Part(fields)], fields.DefaultMode),
        _ => new(volume.Name!, VolumeMapper.Map(volume).Kind, []),
    };

    private static IReadOnlyList<VolumePart> Parts(ConfigMapSource map) => map.Name is { Length: > 0 } name ? [new("ConfigMap", name, Items(map.Items), map.Optional ?? false)] : [];

    private static IReadOnlyList<VolumePart> Parts(SecretSource secret) =>
        (secret.SecretName ?? secret.Name) is { Length: > 0 } name ? [new("Secret", name, Items(secret.Items), secret.Optional ?? false)] : [];

    private static IEnumerable<VolumePart> Parts(ProjectedItem item) =>
    [
        .. item.ConfigMap is { } map ? Parts(map) : [],
        .. item.Secret is { } secret ? Parts(secret) : [],
        .. item.ServiceAccountToken is { } token ? [new VolumePart("Token", "service account token", [new("token", token.Path ?? "token")], false)] : Array.Empty<VolumePart>(),
        .. item.DownwardAPI is { } fields ? [Part(fields)] : Array.Empty<VolumePart>(),
    ];

    private static VolumePart Part(FieldFiles fields) => new("Field", "fields of the pod",
        [.. (fields.Items ?? []).Where(i => i?.Path is not null).Select(i => new VolumeItem(i.FieldRef?.FieldPath ?? i.ResourceFieldRef?.Resource ?? "", i.Path!, i.Mode))], false);

    private static IReadOnlyList<VolumeItem>? Items(IReadOnlyList<KeyToPath>? items) =>
        items is null or [] ? null : [.. items.Where(i => i is { Key: not null, Path: not null }).Select(i => new VolumeItem(i.Key!, i.Path!, i.Mode))];

    private static Dictionary<string, string> Fields(Pod pod)
    {
        var fields = new Dictionary<string, string>();
        Set("metadata.name", pod.Metadata?.Name);
        Set("metadata.namespace", pod.Metadata?.Namespace);
        Set("metadata.uid", pod.Metadata?.Uid);
        Set("spec.nodeName", pod.Spec?.NodeName);
        Set("spec.serviceAccountName", pod.Spec?.ServiceAccountName);
        Set("status.hostIP", pod.Status?.HostIP);
        Set("status.podIP", pod.Status?.PodIP);
        foreach (var (kind, pairs) in new[] { ("labels", pod.Metadata?.Labels), ("annotations", pod.Metadata?.Annotations) })
        {
            foreach (var (key, value) in pairs ?? new Dictionary<string, string?>())
            {
                Set($"metadata.{kind}['{key}']", value);
            }
        }

        return fields;

        void Set(string path, string? value)
        {
            if (value is not null)
            {
                fields[path] = value;
            }
        }
    }
}
