using System.Globalization;
using Unloop.Core.Diagnoses;
using Unloop.Core.Scaling.Sizing;

namespace Unloop.Core.Scaling.Obstacles;

/// <summary>What the cluster and the namespace allow.</summary>
internal static class ClusterObstacles
{
    public static IEnumerable<ScalingObstacle> Find(ScalingFacts facts) => Metrics(facts).Concat(Budgets(facts)).Concat(Quotas(facts)).Concat(Nodes(facts));

    private static IEnumerable<ScalingObstacle> Metrics(ScalingFacts facts)
    {
        if (facts.ServesResourceMetrics == false)
        {
            yield return new("no-metrics-api", ObstacleWeight.First,
                "The cluster does not serve metrics.k8s.io: an autoscaler on CPU says 'unable to fetch metrics from resource metrics API' and never acts.",
                [new(ProofSource.Metrics, "apis/metrics.k8s.io", "not served")],
                new("Install metrics-server, or scale on a metric that is served.") { Command = "kubectl get apiservice v1beta1.metrics.k8s.io" });
        }
    }

    private static IEnumerable<ScalingObstacle> Budgets(ScalingFacts facts)
    {
        foreach (var budget in facts.Budgets.Where(b => b.DisruptionsAllowed == 0 && IsExhausting(b)))
        {
            var bound = budget.MinAvailable is { } min ? $"minAvailable: {min}" : $"maxUnavailable: {budget.MaxUnavailable}";
            yield return new("budget-blocks", ObstacleWeight.Mind,
                $"PodDisruptionBudget {budget.Name} never allows an eviction: nodes with these pods cannot be drained, and a cluster autoscaler cannot take them away.",
                [new(ProofSource.Policy, $"PodDisruptionBudget/{budget.Name}", $"{bound}, disruptionsAllowed 0 of {budget.ExpectedPods?.ToString(CultureInfo.InvariantCulture) ?? "?"}")],
                new("Say how many may be away in place of how many must be there.") { Diff = $"-{bound}\n+maxUnavailable: 1" });
        }

        if (facts.Budgets.Count > 1)
        {
            yield return new("two-budgets", ObstacleWeight.Mind,
                "More than one PodDisruptionBudget selects these pods: then the API server refuses every eviction.",
                [.. facts.Budgets.Select(b => new Proof(ProofSource.Policy, $"PodDisruptionBudget/{b.Name}", b.MinAvailable ?? b.MaxUnavailable ?? ""))],
                new("Keep one.") { Command = $"kubectl delete pdb/{facts.Budgets[^1].Name} -n {facts.Workload.Ref.Namespace}" });
        }
    }

    /// <summary>By its own words, and not only because a pod is not ready just now.</summary>
    private static bool IsExhausting(BudgetFact budget) =>
        budget is { MinAvailable: "100%" } or { MaxUnavailable: "0" or "0%" }
        || (int.TryParse(budget.MinAvailable, CultureInfo.InvariantCulture, out var least) && budget.ExpectedPods is { } pods && least >= pods);

    private static IEnumerable<ScalingObstacle> Quotas(ScalingFacts facts)
    {
        foreach (var line in facts.Quotas)
        {
            if (line.PerPod is null)
            {
                yield return new("quota-wants-requests", ObstacleWeight.First,
                    $"ResourceQuota {line.Quota} counts {line.Resource}, and refuses pods whose containers do not say it: no further replica can be made.",
                    [new(ProofSource.Policy, $"ResourceQuota/{line.Quota} {line.Resource}", $"used {Amounts.Shown(line.Resource, line.Used)} of {Amounts.Shown(line.Resource, line.Hard)}")],
                    new($"Set {line.Resource} for every container, or a LimitRange that fills it in."));
            }
            else if (Room.OfQuota(line) is < 1 and var room)
            {
                yield return new("quota-full", ObstacleWeight.First,
                    $"ResourceQuota {line.Quota} has room for {room} more replicas: of {line.Resource} {Amounts.Shown(line.Resource, Math.Max(0, line.Hard - line.Used))} is left, and one takes {Amounts.Shown(line.Resource, line.PerPod.Value)}.",
                    [new(ProofSource.Policy, $"ResourceQuota/{line.Quota} {line.Resource}", $"used {Amounts.Shown(line.Resource, line.Used)} of {Amounts.Shown(line.Resource, line.Hard)}")],
                    new("Ask whoever owns the namespace for more, or make the pods smaller.") { Command = $"kubectl describe resourcequota {line.Quota} -n {facts.Workload.Ref.Namespace}" });
            }
        }
    }

    private static IEnumerable<ScalingObstacle> Nodes(ScalingFacts facts)
    {
        if (facts.Nodes is not { } nodes)
        {
            yield break;
        }

        // Where one pod takes a whole node, that has been said already.
        if (Room.OnNodes(facts) == 0 && !Room.IsAlone(facts))
        {
            yield return new("no-room-on-nodes", ObstacleWeight.First,
                $"No node has room for one more replica: each needs {Amounts.Cpu(Room.CpuOfPod(facts))} CPU and {Amounts.Memory(Room.MemoryOfPod(facts))} memory.",
                [.. nodes.Take(5).Select(n => new Proof(ProofSource.Node, n.Name, $"free {Amounts.Cpu(n.CpuFree)} CPU, {Amounts.Memory(n.MemoryFree)} memory, {n.PodsFree} pods"))],
                new("Add nodes (a cluster autoscaler does it by itself), or make the pods smaller."));
        }
        else if (nodes.Count == 1)
        {
            yield return new("one-node", ObstacleWeight.Mind,
                "There is one node for all replicas: more of them stand more traffic, but fall together with it.",
                [new(ProofSource.Node, nodes[0].Name, "the only one that takes these pods")],
                new("Add a second node before you count on replicas for availability."));
        }
    }
}
