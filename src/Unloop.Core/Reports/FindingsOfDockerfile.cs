using Unloop.Core.Reasoning.Building;
using Unloop.Dockerfile.Checks;
using Unloop.Dockerfile.Syntax;

namespace Unloop.Core.Reports;

/// <summary>Brings what the rules for Dockerfiles found into the contract of findings.</summary>
public static class FindingsOfDockerfile
{
    /// <summary>Every rule, for the formats that list them.</summary>
    public static IReadOnlyList<FindingRule> Rules() =>
        [.. RuleList.All.Select(r => new FindingRule(r.About.Id, Severity(r.About.Severity), r.About.Sees, r.About.Symptom, r.About.Repair))];

    /// <param name="file">The Dockerfile's name, as findings shall say it.</param>
    public static IReadOnlyList<CheckFinding> Of(IEnumerable<Defect> defects, DockerfileDocument document, string file) =>
        [.. defects.Select(d => Of(d, document, file))];

    private static CheckFinding Of(Defect defect, DockerfileDocument document, string file)
    {
        var line = defect.Line >= 1 && defect.Line <= document.Source.LineCount ? document.Source.Line(defect.Line).ToString() : "";
        return new CheckFinding
        {
            Id = defect.Rule,
            Severity = Severity(defect.Severity),
            Category = DefectCategories.Of(defect.Rule) is [var likeliest, ..] ? likeliest : null,
            Statement = Printable.Line(defect.Statement),
            Subject = Printable.Line(defect.Subject),
            At = new FindingPlace(file, defect.Line, line.Length - line.TrimStart().Length + 1, defect.Instruction.LastLine > defect.Line ? defect.Instruction.LastLine : null),
            Excerpt = Printable.Line(line),
            Symptom = Printable.Line(defect.Symptom),
            Repair = Printable.Line(defect.Repair),
        };
    }

    private static FindingSeverity Severity(Severity severity) => severity switch
    {
        Dockerfile.Checks.Severity.Error => FindingSeverity.Error,
        Dockerfile.Checks.Severity.Warning => FindingSeverity.Warning,
        _ => FindingSeverity.Note,
    };
}
