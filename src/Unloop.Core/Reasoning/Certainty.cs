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

    /// <summary>Adds what other rules know of the same finding: their proof corroborates, their links go on where the finding's own chain ends.</summary>
    public static Finding Elaborate(Finding finding, IEnumerable<Insight> insights)
    {
        foreach (var more in insights.OfType<Elaboration>().Where(e => e.Category == finding.Category && e.Subject == finding.Subject))
        {
            finding = finding with
            {
                Corroboration = [.. finding.Corroboration, .. more.Proof],
                Chain = [.. finding.Chain.Count > 0 ? finding.Chain : [new Link(finding.Statement, finding.Proof[0])], .. more.Chain],
                Solution = [.. more.Solution, .. finding.Solution],
                Prevention = [.. more.Prevention, .. finding.Prevention],
            };
        }

        return finding;
    }

    /// <summary>Evidence that speaks against a finding takes one step of confidence away.</summary>
    public static Finding Object(Finding finding, IEnumerable<Insight> insights) =>
        insights.OfType<Objection>().Any(o => o.Category == finding.Category && o.Subject == finding.Subject)
            ? finding with { Confidence = finding.Confidence == Confidence.Certain ? Confidence.Likely : Confidence.Possible }
            : finding;

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
