using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;
using Unloop.Core.Outcomes;
using Unloop.Core.Planning;
using Unloop.Core.Reports;
using Unloop.Core.Stability;
using Unloop.Engine.Fixing.Journals;
using Unloop.Engine.Fixing.Planning;
using Unloop.Engine.Verifying;

namespace Unloop.Engine.Fixing;

/// <summary>One fix from its first approval, or from where its journal breaks off, to one of its two ends: all done, or all back.</summary>
internal sealed class FixRun(FixParts parts, IFixJournal journal, BuildSource? source, IApprover? person, IProgress<FixSight> progress)
{
    /// <summary>A process that died keeps its workload from others for no longer than this; under its own id it is taken up again at any time.</summary>
    private static readonly TimeSpan Hold = TimeSpan.FromHours(1);

    /// <summary>After Ctrl-C the way back is still gone, but not waited for without end.</summary>
    private static readonly TimeSpan WayBackTime = TimeSpan.FromMinutes(10);

    /// <summary>For pulling images, and for replicas that start one after the other; the proof has its own time on top.</summary>
    private static readonly TimeSpan RolloutTime = TimeSpan.FromMinutes(10);

    /// <summary>They fail alike: a few tell all, and show which share they are of.</summary>
    private const int MaximumNewPods = 5;

    /// <summary>A warning comes before the failure that it warns of: three failed probes, and the time to stop. So long, a minute, the new pods are left to show it.</summary>
    private const int NewPodLooks = 30;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(2);

    private readonly List<Attempt> _attempts = [];

    public async Task<FixRecord> RunAsync(Proposed first, Plan plan, CancellationToken cancellationToken)
    {
        if (Begin(plan, first) is { } problem)
        {
            return Record(FixVerdict.NotApplied, problem.Message) with { Workload = plan.Workload, Before = first.Diagnosis };
        }

        var others = first.Offer.Plans.Where(p => p.Hash != plan.Hash && Fix.Obstacle(p, parts.Terms) is null).Select(p => (p, first));
        return await GuardAsync(
            async token => await HoldAsync(token) is { } held ? await EndAsync(FixVerdict.NotApplied, held.Message) : await TryAllAsync(new Queue<(Plan, Proposed)>(others), token),
            cancellationToken);
    }

    /// <summary>Goes on where the journal breaks off: forwards, unless the way back was begun.</summary>
    public async Task<FixRecord> ResumeAsync(CancellationToken cancellationToken)
    {
        var refused = Load();
        var state = new FixState(journal.Entries);
        return refused is not null ? Record(FixVerdict.Unfinished, refused.Message)
            : Enum.TryParse<FixVerdict>(state.Ended, out var ended) ? Record(ended, "It had ended before; nothing was left to do.")
            : await GuardAsync(
                async token => await HoldAsync(token) is { } held ? Stuck(held, "resume")
                    : state.IsGoingBack ? await GoBackAsync("The way back was begun before.", FixVerdict.RolledBack, token)
                    : await TryAllAsync([], token),
                cancellationToken);
    }

    /// <summary>What cannot be held but by another's will is put back all the same: its namespace may be gone, and there are files too.</summary>
    public async Task<FixRecord> UndoAsync(CancellationToken cancellationToken) =>
        Load() is { } refused ? Record(FixVerdict.Unfinished, refused.Message)
        : await GuardAsync(
            async token => await HoldAsync(token) is { Kind: ProblemKind.Refused } held ? Stuck(held) : await GoBackAsync("Everything was put back, as you asked.", FixVerdict.Undone, token),
            cancellationToken,
            FixVerdict.Undone);

    /// <summary>Whatever stops a fix, it does not stop half-way.</summary>
    private async Task<FixRecord> GuardAsync(Func<CancellationToken, Task<FixRecord>> way, CancellationToken cancellationToken, FixVerdict back = FixVerdict.RolledBack)
    {
        try
        {
            return await way(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            progress.Report(new NoteSight("Stopped: everything is being put back. If this is killed, 'unloop fix --undo' does the rest."));
        }

        using var time = new CancellationTokenSource(WayBackTime, parts.Tools.Time);
        try
        {
            return await GoBackAsync("It was stopped before it was done.", back, time.Token);
        }
        catch (OperationCanceledException) when (time.IsCancellationRequested)
        {
            return Stuck(new Problem(ProblemKind.Failed, $"It was stopped, and not everything could be put back within {WayBackTime.TotalMinutes:0} minutes."));
        }
    }

    /// <summary>Takes the lease, or renews it for another attempt.</summary>
    private Task<Problem?> HoldAsync(CancellationToken cancellationToken) =>
        parts.Tools.Workloads.HoldAsync(_attempts[0].Plan.Workload, journal.Id, Hold + _attempts[^1].Plan.Proof.WindowMax + RolloutTime, cancellationToken);

    private async Task<FixRecord> TryAllAsync(Queue<(Plan Plan, Proposed Proposed)> untried, CancellationToken cancellationToken)
    {
        while (true)
        {
            var attempt = _attempts[^1];
            var failure = (await Of(attempt).ApplyAsync(cancellationToken))?.Message;
            (Plan Plan, Proposed Proposed)? next = null;
            if (failure is null)
            {
                attempt.Proof = await ProveAsync(attempt, cancellationToken);
                failure = attempt.Proof.Statement ?? (attempt.Proof.Errors is [var error, ..] ? error : "Nothing was seen of the new pods.");
                if (attempt.Proof.State is StabilityState.Stable or StabilityState.Holding)
                {
                    return await IsEditedAsync(attempt, cancellationToken)
                        ? await GoBackAsync("Somebody else edited it meanwhile.", FixVerdict.RolledBack, cancellationToken)
                        : await EndAsync(attempt.Proof.State is StabilityState.Stable ? FixVerdict.Stable : FixVerdict.Holding, failure);
                }

                next = await LookBehindAsync(attempt, cancellationToken);
            }

            if (next is null && await TakeBackAsync(cancellationToken) is { } stuck)
            {
                return Stuck(stuck);
            }

            next ??= untried.TryDequeue(out var other) && await IsForPresentAsync(other.Plan, cancellationToken) ? other : null;
            if (next is not { } chosen || !await AgreeAsync(chosen.Plan, chosen.Proposed, cancellationToken) || await HoldAsync(cancellationToken) is { Kind: ProblemKind.Refused })
            {
                return await GoBackAsync(failure, FixVerdict.RolledBack, cancellationToken);
            }
        }
    }

    private async Task<VerifyReport> ProveAsync(Attempt attempt, CancellationToken cancellationToken)
    {
        var (plan, terms) = (attempt.Plan, new VerifyTerms
        {
            Judge = new JudgeTerms { Proof = attempt.Plan.Proof, Before = attempt.WarningsBefore },
            Timeout = attempt.Plan.Proof.WindowMax + RolloutTime,
        });
        Note(attempt.Number, JournalEvent.Proving, null);
        await parts.Tools.Workloads.NoteAsync(plan.Workload, "FixApplied", $"{plan.Statement} ({journal.Id})", isWarning: false, cancellationToken);
        await new StuckPods(parts, progress).FreeAsync(plan.Workload, cancellationToken);
        var outcome = await parts.Verify.RunAsync(Present(attempt), terms, new RolloutSights(progress), cancellationToken);
        attempt.LastLook = outcome.Last;
        Note(attempt.Number, JournalEvent.Judged, outcome.Problem?.Message ?? outcome.Verdict?.Statement);
        return VerifyReport.Of(parts.Version, plan.Workload, outcome.Problem is null ? outcome.Verdict : null, outcome.Last, outcome.Timeline, outcome.Took) with
        {
            Errors = outcome.Problem is { } problem ? [problem.Message] : [],
        };
    }

    /// <summary>An edit between the write and the first look is what was proven then, and not the fix.</summary>
    private async Task<bool> IsEditedAsync(Attempt attempt, CancellationToken cancellationToken)
    {
        var (workload, written) = (attempt.Plan.Workload, new FixState(journal.Entries).ValueOf<PatchWorkloadStep>(attempt.Plan, attempt.Number));
        return written is not null && (await parts.Tools.Workloads.ReadAsync(workload.Kind, workload.Namespace, workload.Name, cancellationToken)).Workload is { } live
            && live.TemplateHash != written;
    }

    /// <summary>Nobody is asked about a plan that would be refused: somebody else has changed the workload, or it was made anew.</summary>
    private async Task<bool> IsForPresentAsync(Plan plan, CancellationToken cancellationToken) =>
        (await parts.Tools.Workloads.ReadAsync(plan.Workload.Kind, plan.Workload.Namespace, plan.Workload.Name, cancellationToken)).Workload is { } live
        && live.Ref.Uid == plan.Workload.Uid && live.TemplateHash == plan.TemplateHash;

    /// <summary>What was made anew has another uid.</summary>
    private WorkloadRef Present(Attempt attempt) =>
        new FixState(journal.Entries).ValueOf<RecreateStep>(attempt.Plan, attempt.Number) is { } uid
            ? attempt.Plan.Workload with { Uid = uid }
            : attempt.Plan.Workload;

    /// <summary>
    /// Keeps what can be seen of the new failure while its pods are there. Where another cause has come to light behind the one that was mended, and it can be
    /// mended as well, the next plan goes on from here.
    /// </summary>
    private async Task<(Plan, Proposed)?> LookBehindAsync(Attempt attempt, CancellationToken cancellationToken)
    {
        progress.Report(new NoteSight("It did not hold: looking at the new failure before anything is put back."));
        var seen = await LookAtNewPodsAsync(attempt, cancellationToken);
        _ = journal.KeepEvidence($"{attempt.Number}-evidence-after", seen.Batch.Pods);
        attempt.After = seen.Diagnosis;
        attempt.KeepAfter(journal);
        var aftermath = Aftermath.Of(attempt.Plan.Cause, seen.Diagnosis, attempt.WantedDigest(journal), attempt.LastLook?.Pods ?? []);
        attempt.Comparison = aftermath.Statement;
        progress.Report(new NoteSight(aftermath.Statement));
        var isNext = aftermath is { SameCause: false, NewImageRan: not false } && attempt.Proof?.Failure?.Kind is not FailureKind.Superseded;
        return isNext && seen.Offer.Plans.FirstOrDefault(p => Fix.Obstacle(p, parts.Terms) is null) is { } plan ? (plan, seen) : null;
    }

    /// <summary>
    /// A pod of the revision before that is still going fails as it always did, and is no evidence of what was changed. All pods of the workload are looked at
    /// only where none of the new ones can be: a quota or an admission webhook lets none be made, or they are gone again.
    /// </summary>
    private async Task<Proposed> LookAtNewPodsAsync(Attempt attempt, CancellationToken cancellationToken)
    {
        var workload = attempt.Plan.Workload;
        string[] fresh = [.. (attempt.LastLook?.Pods ?? []).Where(p => p is { IsNew: true, Leaving: false }).OrderBy(p => p.Ready).Take(MaximumNewPods).Select(p => $"pod/{p.Name}")];
        var seen = fresh.Length == 0 ? null : await LookAsync(fresh);
        for (var look = 1; look < NewPodLooks && IsAhead(seen); look++)
        {
            await Task.Delay(BetweenLooks, parts.Tools.Time, cancellationToken);
            seen = await LookAsync(fresh);
        }

        return seen is { Report.Items.Count: > 0 } ? seen : await LookAsync(workload.ToString());

        // It is judged by a warning as before, and nothing has come of it yet.
        bool IsAhead(Proposed? now) =>
            attempt.Proof?.Failure?.Kind is FailureKind.Warning && now is { Report.Items.Count: > 0 } && now.Report.Items.All(i => i.Verdict is Verdict.NotCrashLooping);

        Task<Proposed> LookAsync(params string[] targets) =>
            parts.Proposer.ProposeAsync(new TargetQuery { Targets = targets, Namespace = workload.Namespace }, source, attempt.Plan.Proof, cancellationToken);
    }

    private async Task<bool> AgreeAsync(Plan plan, Proposed proposed, CancellationToken cancellationToken) =>
        _attempts.Count < parts.Terms.Attempts && Fix.Obstacle(plan, parts.Terms) is null && person is not null
        && await person.ApproveAsync(plan, proposed, isFirst: false, cancellationToken) && Begin(plan, proposed) is null;

    private Problem? Begin(Plan plan, Proposed proposed)
    {
        var (attempt, problem) = Attempt.Begin(journal, _attempts.Count + 1, plan, proposed, parts.Tools.Time.GetUtcNow());
        if (attempt is not null)
        {
            _attempts.Add(attempt);
        }

        return problem;
    }

    private Problem? Load()
    {
        var (attempts, problem) = Attempt.Read(journal);
        _attempts.AddRange(attempts);
        return problem ?? (attempts.Count == 0 ? new Problem(ProblemKind.Refused, $"Fix {journal.Id} has no plan that was approved: nothing was done.")
            : attempts[0].Plan.Server != parts.Tools.Workloads.Server
                ? new Problem(ProblemKind.Refused, $"Fix {journal.Id} is of {attempts[0].Plan.Server}, and this is {parts.Tools.Workloads.Server}: choose its context.")
                : null);
    }

    private async Task<FixRecord> GoBackAsync(string why, FixVerdict verdict, CancellationToken cancellationToken) =>
        await TakeBackAsync(cancellationToken) is { } stuck ? Stuck(stuck) : await EndAsync(verdict, why);

    /// <summary>The newest first. Null when all is as it was, and the old pods are back.</summary>
    private async Task<Problem?> TakeBackAsync(CancellationToken cancellationToken)
    {
        foreach (var attempt in _attempts.AsEnumerable().Reverse())
        {
            if (await Of(attempt).RevertAsync(cancellationToken) is { } problem)
            {
                return problem;
            }
        }

        var changed = new FixState(journal.Entries).Ended is null && _attempts.Any(a => a.Plan.Steps.Select((s, i) => (Step: s, Index: i)).Any(s =>
            s.Step is PatchWorkloadStep or RecreateStep && new FixState(journal.Entries).Of(a.Number, s.Index) is StepState.Undone));
        return changed ? await new WayBack(parts, progress).SettleAsync(_attempts[0].Plan.Workload, journal.Id, cancellationToken) : null;
    }

    /// <summary>
    /// Nobody stops it here any more: all is done, or all is back. The journal is ended last: a fix that is killed before is taken up again, and gives its lease
    /// back then.
    /// </summary>
    private async Task<FixRecord> EndAsync(FixVerdict verdict, string says)
    {
        var workload = _attempts[0].Plan.Workload;
        if (verdict is not FixVerdict.NotApplied)
        {
            var (reason, isWarning) = verdict is FixVerdict.Stable or FixVerdict.Holding ? ("FixHolds", false) : ("FixTakenBack", true);
            await parts.Tools.Workloads.NoteAsync(workload, reason, $"{says} ({journal.Id})", isWarning, CancellationToken.None);
        }

        await parts.Tools.Workloads.ReleaseAsync(workload, journal.Id, CancellationToken.None);
        Note(_attempts[^1].Number, JournalEvent.Ended, verdict.ToString());
        return Record(verdict, says) with { Next = verdict is FixVerdict.RolledBack && _attempts.Any(a => a.Proof?.State is StabilityState.Failed) ? [WhatNext(workload)] : [] };
    }

    private static Advice WhatNext(WorkloadRef workload) =>
        new("It was not that, or not that alone: try in a copy of the pod what tells the remaining hypotheses apart.") { Command = $"unloop try {workload} -n {workload.Namespace}" };

    private FixRecord Stuck(Problem problem, string how = "undo") => Record(FixVerdict.Unfinished, problem.Message) with
    {
        Next = [new Advice("When what stands in the way is gone, put everything back, or go on.") { Command = $"unloop fix --{how} {journal.Id}" }],
    };

    private void Note(int attempt, JournalEvent happened, string? value) =>
        _ = journal.Append(new JournalEntry(parts.Tools.Time.GetUtcNow(), attempt, happened, null, value));

    private Transaction Of(Attempt attempt) => new(parts.Tools, attempt.Plan, attempt.Number, journal, progress);

    private sealed class RolloutSights(IProgress<FixSight> progress) : IProgress<RolloutSight>
    {
        public void Report(RolloutSight value) => progress.Report(new PodsSight(value));
    }

    private FixRecord Record(FixVerdict verdict, string says) => FixRecords.Keep(journal, FixRecords.Of(parts.Version, journal, _attempts, verdict, says));
}
