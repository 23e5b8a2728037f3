using Unloop.Core.Experiments.Tests;

namespace Unloop.Core.Experiments;

/// <param name="Path">The tests in order; each is made only if it still decides something when its turn comes.</param>
/// <param name="Impossible">Those that would decide something, and cannot be made.</param>
public sealed record PathPlan(IReadOnlyList<Experiment> Path, IReadOnlyList<ImpossibleExperiment> Impossible);

/// <summary>Which tests tell the open hypotheses apart, the cheapest first. Pure.</summary>
public static class ExperimentPath
{
    /// <summary>No case takes more tests.</summary>
    public const int Most = 4;

    /// <param name="only">Just these, whether or not they decide anything; empty: those that do.</param>
    public static PathPlan Of(ExperimentCase @case, IReadOnlyList<Hypothesis> hypotheses, IReadOnlyList<ExperimentKind> only)
    {
        var impossible = new List<ImpossibleExperiment>();
        var possible = new List<(ITest Test, Experiment Experiment)>();
        foreach (var test in TestList.All.Where(t => only.Count > 0 ? only.Contains(t.Kind) : @case.Earlier.All(e => e.Kind != t.Kind) && Divided(t, @case, hypotheses).Any()))
        {
            var plan = test.Plan(@case);
            if (plan?.Experiment is { } experiment)
            {
                possible.Add((test, experiment with { Divides = [.. Divided(test, @case, hypotheses)] }));
            }
            else if (plan is not null || only.Count > 0)
            {
                impossible.Add(new(test.Kind, plan?.Impossible ?? "The question does not arise for this pod."));
            }
        }

        // Whether anything lives here comes before what the program does here.
        var path = possible.OrderBy(p => p.Test.Kind != ExperimentKind.Asleep)
            .ThenBy(p => Price(p.Test, @case, p.Experiment))
            .ThenBy(p => p.Test.Kind)
            .Select(p => p.Experiment)
            .Take(Most);
        return new([.. path], impossible);
    }

    /// <summary>Whether one of the hypotheses that it divides is still open.</summary>
    public static bool IsWorth(Experiment experiment, IReadOnlyList<Hypothesis> hypotheses) =>
        experiment.Divides.Count == 0 || hypotheses.Any(h => h.IsOpen && experiment.Divides.Contains(h.Suspect));

    /// <summary>Where nothing but a place is in question, the place is asked before the program is run for it.</summary>
    private static double Price(ITest test, ExperimentCase @case, Experiment experiment) => experiment.Divides switch
    {
        [Suspect.Dependency] when test.Kind.RunsProgram() => 1 + test.Cost(@case) + TestList.Of(ExperimentKind.Dependencies).Cost(@case),
        var divides => (double)test.Cost(@case) / Math.Max(1, divides.Count),
    };

    private static IEnumerable<Suspect> Divided(ITest test, ExperimentCase @case, IReadOnlyList<Hypothesis> hypotheses) =>
        test.Divides(@case).Where(s => hypotheses.Any(h => h.Suspect == s && h.IsOpen));
}
