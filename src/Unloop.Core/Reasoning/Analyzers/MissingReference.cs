using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;

namespace Unloop.Core.Reasoning.Analyzers;

/// <summary>A ConfigMap or Secret, or a key in it, that the spec needs and the cluster does not have.</summary>
internal sealed class MissingReference : IAnalyzer
{
    public string Id => "missing-reference";

    public IEnumerable<Insight> Look(ContainerCase @case) =>
        @case.Pod.References
            .Where(r => !r.Optional && r.Presence is Presence.ObjectMissing or Presence.KeyMissing && (r.Container is null || r.Container == @case.Container.Name))
            .Where(_ => @case.Container.Termination is null)
            .Select(Finding);

    private Finding Finding(ReferenceFact reference)
    {
        var thing = $"{reference.Kind} {reference.Name}";
        var missing = reference.Presence == Presence.KeyMissing ? $"the key '{reference.Key}' of {thing}" : thing;
        var nearest = reference.Nearest.Count > 0 ? $" (there is {string.Join(", ", reference.Nearest.Take(3))})" : "";
        return new Finding
        {
            Rule = Id,
            Category = Category.MissingConfigmapOrSecret,
            Subject = reference.Presence == Presence.KeyMissing ? $"{reference.Name}/{reference.Key}" : reference.Name,
            Statement = $"The container needs {missing} ({reference.Place}), which does not exist in the namespace{nearest}.",
            Confidence = Confidence.Certain,
            Weight = Weight.Root,
            Proof =
            [
                new(ProofSource.PodSpec, reference.Place, $"{thing}{(reference.Key is null ? "" : $", key {reference.Key}")}"),
                new(reference.Kind == "Secret" ? ProofSource.Secret : ProofSource.ConfigMap, reference.Name, reference.Presence == Presence.KeyMissing ? $"has no key {reference.Key}" : "not found"),
            ],
            Solution = [new(reference.Nearest.Count > 0
                ? $"Create {missing}, or correct the name in the workload: the nearest that exists is {reference.Nearest[0]}."
                : $"Create {missing} in the pod's namespace, or correct the name in the workload.")],
            Prevention = [new("Ship ConfigMaps and Secrets with the workload that needs them, in the same release.")],
        };
    }
}
