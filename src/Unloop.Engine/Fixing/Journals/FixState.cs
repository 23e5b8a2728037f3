using Unloop.Core.Planning;

namespace Unloop.Engine.Fixing.Journals;

public enum StepState
{
    Waiting,

    /// <summary>Begun; whether it had its effect only the world can tell.</summary>
    Begun,
    Done,

    /// <summary>Its undoing was begun.</summary>
    Undoing,
    Undone,
}

/// <summary>Where a fix stands, read from its journal. Pure.</summary>
public sealed class FixState
{
    private readonly Dictionary<(int Attempt, int Step), (StepState State, string? Value)> _steps = [];

    public FixState(IEnumerable<JournalEntry> entries)
    {
        foreach (var entry in entries)
        {
            Take(entry);
        }
    }

    /// <summary>The newest plan that was approved, from 1; 0: none.</summary>
    public int Attempt { get; private set; }

    /// <summary>The hash that was approved for the newest attempt.</summary>
    public string? ApprovedHash { get; private set; }

    /// <summary>Null until all is done or all is back, and again once a fix that had ended is being undone.</summary>
    public string? Ended { get; private set; }

    /// <summary>The way back was begun: it is the only one left.</summary>
    public bool IsGoingBack { get; private set; }

    public StepState Of(int attempt, int step) => _steps.GetValueOrDefault((attempt, step)).State;

    /// <summary>What the step noted down: when it began, or with more weight when it was done.</summary>
    public string? Value(int attempt, int step) => _steps.GetValueOrDefault((attempt, step)).Value;

    /// <summary>What the newest step of this kind noted down, in this attempt at this plan.</summary>
    public string? ValueOf<TStep>(Plan plan, int attempt)
        where TStep : PlanStep =>
        Enumerable.Range(0, plan.Steps.Count).Where(i => plan.Steps[i] is TStep).Select(i => Value(attempt, i)).LastOrDefault(v => v is not null);

    private void Take(JournalEntry entry)
    {
        Ended = entry.Event is JournalEvent.Ended ? entry.Value : null;
        switch (entry.Event)
        {
            case JournalEvent.Approved:
                (Attempt, ApprovedHash, IsGoingBack) = (entry.Attempt, entry.Value, false);
                break;
            case JournalEvent.Starting or JournalEvent.Done or JournalEvent.Undoing or JournalEvent.Undone when entry.Step is { } step:
                IsGoingBack |= entry.Event is JournalEvent.Undoing;
                var before = _steps.GetValueOrDefault((entry.Attempt, step)).Value;
                _steps[(entry.Attempt, step)] = (StateAfter(entry.Event), entry.Value ?? before);
                break;
        }
    }

    private static StepState StateAfter(JournalEvent happened) => happened switch
    {
        JournalEvent.Starting => StepState.Begun,
        JournalEvent.Done => StepState.Done,
        JournalEvent.Undoing => StepState.Undoing,
        _ => StepState.Undone,
    };
}
