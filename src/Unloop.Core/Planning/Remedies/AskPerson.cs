using Unloop.Core.Facts;

namespace Unloop.Core.Planning.Remedies;

/// <summary>What the diagnosis advises, for everything that no template mends: passwords, bugs, data, names, neighbours.</summary>
internal sealed class AskPerson : IRemedy
{
    private const int MostAdvice = 3;

    public IReadOnlyList<Category> Categories { get; } = Enum.GetValues<Category>();

    public IEnumerable<Proposal> Propose(RemedyCase @case)
    {
        var advice = @case.Diagnosis.Solution.Take(MostAdvice).ToList();
        foreach (var item in advice)
        {
            yield return new PersonProposal { Statement = item.Text, Command = item.Command };
        }

        if (!advice.Exists(a => a.Command is not null))
        {
            yield return new PersonProposal
            {
                Statement = $"See what {@case.Cause.Container} printed before it ended.",
                Command = $"kubectl logs -n {@case.Space} {@case.Pod.Subject.Pod} -c {@case.Cause.Container}{(@case.Container?.LastState?.Phase == StatePhase.Terminated ? " --previous" : "")}",
            };
        }
    }
}
