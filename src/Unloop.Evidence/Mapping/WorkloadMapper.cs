using Unloop.Core.Facts;
using Unloop.Evidence.Api;

namespace Unloop.Evidence.Mapping;

/// <summary>What one workload object says of itself. History, siblings and owners above it take more objects, and are the collector's to add.</summary>
public static class WorkloadMapper
{
    public static WorkloadFacts Map(Workload workload, string kind)
    {
        var (manager, managed) = ManagedBy(workload.Metadata);
        return new WorkloadFacts
        {
            Kind = workload.Kind ?? kind,
            Name = workload.Metadata?.Name ?? "",
            Above = PodMapper.Owners(workload.Metadata),
            ManagedBy = manager,
            ManagedByName = managed,
            DesiredReplicas = workload.Spec?.Replicas ?? workload.Status?.DesiredNumberScheduled ?? workload.Spec?.Parallelism,
            ReadyReplicas = workload.Status is null ? null : workload.Status.ReadyReplicas ?? workload.Status.NumberReady ?? 0,
            Revision = RevisionOf(workload),
        };
    }

    /// <summary>The revision number of a Deployment or of its ReplicaSet, the revision's name of a StatefulSet.</summary>
    public static string? RevisionOf(Workload workload) =>
        workload.Metadata?.Annotations?.GetValueOrDefault("deployment.kubernetes.io/revision") ?? workload.Status?.UpdateRevision;

    /// <summary>
    /// Who will undo an edit by hand. A tool that leaves a mark of its own wins over Helm's marks, because Argo CD and Flux install charts too.
    /// </summary>
    public static (string? Manager, string? Name) ManagedBy(ObjectMeta? metadata)
    {
        var labels = metadata?.Labels;
        var annotations = metadata?.Annotations;
        if (annotations?.GetValueOrDefault("argocd.argoproj.io/tracking-id") is { Length: > 0 } tracking)
        {
            return ("Argo CD", tracking.Split(':', 2)[0]);
        }

        if (labels?.GetValueOrDefault("argocd.argoproj.io/instance") is { Length: > 0 } application)
        {
            return ("Argo CD", application);
        }

        foreach (var mark in new[] { "helm.toolkit.fluxcd.io/name", "kustomize.toolkit.fluxcd.io/name" })
        {
            if (labels?.GetValueOrDefault(mark) is { Length: > 0 } name)
            {
                return ("Flux", name);
            }
        }

        var release = annotations?.GetValueOrDefault("meta.helm.sh/release-name");
        return labels?.GetValueOrDefault("app.kubernetes.io/managed-by") == "Helm" || release is { Length: > 0 }
            ? ("Helm", release ?? labels?.GetValueOrDefault("app.kubernetes.io/instance"))
            : (null, null);
    }
}
