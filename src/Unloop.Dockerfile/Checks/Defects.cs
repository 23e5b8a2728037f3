using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Checks;

internal static class Defects
{
    /// <summary>A defect of the rule that is described; symptom and repair are the rule's own where the place gives nothing more exact.</summary>
    public static Defect At(this RuleDescription about, Instruction instruction, string subject, string statement, string? symptom = null, string? repair = null) => new()
    {
        Rule = about.Id,
        Severity = about.Severity,
        Instruction = instruction,
        Subject = subject,
        Statement = statement,
        Symptom = symptom ?? about.Symptom,
        Repair = repair ?? about.Repair,
    };
}
