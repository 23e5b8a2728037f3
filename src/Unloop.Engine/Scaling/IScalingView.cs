using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Core.Scaling;

namespace Unloop.Engine.Scaling;

/// <summary>Looks at what decides whether a workload can be scaled out. Reads only, and no Secret. Implemented by <c>Unloop.Kubernetes</c>.</summary>
public interface IScalingView
{
    /// <summary>Never throws for what a cluster may do: what could not be seen is a gap, and a workload that cannot be read is a problem.</summary>
    /// <param name="workload">With an empty uid: whichever bears the name.</param>
    Task<ScalingSight> LookAsync(WorkloadRef workload, CancellationToken cancellationToken);

    /// <summary>One more measurement of the pods of a workload that was looked at; null where there is none.</summary>
    Task<UsageLook?> MeasureAsync(ScalingFacts facts, CancellationToken cancellationToken);
}

/// <summary>What was seen, or why nothing was.</summary>
public sealed record ScalingSight(ScalingFacts? Facts, Problem? Problem = null);

/// <summary>Writes the objects that make a workload scale, by server-side apply. Implemented by <c>Unloop.Kubernetes</c>.</summary>
public interface IScalingWriter
{
    /// <summary>Writes one, or with <paramref name="dryRun"/> lets the API server go through all of it and keep nothing; null when it was taken.</summary>
    /// <param name="facts">For what it was made: a template is changed only in that workload, and what bears the name of something new must not be there.</param>
    Task<Problem?> ApplyAsync(Core.Scaling.Manifests.ScalingManifest manifest, ScalingFacts facts, bool dryRun, CancellationToken cancellationToken);
}

/// <summary>The person who must agree before anything is written.</summary>
public interface IScalingApprover
{
    /// <summary>Shows everything that would be written, and asks.</summary>
    Task<bool> ApproveAsync(IReadOnlyList<Core.Scaling.Manifests.ScalingManifest> manifests, CancellationToken cancellationToken);
}
