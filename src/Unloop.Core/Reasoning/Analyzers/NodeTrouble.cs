using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;

namespace Unloop.Core.Reasoning.Analyzers;

/// <summary>What is wrong with the node that the pod runs on: pressure, or not ready. It rarely is the cause, and never without saying so.</summary>
internal sealed class NodeTrouble : IAnalyzer
{
    public string Id => "node-trouble";

    public IEnumerable<Insight> Look(ContainerCase @case)
    {
        if (@case.Pod.Node is not { } node)
        {
            yield break;
        }

        foreach (var condition in node.Conditions.Where(IsTrouble))
        {
            yield return new Contribution
            {
                Rule = Id,
                Statement = $"The node {node.Name} reports {condition.Type}={condition.Status}{(condition.Message is null ? "" : $": {condition.Message}")}.",
                Proof = [new(ProofSource.Node, $"conditions[{condition.Type}]", condition.Message ?? condition.Reason ?? condition.Status)],
            };
        }
    }

    /// <summary>Ready should be true; every other condition of a node names a trouble.</summary>
    private static bool IsTrouble(ConditionFact condition) => condition.Type == "Ready" ? condition.Status != "True" : condition.Status == "True";
}
