using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Core.Stability;

namespace Unloop.Engine.Verifying;

/// <summary>A workload and its pods, looked at again and again. Reads only. Implemented by <c>Unloop.Kubernetes</c>.</summary>
public interface IRolloutView
{
    /// <summary>One look, at the present state.</summary>
    /// <param name="workload">With an empty uid: whichever bears the name; the snapshot tells its uid.</param>
    Task<Sight> LookAsync(WorkloadRef workload, CancellationToken cancellationToken);
}

/// <summary>What was seen, or why nothing was (the API server is away, the workload is gone).</summary>
public sealed record Sight(RolloutSnapshot? Snapshot, Problem? Problem = null);
