using Unloop.Core.Diagnoses;
using Unloop.Core.Experiments.Tests;

namespace Unloop.Core.Experiments.Dependencies;

/// <summary>
/// A place that the program says fails, and that answers now. Either it came back, and the program had started before it; or it answers a script in this pod's
/// network and not the program, and what lies between is to blame. Running the program once more tells which. Pure.
/// </summary>
/// <param name="Said">Where the program said that it fails.</param>
internal sealed record Returned(DependencyAnswer Answer, string Said)
{
    /// <summary>The first of them; null where the program named none as failing that answers now, or a copy's answer is none of the pod's.</summary>
    public static Returned? Of(ExperimentCase @case, IReadOnlyList<DependencyAnswer> answers) =>
        Network.IsUnbound(@case) ? null : answers.Select(a => Blaming.Named(@case, a) is { } said && said.Kind.IsOver(a) ? new Returned(a, said.Quote) : null).FirstOrDefault(r => r is not null);

    /// <summary>Places that the program may have spoken of as failing.</summary>
    public static IReadOnlyList<DependencyTarget> Named(IReadOnlyList<DependencyTarget> targets) => [.. targets.Where(t => t.Source is TargetSource.Cause or TargetSource.FailureInLog)];

    /// <summary>It was tried just now, before or after the program was run once more.</summary>
    public Reading AsAnswered(ExperimentCase @case) =>
        Blaming.Named(@case, Answer, inCopies: true) is { } again ? Between(again.Quote)
            : new($"{Address}, which the program says fails, answers now.")
            {
                Effects = [new(Suspect.Dependency, HypothesisState.Open, $"{Address} answers now; the program says that it fails ({Said}): it came back, or it answers everybody but the program.")],
            };

    /// <summary>Run once more, with the place there, the program lives.</summary>
    public Reading AsAlive(ExperimentCase @case, string says, string fact)
    {
        var statement = $"{@case.Name} ended because {Address} did not answer ({Said}); it answers now, and started again {@case.Name} lives.";
        return new($"{says}.")
        {
            Effects =
            [
                new(Suspect.Dependency, HypothesisState.Shown, $"{Address} answers now, and now it lives: it had started before {Address} was there."),
                new(Suspect.Program, HypothesisState.Dead, fact),
                new(Suspect.Configuration, HypothesisState.Dead, fact),
                new(Suspect.Image, HypothesisState.Dead, fact),
                new(Suspect.Probes, HypothesisState.Dead, "It ended by itself, and not for a probe."),
            ],
            Cause = new(@case.Diagnosis.Cause is { } before && Hypotheses.SuspectOf(before.Category) is Suspect.Dependency ? before.Category : Category.DependencyUnreachable, Address, statement, fact)
            {
                Confidence = Confidence.Likely,
                Solution =
                [
                    new("It comes up with its next start, at the latest when its back-off is over; at once where its pod is deleted.") { Command = $"kubectl delete pod {@case.Original.Name} -n {@case.Original.Namespace}" },
                    new($"So that it does not happen again: let the program try {Address} again for a minute or two before it gives up, or let an init container wait for it."),
                ],
            },
        };
    }

    /// <summary>Run once more, the program says the same of a place that answers everybody else.</summary>
    private Reading Between(string again) => new($"{Address} answers; but run in a copy the program says again that it fails.") { Effects = [Effect(again)] };

    /// <summary>What a copy says that ran the program after the place had answered.</summary>
    public Effect Effect(string again) =>
        new(Suspect.Dependency, HypothesisState.Shown, $"{Address} answers in this pod's network, and the program in a copy still says that it fails ({again}): what is wrong lies between the two.");

    /// <summary>Where to look between a program and a place that answers everybody else.</summary>
    public IEnumerable<Advice> Between()
    {
        yield return new($"The program may ask too early: a mesh's proxy beside it, or a NetworkPolicy for it, takes effect some seconds after its start. Let it try {Address} again for a minute before it gives up; with Istio set holdApplicationUntilProxyStarts.");
        yield return new($"Or it asks otherwise than by {Address}: see its proxy variables, its resolver, and which of its settings it really reads.");
    }

    private string Address => Answer.Target.Address;
}
