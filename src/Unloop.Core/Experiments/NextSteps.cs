using Unloop.Core.Diagnoses;
using Unloop.Core.Experiments.Dependencies;
using Unloop.Core.Experiments.Tests;
using Unloop.Core.Facts;
using Unloop.Core.Outcomes;
using Unloop.Core.Planning;

namespace Unloop.Core.Experiments;

/// <summary>What to do once the tests are at their end, the most useful first. Pure.</summary>
internal static class NextSteps
{
    /// <summary>So many are shown.</summary>
    private const int FewLines = 4;

    private static readonly string[] Shells = ["sh", "bash", "ash", "busybox"];

    public static IEnumerable<Advice> Of(ExperimentCase @case, TryVerdict verdict, IReadOnlyList<Hypothesis> hypotheses, Diagnosis? after, PathPlan plan, IReadOnlyList<Blame> places)
    {
        var workload = @case.Original.Workload;
        var isOpen = verdict is TryVerdict.Narrowed or TryVerdict.Open;
        foreach (var advice in after?.Cause is { } cause ? OfCause(@case, after, cause) : isOpen ? OfPlaces(@case, hypotheses, places) : [])
        {
            yield return advice;
        }

        if (after is not null && verdict is TryVerdict.Narrowed)
        {
            yield return new($"Once it answers, see whether {@case.Name} lives: that proves it.") { Command = $"unloop try {@case.Target} -n {workload.Namespace} --only once" };
        }

        if (after is null && plan.Impossible.FirstOrDefault(i => i.Because.Contains("--share-volumes", StringComparison.Ordinal)) is { } shared)
        {
            yield return new($"The test '{shared.Kind.Token()}' was left out for the sake of the data; where a second writer does no harm, make it.") { Command = $"unloop try {@case.Target} -n {workload.Namespace} --share-volumes" };
        }

        if (isOpen && hypotheses.Any(h => h.Suspect is Suspect.Program && h.State is not HypothesisState.Dead))
        {
            foreach (var advice in OfProgram(@case))
            {
                yield return advice;
            }
        }

        if (RollBack(workload, @case.Original.Healthy) is { } back)
        {
            yield return back;
        }
    }

    private static IEnumerable<Advice> OfCause(ExperimentCase @case, Diagnosis after, Cause cause)
    {
        foreach (var advice in after.Solution)
        {
            yield return advice;
        }

        if (!cause.Rule.StartsWith("try-", StringComparison.Ordinal))
        {
            yield return new("Let a plan be made for it, approve it, and have it proven.") { Command = $"unloop fix {@case.Target} -n {@case.Original.Workload.Namespace}" };
        }
    }

    /// <summary>Of a place that does not answer, and of one that answers everybody but the program.</summary>
    private static IEnumerable<Advice> OfPlaces(ExperimentCase @case, IReadOnlyList<Hypothesis> hypotheses, IReadOnlyList<Blame> places)
    {
        if (places is [var place, ..])
        {
            yield return new($"Find out whether {@case.Name} can live without {place.Trouble.Subject} ({place.Answer.Target.KnownFrom}). If it cannot:");
            foreach (var advice in place.Trouble.Solution)
            {
                yield return advice;
            }
        }

        if (hypotheses.Any(h => h is { Suspect: Suspect.Dependency, State: HypothesisState.Shown }) && Returned.Of(@case, Network.Answered(@case)) is { } returned)
        {
            foreach (var advice in returned.Between())
            {
                yield return advice;
            }
        }
    }

    private static IEnumerable<Advice> OfProgram(ExperimentCase @case)
    {
        if (@case.Pod.LogsOf(@case.Name).Where(l => l.TotalLines > FewLines).OrderBy(l => l.Instance).FirstOrDefault() is { } log)
        {
            yield return new($"Read all that it printed before it ended ({log.TotalLines} lines): what it did last, and what it was about to do.")
            {
                Command = $"kubectl logs {@case.Original.Name} -n {@case.Original.Namespace} -c {@case.Name}{(log.Instance is LogInstance.Previous ? " --previous" : "")}",
            };
        }

        var copy = $"kubectl debug {@case.Original.Name} -n {@case.Original.Namespace} -it --copy-to={@case.Original.Name}-look --container={@case.Name}";
        yield return @case.Tools.IsKnown && !Shells.Any(@case.Tools.Has)
            ? new("The image has no shell. Start a copy of the pod with a variant of the image that has one (many are tagged 'debug'), and run the program by hand.") { Command = $"{copy} --set-image={@case.Name}=IMAGE -- sh" }
            : new("Start the image with a shell in place of its program, and run the program by hand, step by step.") { Command = $"{copy} -- sh" };
    }

    /// <summary>Where an earlier revision is known: service first, the cause later.</summary>
    private static Advice? RollBack(WorkloadRef workload, HealthyRevision? healthy) => healthy is null ? null
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
