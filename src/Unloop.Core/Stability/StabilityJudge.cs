using Unloop.Core.Reasoning;

namespace Unloop.Core.Stability;

/// <summary>
/// Says of a rollout, look by look, whether it is proven. Looks may be far apart and irregular: restart counters, start times and the stamps of readiness
/// keep what happened between two of them. A final verdict stays. Time is what the watcher's monotonic clock says; no wall clock decides anything, but where
/// <see cref="JudgeTerms.TrustsStamps"/> says so.
/// </summary>
public sealed class StabilityJudge(JudgeTerms terms)
{
    private readonly Dictionary<string, PodTrack> _tracks = [];
    private readonly Dictionary<FailureKind, TimeSpan> _troubles = [];
    private readonly WarningWatch _warnings = new(terms.Before);
    private RolloutSnapshot? _first;
    private StabilityVerdict? _final;
    private TimeSpan _now;
    private TimeSpan _firstLook;

    /// <param name="snapshot">What was seen.</param>
    /// <param name="elapsed">Since the watch began, by a monotonic clock. A value before the last one counts as that.</param>
    public StabilityVerdict Look(RolloutSnapshot snapshot, TimeSpan elapsed)
    {
        if (_final is not null)
        {
            return _final;
        }

        _now = elapsed > _now ? elapsed : _now;
        var verdict = Judge(snapshot);
        _final = verdict.IsFinal ? verdict : null;
        return verdict;
    }

    private StabilityVerdict Judge(RolloutSnapshot snapshot)
    {
        var needed = ProofWindow.Needed(terms.Proof, snapshot, _first is { At: { } at } ? at + (_now - _firstLook) : snapshot.At);
        if (snapshot.ObservedGeneration < snapshot.Generation)
        {
            return new() { State = StabilityState.Progressing, Statement = "The controller has not taken up the change yet.", Needed = needed };
        }

        var pods = RolloutProgress.Current(snapshot);
        var failure = IsSuperseded(snapshot) ?? SeePods(snapshot, needed);
        var jobs = JobVerdict.Of(snapshot, pods);
        if (jobs is { State: StabilityState.Stable } || (jobs is { IsFinal: true } && failure is null))
        {
            return jobs;
        }

        failure ??= SeeWarnings(snapshot, pods) ?? LostReadiness(pods);
        var progress = RolloutProgress.Of(snapshot);
        failure ??= Unhealed(snapshot, pods, progress);
        if (failure is not null)
        {
            return new() { State = StabilityState.Failed, Statement = failure.Statement, Failure = failure, Needed = needed };
        }

        return jobs ?? (snapshot.Desired == 0 && progress.New == 0 ? NothingWanted(snapshot) : Prove(snapshot, progress, pods, needed));
    }

    private StabilityVerdict Prove(RolloutSnapshot snapshot, RolloutProgress progress, IReadOnlyList<ObservedPod> pods, TimeSpan needed)
    {
        var tracks = pods.Select(p => _tracks[p.Uid]).ToList();
        // A pod that came later, for whatever reason, has a clock of its own: all of them count.
        var held = progress.IsReady ? tracks.Min(t => _now - t.ReadySince!.Value) : TimeSpan.Zero;
        var verdict = new StabilityVerdict
        {
            State = StabilityState.Progressing,
            Statement = $"{progress}.",
            Held = held,
            Needed = needed,
            ProvenAt = progress.IsReady && snapshot.At is { } at && needed < DateTimeOffset.MaxValue - at ? at + needed - held : null,
            FromStamps = progress.IsReady && tracks.Any(t => t.FromStamps),
        };
        if (!progress.IsComplete)
        {
            var lost = pods.Where(p => !p.Ready && _tracks[p.Uid].Breaks > 0).Select(p => p.Name).FirstOrDefault();
            return lost is null ? verdict : verdict with { Statement = $"{progress}; {lost} was ready and is no longer." };
        }

        var all = $"{(progress.Ready == 1 ? "The pod is" : $"All {progress.Ready} pods are")} ready";
        if (held >= needed)
        {
            return verdict with { State = StabilityState.Stable, Statement = $"{all}, without a break or a restart for {Duration.Text(verdict.FromStamps ? held : needed)}." };
        }

        return needed > terms.Proof.WindowMax && held >= terms.Proof.WindowMax
            ? verdict with
            {
                State = StabilityState.Holding,
                Statement = $"{all}, for {Duration.Text(held)} so far; holding, not proven until {Until(verdict)}: {WhySoLong(needed)}.",
            }
            : verdict with { State = StabilityState.Proving, Statement = $"{all}; proven after {Duration.Text(needed)} without a break or a restart." };
    }

    /// <summary>Takes in every pod of the wanted revision, and forgets those that are gone.</summary>
    private RolloutFailure? SeePods(RolloutSnapshot snapshot, TimeSpan needed)
    {
        var isFirst = _first is null;
        _first ??= snapshot;
        if (isFirst)
        {
            _firstLook = _now;
            _warnings.Start(snapshot);
        }

        RolloutFailure? failure = null;
        var wanted = snapshot.Pods.Where(p => p is { IsNew: true, Leaving: false }).ToList();
        foreach (var pod in wanted)
        {
            var over = RolloutProgress.IsOver(pod);
            if (!_tracks.TryGetValue(pod.Uid, out var track))
            {
                var hasPast = isFirst && !(snapshot.At - pod.CreatedAt < Shorter(needed, terms.Proof.WindowMax));
                track = new PodTrack(pod, _now, hasPast, isFirst ? Credit(snapshot, pod) : TimeSpan.Zero);
                _tracks.Add(pod.Uid, track);
            }

            failure ??= track.See(pod, _now, endsWell: JobVerdict.IsJob(snapshot));
            if (over && pod.Phase == "Failed" && !track.HasPast)
            {
                failure ??= new(FailureKind.PodFailed, $"Pod {pod.Name} has failed ({pod.Status}).", pod.Name);
            }
        }

        var uids = wanted.Select(p => p.Uid).ToHashSet();
        foreach (var gone in _tracks.Keys.Where(uid => !uids.Contains(uid)).ToList())
        {
            _ = _tracks.Remove(gone);
        }

        return failure;
    }

    /// <summary>How long the stamps say that a pod was ready before anybody looked; nothing where one of them is missing.</summary>
    private TimeSpan Credit(RolloutSnapshot snapshot, ObservedPod pod)
    {
        DateTimeOffset?[] stamps = [pod.ReadyChangedAt, .. pod.Containers.Where(ProofWindow.Counts).Select(c => c.State?.StartedAt)];
        if (!terms.TrustsStamps || !pod.Ready || stamps.Contains(null) || snapshot.At is not { } now)
        {
            return TimeSpan.Zero;
        }

        var since = stamps.Append(WarningWatch.Last(snapshot, pod)).Max()!.Value;
        return now > since ? now - since : TimeSpan.Zero;
    }

    private RolloutFailure? IsSuperseded(RolloutSnapshot snapshot) =>
        _first is { Revision: { } watched } first && snapshot.Revision is { } wanted && wanted != watched && snapshot.Generation > first.Generation
            ? new(FailureKind.Superseded, $"Somebody changed the {snapshot.Workload} meanwhile: {wanted} is wanted now, not {watched}.")
            : null;

    private RolloutFailure? SeeWarnings(RolloutSnapshot snapshot, IReadOnlyList<ObservedPod> pods)
    {
        var repeated = _warnings.See(snapshot, [.. pods.Where(p => p.Ready)]);
        foreach (var warning in repeated.Where(w => w.MayPass))
        {
            _tracks[warning.Pod.Uid].Disturb(warning.Failure, _now);
        }

        return repeated.FirstOrDefault(w => !w.MayPass)?.Failure;
    }

    private RolloutFailure? LostReadiness(IReadOnlyList<ObservedPod> pods) =>
        pods.Where(p => _tracks[p.Uid].Breaks >= terms.MostBreaks)
            .Select(p => _tracks[p.Uid].Disturbance ?? new RolloutFailure(FailureKind.ReadinessLost, $"{p.Name} has lost its readiness {_tracks[p.Uid].Breaks} times.", p.Name))
            .FirstOrDefault();

    /// <summary>A trouble that lasted longer than it may; a final word of a controller needs no patience.</summary>
    private RolloutFailure? Unhealed(RolloutSnapshot snapshot, IReadOnlyList<ObservedPod> pods, RolloutProgress progress)
    {
        var troubles = progress.IsComplete ? [] : PodTroubles.Of(snapshot, pods).DistinctBy(t => t.Kind).ToList();
        if (!progress.IsComplete && snapshot.Complaint is { } complaint && PodTroubles.IsFinal(complaint))
        {
            // A pod's own trouble says more than that the controller waited in vain for it.
            return troubles is [{ Pod: not null } why, ..] ? why : new(FailureKind.Deadline, $"The controller has given up: {PodTroubles.Shown(complaint)}");
        }

        foreach (var healed in _troubles.Keys.Where(k => troubles.All(t => t.Kind != k)).ToList())
        {
            _ = _troubles.Remove(healed);
        }

        foreach (var trouble in troubles)
        {
            _ = _troubles.TryAdd(trouble.Kind, _now);
        }

        return troubles.FirstOrDefault(t => _now - _troubles[t.Kind] >= (t.Kind == FailureKind.Unschedulable ? terms.NodePatience : terms.Patience));
    }

    private static StabilityVerdict NothingWanted(RolloutSnapshot snapshot) => new()
    {
        State = StabilityState.Holding,
        Statement = snapshot.Workload.Kind == "DaemonSet" ? "No node wants a pod of it: nothing can be proven." : "It is scaled to 0: nothing can be proven.",
    };

    private string WhySoLong(TimeSpan needed) =>
        terms.Proof.LongestLifetime is { } longest && longest * 1.5 >= needed
            ? $"the failing container lived up to {Duration.Text(longest)} before, so {Duration.Text(needed)} are needed"
            : $"{Duration.Text(needed)} are needed";

    private static string Until(StabilityVerdict verdict) => verdict.ProvenAt is { } at ? $"{at.ToUniversalTime():yyyy-MM-dd HH:mm:ss}Z" : $"{Duration.Text(verdict.Remaining)} from now";

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
