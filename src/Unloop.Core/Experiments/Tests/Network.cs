using Unloop.Core.Diagnoses;
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
                .. Possible(@case),
                .. command.Unanswered.Count == 0 ? Array.Empty<PossibleAnswer>() : [new("Part of it is not answered.", string.Join("; ", command.Unanswered))],
            ],
            Copies = [PodCopier.Make(@case, new(Kind, seconds) { Command = words })],
        });
    }

    public Reading Read(ExperimentCase @case, CopyOutcome outcome)
    {
        var answers = Answers(@case, outcome);
        var blames = Blaming.Of(@case, answers);
        var reading = blames is [{ Confidence: not null } worst, ..] ? Blamed(worst)
            : Returned.Of(@case, answers) is { } returned ? returned.AsAnswered(@case)
            : answers.All(a => a.IsWell) ? Well(@case)
            : blames.Count > 0 ? Suspected(blames)
            : new(outcome.End is CopyEnd.Ended ? "What could be tried answers, and not everything could be tried; nothing is decided." : $"The copy {outcome.Says()}; nothing is decided.");
        return reading with { Details = [.. answers.SelectMany(a => a.Statements)] };
    }

    public static IReadOnlyList<DependencyAnswer> Answers(ExperimentCase @case, CopyOutcome outcome) =>
        DependencyAnswers.Read(@case.Targets, string.Join('\n', outcome.Evidence?.LogsOf(@case.Name).SelectMany(l => l.Lines).Select(l => l.Text) ?? outcome.Output));

    /// <summary>What was answered by the test where it was made; empty where it was not.</summary>
    public static IReadOnlyList<DependencyAnswer> Answered(ExperimentCase @case) =>
        @case.Results.LastOrDefault(r => r.Kind is ExperimentKind.Dependencies) is { } result ? Answers(@case, result.Outcome) : [];

    /// <summary>What the place that the program ends for comes to, as a cause.</summary>
    public static ShownCause Cause(Blame blame, Confidence confidence) => new(blame.Trouble.Category, blame.Trouble.Subject, blame.Trouble.Statement, "tried from the pod's network")
    {
        Confidence = confidence,
        Solution = blame.Trouble.Solution,
    };

    private static IEnumerable<PossibleAnswer> Possible(ExperimentCase @case)
    {
        var named = Returned.Named(@case.Targets);
        yield return named.Count > 0
            ? new($"{string.Join(" or ", named)} does not answer.", "The program says itself that it fails: unless it went on after that, this is the cause, the name, the connection or the certificate, as the answer says.")
            : new("One does not answer, and the program speaks last of such a failure.", "That is likely the cause: the name, the connection or the certificate, as the answer says.");
        yield return new("Another does not answer.", "The program may live without it: it is a place to look at, and the path goes on.");
        yield return named.Count > 0
            ? new("All answer.", "What it said fails answers now: it started too early, or something lies between, which running it once more tells.")
            : new("All answer.", "The network is not to blame; what they say to the program (a refused password, a missing table) may be.");
    }

    private static Reading Blamed(Blame worst) => new(worst.Trouble.Statement)
    {
        Effects = [new(Suspect.Dependency, HypothesisState.Shown, $"{worst.Trouble.Statement} {worst.Says}")],
        Cause = Cause(worst, worst.Confidence!.Value),
    };

    /// <summary>Something does not answer, and nothing says that the program ends for it: what is open stays so.</summary>
    private static Reading Suspected(IReadOnlyList<Blame> blames)
    {
        var says = blames.Count == 1 ? blames[0].Trouble.Statement
            : $"{string.Join(" and ", blames.Take(3).Select(b => b.Trouble.Subject))}{(blames.Count > 3 ? $" and {blames.Count - 3} more" : "")} do not answer as they should.";
        return new(says) { Effects = [new(Suspect.Dependency, HypothesisState.Open, $"{says} {blames[0].Says}")] };
    }

    private static Reading Well(ExperimentCase @case) => IsUnbound(@case)
        ? new("Everything that it connects to answers; but the copy was not bound by a NetworkPolicy that binds the pod, so that nothing is decided.")
        : new("Everything that it connects to answers, from this pod's network.")
        {
            Effects = [new(Suspect.Dependency, HypothesisState.Dead, $"Names, connections and certificates are well: {string.Join(", ", @case.Targets)}.")],
        };

    /// <summary>Whether a copy may do what a NetworkPolicy forbids the pod: then a connection that succeeds proves nothing.</summary>
    public static bool IsUnbound(ExperimentCase @case) =>
        CopyLabels.For(CopyLabels.Of(@case.Original.Template), @case.Original.Selectors).Notes.Any(n => n.StartsWith("NetworkPolicy ", StringComparison.Ordinal));
}
