using Unloop.Core.Experiments;
using Unloop.Core.Facts;
using Unloop.Core.Planning;

namespace Unloop.Engine.Experimenting;

/// <summary>What runs of tests on this machine found out, for the next one. Implemented by <c>Unloop.Host</c>.</summary>
public interface ITryJournals
{
    /// <summary>Runs for workloads of this kind and name, oldest first; whether it is the very workload they say themselves. What cannot be read is left out.</summary>
    IReadOnlyList<PastTry> Of(WorkloadRef workload);

    /// <summary>Writes what a run has found out so far, in place of what it wrote before; null when it is on disk.</summary>
    Problem? Keep(PastTry past);
}
