using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Core.Reports;
using Unloop.Core.Scaling;
using Unloop.Core.Scaling.Loads;
using Unloop.Core.Scaling.Manifests;
using Unloop.Core.Scaling.Sizing;

namespace Unloop.Engine.Scaling;

/// <summary>What is asked about one workload.</summary>
public sealed record ScaleRequest
{
    public required WorkloadRef Workload { get; init; }
    public ScalingTerms Terms { get; init; } = new();

    /// <summary>Null: a spike to the peak of the terms.</summary>
    public LoadCurve? Load { get; init; }

    /// <summary>For how long the use of CPU and memory is measured; zero: once.</summary>
    public TimeSpan Watch { get; init; }
}

/// <summary>What was seen, and what follows from it.</summary>
public sealed record ScaleOutcome(ScalingFacts? Facts, ScalingAdvice? Advice, Problem? Problem = null);

/// <summary>Looks at a workload, for as long as is asked for, and says whether and how it scales. Reads only; what it advises is applied by <see cref="ApplyAsync"/>.</summary>
public sealed class Scale(IScalingView view, TimeProvider time)
{
    /// <summary>metrics-server measures anew this often.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(15);

    /// <summary>How often it is measured besides the first time.</summary>
    public static int MoreLooks(TimeSpan watch) => (int)(watch / Beat);

    /// <param name="looks">Told how many further measurements there were, from 0 on; of nothing where none can be made.</param>
    public async Task<ScaleOutcome> LookAsync(ScaleRequest request, IProgress<int>? looks, CancellationToken cancellationToken)
    {
        var sight = await view.LookAsync(request.Workload, cancellationToken);
        if (sight.Facts is not { } facts)
        {
            return new(null, null, sight.Problem);
        }

        var more = facts.ServesResourceMetrics == true ? MoreLooks(request.Watch) : 0;
        if (more > 0)
        {
            looks?.Report(0);
        }

        for (var i = 0; i < more; i++)
        {
            await Task.Delay(Beat, time, cancellationToken);
            if (await view.MeasureAsync(facts, cancellationToken) is { } look)
            {
                facts = facts with { Usage = [.. facts.Usage, look] };
            }

            looks?.Report(i + 1);
        }

        return new(facts, ScalingAdvisor.Advise(facts, request.Terms, request.Load));
    }

    /// <summary>Writes what was advised: everything first as a dry run, then with a person's approval one after the other.</summary>
    /// <param name="dryRun">Only the dry run.</param>
    public static async Task<(ScaleApplied? Applied, IReadOnlyList<Problem> Problems)> ApplyAsync(
        ScaleOutcome outcome, IScalingWriter writer, IScalingApprover person, bool dryRun, CancellationToken cancellationToken)
    {
        var (facts, advice) = (outcome.Facts!, outcome.Advice!);
        if (Obstacle(advice) is { } obstacle)
        {
            return (null, [obstacle]);
        }

        var refusals = new List<Problem>();
        foreach (var manifest in advice.Manifests)
        {
            if (await writer.ApplyAsync(manifest, facts, dryRun: true, cancellationToken) is { } refusal)
            {
                refusals.Add(refusal);
            }
        }

        var names = string.Join(", ", advice.Manifests);
        return refusals.Count > 0 ? (null, refusals)
            : dryRun ? (new(true, $"The API server would take {names}; nothing was changed.", [.. advice.Manifests.Select(m => m.ToString())]), [])
            : await person.ApproveAsync(advice.Manifests, cancellationToken) ? await WriteAsync(advice.Manifests, facts, writer, cancellationToken)
            : (null, [new(ProblemKind.Refused, "It was not approved; nothing was changed.")]);
    }

    private static Problem? Obstacle(ScalingAdvice advice) =>
        advice.Answer == Scalability.NotNow ? new(ProblemKind.Refused, $"Nothing is applied: {advice.Statement}")
        : advice.Manifests.Count == 0 ? new(ProblemKind.Refused, "There is nothing to apply.")
        : null;

    private static async Task<(ScaleApplied? Applied, IReadOnlyList<Problem> Problems)> WriteAsync(
        IReadOnlyList<ScalingManifest> manifests, ScalingFacts facts, IScalingWriter writer, CancellationToken cancellationToken)
    {
        var done = new List<ScalingManifest>();
        foreach (var manifest in manifests)
        {
            if (await writer.ApplyAsync(manifest, facts, dryRun: false, cancellationToken) is { } problem)
            {
                var back = done.Count == 0 ? "nothing was changed." : $"before it {string.Join(", ", done)} was applied; taken back with: {string.Join("; ", done.Select(d => d.Undo))}.";
                return (done.Count == 0 ? null : Said(done), [problem with { Message = $"{problem.Message} It stopped at {manifest}; {back}" }]);
            }

            done.Add(manifest);
        }

        return (Said(done), []);
    }

    private static ScaleApplied Said(List<ScalingManifest> done) =>
        new(false, $"{string.Join(", ", done)} applied as field manager unloop. Taken back with: {string.Join("; ", done.Select(d => d.Undo))}.", [.. done.Select(d => d.ToString())]);
}
