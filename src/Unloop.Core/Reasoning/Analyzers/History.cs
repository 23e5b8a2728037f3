using Unloop.Core.Diagnoses;

namespace Unloop.Core.Reasoning.Analyzers;

/// <summary>What changed before it began: the pod template since the last healthy revision, or a ConfigMap since the container started.</summary>
internal sealed class History : IAnalyzer
{
    private const int MostChanges = 4;

    public string Id => "history";

    public IEnumerable<Insight> Look(ContainerCase @case)
    {
        if (@case.Pod.Workload is { HealthyRevision: { } healthy, Changes: { Count: > 0 } changes } workload)
        {
            var shown = string.Join("; ", changes.Take(MostChanges).Select(c => $"{c.Path}: {c.Before ?? "not set"} → {c.After ?? "removed"}"));
            var more = changes.Count > MostChanges ? $" and {changes.Count - MostChanges} more" : "";
            yield return new Contribution
            {
                Rule = Id,
                Statement = $"Revision {healthy} was healthy; revision {workload.Revision} changed {shown}{more}.",
                Proof = [.. changes.Take(MostChanges).Select(c => new Proof(ProofSource.Workload, c.Path, $"{c.Before ?? "not set"} → {c.After ?? "removed"}"))],
                Advice = workload.ManagedBy is null && workload.Kind is "Deployment" or "StatefulSet" or "DaemonSet"
                    ? [new("If service matters more than the cause, go back to the revision that was healthy.")
                    {
                        Command = $"kubectl rollout undo -n {@case.Pod.Subject.Namespace ?? "default"} {workload.Kind.ToLowerInvariant()}/{workload.Name} --to-revision={healthy}",
                    }]
                    : [],
            };
        }

        var started = @case.Container.Termination?.StartedAt;
        foreach (var reference in @case.Pod.References.Where(r => r.ChangedAt is { } changed && (r.Container is null || r.Container == @case.Container.Name)
            && @case.Pod.Pod.CreatedAt is { } created && changed > created && (started is null || changed < started)))
        {
            yield return new Contribution
            {
                Rule = Id,
                Statement = $"{reference.Kind} {reference.Name} ({reference.Place}) was changed after the pod was created.",
                Proof = [new(ProofSource.ConfigMap, reference.Name, $"changed {reference.ChangedAt:u}")],
            };
        }
    }
}
