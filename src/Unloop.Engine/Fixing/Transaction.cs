using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Engine.Fixing.Journals;
using Unloop.Engine.Fixing.Steps;

namespace Unloop.Engine.Fixing;

/// <summary>
/// Takes the steps of one approved plan, or takes them back; each is announced in the journal before it has effects. Called on a journal that was
/// interrupted anywhere, both go on from there.
/// </summary>
internal sealed class Transaction(FixTools tools, Plan plan, int attempt, IFixJournal journal, IProgress<FixSight> progress)
{
    private readonly StepContext _context = new(tools, plan, attempt, journal, new ToolLines(progress));

    /// <summary>Null when all steps are done.</summary>
    public async Task<Problem?> ApplyAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < plan.Steps.Count; i++)
        {
            if (new FixState(journal.Entries).Of(attempt, i) is StepState.Done)
            {
                continue;
            }

            cancellationToken.ThrowIfCancellationRequested();
            progress.Report(new StepSight(attempt, i, plan.Steps[i].Statement, StepMoment.Begins));
            var problem = Note(JournalEvent.Starting, i, null);
            var end = problem is null ? await StepRunners.For(plan.Steps[i]).ApplyAsync(plan.Steps[i], _context, cancellationToken) : StepEnd.Failed(problem);
            problem = end.Problem ?? Note(JournalEvent.Done, i, end);
            if (problem is not null)
            {
                progress.Report(new StepSight(attempt, i, problem.Message, StepMoment.Fails));
                return problem;
            }

            progress.Report(new StepSight(attempt, i, end.Says ?? plan.Steps[i].Statement, StepMoment.IsDone));
        }

        return null;
    }

    /// <summary>Null when all is as it was. A step that cannot be taken back stops the way: what lies before it is left too, and can be tried again.</summary>
    public async Task<Problem?> RevertAsync(CancellationToken cancellationToken)
    {
        for (var i = plan.Steps.Count - 1; i >= 0; i--)
        {
            if (new FixState(journal.Entries).Of(attempt, i) is StepState.Waiting or StepState.Undone)
            {
                continue;
            }

            var problem = Note(JournalEvent.Undoing, i, null);
            var end = problem is null ? await StepRunners.For(plan.Steps[i]).RevertAsync(plan.Steps[i], _context, cancellationToken) : StepEnd.Failed(problem);
            problem = end.Problem ?? Note(JournalEvent.Undone, i, end);
            if (problem is not null)
            {
                progress.Report(new StepSight(attempt, i, problem.Message, StepMoment.Fails));
                return problem;
            }

            if (end.Says is { } says)
            {
                progress.Report(new StepSight(attempt, i, says, StepMoment.IsUndone));
            }
        }

        return null;
    }

    private Problem? Note(JournalEvent happened, int step, StepEnd? end) =>
        journal.Append(new JournalEntry(tools.Time.GetUtcNow(), attempt, happened, step, end?.Value, end?.Says));

    private sealed class ToolLines(IProgress<FixSight> progress) : IProgress<string>
    {
        public void Report(string value) => progress.Report(new ToolSight(value));
    }
}
