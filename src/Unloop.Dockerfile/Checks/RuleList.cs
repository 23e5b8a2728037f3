using Unloop.Dockerfile.Checks.Languages;
using Unloop.Dockerfile.Modelling;

namespace Unloop.Dockerfile.Checks;

/// <summary>Every rule. A new one is a class, a line in the list of its kind, and its cases; a test finds out what was forgotten.</summary>
public static class RuleList
{
    public static IReadOnlyList<IRule> All { get; } = [.. GeneralRules.All, .. LanguageRules.All];

    /// <summary>What all rules find, in the order of the lines. Pure, and bounded by the size of the model.</summary>
    public static IReadOnlyList<Defect> Check(BuildModel model)
    {
        var exact = LanguageRules.All.SelectMany(r => r.Check(model)).ToList();
        var general = GeneralRules.All.SelectMany(r => r.Check(model)).Where(d => !GeneralRules.Yields(d, exact));
        return [.. exact.Concat(general).Distinct().OrderBy(d => d.Line).ThenByDescending(d => d.Severity).ThenBy(d => d.Rule, StringComparer.Ordinal)];
    }
}
