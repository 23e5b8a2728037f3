using Unloop.Core.Experiments.Copying;
using Unloop.Core.Reasoning;

namespace Unloop.Core.Experiments.Tests;

/// <summary>Something that only sleeps in place of the program.</summary>
internal sealed class Asleep : ITest
{
    private const int Least = 10;
    private const int Longest = 60;

    /// <summary>It sleeps on after it was looked at, so that its end is always somebody's doing.</summary>
    private const int Spare = 600;

    public ExperimentKind Kind => ExperimentKind.Asleep;

    public IReadOnlyList<Suspect> Divides(ExperimentCase @case) => [Suspect.Surroundings];

    public int Cost(ExperimentCase @case) => Least / 2;

    public TestPlan? Plan(ExperimentCase @case)
    {
        var seconds = @case.Outlive(1.2, Least, Longest);
        var commands = Sleeping.Commands(@case.Tools, @case.Container, seconds + Spare);
        if (commands.Count == 0)
        {
            return TestPlan.Cannot("The image holds nothing that sleeps (sleep, busybox, python, node, perl, ruby or php): it is made for its one program.");
        }

        return new(new Experiment
        {
            Kind = Kind,
            Question = $"Can a container of this pod live here at all, with {@case.Name} asleep in place of its program?",
            Seconds = seconds,
            Answers =
            [
                new("It sleeps on.", "Image, volumes, variables, user, admission and node are not to blame: it is the program, or what is done to it."),
                new("It ends.", "It is killed from outside: node, runtime or policy; the program has no part in it."),
                new("It is not started.", "The kubelet's own words name what keeps it from starting."),
            ],
            Copies = [.. commands.Select((c, i) => PodCopier.Make(@case, new(Kind, seconds) { Command = c, Attempt = i }))],
        });
    }

    public Reading Read(ExperimentCase @case, CopyOutcome outcome) => outcome.End switch
    {
        CopyEnd.StillUp => new($"A copy in which {@case.Name} only sleeps {outcome.Says()}.")
        {
            Effects = [new(Suspect.Surroundings, HypothesisState.Dead, $"Asleep, it lived here for {Duration.Text(TimeSpan.FromSeconds(outcome.Lived))}: image, volumes, variables, user and node let it run.")],
        },
        _ when outcome.LacksProgram() => new("The image turned out to have nothing to sleep with; nothing is decided."),
        CopyEnd.Ended => new($"A copy in which {@case.Name} only sleeps {outcome.Says()}.")
        {
            Effects =
            [
                new(Suspect.Surroundings, HypothesisState.Shown, "Even asleep it is ended: somebody or something kills it from outside."),
                new(Suspect.Program, HypothesisState.Dead, "It ends also where the program does not run."),
                new(Suspect.Probes, HypothesisState.Dead, "It ends also without probes."),
                new(Suspect.Dependency, HypothesisState.Dead, "It ends also where nothing is connected to."),
            ],
        },
        CopyEnd.NotStarted => new($"A copy in which {@case.Name} only sleeps {outcome.Says()}.")
        {
            Effects =
            [
                new(Suspect.Surroundings, HypothesisState.Shown, $"Whatever it runs, it is not started: {outcome.Words}"),
                new(Suspect.Program, HypothesisState.Dead, "It does not come to run."),
            ],
        },
        _ => new($"The copy {outcome.Says()}; nothing is decided."),
    };
}
