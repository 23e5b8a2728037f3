using Unloop.Core.Diagnoses;
using Unloop.Core.Injection.Troubles;

namespace Unloop.Core.Injection;

/// <summary>Everything that is wrong with what goes into a pod, the gravest first. Pure.</summary>
public static class InjectionTroubles
{
    /// <summary>What keeps a container from starting, and then what the program itself complains of.</summary>
    private static readonly string[] First = ["missing-object", "missing-key", "too-long", "not-executable", "asked-for-variable", "asked-for-file"];

    /// <param name="facts">As read.</param>
    /// <param name="tables">Made of them.</param>
    /// <param name="findings">What the signatures found in the logs of containers that fail, by container.</param>
    public static IReadOnlyList<ConfigTrouble> Of(InjectionFacts facts, IReadOnlyList<ContainerInjection> tables, IReadOnlyDictionary<string, IReadOnlyList<Finding>> findings)
    {
        var cases = facts.Containers.Join(tables, c => c.Name, t => t.Container, (spec, table) => new InjectionCase(facts, spec, table));
        var all = cases.SelectMany(c => (IEnumerable<ConfigTrouble>)
        [
            .. AskedTroubles.Of(c, tables, findings.GetValueOrDefault(c.Table.Container) ?? []),
            .. SourceTroubles.Of(c),
            .. VariableTroubles.Of(c),
            .. ValueTroubles.Of(c),
            .. FileTroubles.Of(c),
        ]);
        return [.. all.Concat(FileTroubles.OfPod(facts)).OrderByDescending(t => t.Severity).ThenBy(t => Array.IndexOf(First, t.Rule) is >= 0 and var rank ? rank : First.Length).DistinctBy(t => (t.Rule, t.Container, t.Subject, t.Statement))];
    }
}
