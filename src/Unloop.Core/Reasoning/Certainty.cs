using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;

namespace Unloop.Core.Reasoning;

/// <summary>How sure a finding is, once all evidence is on the table.</summary>
internal static class Certainty
{
    /// <summary>
    /// Adds what others prove of the same cause. Proof from a second origin makes a likely finding certain, and a possible one likely; an echo
    /// stays what it is, however often it is heard.
    /// </summary>
    public static Finding Weigh(Finding finding, IReadOnlyList<Finding> all)
    {
        var agreeing = all.Where(o => o != finding && o.Category == finding.Category && SameSubject(o.Subject, finding.Subject)).SelectMany(o => o.Proof);
        var second = finding.Corroboration.Concat(agreeing).ToList();
        var own = finding.Proof.Select(p => p.Origin).ToHashSet();
        var raised = finding.Weight != Weight.Echo && second.Any(p => !own.Contains(p.Origin));
        return finding with
        {
            Proof = [.. finding.Proof.Concat(second).DistinctBy(p => (p.Source, p.At, p.Text))],
            Confidence = !raised ? finding.Confidence
                : finding.Confidence == Confidence.Possible ? Confidence.Likely : Confidence.Certain,
        };
    }

    /// <summary>Takes certainty back where the evidence speaks with two tongues.</summary>
    public static Finding Doubt(Finding best, IReadOnlyList<Finding> ranked, ContainerCase @case)
    {
        if (best.Confidence != Confidence.Certain)
        {
            return best;
        }

        var rival = ranked.Skip(1).FirstOrDefault(f => f.Category != best.Category && f.Weight >= Weight.Particular);
        var contested = rival is not null && Ranking.Score(best) - Ranking.Score(rival) < Ranking.Rivalry;

        // A program that ended well of its own accord did not die of what it printed.
        var endedWell = best.Position is not null && best.Weight < Weight.Root && @case.Container.Termination is { ExitCode: 0 };
        return contested || endedWell ? best with { Confidence = Confidence.Likely } : best;
    }

    private static bool SameSubject(string a, string b) =>
        a.Equals(b, StringComparison.OrdinalIgnoreCase)
        || (Math.Min(a.Length, b.Length) >= 4 && (a.Contains(b, StringComparison.OrdinalIgnoreCase) || b.Contains(a, StringComparison.OrdinalIgnoreCase)));
}
