using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Core.Reports;
using Unloop.Core.Stability;
using Unloop.Engine.Building;
using Unloop.Engine.Diagnosing;
using Unloop.Engine.Machine;

namespace Unloop.Engine.Fixing.Planning;

/// <summary>What was seen of a workload that fails, and what could be done about it.</summary>
public sealed record Proposed
{
    public required Report Report { get; init; }
    public required EvidenceBatch Batch { get; init; }

    /// <summary>The one that the plans are for; null where nothing has a cause.</summary>
    public Diagnosis? Diagnosis { get; init; }
    public LiveWorkload? Workload { get; init; }
    public PlanOffer Offer { get; init; } = new([], []);

    /// <summary>To be approved with the plan, where an alarm for next time was asked for.</summary>
    public FixAlarm? Alarm { get; init; }

    /// <summary>What keeps plans from being made, or some of them.</summary>
    public IReadOnlyList<Problem> Problems { get; init; } = [];
}

/// <summary>From a target to plans: looks at its pods, reads its workload, and asks what would mend it.</summary>
public sealed class Proposer(CaseReader cases, IWorkloads workloads, IImageBuilder builder, IFileEditor files, TimeProvider time, string version)
{
    private readonly ImageRepairs _repairs = new(builder, files, time);

    public async Task<Proposed> ProposeAsync(TargetQuery query, BuildSource? source, ProofTerms proof, CancellationToken cancellationToken)
    {
        var (batch, report) = await cases.ReadAsync(query, source?.Evidence, cancellationToken);
        var seen = new Proposed { Report = report, Batch = batch, Problems = batch.Problems };
        var failing = batch.Pods.Where(p => report.Items.Any(i => IsOf(i, p) && i.Verdict is not Verdict.NotCrashLooping)).ToList();
        if (failing.Count == 0)
        {
            return seen;
        }

        var names = failing.Select(Name).Distinct().ToList();
        if (names.Count > 1)
        {
            return seen with { Problems = [.. seen.Problems, Several(names)] };
        }

        var (kind, name) = (failing[0].Workload?.Kind ?? "Pod", failing[0].Workload?.Name ?? failing[0].Subject.Pod);
        var reading = await workloads.ReadAsync(kind, failing[0].Subject.Namespace ?? "default", name, cancellationToken);
        if (reading.Workload is not { } workload)
        {
            return seen with { Problems = [.. seen.Problems, reading.Problem!] };
        }

        seen = seen with { Workload = workload };
        foreach (var item in report.Items.Where(i => i.Cause is not null))
        {
            var pod = failing.First(p => IsOf(item, p));
            var (offer, problem) = await OfferAsync(item, pod, workload, source, proof, Lifetimes.Longest(batch.Pods, item.Subject.Container), cancellationToken);
            seen = seen with { Diagnosis = seen.Diagnosis ?? item, Problems = problem is null ? seen.Problems : [.. seen.Problems, problem] };
            if (offer.Plans.Count > 0)
            {
                return seen with { Diagnosis = item, Offer = offer };
            }

            seen = seen.Offer.ByHand.Count == 0 ? seen with { Offer = offer } : seen;
        }

        return seen with { Diagnosis = seen.Diagnosis ?? report.Items[0] };
    }

    private async Task<(PlanOffer Offer, Problem? Problem)> OfferAsync(
        Diagnosis diagnosis, PodEvidence pod, LiveWorkload workload, BuildSource? source, ProofTerms proof, TimeSpan? longest, CancellationToken cancellationToken)
    {
        var (image, problem) = source is null ? (null, null) : await _repairs.MakeAsync(diagnosis, pod, workload, source, cancellationToken);
        var offer = PlanMaker.Make(new PlanRequest
        {
            Diagnosis = diagnosis,
            Pod = pod,
            Workload = workload,
            Server = workloads.Server,
            Version = version,
            Proof = proof with { LongestLifetime = longest ?? proof.LongestLifetime },
            Image = image,
        });
        var rehearsal = new Rehearsal(workloads);
        var plans = new List<Plan>();
        foreach (var plan in offer.Plans)
        {
            plans.Add(await rehearsal.AddToAsync(plan, workload, cancellationToken));
        }

        return (offer with { Plans = plans }, problem);
    }

    private static bool IsOf(Diagnosis item, PodEvidence pod) => item.Subject.Pod == pod.Subject.Pod && item.Subject.Namespace == pod.Subject.Namespace;

    private static string Name(PodEvidence pod) => $"{(pod.Workload is { } w ? $"{w.Kind.ToLowerInvariant()}/{w.Name}" : $"pod/{pod.Subject.Pod}")} -n {pod.Subject.Namespace}";

    private static Problem Several(List<string> names) =>
        new(ProblemKind.BadInput, $"A fix is for one workload, and {names.Count} fail here: name one of {string.Join(", ", names.Take(5))}{(names.Count > 5 ? ", …" : "")}.");
}
