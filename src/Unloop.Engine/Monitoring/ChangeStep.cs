using Unloop.Alerts.Planning;
using Unloop.Core.Facts;

namespace Unloop.Engine.Monitoring;

/// <summary>One attempt at one change: look, write, look again.</summary>
/// <param name="desired">Null where it is taken away.</param>
internal sealed class ChangeStep(IMonitorProvider provider, MonitorChange change, DesiredMonitor? desired)
{
    /// <returns>What came of it; and where there was no answer, that it is worth another attempt.</returns>
    public async Task<(MonitorResult Result, bool Again)> TakeAsync(CancellationToken cancellationToken) => change.Kind switch
    {
        MonitorChangeKind.Create => await CreateAsync(cancellationToken),
        MonitorChangeKind.Delete or MonitorChangeKind.Release => await DeleteAsync(cancellationToken),
        _ => await UpdateAsync(cancellationToken),
    };

    private async Task<(MonitorResult, bool)> CreateAsync(CancellationToken cancellationToken)
    {
        var ours = await OursAsync(cancellationToken);
        if (ours.Problem is not null || ours.Monitors.Count > 1)
        {
            return Failed(ours.Problem?.Message ?? $"Several monitors have the id {change.Id} now; nothing was made.", ours.Problem?.Kind is ProblemKind.Unreachable);
        }

        // An earlier request was heard after all.
        if (ours.Monitors is [var made])
        {
            return await BringAsync(made, adopts: false, "It had been made already.", cancellationToken);
        }

        var writing = await provider.CreateAsync(desired!, cancellationToken);
        return writing.End switch
        {
            MonitorWritingEnd.Done => await SettleAsync(writing, "It was made.", cancellationToken),
            MonitorWritingEnd.Duplicate when writing.DuplicateOf is { } other => await TakeOverAsync(other, cancellationToken),
            _ => Failed(writing),
        };
    }

    /// <summary>The provider knows one that is the same: ours, or somebody's that asks the same. Anything else is left alone.</summary>
    private async Task<(MonitorResult, bool)> TakeOverAsync(string reference, CancellationToken cancellationToken)
    {
        var reading = await provider.ReadAsync(reference, cancellationToken);
        return reading.Monitors is not [var other] ? Failed(reading.Problem?.Message ?? $"The provider says that {reference} is the same, but there is no such monitor.", again: true)
            : other.Id == change.Id ? await BringAsync(other, adopts: false, "It had been made already.", cancellationToken)
            : other.Id is not null ? Failed($"{reference} ('{other.Name}') is the same but for its tags, and belongs to another target of Unloop; nothing was made.")
            : other.Likeness is not null && other.Likeness == desired!.Likeness ? await BringAsync(other, adopts: true, "One that asks the same was there, and was adopted.", cancellationToken)
            : Failed($"The provider takes {reference} ('{other.Name}') for the same, and it asks something else; nothing was made. Look at it, and delete it or change it.");
    }

    private async Task<(MonitorResult, bool)> UpdateAsync(CancellationToken cancellationToken)
    {
        var reading = await provider.ReadAsync(change.Reference!, cancellationToken);
        if (reading.Problem is { } problem)
        {
            return Failed(problem.Message, problem.Kind is ProblemKind.Unreachable);
        }

        if (reading.Monitors is not [var present])
        {
            return await CreateAsync(cancellationToken);
        }

        var isAdopted = change.Kind is MonitorChangeKind.Adopt && present.Id is null;
        if (!isAdopted && (present.Id is null || (present.Id != change.Id && present.Id != change.PreviousId)))
        {
            return Failed($"Somebody has taken the marks of Unloop off {change.Reference} meanwhile; nothing was changed. Make a new plan.");
        }

        var now = MonitorPlanner.Differences(desired!, isAdopted ? present with { IsAdopted = true } : present);
        return now.Count > 0 && !Covers(change.Differences, now)
            ? Failed($"Somebody has edited {change.Reference} after the plan was made; nothing was changed. Make a new plan.")
            : await BringAsync(present, isAdopted, isAdopted ? "It was adopted." : "It was changed.", cancellationToken);
    }

    private async Task<(MonitorResult, bool)> DeleteAsync(CancellationToken cancellationToken)
    {
        var reading = await provider.ReadAsync(change.Reference!, cancellationToken);
        if (reading.Problem is { } problem)
        {
            return Failed(problem.Message, problem.Kind is ProblemKind.Unreachable);
        }

        var says = change.Kind is MonitorChangeKind.Release ? "It was given back." : "It was deleted.";
        if (reading.Monitors is not [var present] || (change.Kind is MonitorChangeKind.Release && present.Id is null))
        {
            return Done("It was gone already.", null);
        }

        if (present.Id != change.Id || present.IsAdopted != change.Kind is MonitorChangeKind.Release)
        {
            return Failed($"{change.Reference} does not bear the marks any more that the plan saw; it was left alone. Make a new plan.");
        }

        var writing = await provider.DeleteAsync(present, cancellationToken);
        if (writing.End is not (MonitorWritingEnd.Done or MonitorWritingEnd.Gone))
        {
            return Failed(writing);
        }

        var after = await provider.ReadAsync(change.Reference!, cancellationToken);
        return after.Problem is { } unread ? Failed(unread.Message, again: true)
            : after.Monitors is [{ Id: not null }] ? Failed($"{change.Reference} is still there after it was deleted.", again: true)
            : Done(says, change.Kind is MonitorChangeKind.Release ? change.Reference : null);
    }

    /// <summary>Makes an existing one what it shall be, if it is not.</summary>
    private async Task<(MonitorResult, bool)> BringAsync(ExistingMonitor present, bool adopts, string says, CancellationToken cancellationToken)
    {
        var differences = MonitorPlanner.Differences(desired!, adopts ? present with { IsAdopted = true } : present);
        if (differences.Count == 0 && !adopts)
        {
            return Done(says, present.Reference);
        }

        var writing = await provider.UpdateAsync(present, desired!, differences, adopts, cancellationToken);
        return writing.End is MonitorWritingEnd.Done ? await SettleAsync(writing with { Monitor = writing.Monitor ?? present }, says, cancellationToken) : Failed(writing);
    }

    /// <summary>Believes only what is read back.</summary>
    private async Task<(MonitorResult, bool)> SettleAsync(MonitorWriting writing, string says, CancellationToken cancellationToken)
    {
        var reading = writing.Monitor is { } monitor ? await provider.ReadAsync(monitor.Reference, cancellationToken) : await OursAsync(cancellationToken);
        if (reading.Monitors is not [var written])
        {
            return Failed(reading.Problem?.Message ?? "It was written, and is not there when it is read back.", again: true);
        }

        var differences = MonitorPlanner.Differences(desired!, written);
        return written.Id != change.Id ? Failed($"{written.Reference} was written, and does not bear the marks of Unloop when it is read back.")
            : differences.Count == 0 ? Done(says, written.Reference)
            : Failed($"{written.Reference} was written, and reads back otherwise: {string.Join(", ", differences.Select(d => d.Field))}.");
    }

    private async Task<MonitorReading> OursAsync(CancellationToken cancellationToken)
    {
        var reading = await provider.ReadTargetAsync(change.Id[..change.Id.IndexOf('-', StringComparison.Ordinal)], cancellationToken);
        return reading with { Monitors = [.. reading.Monitors.Where(m => m.Id == change.Id)] };
    }

    private static bool Covers(IReadOnlyList<FieldDifference> planned, IReadOnlyList<FieldDifference> now) => now.All(n => planned.Any(p => p.Field == n.Field && Same(p, n)));

    private static bool Same(FieldDifference one, FieldDifference other) => Core.Planning.CanonicalJson.Equal(one.Before, other.Before);

    private (MonitorResult, bool) Done(string says, string? reference) => (new(change.Id, change.Name, change.Kind, true, says, reference), false);

    private (MonitorResult, bool) Failed(MonitorWriting writing) =>
        Failed(writing.Problem?.Message ?? "The provider did not do it, and did not say why.", writing.End is MonitorWritingEnd.Unknown or MonitorWritingEnd.Gone);

    private (MonitorResult, bool) Failed(string says, bool again = false) => (new(change.Id, change.Name, change.Kind, false, says, change.Reference), again);
}
