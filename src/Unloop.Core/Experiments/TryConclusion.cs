using Unloop.Core.Diagnoses;
using Unloop.Core.Outcomes;
using Unloop.Core.Planning;

namespace Unloop.Core.Experiments;

/// <summary>What all tests together come to, and what to do next. Pure.</summary>
public sealed record TryConclusion(TryVerdict Verdict, string Says, IReadOnlyList<Advice> Next)
{
    /// <summary>Whether what was diagnosed is an answer to go home with: new, or surer than before, and not what a fix was made for in vain.</summary>
    public static bool IsAnswer(ExperimentCase @case, Diagnosis after) =>
        after.Cause is { Confidence: >= Confidence.Likely } cause
        && !@case.Tried.Any(t => t.Cause.Category == cause.Category && t.Cause.Container == cause.Container && t.Cause.Subject == cause.Subject)
        && (@case.Diagnosis.Cause is not { } before || before.Category != cause.Category || before.Subject != cause.Subject || cause.Confidence > before.Confidence);

    /// <param name="case">As it was before.</param>
    /// <param name="hypotheses">As they are now.</param>
    /// <param name="after">What is diagnosed now; null where nothing new is.</param>
    /// <param name="plan">What was possible.</param>
    /// <param name="isStopped">Somebody stopped it.</param>
    public static TryConclusion Of(ExperimentCase @case, IReadOnlyList<Hypothesis> hypotheses, Diagnosis? after, PathPlan plan, bool isStopped)
    {
        var (verdict, says) = after?.Cause is { } cause ? (TryVerdict.CauseFound, cause.Statement)
            : hypotheses.FirstOrDefault(h => h.State is HypothesisState.Shown) is { } shown ? (TryVerdict.Narrowed, $"{shown.Statement} {shown.Facts[^1].Says}")
            : isStopped ? (TryVerdict.Stopped, "It was stopped before the tests were at their end.")
            : hypotheses.Where(h => h.IsOpen).ToList() is var open && open.Count == 1 ? (TryVerdict.Narrowed, $"One hypothesis is left: {open[0].Statement}{(open[0].Facts is [.., var last] ? $" {last.Says}" : "")}")
            : open.Count == 0 ? (TryVerdict.Open, "Every hypothesis is dead: two facts speak against each other, or the failure comes and goes. Look at the tests one by one.")
            : (TryVerdict.Open, $"{open.Count} hypotheses are left open: {string.Join(", ", open.Select(h => SuspectWords.Name(h.Suspect)))}.");
        return new(verdict, says, [.. NextSteps(@case, verdict, hypotheses, after, plan)]);
    }

    private static IEnumerable<Advice> NextSteps(ExperimentCase @case, TryVerdict verdict, IReadOnlyList<Hypothesis> hypotheses, Diagnosis? after, PathPlan plan)
    {
        var workload = @case.Original.Workload;
        if (after?.Cause is { } cause)
        {
            foreach (var advice in after.Solution)
            {
                yield return advice;
            }

            if (!cause.Rule.StartsWith("try-", StringComparison.Ordinal))
            {
                yield return new("Let a plan be made for it, approve it, and have it proven.") { Command = $"unloop fix {@case.Target} -n {workload.Namespace}" };
            }
        }
        else if (plan.Impossible.FirstOrDefault(i => i.Because.Contains("--share-volumes", StringComparison.Ordinal)) is { } shared)
        {
            yield return new($"The test '{shared.Kind.Token()}' was left out for the sake of the data; where a second writer does no harm, make it.") { Command = $"unloop try {@case.Target} -n {workload.Namespace} --share-volumes" };
        }

        if (verdict is TryVerdict.Narrowed or TryVerdict.Open && hypotheses.Any(h => h.Suspect is Suspect.Program && h.State is not HypothesisState.Dead))
        {
            yield return new("Start the image with a shell in place of its program, and run the program by hand, step by step.")
            {
                Command = $"kubectl debug {@case.Original.Name} -n {@case.Original.Namespace} -it --copy-to={@case.Original.Name}-look --container={@case.Name} -- sh",
            };
        }

        if (RollBack(workload, @case.Original.Healthy) is { } back)
        {
            yield return back;
        }
    }

    /// <summary>Where an earlier revision is known: service first, the cause later.</summary>
    public static Advice? RollBack(WorkloadRef workload, HealthyRevision? healthy) => healthy is null ? null
        : workload.Kind switch
        {
            "Deployment" => new($"Where service matters more than the cause, go back to revision {healthy.Name}{Known(healthy)}.")
            {
                Command = $"kubectl rollout undo {workload} -n {workload.Namespace} --to-revision={healthy.Name}",
            },
            "StatefulSet" or "DaemonSet" => new($"Where service matters more than the cause, go back to revision {healthy.Name}{Known(healthy)}; the history says its number.")
            {
                Command = $"kubectl rollout history {workload} -n {workload.Namespace}",
            },
            _ => null,
        };

    private static string Known(HealthyRevision healthy) => healthy.HadReadyPods ? ", which had ready pods" : ", of which no failure is known";
}
