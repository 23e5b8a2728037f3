using Unloop.Core.Diagnoses;

namespace Unloop.Core.Scaling.Obstacles;

/// <summary>What the pod template lacks, or has too much of.</summary>
internal static class TemplateObstacles
{
    public static IEnumerable<ScalingObstacle> Find(ScalingFacts facts)
    {
        var containers = facts.Workload.Containers.Where(c => !c.IsInit).ToList();
        return Requests(containers).Concat(Probes(containers)).Concat(Host(facts, containers)).Concat(Strategy(facts));
    }

    /// <summary>One container without is enough: the autoscaler computes no share for the pod at all.</summary>
    private static IEnumerable<ScalingObstacle> Requests(List<ScaledContainer> containers)
    {
        if (containers.Where(c => c.CpuRequest is null or 0).ToList() is [_, ..] without)
        {
            yield return new("no-cpu-request", ObstacleWeight.First,
                $"{Names(without)} no CPU request: an autoscaler on CPU computes a share of the request, says 'missing request for cpu', and never acts.",
                [.. without.Select(c => new Proof(ProofSource.PodSpec, $"containers[{c.Name}].resources.requests.cpu", c.CpuRequest is null ? "not set" : "0"))],
                new("Set a CPU request for every container; below is what was measured."));
        }

        if (containers.Where(c => c.MemoryRequest is null or 0).ToList() is [_, ..] weightless)
        {
            yield return new("no-memory-request", ObstacleWeight.Mind,
                $"{Names(weightless)} no memory request: the scheduler packs any number of replicas on one node, and the kubelet evicts them first.",
                [.. weightless.Select(c => new Proof(ProofSource.PodSpec, $"containers[{c.Name}].resources.requests.memory", c.MemoryRequest is null ? "not set" : "0"))],
                new("Set a memory request for every container."));
        }
    }

    private static IEnumerable<ScalingObstacle> Probes(List<ScaledContainer> containers)
    {
        if (containers.Count == 0 || containers.Any(c => c.HasReadinessProbe))
        {
            yield break;
        }

        var serving = containers.FirstOrDefault(c => c.Ports.Count > 0) ?? containers[0];
        var port = serving.Ports is [var first, ..] ? first : 0;
        yield return new("no-readiness-probe", ObstacleWeight.First,
            "Without a readiness probe a new replica gets traffic as soon as its process has started, before it can answer; each scale-up costs errors.",
            [.. containers.Select(c => new Proof(ProofSource.PodSpec, $"containers[{c.Name}].readinessProbe", "not set"))],
            new("Add one that succeeds when the program can answer, and nothing else.")
            {
                Diff = port > 0
                    ? $" - name: {serving.Name}\n+  readinessProbe:\n+    httpGet: {{path: /, port: {port}}}   # or tcpSocket: {{port: {port}}}\n+    periodSeconds: 5"
                    : $" - name: {serving.Name}\n+  readinessProbe:\n+    tcpSocket: {{port: 8080}}   # the port that it listens on\n+    periodSeconds: 5",
            });
    }

    private static IEnumerable<ScalingObstacle> Host(ScalingFacts facts, List<ScaledContainer> containers)
    {
        var nodes = facts.Nodes?.Count;
        var room = nodes is { } count ? (count == 1 ? "one replica on the one node that takes it" : $"at most {count} replicas on the {count} nodes that take it") : "at most as many replicas as nodes";
        if (containers.Where(c => c.HostPorts.Count > 0).ToList() is [_, ..] bound)
        {
            yield return new("host-port", ObstacleWeight.First,
                $"A host port is one pod on each node: {room}.",
                [.. bound.Select(c => new Proof(ProofSource.PodSpec, $"containers[{c.Name}].ports.hostPort", string.Join(", ", c.HostPorts)))],
                new("Take hostPort out and reach the pods through a Service.") { Diff = string.Join('\n', bound.SelectMany(c => c.HostPorts).Select(p => $"-hostPort: {p}")) });
        }
        else if (facts.Workload.HostNetwork && containers.Any(c => c.Ports.Count > 0))
        {
            yield return new("host-network", ObstacleWeight.First,
                $"In the node's network the program's own ports are the node's: {room}.",
                [new(ProofSource.PodSpec, "hostNetwork", "true")],
                new("Take hostNetwork out and reach the pods through a Service.") { Diff = "-hostNetwork: true" });
        }
        else if (facts.Workload.OnePerNode)
        {
            yield return new("one-per-node", ObstacleWeight.First,
                $"Its required anti-affinity keeps its pods off each other's nodes: {room}.",
                [new(ProofSource.PodSpec, "affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution", "topologyKey kubernetes.io/hostname")],
                new("Prefer other nodes and do not require them: move the term to preferredDuringSchedulingIgnoredDuringExecution, or use topologySpreadConstraints."));
        }
    }

    private static IEnumerable<ScalingObstacle> Strategy(ScalingFacts facts)
    {
        if (facts.Workload is { Ref.Kind: "Deployment", Strategy: "Recreate" })
        {
            yield return new("strategy-recreate", ObstacleWeight.First,
                "With strategy Recreate each rollout takes all replicas away before the first new one starts, however many there are.",
                [new(ProofSource.Workload, "spec.strategy.type", "Recreate")],
                new("Replace the pods one after the other, unless two versions must never run side by side.") { Diff = " strategy:\n-  type: Recreate\n+  type: RollingUpdate\n+  rollingUpdate: {maxSurge: 25%, maxUnavailable: 0}" });
        }
        else if (facts.Workload is { Ref.Kind: "StatefulSet", Strategy: "OnDelete" })
        {
            yield return new("strategy-on-delete", ObstacleWeight.Mind,
                "Pods are replaced only when somebody deletes them: replicas that come later are of another template than those that are there.",
                [new(ProofSource.Workload, "spec.updateStrategy.type", "OnDelete")],
                new("Use updateStrategy RollingUpdate."));
        }
    }

    private static string Names(List<ScaledContainer> containers) =>
        containers.Count == 1 ? $"Container {containers[0].Name} has" : $"Containers {string.Join(", ", containers.Select(c => c.Name))} have";
}
