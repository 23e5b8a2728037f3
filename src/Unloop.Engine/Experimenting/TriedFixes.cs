using Unloop.Core;
using Unloop.Core.Diagnoses;
using Unloop.Core.Experiments;
using Unloop.Core.Outcomes;
using Unloop.Core.Planning;
using Unloop.Core.Reports;
using Unloop.Core.Stability;
using Unloop.Engine.Fixing;
using Unloop.Engine.Fixing.Journals;

namespace Unloop.Engine.Experimenting;

/// <summary>From journals to what was tried for a workload, and what came of it. Pure.</summary>
public static class TriedFixes
{
    /// <summary>Plans that were carried out to their end, oldest first.</summary>
    public static IReadOnlyList<TriedFix> Read(IReadOnlyList<PastFix> past, WorkloadRef workload, string server) =>
        [.. past.SelectMany(f => f.Entries.Where(e => e.Event is JournalEvent.Approved).Select(e => Read(f, e.Attempt, workload, server))).OfType<TriedFix>()];

    private static TriedFix? Read(PastFix fix, int attempt, WorkloadRef workload, string server)
    {
        var own = fix.Entries.Where(e => e.Attempt == attempt).ToList();
        if (own.Find(e => e.Event is JournalEvent.Judged) is not { } judged
            || Attempt.Parse(fix.Kept(Attempt.PlanName(attempt)), PlanJson.Default.Plan) is not { } plan
            || plan.Server != server || plan.Workload.Namespace != workload.Namespace || plan.Workload.Kind != workload.Kind || plan.Workload.Name != workload.Name)
        {
            return null;
        }

        var after = Attempt.Parse(fix.Kept(Attempt.AfterName(attempt)), CoreJson.Default.Diagnosis);
        var takenBack = own.Exists(e => e.Event is JournalEvent.Undone);
        var held = !takenBack && new FixState(fix.Entries).Ended is nameof(FixVerdict.Stable) or nameof(FixVerdict.Holding);
        return new(fix.Id, judged.At, plan.Cause, plan.Statement, held, takenBack, IsSame(plan.Cause, after), judged.Value) { Edits = [.. plan.Steps.OfType<PatchWorkloadStep>().SelectMany(s => s.Edits)] };
    }

    /// <summary>Without a cause the end itself may tell: who was killed for memory before, and ends by itself now, fails otherwise.</summary>
    private static bool? IsSame(PlannedCause before, Diagnosis? after) =>
        after?.Cause is { } cause ? Aftermath.IsSame(before, cause)
        : before.Category is Category.OomLimit && after?.Exit is { Code: not (null or 137), Reason: not "OOMKilled" } ? false
        : before.Category is Category.ProbeKill && after?.Exit is { Code: not (null or 137 or 143 or 0) } ? false
        : null;
}
