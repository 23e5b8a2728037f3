using Unloop.Core.Diagnoses;
using Unloop.Core.Experiments.Copying;
using Unloop.Core.Experiments.Dependencies;
using Unloop.Core.Reasoning;
using Unloop.Core.Text;

namespace Unloop.Core.Experiments.Tests;

/// <summary>What holds for every test that runs the program itself. Pure.</summary>
internal static class Programs
{
    /// <summary>Why the program must not run a second time, beside the failing pod; null where it may.</summary>
    public static string? Obstacle(ExperimentCase @case, System.Text.Json.Nodes.JsonObject template)
    {
        var spec = template["spec"]!.AsObject();
        var keep = CopyContainers.NeedsOthers(@case, spec);
        var run = PodSpecs.Containers(spec).Where(c => keep || c["name"].Text() == @case.Name || spec.At("initContainers").Objects().Contains(c));
        var written = CopyVolumes.WrittenTo(spec, run);
        return written.Count > 0 && !@case.SharesVolumes
            ? $"It writes to {string.Join(" and ", written)}, and so does the failing pod: two at a time can ruin the data. With --share-volumes it is tried all the same."
            : null;
    }

    public static Reading Read(ExperimentCase @case, CopyOutcome outcome, string copy)
    {
        var says = $"{copy} {outcome.Says()}";
        var lived = Duration.Text(TimeSpan.FromSeconds(outcome.Lived));
        if (outcome.IsMute())
        {
            return new($"{says}; nothing is decided.");
        }

        if (outcome.IsOom())
        {
            return new($"{says}.")
            {
                Effects = [new(Suspect.Resources, HypothesisState.Shown, $"Run once, it is killed for memory after {lived}."), new(Suspect.Probes, HypothesisState.Dead, "It is killed also without probes.")],
            };
        }

        return outcome.End is CopyEnd.NotStarted ? NotStarted(outcome, says)
            : outcome.IsKilled() ? Killed(says)
            : outcome.IsWell(@case) ? Alive(@case, outcome, says)
            : OwnEnd(@case, outcome, says, lived);
    }

    private static Reading NotStarted(CopyOutcome outcome, string says) => new($"{says}.")
    {
        Effects =
        [
            new(Suspect.Probes, HypothesisState.Dead, "It is not even started where there are no probes."),
            new(Suspect.Surroundings, HypothesisState.Open, $"It is not started: {outcome.Words}"),
        ],
    };

    private static Reading Killed(string says) => new($"{says}.")
    {
        Effects =
        [
            new(Suspect.Probes, HypothesisState.Dead, "It is killed also without probes."),
            new(Suspect.Surroundings, HypothesisState.Open, "It was killed by a signal that no probe sent."),
        ],
    };

    private static Reading OwnEnd(ExperimentCase @case, CopyOutcome outcome, string says, string lived)
    {
        var spoken = Spoken(@case);
        return new($"{says}.")
        {
            Effects =
            [
                new(Suspect.Probes, HypothesisState.Dead, $"Without probes it ended by itself after {lived}."),
                new(Suspect.Resources, HypothesisState.Dead, $"It ended by itself with exit code {outcome.Exit?.Code}, and was not killed for memory."),
                new(Suspect.Surroundings, HypothesisState.Dead, "It was started in a copy, ran, and ended by itself."),
                new(Suspect.Program, HypothesisState.Open, $"Run once, it ended by itself with exit code {outcome.Exit?.Code} after {lived}."),
                .. spoken is { } blame ? [new(Suspect.Dependency, HypothesisState.Shown, $"{blame.Trouble.Statement} {blame.Says}")]
                    : Back(@case) is { } back && Blaming.Named(@case, back.Answer, inCopies: true) is { } again ? [back.Effect(again.Quote)]
                    : Array.Empty<Effect>(),
            ],
            Cause = spoken is { Confidence: { } confidence } ? Network.Cause(spoken, confidence) : null,
        };
    }

    /// <summary>A place that does not answer, as a test has shown, and of which the program speaks in this copy.</summary>
    private static Blame? Spoken(ExperimentCase @case) => Blaming.Of(@case, Network.Answered(@case)).FirstOrDefault(b => b.Confidence is not null);

    /// <summary>A place that the program said fails, where a test has shown that it answers by now.</summary>
    private static Returned? Back(ExperimentCase @case) => Returned.Of(@case, Network.Answered(@case));

    private static Reading Alive(ExperimentCase @case, CopyOutcome outcome, string says)
    {
        var lived = Duration.Text(TimeSpan.FromSeconds(outcome.Lived));
        if (outcome.End is CopyEnd.StillUp && !@case.Outlived(outcome.Lived))
        {
            return new($"{says}: not longer than it lives in the pod, so that nothing is decided.");
        }

        var hasProbes = @case.Container is { Liveness: not null } or { Startup: not null } or { OutlineKnown: false };
        var fact = outcome.End is CopyEnd.StillUp ? $"Without probes it was still up after {lived}{(@case.Longest is { } longest ? $", where it never lived longer than {Duration.Text(longest)}" : "")}." : $"In a copy it did its work, and ended with exit code 0 after {lived}.";
        if (Back(@case) is { } back && @case.Container.Termination is { ExitCode: not (137 or 143) })
        {
            return back.AsAlive(@case, says, fact);
        }

        return new($"{says}.")
        {
            Effects =
            [
                new(Suspect.Program, HypothesisState.Dead, fact),
                new(Suspect.Dependency, HypothesisState.Dead, fact),
                new(Suspect.Configuration, HypothesisState.Dead, fact),
                new(Suspect.Image, HypothesisState.Dead, fact),
                new(Suspect.Resources, HypothesisState.Open, $"In a copy, without load, its memory was enough for {lived}."),
                hasProbes ? new(Suspect.Probes, HypothesisState.Shown, fact) : new(Suspect.Surroundings, HypothesisState.Open, $"{fact} What the copy has not: traffic, the labels, and the containers beside it."),
            ],
            Cause = hasProbes && outcome.End is CopyEnd.StillUp ? ProbeCause(@case, fact) : null,
        };
    }

    private static ShownCause ProbeCause(ExperimentCase @case, string fact)
    {
        var (probe, name) = @case.Container.Liveness is { } liveness ? (liveness, "liveness") : (@case.Container.Startup, "startup");
        var what = probe is null ? "its probes" : $"its {name} probe ({probe.Kind} {probe.Target}, killed after {Duration.Text(probe.Patience)})";
        return new(Category.ProbeKill, $"{name} probe{(probe is null ? "" : $" {probe.Target}")}", $"The kubelet ends {@case.Name} by {what}: left alone, it lives.", fact)
        {
            Solution =
            [
                new($"Make {what} ask what the program really serves, and give it the time that the program takes: a startupProbe for a slow start, a longer timeoutSeconds for slow answers."),
            ],
        };
    }
}
