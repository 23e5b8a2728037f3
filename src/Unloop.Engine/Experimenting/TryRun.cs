using Unloop.Core.Diagnoses;
using Unloop.Core.Experiments;
using Unloop.Core.Experiments.Copying;
using Unloop.Core.Facts;
using Unloop.Core.Outcomes;

namespace Unloop.Engine.Experimenting;

/// <summary>Walks a path that was approved: each test in a copy of its own, made, watched, read and removed before the next.</summary>
public sealed class TryRun(TryParts parts, TryPlan plan, IProgress<TrySight> progress)
{
    /// <summary>A process that died keeps the workload from others for no longer than this.</summary>
    private static readonly TimeSpan Hold = TimeSpan.FromMinutes(2);

    /// <summary>What is done after Ctrl-C: a copy is removed, a lease given back.</summary>
    private static readonly TimeSpan CleaningTime = TimeSpan.FromSeconds(60);

    private readonly ExperimentCase _case = plan.Case!;
    private readonly long _planned = parts.Time.GetTimestamp();
    private readonly List<ExperimentResult> _results = [];
    private readonly List<EarlierTest> _decided = [];
    private readonly List<string> _left = [];
    private string? _unwritten;
    private IReadOnlyList<Hypothesis> _hypotheses = plan.Hypotheses;
    private Diagnosis? _after;

    public async Task<TryRecord> RunAsync(ITryApprover person, CancellationToken cancellationToken)
    {
        if (!await person.ApproveAsync(plan, cancellationToken))
        {
            return plan.ToRecord(TryVerdict.NotTried, "The tests were not approved; nothing was made.");
        }

        var started = parts.Time.GetUtcNow();
        if (await parts.Copies.HoldAsync(_case.Original.Workload, Holder, Hold, cancellationToken) is { } held)
        {
            return plan.ToRecord(TryVerdict.NotTried, held.Message) with { Errors = [held.Message] };
        }

        var swept = await parts.Copies.SweepAsync(_case.Original.Workload, _case.Run, cancellationToken);
        var stopped = false;
        try
        {
            await WalkAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            stopped = true;
        }
        finally
        {
            using var time = new CancellationTokenSource(CleaningTime, parts.Time);
            await parts.Copies.ReleaseAsync(_case.Original.Workload, Holder, time.Token);
        }

        var end = TryConclusion.Of(Seen, _hypotheses, _after, plan.Path, stopped);
        return plan.ToRecord(end.Verdict, end.Says) with
        {
            StartedAt = started,
            EndedAt = parts.Time.GetUtcNow(),
            Hypotheses = _hypotheses,
            Results = _results,
            After = end.After,
            Next = end.Next,
            LeftBehind = _left,
            Swept = swept.Removed,
            Errors = [.. new[] { swept.Problem?.Message, _unwritten }.OfType<string>()],
        };
    }

    /// <summary>With what was seen so far: what the program said in copies counts in what comes after.</summary>
    private ExperimentCase Seen => _case with { Results = [.. _results] };

    private string Holder => CopyMarks.Holder(_case.Run);

    private async Task WalkAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < plan.Path.Path.Count && _after is null; i++)
        {
            var experiment = plan.Path.Path[i];
            cancellationToken.ThrowIfCancellationRequested();
            if (ExperimentPath.IsWorth(experiment, _hypotheses))
            {
                progress.Report(new TestSight(i + 1, experiment));
                await TestAsync(experiment, cancellationToken);
            }
            else
            {
                progress.Report(new TryNote($"'{experiment.Kind.Token()}' would decide nothing any more."));
            }
        }
    }

    private async Task TestAsync(Experiment experiment, CancellationToken cancellationToken)
    {
        foreach (var copy in experiment.Copies)
        {
            var begun = parts.Time.GetTimestamp();
            var run = new CopyRun(parts, _case, RenewAsync, progress);
            CopyOutcome outcome;
            try
            {
                outcome = await run.RunAsync(copy, experiment, cancellationToken);
            }
            finally
            {
                _left.AddRange(run.Left is { } left ? [left] : []);
            }

            var reading = ExperimentReading.Of(Seen, experiment.Kind, outcome, _hypotheses);
            _hypotheses = reading.Hypotheses;
            var result = new ExperimentResult
            {
                Kind = experiment.Kind,
                Question = experiment.Question,
                Answer = reading.Answer,
                Means = reading.Means,
                Details = reading.Details,
                Outcome = outcome,
                Took = Math.Round(parts.Time.GetElapsedTime(begun).TotalSeconds, 1),
                Removed = run.Left is null,
            };
            _results.Add(result);
            progress.Report(new AnswerSight(result));
            _after = Answer(reading.Shown) ?? Answer(Diagnosed(experiment.Kind, outcome));
            WriteDown(result, reading);
            if (!reading.TriesNext || _after is not null)
            {
                return;
            }
        }
    }

    /// <summary>Test by test, so that a run that is killed has not tested in vain.</summary>
    private void WriteDown(ExperimentResult result, ExperimentReading reading)
    {
        if (_case.Basis is not { } basis || (reading.Effects.Count == 0 && _after is null))
        {
            return;
        }

        // By the server's clock, as the next run will ask.
        _decided.Add(new(_case.Run, result.Kind, _case.Now + parts.Time.GetElapsedTime(_planned), result.Answer, reading.Effects) { Said = reading.Said });
        _unwritten ??= parts.Journals.Keep(new PastTry
        {
            Id = _case.Run,
            Server = parts.Copies.Server,
            Workload = _case.Original.Workload,
            Container = _case.Name,
            Basis = basis,
            Tests = _decided,
            After = _after,
        })?.Message;
    }

    /// <summary>A copy with another image or configuration fails for reasons of its own.</summary>
    private Diagnosis? Diagnosed(ExperimentKind kind, CopyOutcome outcome)
    {
        var speaks = kind is ExperimentKind.Once or ExperimentKind.NoProbes ? outcome.End is CopyEnd.Ended or CopyEnd.NotStarted : kind is ExperimentKind.Asleep && outcome.End is CopyEnd.NotStarted;
        return speaks && outcome.Evidence is { } seen
            ? parts.Diagnose.Report(new EvidenceBatch { Pods = [ExperimentReading.AsOriginal(seen, _case.Pod)] }, _case.Name).Items.FirstOrDefault(i => i.Cause is not null)
            : null;
    }

    private Diagnosis? Answer(Diagnosis? diagnosis) =>
        diagnosis is not null && TryConclusion.IsAnswer(_case, diagnosis) ? diagnosis with { Subject = _case.Diagnosis.Subject, Restarts = _case.Diagnosis.Restarts } : null;

    private Task<Problem?> RenewAsync(CancellationToken cancellationToken) => parts.Copies.HoldAsync(_case.Original.Workload, Holder, Hold, cancellationToken);
}
