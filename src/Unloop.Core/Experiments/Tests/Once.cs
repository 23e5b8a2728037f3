using Unloop.Core.Experiments.Copying;
using Unloop.Core.Experiments.Dependencies;
using Unloop.Core.Reasoning;

namespace Unloop.Core.Experiments.Tests;

/// <summary>The program once, without probes and without a restart; its whole output is kept, also what a kubelet drops between two runs.</summary>
internal sealed class Once : ITest
{
    private const int Least = 30;
    private const int Longest = 120;

    public ExperimentKind Kind => ExperimentKind.Once;

    /// <summary>
    /// Of what the program says it tells nothing new where all that it said last is known; but whether a place that it says fails still keeps it from living.
    /// </summary>
    public IReadOnlyList<Suspect> Divides(ExperimentCase @case) =>
    [
        Suspect.Probes, Suspect.Resources,
        .. ProgramWords.AreKnown(@case) ? Array.Empty<Suspect>() : [Suspect.Program],
        .. Returned.Named(@case.Targets).Count > 0 ? [Suspect.Dependency] : Array.Empty<Suspect>(),
    ];

    public int Cost(ExperimentCase @case) => Math.Min(Longest, (int)(@case.Longest?.TotalSeconds ?? Least / 2));

    public TestPlan? Plan(ExperimentCase @case) => Programs.Obstacle(@case, @case.Original.Template) is { } obstacle ? TestPlan.Cannot(obstacle) : new(new Experiment
    {
        Kind = Kind,
        Question = $"Does the program of {@case.Name} end by itself, or is it ended by its probes?",
        Seconds = Seconds(@case),
        Answers =
        [
            new("It ends by itself.", "No probe is to blame; its exit code and its whole output are read for the cause."),
            new("It is killed for memory.", "Its limit is too low, or it leaks."),
            new("It is still up.", "Left alone it lives: what ends it in the pod is a probe, or what only the pod has (traffic, neighbours)."),
        ],
        Copies = [PodCopier.Make(@case, new(Kind, Seconds(@case)))],
    });

    public Reading Read(ExperimentCase @case, CopyOutcome outcome) => Programs.Read(@case, outcome, "A copy that runs the program once");

    private static int Seconds(ExperimentCase @case) => @case.Outlive(1.5, Least, Longest);
}
