using Unloop.Core.Diagnoses;

namespace Unloop.Core.Scaling.Obstacles;

/// <summary>Who else sets the replicas, or what the autoscaler computes with.</summary>
internal static class OwnerObstacles
{
    private static readonly string[] Controllers = ["kube-controller-manager", "keda-operator", "unloop"];

    public static IEnumerable<ScalingObstacle> Find(ScalingFacts facts) => Replicas(facts).Concat(Autoscalers(facts)).Concat(Verticals(facts));

    private static IEnumerable<ScalingObstacle> Replicas(ScalingFacts facts)
    {
        var workload = facts.Workload;
        var writers = workload.ReplicasWriters.Where(w => !Controllers.Contains(w.Manager)).ToList();
        if (workload.ManagedBy is { } tool && (tool == "Helm" ? writers.Exists(w => Is(w, "helm")) : writers.Count == 0 || writers.Exists(w => w.Applied || Is(w, "argocd") || Is(w, "kustomize") || Is(w, "helm"))))
        {
            var name = workload.ManagedByName is { } called ? $"{tool} {called}" : tool;
            yield return new("replicas-also-deployed", ObstacleWeight.First,
                $"{name} sets spec.replicas too: each sync or upgrade puts the number back, against the autoscaler.",
                [new(ProofSource.Workload, "metadata", name), .. writers.Take(3).Select(Proof)],
                new(tool switch
                {
                    "Argo CD" => "Take replicas out of the manifest in Git, or let the application ignore it: ignoreDifferences with jsonPointers [/spec/replicas] and the sync option RespectIgnoreDifferences=true.",
                    "Helm" => "Leave spec.replicas out of the chart's template while autoscaling is on (most charts have autoscaling.enabled for it).",
                    _ => "Take replicas out of the manifest in Git; an applied field that is left out is no longer reset.",
                })
                { Diff = $"-  replicas: {workload.Replicas ?? 1}" });
        }
        else if (writers.Where(w => w.Applied).ToList() is [var applied, ..])
        {
            yield return new("replicas-also-applied", ObstacleWeight.First,
                $"{applied.Manager} applied spec.replicas: the next apply of the same manifest puts the number back, against the autoscaler.",
                [.. writers.Where(w => w.Applied).Take(3).Select(Proof)],
                new("Take replicas out of the manifest before the next apply; the number that is there stays until the autoscaler changes it.") { Diff = $"-  replicas: {workload.Replicas ?? 1}" });
        }

        if (writers.FirstOrDefault(w => w is { BySubresource: true, Applied: false } && !w.Manager.StartsWith("kubectl", StringComparison.Ordinal)) is { } unknown && facts.Autoscalers.Count == 0)
        {
            yield return new("scaled-by-something", ObstacleWeight.First,
                $"{unknown.Manager} has scaled it, and it is no autoscaler that is known here: two that set one number fight.",
                [Proof(unknown)],
                new($"Find out what {unknown.Manager} is and leave the replicas to one of the two."));
        }
    }

    private static IEnumerable<ScalingObstacle> Autoscalers(ScalingFacts facts)
    {
        var (workload, own) = (facts.Workload.Ref, facts.Autoscalers.Where(a => a.OwnedBy is null).ToList());
        if (own.Count > 1)
        {
            yield return new("two-autoscalers", ObstacleWeight.First,
                $"{own.Count} autoscalers set the replicas of {workload}: each undoes what the other did.",
                [.. own.Select(a => new Proof(ProofSource.Workload, $"{a.Kind}/{a.Name}", $"scaleTargetRef {workload}"))],
                new("Keep one, with all its metrics: of several metrics the highest number of replicas wins.") { Command = $"kubectl delete {own[^1].Kind.ToLowerInvariant()}/{own[^1].Name} -n {workload.Namespace}" });
        }

        foreach (var autoscaler in facts.Autoscalers.Where(a => a.Troubles.Count > 0))
        {
            yield return new("autoscaler-does-not-act", ObstacleWeight.First,
                $"{autoscaler.Kind} {autoscaler.Name} is there and does not act.",
                [.. autoscaler.Troubles.Select(t => new Proof(ProofSource.Workload, $"{autoscaler.Kind}/{autoscaler.Name} status.conditions", t))],
                new("Mend what its condition names; most often a request or the metrics API is missing.") { Command = $"kubectl describe {autoscaler.Kind.ToLowerInvariant()}/{autoscaler.Name} -n {workload.Namespace}" });
        }
    }

    private static IEnumerable<ScalingObstacle> Verticals(ScalingFacts facts)
    {
        foreach (var vertical in facts.Verticals.Where(v => v is { SetsCpu: true, UpdateMode: not "Off" }))
        {
            yield return new("vertical-and-horizontal", ObstacleWeight.First,
                $"VerticalPodAutoscaler {vertical.Name} sets the CPU requests that a horizontal autoscaler on CPU computes with: one makes pods larger while the other makes them more.",
                [new(ProofSource.Workload, $"VerticalPodAutoscaler/{vertical.Name} spec.updatePolicy.updateMode", vertical.UpdateMode)],
                new("Let the vertical one set memory alone, or only recommend (updateMode: \"Off\").") { Diff = "+resourcePolicy:\n+  containerPolicies:\n+    - containerName: \"*\"\n+      controlledResources: [memory]" });
        }
    }

    private static Proof Proof(ReplicasWriter writer) =>
        new(ProofSource.Workload, "metadata.managedFields f:replicas", $"{writer.Manager} ({(writer.Applied ? "apply" : writer.BySubresource ? "scale" : "update")})");

    private static bool Is(ReplicasWriter writer, string tool) => writer.Manager.StartsWith(tool, StringComparison.OrdinalIgnoreCase);
}
