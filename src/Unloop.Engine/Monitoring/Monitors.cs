using Unloop.Alerts.Planning;
using Unloop.Core.Facts;

namespace Unloop.Engine.Monitoring;

/// <summary>A plan, or why there is none.</summary>
public sealed record MonitorProposal(MonitorPlan? Plan, IReadOnlyList<DesiredMonitor> Desired, IReadOnlyList<Problem> Problems);

/// <summary>
/// Sets up the monitors of one target with one provider: reads what is there, plans, and with a person's approval carries it out. The provider's own tags are the
/// only state, so that whatever was broken off is planned anew from what stands.
/// </summary>
public sealed class Monitors(IMonitorProvider provider, TimeProvider time, string version)
{
    public async Task<MonitorProposal> PlanAsync(MonitorOrder order, CancellationToken cancellationToken)
    {
        if (await provider.CheckAsync(cancellationToken) is { } obstacle)
        {
            return new(null, [], [obstacle]);
        }

        var (existing, problem) = await ReadAsync(order, cancellationToken);
        if (problem is not null)
        {
            return new(null, [], [problem]);
        }

        var scene = new MonitorScene(MonitorIdentity.Target(order.Scope), order.Desired, existing) { Nameless = order.Nameless, KeepsDiagnosed = order.Keep is not null };
        scene = order.Keep is { } keep ? scene with { Desired = [.. order.Desired.Select(d => scene.Present(d) is { } there ? keep(d, there) : d)] } : scene;
        var planned = order.Delete ? MonitorPlanner.Delete(scene) : MonitorPlanner.Apply(scene);
        if (planned.Problems.Count > 0)
        {
            return new(null, [], planned.Problems);
        }

        var refusals = await RefusalsAsync(planned.Changes, scene.Desired, cancellationToken);
        if (refusals.Count > 0)
        {
            return new(null, [], refusals);
        }

        var plan = new MonitorPlan
        {
            Version = version,
            Provider = provider.Provider,
            Place = provider.Place,
            Target = order.Target,
            Changes = planned.Changes,
            Data = order.Delete ? [] : await provider.ProveDataAsync(scene.Desired, cancellationToken),
            Warnings = [.. order.Warnings, .. planned.Warnings],
        };
        return new(plan, scene.Desired, []);
    }

    /// <summary>Why this plan must not be carried out; null where it may.</summary>
    public static Problem? Obstacle(MonitorPlan plan, MonitorOrder order) =>
        order.WithoutData || !plan.Changes.Any(c => c.Kind is MonitorChangeKind.Create or MonitorChangeKind.Adopt or MonitorChangeKind.Update) ? null
        : plan.Data.FirstOrDefault(d => d.State is DataState.Absent) is { } absent
            ? new Problem(ProblemKind.Refused, $"{absent.Says} {absent.Instead} Where data will come later, make the monitors all the same with --without-data.")
        : null;

    /// <summary>Carries out a plan that a person approves, one change after the other.</summary>
    public async Task<MonitorRecord> ApplyAsync(MonitorProposal proposal, MonitorOrder order, IMonitorApprover person, IProgress<MonitorResult> progress, CancellationToken cancellationToken)
    {
        var plan = proposal.Plan!;
        if (!plan.ChangesAnything)
        {
            var says = order.Delete ? "There is nothing of this target to delete." : "Every monitor is as it shall be; nothing was changed.";
            return await WithStatesAsync(new() { Verdict = MonitorVerdict.Unchanged, Says = says, Plan = plan }, cancellationToken);
        }

        var refused = Obstacle(plan, order)?.Message ?? await RefusalAsync(plan, person, cancellationToken);
        return refused is not null
            ? new() { Verdict = MonitorVerdict.NotApplied, Says = refused, Plan = plan }
            : await WithStatesAsync(await new MonitorRun(provider, time, proposal, progress).RunAsync(cancellationToken), cancellationToken);
    }

    /// <summary>Null: the person agrees.</summary>
    private static async Task<string?> RefusalAsync(MonitorPlan plan, IMonitorApprover person, CancellationToken cancellationToken)
    {
        try
        {
            return await person.ApproveAsync(plan, cancellationToken) ? null : "The plan was not approved; nothing was changed.";
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return "Stopped before the plan was approved; nothing was changed.";
        }
    }

    /// <summary>How the target's monitors stand, and what an apply would change.</summary>
    public async Task<(MonitorStatusReport? Report, IReadOnlyList<Problem> Problems)> StatusAsync(MonitorOrder order, CancellationToken cancellationToken)
    {
        var proposal = await PlanAsync(order, cancellationToken);
        if (proposal.Plan is not { } plan)
        {
            return (null, proposal.Problems);
        }

        var ours = await provider.ReadTargetAsync(MonitorIdentity.Target(order.Scope), cancellationToken);
        var states = ours.Problem is null ? await provider.StatesAsync(ours.Monitors, cancellationToken) : new([], ours.Problem);
        return (new() { Version = version, Plan = plan, States = states.States }, states.Problem is { } problem ? [problem] : []);
    }

    /// <summary>The target's own; and only where something would be made, those from before its cluster had a name and those of others that may be like it.</summary>
    private async Task<(IReadOnlyList<ExistingMonitor> Existing, Problem? Problem)> ReadAsync(MonitorOrder order, CancellationToken cancellationToken)
    {
        var ours = await provider.ReadTargetAsync(MonitorIdentity.Target(order.Scope), cancellationToken);
        var missing = order.Desired.Where(d => ours.Monitors.All(m => m.Id != d.Id)).ToList();
        if (ours.Problem is not null || (missing.Count == 0 && !order.Delete))
        {
            return (ours.Monitors, ours.Problem);
        }

        var earlier = order.Nameless is { } nameless ? await provider.ReadTargetAsync(nameless, cancellationToken) : new([]);
        var likenesses = order.Delete ? [] : missing.Select(d => d.Likeness).OfType<string>().ToHashSet(StringComparer.Ordinal);
        if (earlier.Problem is not null || likenesses.Count == 0)
        {
            return ([.. ours.Monitors, .. earlier.Monitors], earlier.Problem);
        }

        var alike = await provider.ReadAlikeAsync(likenesses, cancellationToken);
        return ([.. ours.Monitors, .. earlier.Monitors, .. alike.Monitors.Where(m => m.Id is null)], alike.Problem);
    }

    /// <summary>All of them, so that they can be mended at once.</summary>
    private async Task<IReadOnlyList<Problem>> RefusalsAsync(IReadOnlyList<MonitorChange> changes, IReadOnlyList<DesiredMonitor> desired, CancellationToken cancellationToken)
    {
        var refusals = new List<Problem>();
        foreach (var change in changes.Where(c => c.Kind is MonitorChangeKind.Create or MonitorChangeKind.Update or MonitorChangeKind.Adopt))
        {
            if (await provider.ValidateAsync(desired.Single(d => d.Id == change.Id), change.Reference, cancellationToken) is { } refusal)
            {
                refusals.Add(refusal);
            }
        }

        return refusals;
    }

    private async Task<MonitorRecord> WithStatesAsync(MonitorRecord record, CancellationToken cancellationToken)
    {
        try
        {
            return record with { States = await StatesAsync(record, cancellationToken) };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return record;
        }
    }

    private async Task<IReadOnlyList<MonitorState>> StatesAsync(MonitorRecord record, CancellationToken cancellationToken)
    {
        var left = record.Plan.Changes.Where(c => c.Kind is MonitorChangeKind.Keep).Select(c => c.Reference)
            .Concat(record.Results.Where(r => r is { IsDone: true, Kind: not MonitorChangeKind.Release }).Select(r => r.Reference)).OfType<string>();
        var monitors = new List<ExistingMonitor>();
        foreach (var reference in left.Distinct(StringComparer.Ordinal))
        {
            monitors.AddRange((await provider.ReadAsync(reference, cancellationToken)).Monitors);
        }

        return monitors.Count == 0 ? [] : (await provider.StatesAsync(monitors, cancellationToken)).States;
    }
}
