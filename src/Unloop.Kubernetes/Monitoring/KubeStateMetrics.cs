using Unloop.Core.Facts;

namespace Unloop.Kubernetes.Monitoring;

/// <summary>Which workload is kube-state-metrics: by the label that its manifests and charts set, or by its image. Pure.</summary>
internal static class KubeStateMetrics
{
    private const string Name = "kube-state-metrics";

    public static bool IsPart(IReadOnlyDictionary<string, string> labels, IEnumerable<string> images) =>
        labels.GetValueOrDefault("app.kubernetes.io/name") == Name || images.Any(IsImage);

    /// <returns>Of several (a sharded one, or one for each team), the first by namespace and name; null where there is none.</returns>
    public static KubeStateMetricsSetup? Detect(IEnumerable<WatchingWorkload> workloads)
    {
        var found = workloads
            .Where(w => IsPart(w.Labels, w.Containers.Select(c => c.Image)))
            .OrderByDescending(w => w.Containers.Any(c => IsImage(c.Image)))
            .ThenByDescending(w => w.Ready > 0)
            .ThenBy(w => w.Namespace, StringComparer.Ordinal)
            .ThenBy(w => w.Name, StringComparer.Ordinal)
            .FirstOrDefault();
        return found is null ? null : new(found.Namespace, $"{found.Kind}/{found.Name}", (found.Containers.FirstOrDefault(c => IsImage(c.Image)) ?? found.Container(Name))?.Version);
    }

    /// <summary>By the last part of its repository: mirrors keep it.</summary>
    private static bool IsImage(string image)
    {
        var name = image.Split('@')[0];
        name = name[(name.LastIndexOf('/') + 1)..];
        return name.Split(':')[0] == Name;
    }
}
