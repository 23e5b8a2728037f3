using Unloop.Core.Experiments.Copying;
using Unloop.Core.Reasoning;

namespace Unloop.Core.Experiments.Tests;

/// <summary>The program without probes, for longer than its longest life and than any probe is patient.</summary>
internal sealed class NoProbes : ITest
{
    private const int Least = 60;
    private const int Longest = 3600;

    public ExperimentKind Kind => ExperimentKind.NoProbes;

    public IReadOnlyList<Suspect> Divides(ExperimentCase @case) => [Suspect.Probes];

    public int Cost(ExperimentCase @case) => Seconds(@case);

    public TestPlan? Plan(ExperimentCase @case) => Programs.Obstacle(@case, @case.Original.Template) is { } obstacle ? TestPlan.Cannot(obstacle) : new(new Experiment
    {
        Kind = Kind,
        Question = $"Does {@case.Name} outlive its longest life ({(@case.Longest is { } longest ? Duration.Text(longest) : "not known")}) when no probe asks it?",
        Seconds = Seconds(@case),
        Answers =
        [
            new("It does.", "The probes are to blame, or what makes it slow to answer them."),
            new("It does not.", "The probes are not to blame, and what it says before its end is read for the cause."),
        ],
        Copies = [PodCopier.Make(@case, new(Kind, Seconds(@case)))],
    });

    public Reading Read(ExperimentCase @case, CopyOutcome outcome) => Programs.Read(@case, outcome, "A copy without probes");

    private static int Seconds(ExperimentCase @case)
    {
        var patience = new[] { @case.Container.Liveness, @case.Container.Startup }.Max(p => p?.Patience.TotalSeconds ?? 0);
        return Math.Max(@case.Outlive(2, Least, Longest), (int)Math.Min(patience * 1.5, @case.WatchMax.TotalSeconds));
    }
}
