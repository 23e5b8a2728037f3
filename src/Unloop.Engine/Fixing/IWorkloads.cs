using System.Text.Json.Nodes;
using Unloop.Core.Facts;
using Unloop.Core.Planning;

namespace Unloop.Engine.Fixing;

/// <summary>
/// The writes that a fix may ask of a cluster, and the reads that they need. Implemented by <c>Unloop.Kubernetes</c>; besides it only the
/// rules of alerts are written to a cluster. No member throws for what a cluster may do.
/// </summary>
public interface IWorkloads
{
    /// <summary>The API server's address: plans are made for one.</summary>
    string Server { get; }

    /// <summary>The workload with its template, its owners, what stands in the way, and its last healthy revision.</summary>
    Task<Reading> ReadAsync(string kind, string space, string name, CancellationToken cancellationToken);

    /// <summary>Writes a patch, or with <see cref="WorkloadPatch.DryRun"/> shows what admission would make of it.</summary>
    Task<Writing> PatchAsync(WorkloadPatch patch, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes what cannot be changed in place, waits until it is gone and makes it anew with this template; where it is gone already, it is only made.
    /// </summary>
    Task<Writing> RecreateAsync(WorkloadRef workload, RecreatedWorkload wanted, bool dryRun, CancellationToken cancellationToken);

    /// <summary>Deletes pods of a StatefulSet that a controller will not replace by itself (a forced rollback).</summary>
    Task<Problem?> DeletePodsAsync(WorkloadRef workload, IReadOnlyList<string> pods, CancellationToken cancellationToken);

    /// <summary>
    /// After a template was put back: scales to nothing what a fix had rolled out. A Deployment's controller keeps the pods of a failed revision for as long as
    /// those of the wanted one are not ready either. To be called until it is done.
    /// </summary>
    Task<Retirement> RetireAsync(WorkloadRef workload, string fix, CancellationToken cancellationToken);

    /// <summary>Takes or renews the lease that keeps two fixes off one workload; a refusal names who holds it and until when.</summary>
    Task<Problem?> HoldAsync(WorkloadRef workload, string holder, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Gives the lease back; of another holder's, nothing.</summary>
    Task ReleaseAsync(WorkloadRef workload, string holder, CancellationToken cancellationToken);

    /// <summary>An Event on the workload, so that <c>kubectl describe</c> tells what was done. Never keeps a fix from going on.</summary>
    Task NoteAsync(WorkloadRef workload, string reason, string message, bool isWarning, CancellationToken cancellationToken);
}

/// <param name="IsDone">Nothing of the fix is left.</param>
public sealed record Retirement(bool IsDone, Problem? Problem = null);

/// <param name="Template">As it shall be.</param>
/// <param name="Whole">As it was read before its deletion (<see cref="LiveWorkload.Whole"/>), for all that is not in its template.</param>
public sealed record RecreatedWorkload(JsonObject Template, JsonObject? Whole);

/// <summary>A workload, or why it could not be read.</summary>
public sealed record Reading(LiveWorkload? Workload, Problem? Problem = null);

public sealed record WorkloadPatch
{
    public required WorkloadRef Workload { get; init; }

    /// <summary>The template that the edits are for: where another stands, nothing is written (<see cref="WritingEnd.Moved"/>). Only the template counts, not the status.</summary>
    public required string ExpectedTemplateHash { get; init; }
    public IReadOnlyList<TemplateEdit> Edits { get; init; } = [];

    /// <summary>Set on the workload itself, not on its template; null removes.</summary>
    public IReadOnlyDictionary<string, string?> Annotations { get; init; } = new Dictionary<string, string?>();
    public bool DryRun { get; init; }
}

public enum WritingEnd
{
    Done,

    /// <summary>The template is another than the plan was made for: somebody edited it meanwhile.</summary>
    Moved,

    /// <summary>Admission, validation, quota or permission: it will not be different on the next try.</summary>
    Refused,

    /// <summary>No answer: the write may have been done or not; read before trying again.</summary>
    Unknown,
}

/// <param name="Workload">As it stands after the write, or would stand after the dry run.</param>
/// <param name="Problem">Why, unless it was done.</param>
public sealed record Writing(WritingEnd End, LiveWorkload? Workload, Problem? Problem = null);
