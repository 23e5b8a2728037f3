using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;

namespace Unloop.Core.Reasoning.Analyzers;

/// <summary>Do all replicas fail, those on one node, or those of the new revision only?</summary>
internal sealed class Siblings : IAnalyzer
{
    public string Id => "siblings";

    public IEnumerable<Insight> Look(ContainerCase @case)
    {
        if (@case.Pod.Workload is not { Siblings: { Count: > 1 } siblings } workload)
        {
            yield break;
        }

        var (well, unwell) = (siblings.Where(s => s.Ready).ToList(), siblings.Where(s => !s.Ready).ToList());
        if (unwell.Count == 0)
        {
            yield break;
        }

        yield return new Contribution
        {
            Rule = Id,
            Statement = Describe(workload, well, unwell),
            Proof = [new(ProofSource.Workload, $"{workload.Kind}/{workload.Name}", $"{well.Count} of {siblings.Count} pods ready")],
        };
    }

    private static string Describe(WorkloadFacts workload, List<SiblingFact> well, List<SiblingFact> unwell)
    {
        if (well.Count == 0)
        {
            return $"All {unwell.Count} pods of {workload.Kind}/{workload.Name} fail: nothing particular to a node.";
        }

        if (unwell.Select(s => s.Revision).Distinct().ToList() is [{ } revision] && well.All(s => s.Revision != revision))
        {
            return $"Only pods of revision {revision} fail; {well.Count} of other revisions are ready: the rollout brought it.";
        }

        if (unwell.Select(s => s.Node).Distinct().ToList() is [{ } node] && well.All(s => s.Node != node))
        {
            return $"Only pods on node {node} fail; {well.Count} on other nodes are ready: look at that node.";
        }

        return $"{unwell.Count} of {unwell.Count + well.Count} pods of {workload.Kind}/{workload.Name} fail.";
    }
}
