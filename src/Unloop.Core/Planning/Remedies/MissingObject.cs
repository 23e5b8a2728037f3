using System.Text.RegularExpressions;
using Unloop.Core.Facts;

namespace Unloop.Core.Planning.Remedies;

/// <summary>The command that makes what a workload names and nobody made; its values are for a person to give.</summary>
internal sealed partial class MissingObject : IRemedy
{
    public IReadOnlyList<Category> Categories { get; } = [Category.MissingConfigmapOrSecret, Category.MissingEnv];

    public IEnumerable<Proposal> Propose(RemedyCase @case)
    {
        var reference = @case.Pod.References.FirstOrDefault(r => !r.Optional && r.Presence is Presence.ObjectMissing or Presence.KeyMissing)
            ?? @case.Pod.References.FirstOrDefault(r => !r.Optional && @case.Cause.Subject.Split(' ', '/').Contains(r.Name));
        if (@case.Cause.Category == Category.MissingEnv)
        {
            return Variable().IsMatch(@case.Cause.Subject)
                ? [new PersonProposal
                {
                    Statement = $"Give {@case.Cause.Container} the variable {@case.Cause.Subject}; what is secret belongs into a Secret, not into the manifest.",
                    Command = $"kubectl set env -n {@case.Space} {@case.Workload.Ref} -c {@case.Cause.Container} {@case.Cause.Subject}=VALUE",
                }]
                : [];
        }

        if (reference is null || !Name().IsMatch(reference.Name) || (reference.Key is { } key && !Key().IsMatch(key)))
        {
            return [];
        }

        var of = reference.Key ?? "KEY";
        return reference.Presence == Presence.KeyMissing
            ? [new PersonProposal { Statement = $"Add the key {of} to {reference.Kind} {reference.Name}.", Command = $"kubectl edit {reference.Kind.ToLowerInvariant()} -n {@case.Space} {reference.Name}" }]
            : [new PersonProposal
            {
                Statement = $"Create {reference.Kind} {reference.Name} in namespace {@case.Space}, with what {reference.Place} needs.",
                Command = reference.Kind == "Secret"
                    ? $"kubectl create secret generic -n {@case.Space} {reference.Name} --from-file={of}=FILE"
                    : $"kubectl create configmap -n {@case.Space} {reference.Name} --from-literal={of}=VALUE",
            }];
    }

    [GeneratedRegex("^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$", RegexOptions.NonBacktracking)]
    private static partial Regex Name();

    [GeneratedRegex("^[A-Za-z0-9_.-]{1,253}$", RegexOptions.NonBacktracking)]
    private static partial Regex Key();

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]{0,200}$", RegexOptions.NonBacktracking)]
    private static partial Regex Variable();
}
