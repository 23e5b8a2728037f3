using Unloop.Core.Diagnoses;

namespace Unloop.Core.Scaling.Obstacles;

/// <summary>Kinds that are not scaled by a number of replicas.</summary>
internal static class KindObstacles
{
    public static IEnumerable<ScalingObstacle> Find(ScalingFacts facts)
    {
        var workload = facts.Workload;
        var proof = new Proof(ProofSource.Workload, "kind", workload.Ref.Kind);
        var (statement, advice) = workload.Ref.Kind switch
        {
            "DaemonSet" => ("A DaemonSet runs one pod on each node: it grows with the nodes, and no autoscaler can change it.", "Give its containers more CPU and memory (a bigger pod on each node), or make a Deployment of what serves traffic."),
            "Job" => ("A Job runs its work to the end; spec.parallelism says how many pods work at a time, and no autoscaler changes it.", "Start the next Job with a higher spec.parallelism, where its work can be divided."),
            "CronJob" => ("A CronJob makes Jobs by the clock; traffic is not what it waits for.", "Raise spec.jobTemplate.spec.parallelism where the work can be divided."),
            "Pod" when workload.OwnedBy is null => ("A pod without a workload is never made a second time: nothing can scale it, and nothing replaces it when its node goes.", "Make a Deployment with this pod's spec as its template, then scale that."),
            _ => ("", ""),
        };
        if (statement.Length > 0)
        {
            yield return new("kind-not-scaled", ObstacleWeight.Blocks, statement, [proof], new(advice));
        }
        else if (workload.OwnedBy is { } owner)
        {
            var typed = owner.Split('/') is [var kind, var name] ? $"{kind.ToLowerInvariant()}/{name}" : owner;
            yield return new("owned-by-another", ObstacleWeight.Blocks, $"{workload.Ref} is made by {owner}, which sets its replicas.", [new(ProofSource.Workload, "metadata.ownerReferences", owner)],
                new($"Scale {typed} in its place.") { Command = $"unloop scale {typed} -n {workload.Ref.Namespace}" });
        }
    }
}
