using Unloop.Core.Experiments.Copying;
using Unloop.Core.Experiments.Dependencies;

namespace Unloop.Core.Experiments.Tests;

/// <summary>What the program connects to, tried from the pod's network: name, connection, handshake, certificate.</summary>
internal sealed class Network : ITest
{
    private const int Usual = 15;

    public ExperimentKind Kind => ExperimentKind.Dependencies;

    public IReadOnlyList<Suspect> Divides(ExperimentCase @case) => [Suspect.Dependency];

    public int Cost(ExperimentCase @case) => Usual;

    public TestPlan? Plan(ExperimentCase @case)
    {
        if (@case.Targets.Count == 0)
        {
            return null;
        }

        var command = DependencyScript.For(@case.Targets, @case.DependencyTools);
        if (command.ManifestWords is not { } words)
        {
            return TestPlan.Cannot(command.Why ?? "The image has nothing to try connections with.");
        }

        var seconds = (int)DependencyScript.Longest.TotalSeconds;
        return new(new Experiment
        {
            Kind = Kind,
            Question = $"Is what {@case.Name} needs there, seen from this pod's network: {string.Join(", ", @case.Targets)}?",
            Seconds = seconds,
            Answers =
            [
                new("One does not answer.", "That is what the program fails for: the name, the connection, or the certificate, as the answer says."),
                new("All answer.", "The network is not to blame; what they say to the program (a refused password, a missing table) may be."),
                .. command.Unanswered.Count == 0 ? Array.Empty<PossibleAnswer>() : [new("Part of it is not answered.", string.Join("; ", command.Unanswered))],
            ],
            Copies = [PodCopier.Make(@case, new(Kind, seconds) { Command = words })],
        });
    }

    public Reading Read(ExperimentCase @case, CopyOutcome outcome)
    {
        var output = string.Join('\n', Lines(@case, outcome));
        var answers = DependencyAnswers.Read(@case.Targets, output);
        var details = answers.SelectMany(a => a.Statements).ToList();
        if (answers.FirstOrDefault(a => a.Trouble is not null)?.Trouble is { } trouble)
        {
            return new(trouble.Statement)
            {
                Details = details,
                Effects = [new(Suspect.Dependency, HypothesisState.Shown, trouble.Statement)],
                Cause = new(trouble.Category, trouble.Subject, trouble.Statement, "tried from the pod's network") { Solution = trouble.Solution },
            };
        }

        var unbound = CopyLabels.For(CopyLabels.Of(@case.Original.Template), @case.Original.Selectors).Notes.Any(n => n.StartsWith("NetworkPolicy ", StringComparison.Ordinal));
        return answers.All(a => a.IsWell) && !unbound
            ? new("Everything that it connects to answers, from this pod's network.")
            {
                Details = details,
                Effects = [new(Suspect.Dependency, HypothesisState.Dead, $"Names, connections and certificates are well: {string.Join(", ", @case.Targets)}.")],
            }
            : answers.All(a => a.IsWell) ? new("Everything that it connects to answers; but the copy was not bound by a NetworkPolicy that binds the pod, so that nothing is decided.") { Details = details }
            : outcome.End is CopyEnd.Ended ? new("What could be tried answers, and not everything could be tried; nothing is decided.") { Details = details }
            : new($"The copy {outcome.Says()}; nothing is decided.") { Details = details };
    }

    private static IEnumerable<string> Lines(ExperimentCase @case, CopyOutcome outcome) =>
        outcome.Evidence?.LogsOf(@case.Name).SelectMany(l => l.Lines).Select(l => l.Text) ?? outcome.Output;
}
