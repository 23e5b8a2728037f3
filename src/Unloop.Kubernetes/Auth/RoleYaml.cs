using System.Text;

namespace Unloop.Kubernetes.Auth;

/// <summary>Prints rules as the manifests that grant them. Pure.</summary>
public static class RoleYaml
{
    /// <param name="space">For a Role in this namespace (and a ClusterRole for what has no namespace); null: one ClusterRole for all.</param>
    public static string Print(IReadOnlyList<AccessRule> rules, string? space, string name = "unloop")
    {
        var text = new StringBuilder();
        if (space is null)
        {
            AppendRole(text, "ClusterRole", name, null, rules);
            return text.ToString();
        }

        AppendRole(text, "Role", name, space, rules.Where(r => !r.ClusterScoped));
        text.Append("---\n# For resources without a namespace. Without it Unloop works, and reports them as gaps.\n");
        AppendRole(text, "ClusterRole", name + "-nodes", null, rules.Where(r => r.ClusterScoped));
        return text.ToString();
    }

    private static void AppendRole(StringBuilder text, string kind, string name, string? space, IEnumerable<AccessRule> rules)
    {
        text.Append("apiVersion: rbac.authorization.k8s.io/v1\nkind: ").Append(kind).Append("\nmetadata:\n  name: ").Append(name).Append('\n');
        if (space is not null)
        {
            text.Append("  namespace: ").Append(space).Append('\n');
        }

        text.Append("rules:\n");
        foreach (var rule in rules.GroupBy(r => (r.Group, Verbs: string.Join(", ", r.Verbs), r.Need)))
        {
            if (rule.Key.Need == AccessNeed.OptIn)
            {
                text.Append("  # Only used when you ask for it.\n");
            }

            text.Append("  - apiGroups: [\"").Append(rule.Key.Group).Append("\"]\n")
                .Append("    resources: [").AppendJoin(", ", rule.Select(r => r.Resource)).Append("]\n")
                .Append("    verbs: [").Append(rule.Key.Verbs).Append("]\n");
        }
    }
}
