namespace Unloop.Kubernetes.Auth;

/// <summary>How much depends on a permission.</summary>
public enum AccessNeed
{
    /// <summary>Without it there is nothing to diagnose, or to fix.</summary>
    Required,

    /// <summary>Without it there is a gap, and less is certain.</summary>
    Useful,

    /// <summary>Used only when the user asks for it with a flag.</summary>
    OptIn,
}

/// <summary>One resource that a command asks for, in the terms of RBAC.</summary>
/// <param name="Group">Empty for the core group.</param>
/// <param name="Resource">As in a Role: <c>pods/log</c>.</param>
/// <param name="Why">What it is asked for; a phrase.</param>
public sealed record AccessRule(string Group, string Resource, IReadOnlyList<string> Verbs, AccessNeed Need, string Why)
{
    /// <summary>A resource without a namespace: a Role cannot grant it, a ClusterRole can.</summary>
    public bool ClusterScoped { get; init; }

    public override string ToString() => $"{string.Join(", ", Verbs)} {Resource}{(Group.Length > 0 ? $".{Group}" : "")}";
}
