using Unloop.Evidence.Api;
using Unloop.Evidence.Mapping;

namespace Unloop.Kubernetes.Collection;

/// <summary>Who will undo an edit by hand: by the marks that tools leave, and by who wrote the object's fields.</summary>
internal static class Managers
{
    public static (string? Manager, string? Name) Of(ObjectMeta? metadata)
    {
        var marked = WorkloadMapper.ManagedBy(metadata);

        // Argo CD's default mark is a label that Helm charts set too; only together with its own field manager does it say Argo CD.
        return marked.Manager is null or "Helm" && Wrote(metadata, "argocd-") && metadata?.Labels?.GetValueOrDefault("app.kubernetes.io/instance") is { Length: > 0 } application
            ? ("Argo CD", application)
            : marked;
    }

    private static bool Wrote(ObjectMeta? metadata, string manager) =>
        (metadata?.ManagedFields ?? []).Any(f => f?.Manager?.StartsWith(manager, StringComparison.Ordinal) == true);
}
