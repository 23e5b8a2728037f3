using System.Text.RegularExpressions;
using Unloop.Core.Facts;

namespace Unloop.Core.Planning.Remedies;

/// <summary>Who would refuse a container more memory: its node, a LimitRange, a ResourceQuota.</summary>
internal static partial class MemoryBounds
{
    /// <summary>What a LimitRange or the node lets one container have at most; null where nobody says.</summary>
    public static (long Bytes, string Says)? Most(RemedyCase @case)
    {
        var ranges = @case.Pod.Policies.Where(p => p.Kind == "LimitRange")
            .SelectMany(p => p.Lines.Select(l => (Bytes: RangeMaximum().Match(l) is { Success: true } m ? Quantity.Bytes(m.Groups["max"].Value) : null, Says: $"LimitRange {p.Name} allows a container")))
            .Where(r => r.Bytes is not null)
            .Select(r => (r.Bytes!.Value, r.Says));
        var node = @case.Pod.Node is { AllocatableMemory: { } memory } known && Quantity.Bytes(memory) is { } bytes ? [(bytes, $"node {known.Name} can give its pods")] : Array.Empty<(long, string)>();
        return ranges.Concat(node).OrderBy(b => b.Item1).Select(b => ((long, string)?)b).FirstOrDefault();
    }

    /// <summary>The quota that has too little left for so much more in each replica and in the one that a rollout adds; null where none has.</summary>
    public static string? Quota(RemedyCase @case, long more)
    {
        var needed = more * ((@case.Workload.Replicas ?? 1) + 1);
        foreach (var quota in @case.Pod.Policies.Where(p => p.Kind == "ResourceQuota"))
        {
            foreach (var match in quota.Lines.Select(l => QuotaLine().Match(l)).Where(m => m.Success))
            {
                if (Quantity.Bytes(match.Groups["used"].Value) is { } used && Quantity.Bytes(match.Groups["hard"].Value) is { } hard && hard - used < needed)
                {
                    return $"ResourceQuota {quota.Name} has {Sizes.Text(Math.Max(0, hard - used))} of {match.Groups["what"].Value} left, and the rollout needs {Sizes.Text(needed)} more";
                }
            }
        }

        return null;
    }

    [GeneratedRegex("^(Container|Pod) max memory: (?<max>[0-9.]+[A-Za-z]*)$", RegexOptions.NonBacktracking)]
    private static partial Regex RangeMaximum();

    [GeneratedRegex("^(?<what>limits\\.memory): (?<used>[0-9.]+[A-Za-z]*) of (?<hard>[0-9.]+[A-Za-z]*) used$", RegexOptions.NonBacktracking)]
    private static partial Regex QuotaLine();
}
