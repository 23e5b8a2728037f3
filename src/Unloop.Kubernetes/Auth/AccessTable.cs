namespace Unloop.Kubernetes.Auth;

/// <summary>
/// What each command asks of a cluster. Kept beside the collectors: a test runs them all and fails when one reads what does not stand here.
/// Not here, because no list can hold them: a GET of an owner of a kind that Unloop does not know, and the discovery of its group, which
/// Kubernetes grants to everybody.
/// </summary>
public static class AccessTable
{
    private static readonly string[] Get = ["get"];
    private static readonly string[] List = ["list"];
    private static readonly string[] GetAndList = ["get", "list"];

    private static readonly AccessRule[] Reading =
    [
        new("", "pods", GetAndList, AccessNeed.Required, "state, exit codes and restarts of every container; siblings"),
        new("", "pods/log", Get, AccessNeed.Required, "previous and current logs"),
        new("", "events", List, AccessNeed.Useful, "what the kubelet and the controllers report"),
        new("events.k8s.io", "events", List, AccessNeed.Useful, "the same, where only this group is granted"),
        new("", "configmaps", GetAndList, AccessNeed.Useful, "whether what a pod names is there (names of keys only)"),
        new("apps", "deployments", GetAndList, AccessNeed.Useful, "workload, and what its last rollout changed"),
        new("apps", "replicasets", GetAndList, AccessNeed.Useful, "rollout history"),
        new("apps", "statefulsets", GetAndList, AccessNeed.Useful, "workload"),
        new("apps", "daemonsets", GetAndList, AccessNeed.Useful, "workload"),
        new("apps", "controllerrevisions", List, AccessNeed.Useful, "rollout history"),
        new("batch", "jobs", GetAndList, AccessNeed.Useful, "workload"),
        new("batch", "cronjobs", GetAndList, AccessNeed.Useful, "workload"),
        new("", "replicationcontrollers", GetAndList, AccessNeed.Useful, "workload"),
        new("", "limitranges", List, AccessNeed.Useful, "limits that were filled in"),
        new("", "resourcequotas", List, AccessNeed.Useful, "limits that keep pods away"),
        new("metrics.k8s.io", "pods", Get, AccessNeed.Useful, "use of memory and CPU"),
        new("", "nodes", Get, AccessNeed.Useful, "conditions, architecture and versions of the node") { ClusterScoped = true },
        new("", "namespaces", GetAndList, AccessNeed.Useful, "nearest names when a namespace is mistyped") { ClusterScoped = true },
        new("", "secrets", Get, AccessNeed.OptIn, "names of keys, with --check-secret-keys; credentials for images, with --use-pull-secrets"),
        new("", "serviceaccounts", Get, AccessNeed.OptIn, "names of pull secrets, with --use-pull-secrets"),
    ];

    /// <summary>The commands that read a cluster; each of them reads the same.</summary>
    public static IReadOnlyList<string> Commands { get; } = ["diagnose", "list", "capture"];

    /// <summary>Null for a command that asks nothing of a cluster.</summary>
    public static IReadOnlyList<AccessRule>? For(string command, bool optIn = false) =>
        Commands.Contains(command) ? [.. Reading.Where(r => optIn || r.Need != AccessNeed.OptIn)] : null;
}
