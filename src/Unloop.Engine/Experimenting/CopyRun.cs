using Unloop.Core.Diagnoses;
using Unloop.Core.Experiments;
using Unloop.Core.Facts;

namespace Unloop.Engine.Experimenting;

/// <summary>The life of one copy: made, watched, read, removed, whatever happens in between.</summary>
/// <param name="renew">Holds the workload for longer; the problem where it is not ours any more.</param>
internal sealed class CopyRun(TryParts parts, ExperimentCase @case, Func<CancellationToken, Task<Problem?>> renew, IProgress<TrySight> progress)
{
    /// <summary>Every log is read to this length, and its end beyond it.</summary>
    private const long LogLimit = 8 << 20;

    private const int MostOutput = 20;

    private static readonly TimeSpan RemovalTime = TimeSpan.FromSeconds(150);

    /// <summary>The copy, and how it is got rid of, where it could not be removed; known also when the run was interrupted.</summary>
    public string? Left { get; private set; }

    public async Task<CopyOutcome> RunAsync(PodCopy copy, Experiment experiment, CancellationToken cancellationToken)
    {
        // Reading and removing the copy before may have taken longer than the lease holds.
        if (await renew(cancellationToken) is { Kind: ProblemKind.Refused } taken)
        {
            return new CopyOutcome { Copy = copy.Name, End = CopyEnd.Refused, Words = taken.Message };
        }

        // Once it is begun nobody interrupts it: whether the copy is there must be known, so that it can be removed.
        var (made, refused) = await parts.Copies.MakeAsync(copy, @case.Original.Namespace, @case.Run, CancellationToken.None);
        if (made is null)
        {
            return new CopyOutcome { Copy = copy.Name, End = CopyEnd.Refused, Words = refused!.Message };
        }

        try
        {
            var outcome = await new CopyWatch(parts, @case, experiment, renew, progress).WatchAsync(made, cancellationToken);
            return outcome.End is CopyEnd.Lost ? outcome : await ReadAsync(made, outcome, cancellationToken);
        }
        finally
        {
            using var time = new CancellationTokenSource(RemovalTime, parts.Time);
            Left = await RemoveAsync(made, time.Token);
        }
    }

    private async Task<CopyOutcome> ReadAsync(MadeCopy made, CopyOutcome outcome, CancellationToken cancellationToken)
    {
        var batch = await parts.Cluster.CollectAsync(new TargetQuery { Targets = [$"pod/{made.Name}"], Namespace = made.Namespace, LogLimit = LogLimit }, cancellationToken);
        if (batch.Pods is not [var evidence, ..])
        {
            return outcome with { Words = outcome.Words ?? (batch.Problems is [var problem, ..] ? problem.Message : null) };
        }

        var log = evidence.LogsOf(@case.Name).Where(l => !l.IsEmpty).OrderBy(l => l.Instance).LastOrDefault();
        var ended = evidence.Container(@case.Name)?.Termination;
        return outcome with
        {
            Evidence = evidence,
            Output = [.. (log?.Lines ?? []).TakeLast(MostOutput).Select(l => Sentence.Shorten(l.Text, 400))],
            OutputLines = log?.TotalLines ?? 0,
            Words = outcome.Words ?? (outcome.End is CopyEnd.NotStarted or CopyEnd.NotScheduled ? Complaint(evidence) : null),
            Exit = outcome.Exit ?? (outcome.End is CopyEnd.Ended && ended is not null ? new Exit(ended.ExitCode, ended.Signal, ended.Reason, ended.StartedAt, ended.FinishedAt) : null),
        };
    }

    private static string? Complaint(PodEvidence evidence) => evidence.Events.LastOrDefault(e => e.Type == "Warning")?.Message ?? evidence.Pod.Message ?? evidence.Pod.Reason;

    private async Task<string?> RemoveAsync(MadeCopy made, CancellationToken cancellationToken)
    {
        try
        {
            if (await parts.Copies.RemoveAsync(made, cancellationToken) is not { } problem)
            {
                return null;
            }

            progress.Report(new TryNote($"Copy {made.Name} could not be removed: {problem.Message}"));
        }
        catch (OperationCanceledException)
        {
            progress.Report(new TryNote($"Copy {made.Name} could not be removed in time."));
        }

        return $"{made.Name} in namespace {made.Namespace}: it ends by its deadline and goes with the pod that owns it; now with kubectl delete pod {made.Name} -n {made.Namespace}";
    }
}
