using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;

namespace Unloop.Core.Stability;

/// <summary>How long a failing container was seen to live: a fix must hold longer than that.</summary>
public static class Lifetimes
{
    /// <summary>The longest over the pods of one workload; null when no end with both stamps is known.</summary>
    public static TimeSpan? Longest(IEnumerable<PodEvidence> pods, string container) =>
        Longest(pods.Select(p => p.Container(container)).OfType<ContainerFacts>().SelectMany(c => new[] { c.State?.Lifetime, c.LastState?.Lifetime }));

    /// <summary>The same from a report, where the evidence is no longer at hand.</summary>
    public static TimeSpan? Longest(IEnumerable<Diagnosis> items, string container) =>
        Longest(items.Where(i => i.Subject.Container == container).Select(i => i.Exit?.FinishedAt - i.Exit?.StartedAt));

    private static TimeSpan? Longest(IEnumerable<TimeSpan?> spans) => spans.Where(s => s >= TimeSpan.Zero).Max();
}
