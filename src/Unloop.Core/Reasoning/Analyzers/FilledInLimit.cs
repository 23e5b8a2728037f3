using Unloop.Core.Diagnoses;

namespace Unloop.Core.Reasoning.Analyzers;

/// <summary>A limit that nobody wrote: a LimitRange of the namespace filled it in.</summary>
internal sealed class FilledInLimit : IAnalyzer
{
    public string Id => "filled-in-limit";

    public IEnumerable<Insight> Look(ContainerCase @case)
    {
        if (@case.Container.Resources.MemoryLimit is not { } limit || @case.Container.Termination?.Reason != "OOMKilled")
        {
            yield break;
        }

        foreach (var range in @case.Pod.Policies.Where(p => p.Kind == "LimitRange"))
        {
            if (range.Lines.FirstOrDefault(l => l.Contains(" default memory:", StringComparison.Ordinal) && l.EndsWith($" {limit}", StringComparison.Ordinal)) is { } line)
            {
                yield return new Contribution
                {
                    Rule = Id,
                    Statement = $"The memory limit of {limit} is the default of LimitRange {range.Name}: the workload may never have asked for it.",
                    Proof = [new(ProofSource.Policy, $"LimitRange/{range.Name}", line)],
                    Advice = [new("Write the limit that the program needs into the workload; the namespace's default then no longer applies.")],
                };
            }
        }
    }
}
