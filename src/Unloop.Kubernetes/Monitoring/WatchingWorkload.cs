using System.Text.Json;
using System.Text.Json.Nodes;
using Unloop.Core.Text;
using Unloop.Evidence.Api;
using Unloop.Kubernetes.Api;

namespace Unloop.Kubernetes.Monitoring;

/// <summary>The few things that are kept of a workload that may be part of a monitoring: a cluster has thousands, and their specs are long.</summary>
/// <param name="Kind">As it is typed: <c>deployment</c>.</param>
/// <param name="Labels">Of the workload, and of its pods where it has none of that name.</param>
/// <param name="ConfigFiles">Keys of ConfigMaps that its volumes mount one by one.</param>
internal sealed record WatchingWorkload(
    string Kind, string Namespace, string Name, IReadOnlyDictionary<string, string> Labels, IReadOnlyList<WatchingContainer> Containers, IReadOnlyList<string> ConfigFiles, int Desired, int Ready)
{
    /// <summary>The only variables that are kept. Keys are none of them.</summary>
    private static readonly string[] Variables = ["DD_SITE", "DD_CLUSTER_NAME", "DD_KUBE_STATE_METRICS_CORE_ENABLED"];

    /// <summary>Null for a workload that is no part of a monitoring by its labels and images.</summary>
    public static WatchingWorkload? Of(string kind, Workload workload)
    {
        if (workload.Metadata is not { Name: { } name, Namespace: { } space } || Template(workload) is not { } template)
        {
            return null;
        }

        var labels = new Dictionary<string, string>();
        foreach (var (key, value) in (workload.Metadata.Labels ?? new Dictionary<string, string?>()).Concat(template.At("metadata", "labels").Texts()))
        {
            _ = value is not null && labels.TryAdd(key, value);
        }

        var images = template.At("spec", "containers").Objects().Select(c => c["image"].Text() ?? "").ToList();
        return DatadogParts.IsPart(labels) || KubeStateMetrics.IsPart(labels, images)
            ? new(kind, space, name, labels, ContainersOf(template), Files(template), DesiredOf(workload), workload.Status?.NumberReady ?? workload.Status?.ReadyReplicas ?? 0)
            : null;
    }

    public WatchingContainer? Container(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Containers.FirstOrDefault(c => c.Name == name) is { } found)
            {
                return found;
            }
        }

        return Containers.Count > 0 ? Containers[0] : null;
    }

    private static JsonObject? Template(Workload workload) =>
        workload.Spec?.Template is { ValueKind: JsonValueKind.Object } template ? JsonObject.Create(template) : null;

    private static int DesiredOf(Workload workload) => workload.Status?.DesiredNumberScheduled ?? workload.Spec?.Replicas ?? 1;

    private static List<WatchingContainer> ContainersOf(JsonObject template) =>
        [.. template.At("spec", "containers").Objects().Select(c => new WatchingContainer(c["name"].Text() ?? "", c["image"].Text() ?? "", Environment(c)))];

    /// <summary>Values that stand there: what comes from elsewhere (<c>valueFrom</c>) is not looked up.</summary>
    private static Dictionary<string, string> Environment(JsonObject container)
    {
        var variables = new Dictionary<string, string>();
        foreach (var variable in container["env"].Objects())
        {
            if (variable["name"].Text() is { } name && Variables.Contains(name) && variable["value"].Text() is { Length: > 0 } value)
            {
                variables[name] = ApiError.Shown(value);
            }
        }

        return variables;
    }

    private static List<string> Files(JsonObject template) =>
        [.. template.At("spec", "volumes").Objects().SelectMany(v => v.At("configMap", "items").Objects()).Select(i => i["key"].Text()).OfType<string>()];
}

/// <param name="Environment">Of what <see cref="WatchingWorkload"/> keeps.</param>
internal sealed record WatchingContainer(string Name, string Image, IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>The image's tag; null where it has none.</summary>
    public string? Version
    {
        get
        {
            var name = Image.Split('@')[0];
            name = name[(name.LastIndexOf('/') + 1)..];
            return name.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && colon + 1 < name.Length ? name[(colon + 1)..] : null;
        }
    }
}
