using Unloop.Core.Diagnoses;

namespace Unloop.Core.Scaling.Obstacles;

/// <summary>How the pods fare that are there now.</summary>
internal static class PodObstacles
{
    private static readonly string[] Broken = ["CrashLoopBackOff", "ImagePullBackOff", "ErrImagePull", "CreateContainerConfigError", "CreateContainerError", "InvalidImageName", "RunContainerError"];

    public static IEnumerable<ScalingObstacle> Find(ScalingFacts facts)
    {
        var (workload, pods) = (facts.Workload.Ref, facts.Staying.ToList());
        if (pods.Where(p => p.Waiting is { } why && Broken.Contains(why)).ToList() is [var first, ..] broken)
        {
            yield return new("not-running", ObstacleWeight.Blocks,
                $"{broken.Count} of {pods.Count} pods are in {first.Waiting}: more replicas would be more pods that fail.",
                [.. broken.Take(3).Select(p => new Proof(ProofSource.ContainerStatus, p.Name, $"{p.Waiting}, {p.Restarts} restarts"))],
                new("Mend it before it is scaled.") { Command = $"unloop fix {workload} -n {workload.Namespace}" });
        }

        if (facts.Workload.Replicas == 0)
        {
            yield return new("scaled-to-zero", ObstacleWeight.First, "It is scaled to 0, and while it is an autoscaler leaves it alone.", [new(ProofSource.Workload, "spec.replicas", "0")],
                new("Start it with one replica; the autoscaler does the rest.") { Command = $"kubectl scale {workload} -n {workload.Namespace} --replicas=1" });
        }

        if (facts.Workload.Paused)
        {
            yield return new("paused", ObstacleWeight.First, "The rollout is paused: new replicas come, but of no new template.", [new(ProofSource.Workload, "spec.paused", "true")],
                new("Resume it.") { Command = $"kubectl rollout resume {workload} -n {workload.Namespace}" });
        }

        if (pods.Where(p => p.Unschedulable is not null).ToList() is [var stuck, ..] waiting)
        {
            yield return new("unschedulable", ObstacleWeight.First,
                $"{waiting.Count} of {pods.Count} pods find no node already: more replicas would wait with them.",
                [.. waiting.Take(3).Select(p => new Proof(ProofSource.PodStatus, p.Name, p.Unschedulable!))],
                new("Make room first: more or larger nodes, or smaller requests.") { Command = $"kubectl describe pod {stuck.Name} -n {workload.Namespace}" });
        }
    }
}
