using System.Text;
using System.Text.RegularExpressions;

namespace Unloop.Core.Planning.Remedies;

/// <summary>The Role, and its binding, that the service account lacks, no wider than the API server's refusals: for a person to review.</summary>
internal sealed partial class MissingRole : IRemedy
{
    private sealed record Refusal(string Space, string Account, string Verb, string Resource, string Group, string? Where);

    public IReadOnlyList<Category> Categories { get; } = [Category.RbacForbidden];

    public IEnumerable<Proposal> Propose(RemedyCase @case)
    {
        var refusals = @case.Words.SelectMany(l => Forbidden().Matches(l)).Select(Read).Distinct().ToList();
        foreach (var bound in refusals.GroupBy(r => (r.Space, r.Account, r.Where)))
        {
            var (space, account, where) = bound.Key;
            var first = bound.First();
            var scope = where is null ? "in the whole cluster" : $"in namespace {where}";
            yield return new PersonProposal
            {
                Statement = $"Review and apply this {(where is null ? "ClusterRole" : "Role")}: it lets {space}/{account} {first.Verb} {first.Resource} {scope}, which the API server refuses now, and nothing more{(HasList(bound) ? " than the watch that goes with a list" : "")}.",
                Command = $"kubectl auth can-i {first.Verb} {first.Resource}{(first.Group.Length > 0 ? "." + first.Group : "")} --as=system:serviceaccount:{space}:{account}{(where is null ? " -A" : $" -n {where}")}",
                Manifest = Manifest(space, account, where, bound),
            };
        }
    }

    private static Refusal Read(Match match) => new(
        match.Groups["space"].Value, match.Groups["account"].Value, match.Groups["verb"].Value, match.Groups["resource"].Value, match.Groups["group"].Value,
        match.Groups["where"].Success ? match.Groups["where"].Value : null);

    private static bool HasList(IEnumerable<Refusal> refusals) => refusals.Any(r => r.Verb is "list");

    private static string Manifest(string space, string account, string? where, IEnumerable<Refusal> refusals)
    {
        var (role, binding) = where is null ? ("ClusterRole", "ClusterRoleBinding") : ("Role", "RoleBinding");
        var name = where is null ? $"{space}-{account}-needs" : $"{account}-needs";
        var space2 = where is null ? "" : $"\n  namespace: {where}";
        var text = new StringBuilder($"""
            apiVersion: rbac.authorization.k8s.io/v1
            kind: {role}
            metadata:
              name: {name}{space2}
            rules:

            """.ReplaceLineEndings("\n"));
        foreach (var rule in refusals.GroupBy(r => (r.Group, r.Resource)))
        {
            var verbs = rule.Select(r => r.Verb).Concat(HasList(rule) ? ["watch"] : []).Distinct();
            text.Append($"  - apiGroups: [\"{rule.Key.Group}\"]\n    resources: [{rule.Key.Resource}]\n    verbs: [{string.Join(", ", verbs)}]\n");
        }

        return text.Append($"""
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: {binding}
            metadata:
              name: {name}{space2}
            roleRef:
              apiGroup: rbac.authorization.k8s.io
              kind: {role}
              name: {name}
            subjects:
              - kind: ServiceAccount
                name: {account}
                namespace: {space}

            """.ReplaceLineEndings("\n")).ToString();
    }

    /// <summary>Every captured word is of the letters that such names may have: none can add to the manifest. Log writers escape the quotes.</summary>
    [GeneratedRegex("User \\\\?\"system:serviceaccount:(?<space>[a-z0-9-]{1,63}):(?<account>[a-z0-9.-]{1,253})\\\\?\" cannot (?<verb>[a-z]{2,20}) resource \\\\?\"(?<resource>[a-z0-9]{1,63}(/[a-z]{1,63})?)\\\\?\" in API group \\\\?\"(?<group>[a-z0-9.-]{0,253})\\\\?\" (in the namespace \\\\?\"(?<where>[a-z0-9-]{1,63})\\\\?\"|at the cluster scope)", RegexOptions.NonBacktracking)]
    private static partial Regex Forbidden();
}
