using Unloop.Core.Planning;
using Unloop.Engine.Fixing.Journals;

namespace Unloop.Engine.Experimenting;

/// <summary>What the journals of this machine tell of former fixes. Implemented by <c>Unloop.Host</c>.</summary>
public interface IPastFixes
{
    /// <summary>Fixes of workloads of this kind and name, oldest first; whether it is the very workload their plans say. What cannot be read is left out.</summary>
    IReadOnlyList<PastFix> Of(WorkloadRef workload);
}

/// <param name="Kept">What the journal keeps under a name; null: nothing.</param>
public sealed record PastFix(string Id, IReadOnlyList<JournalEntry> Entries, Func<string, byte[]?> Kept);
