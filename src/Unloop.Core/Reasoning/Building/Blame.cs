using Unloop.Core.Diagnoses;
using Unloop.Dockerfile.Checks;

namespace Unloop.Core.Reasoning.Building;

/// <summary>Follows a cause that was found to the line of the Dockerfile that made it so.</summary>
internal static class Blame
{
    /// <summary>The cause with its line and its repair, and what else the Dockerfile has to say to it.</summary>
    public static (Finding Finding, IReadOnlyList<Contribution> Also) Follow(Finding finding, ContainerCase @case)
    {
        if (@case.Build is not { } build)
        {
            return (finding, []);
        }

        var match = @case.Image is { } image ? HistoryMatch.Compare(image, build.Model) : null;
        var defect = DefectBehind(finding, build);
        var also = Also(finding, build, match).ToList();
        if (defect is null)
        {
            return (finding, also);
        }

        var line = defect.Instruction.ToString();
        var proof = new Proof(ProofSource.Dockerfile, $"line {defect.Line}", Sentence.Shorten(line, 160));
        if (match is { IsWhole: true } && defect.Severity == Severity.Error && (finding.Weight == Weight.Echo || finding.Category == Category.ExitsZero))
        {
            // Nothing was known but how it ended: the line says why, and the image was built from it.
            finding = finding with { Subject = defect.Subject, Statement = Sentence.Shorten(defect.Statement), Confidence = Confidence.Certain };
        }

        return (finding with
        {
            // A Dockerfile in hand proves nothing of an image by itself: only one whose steps the image's history tells does.
            Proof = match is { IsWhole: true } ? [.. finding.Proof, proof] : finding.Proof,
            Chain = [.. finding.Chain.Count > 0 ? finding.Chain : [new Link(finding.Statement, finding.Proof[0])], new Link($"{build.Path} line {defect.Line}: {defect.Statement}", proof)],
            Solution = [Repair(defect, build), .. finding.Solution],
        }, also);
    }

    /// <summary>The defect that explains the finding: of its kind, and about the same thing; of two the nearer one.</summary>
    private static Defect? DefectBehind(Finding finding, BuildEvidence build)
    {
        var ofKind = build.Defects.Where(d => DefectCategories.Of(d.Rule).Contains(finding.Category)).ToList();
        return ofKind.Where(d => Nearness(d.Subject, finding.Subject) > 0).MaxBy(d => Nearness(d.Subject, finding.Subject))
            ?? (ofKind.Count == 1 || finding.Category == Category.MissingModule ? ofKind.FirstOrDefault() : null);
    }

    private static int Nearness(string defect, string finding) =>
        defect == finding ? 3
        : BaseName(defect) == BaseName(finding) ? 2
        : Math.Min(defect.Length, finding.Length) >= 4 && (defect.Contains(finding, StringComparison.OrdinalIgnoreCase) || finding.Contains(defect, StringComparison.OrdinalIgnoreCase)) ? 1
        : 0;

    private static string BaseName(string path) => path[(path.TrimEnd('/').LastIndexOf('/') + 1)..];

    /// <summary>The patch, where there is one; else why there is none, and what to do instead.</summary>
    private static Advice Repair(Defect defect, BuildEvidence build) =>
        build.Mending.Mended.Any(m => IsSame(m.Defect, defect))
            ? new(build.Mending.Mended.First(m => IsSame(m.Defect, defect)).Says) { Diff = build.Mending.Diff.TrimEnd('\n') }
            : new(build.Mending.Refusals.FirstOrDefault(r => IsSame(r.Defect, defect))?.Reason ?? defect.Repair);

    private static bool IsSame(Defect a, Defect b) => a.Rule == b.Rule && a.Subject == b.Subject;

    private static IEnumerable<Contribution> Also(Finding finding, BuildEvidence build, HistoryMatch.Comparison? match)
    {
        if (WorksLocally.Because(finding, build) is { } because)
        {
            yield return new Contribution { Rule = "works-locally", Statement = because };
        }

        if (build.Model.FirstFailure is { } failure)
        {
            yield return new Contribution
            {
                Rule = "build-fails",
                Statement = Sentence.Shorten($"{build.Path} cannot be built as it stands: at line {failure.Instruction.FirstLine} {failure.Outcome.Reason}. The image that runs was built from something else, or with another version of the tools."),
                Proof = [new(ProofSource.Dockerfile, $"line {failure.Instruction.FirstLine}", Sentence.Shorten(failure.Instruction.ToString(), 160))],
            };
        }
        else if (match is { Missing: { } missing })
        {
            yield return new Contribution
            {
                Rule = "other-dockerfile",
                Statement = Sentence.Shorten($"The image that runs was not built from {build.Path} as it is now: its history does not tell line {missing.FirstLine}, '{Sentence.Shorten(missing.ToString(), 80)}'."),
                Proof = [new(ProofSource.Dockerfile, $"line {missing.FirstLine}", Sentence.Shorten(missing.ToString(), 160))],
            };
        }
        else if (match is { Extra: { } extra })
        {
            yield return new Contribution
            {
                Rule = "other-dockerfile",
                Statement = Sentence.Shorten($"The image that runs was not built from {build.Path} as it is now: its history tells '{Sentence.Shorten(extra, 80)}', which the file does not have."),
                Proof = [new(ProofSource.Image, "history", Sentence.Shorten(extra, 160))],
            };
        }
    }
}
