using Unloop.Dockerfile.Checks.Languages;
using Unloop.Dockerfile.Modelling;

namespace Unloop.Dockerfile.Checks;

/// <summary>Every rule. A new one is a class, a line in the list of its kind, and its cases; a test finds out what was forgotten.</summary>
public static class RuleList
{
    public static IReadOnlyList<IRule> All { get; } = [.. GeneralRules.All, .. LanguageRules.All];

    /// <summary>What all rules find, in the order of the lines. Pure, and bounded by the size of the model.</summary>
    public static IReadOnlyList<Defect> Check(BuildModel model) =>
        [.. WithoutDoubles([.. All.SelectMany(r => r.Check(model)).Distinct()]).OrderBy(d => d.Line).ThenByDescending(d => d.Severity).ThenBy(d => d.Rule, StringComparer.Ordinal)];

    /// <summary>One mistake, one defect: the rule that knows most of it speaks.</summary>
    private static IEnumerable<Defect> WithoutDoubles(IReadOnlyList<Defect> found)
    {
        var nearer = All.Where(r => r.InsteadOf.Count > 0).ToDictionary(r => r.Id, r => r.InsteadOf);
        var speaking = found.Where(d => nearer.ContainsKey(d.Rule)).ToList();
        return found.Where(d => !speaking.Any(s => nearer[s.Rule].Contains(d.Rule) && (s.Instruction == d.Instruction || s.Subject == d.Subject)));
    }
}
