using Unloop.Core.Facts;
using Unloop.Core.Outcomes;
using Unloop.Core.Planning;
using Unloop.Engine.Fixing.Journals;
using Unloop.Engine.Fixing.Planning;
using Unloop.Engine.Fixing.Steps;
using Unloop.Engine.Verifying;

namespace Unloop.Engine.Fixing;

/// <summary>What every fix is made with.</summary>
public sealed record FixParts(FixTools Tools, IFixJournals Journals, Proposer Proposer, Verify Verify, IRolloutView View, FixTerms Terms, string Version);

/// <summary>
/// Mends one workload: a plan that a person approved is carried out, watched until it is proven to hold, and taken back where it does not. Where another
/// cause comes to light behind the first, the next plan goes on from there; where nothing is gained, everything goes back.
/// </summary>
public sealed class Fix(FixParts parts)
{
    /// <summary>Why this plan must not be carried out on these terms; null where it may.</summary>
    public static Problem? Obstacle(Plan plan, FixTerms terms) =>
        plan.Owners.Count > 0 && !terms.DespiteOwner
            ? new Problem(ProblemKind.Refused, $"{plan.Workload} belongs to {plan.Owners[0].Name}, which would change it back. {plan.Owners[0].Instead} Or change it all the same with --despite-owner.")
        : plan.Steps.Any(s => s is RecreateStep) && !terms.Recreate
            ? new Problem(ProblemKind.Refused, $"{plan.Workload} cannot be changed in place. With --recreate it is deleted and made anew: its uid, its history and its emptyDir volumes are lost.")
        : null;

    /// <param name="first">What the plan was chosen from.</param>
    /// <param name="plan">One of its plans, or one that was made for this workload before.</param>
    /// <param name="source">For plans that come after it.</param>
    public async Task<FixRecord> RunAsync(Proposed first, Plan plan, BuildSource? source, IApprover person, IProgress<FixSight> progress, CancellationToken cancellationToken)
    {
        var refused = Obstacle(plan, parts.Terms)?.Message
            ?? (await person.ApproveAsync(plan, first, isFirst: true, cancellationToken) ? null : "The plan was not approved; nothing was changed.");
        if (refused is not null)
        {
            return NotApplied(plan, first, refused);
        }

        var (journal, problem) = parts.Journals.Start(plan.Workload, parts.Tools.Time.GetUtcNow());
        if (journal is null)
        {
            return NotApplied(plan, first, problem!.Message);
        }

        using (journal)
        {
            if (first.Alarm?.Wish.KeepIn(journal) is { } unkept)
            {
                return NotApplied(plan, first, unkept.Message);
            }

            var record = await new FixRun(parts, journal, source, person, progress).RunAsync(first, plan, cancellationToken);
            return first.Alarm is { } alarm && Holds(record) ? FixRecords.Keep(journal, record with { Alarm = await alarm.SetAsync(progress, cancellationToken) }) : record;
        }
    }

    /// <summary>Ends a fix that was interrupted: forwards, unless the way back was begun. An alarm that it was asked for is set as well, if it is not yet.</summary>
    public async Task<FixRecord> ResumeAsync(IFixJournal journal, IAlarmPlanner alarms, IProgress<FixSight> progress, CancellationToken cancellationToken)
    {
        var record = await new FixRun(parts, journal, null, null, progress).ResumeAsync(cancellationToken);
        return Holds(record) && AlarmWish.Pending(journal) is { } wish
            ? FixRecords.Keep(journal, record with { Alarm = await SetAgainAsync(wish, alarms, progress, cancellationToken) })
            : record;
    }

    /// <summary>Puts back everything that a fix did, whether it was interrupted or had ended.</summary>
    public Task<FixRecord> UndoAsync(IFixJournal journal, IProgress<FixSight> progress, CancellationToken cancellationToken) =>
        new FixRun(parts, journal, null, null, progress).UndoAsync(cancellationToken);

    private static bool Holds(FixRecord record) => record.Verdict is FixVerdict.Stable or FixVerdict.Holding;

    private static async Task<AlarmRecord> SetAgainAsync(AlarmWish wish, IAlarmPlanner alarms, IProgress<FixSight> progress, CancellationToken cancellationToken)
    {
        try
        {
            var (alarm, problems) = await alarms.PlanAsync(wish, cancellationToken);
            return alarm is null ? wish.NotSet(string.Join(' ', problems.Select(p => p.Message)))
                : alarm.IsWithin(wish) || await alarms.ApproveAsync(alarm, cancellationToken) ? await alarm.SetAsync(progress, cancellationToken)
                : wish.NotSet("What would be done now is not what was approved with the fix, and nobody agreed to it; nothing was changed.");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return wish.NotSet("It was stopped before anything was changed.");
        }
    }

    private FixRecord NotApplied(Plan plan, Proposed first, string says) =>
        new() { Version = parts.Version, Verdict = FixVerdict.NotApplied, Says = says, Workload = plan.Workload, Before = first.Diagnosis };
}
