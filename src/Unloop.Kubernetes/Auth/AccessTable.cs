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
    private static readonly string[] Patch = ["patch"];
    private static readonly string[] Create = ["create"];

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

    private static readonly AccessRule[] Configuring =
    [
        new("", "services", GetAndList, AccessNeed.Useful, "the variables that the kubelet makes of Services; 'kubernetes' in namespace default"),
    ];

    /// <summary>What a fix does besides reading.</summary>
    private static readonly AccessRule[] Writing =
    [
        new("apps", "deployments", Patch, AccessNeed.Required, "the change itself, and its way back"),
        new("apps", "statefulsets", Patch, AccessNeed.Required, "the same"),
        new("apps", "daemonsets", Patch, AccessNeed.Required, "the same"),
        new("batch", "cronjobs", Patch, AccessNeed.Required, "the same"),
        new("apps", "replicasets", Patch, AccessNeed.Required, "scaled to nothing when a rollout is taken back"),
        new("coordination.k8s.io", "leases", ["get", "create", "patch", "delete"], AccessNeed.Required, "keeps two fixes off one workload"),
        new("policy", "poddisruptionbudgets", List, AccessNeed.Useful, "names budgets that allow no disruption"),
        new("autoscaling.k8s.io", "verticalpodautoscalers", List, AccessNeed.Useful, "names autoscalers that set the same resources"),
        new("", "events", Create, AccessNeed.Useful, "kubectl describe tells what was done"),
        new("", "pods", ["create", "patch", "delete"], AccessNeed.Useful, "dry runs of new pods; a StatefulSet's stuck pods; with --recreate pods without a workload"),
    ];

    /// <summary>What tells who watches the cluster, in all its namespaces.</summary>
    private static readonly AccessRule[] Watching =
    [
        new("apps", "daemonsets", List, AccessNeed.Useful, "whether the Datadog Agent runs on every node") { ClusterScoped = true },
        new("apps", "deployments", List, AccessNeed.Useful, "whether the Cluster Agent and kube-state-metrics are there") { ClusterScoped = true },
        new("apps", "statefulsets", List, AccessNeed.Useful, "whether kube-state-metrics is there") { ClusterScoped = true },
        new("monitoring.coreos.com", "prometheuses", List, AccessNeed.Useful, "which rules Prometheus selects") { ClusterScoped = true },
        new("", "namespaces", List, AccessNeed.Useful, "the same, where it selects by the labels of namespaces") { ClusterScoped = true },
    ];

    /// <summary>Besides a fix, the only writes: a server-side apply of what is not there yet needs create, too.</summary>
    private static readonly AccessRule[] Alerting =
    [
        new("monitoring.coreos.com", "prometheusrules", ["get", "list", "create", "patch", "delete"], AccessNeed.OptIn, "the rules themselves, where they live in the cluster"),
    ];

    /// <summary>What <c>scale</c> reads; nothing else.</summary>
    private static readonly AccessRule[] Scaling =
    [
        new("apps", "deployments", GetAndList, AccessNeed.Required, "the workload; nearest names when it is mistyped"),
        new("apps", "statefulsets", GetAndList, AccessNeed.Required, "the same"),
        new("apps", "replicasets", GetAndList, AccessNeed.Useful, "the same"),
        new("apps", "daemonsets", GetAndList, AccessNeed.Useful, "the same, to say that it is not scaled so"),
        new("batch", "jobs", GetAndList, AccessNeed.Useful, "the same"),
        new("batch", "cronjobs", GetAndList, AccessNeed.Useful, "the same"),
        new("", "replicationcontrollers", GetAndList, AccessNeed.Useful, "the same"),
        new("", "pods", GetAndList, AccessNeed.Required, "how its pods fare, and how long they took to start"),
        new("autoscaling", "horizontalpodautoscalers", List, AccessNeed.Useful, "what scales it already"),
        new("keda.sh", "scaledobjects", List, AccessNeed.Useful, "the same"),
        new("autoscaling.k8s.io", "verticalpodautoscalers", List, AccessNeed.Useful, "what sets its requests"),
        new("policy", "poddisruptionbudgets", List, AccessNeed.Useful, "budgets that select its pods"),
        new("", "persistentvolumeclaims", Get, AccessNeed.Useful, "whether replicas can share its volumes"),
        new("", "limitranges", List, AccessNeed.Useful, "requests that are filled in, and bounds of them"),
        new("", "resourcequotas", List, AccessNeed.Useful, "room for more replicas"),
        new("metrics.k8s.io", "pods", List, AccessNeed.Useful, "use of memory and CPU"),
        new("", "nodes", List, AccessNeed.Useful, "room for more replicas") { ClusterScoped = true },
        new("", "pods", List, AccessNeed.Useful, "the requests of all pods: what of the nodes' room is taken") { ClusterScoped = true },
    ];

    /// <summary>What <c>scale --apply</c> writes, by server-side apply.</summary>
    private static readonly AccessRule[] Applying =
    [
        new("autoscaling", "horizontalpodautoscalers", ["get", "create", "patch"], AccessNeed.OptIn, "the autoscaler, with --apply"),
        new("policy", "poddisruptionbudgets", ["get", "create", "patch"], AccessNeed.OptIn, "the disruption budget, with --apply"),
        new("apps", "deployments", Patch, AccessNeed.OptIn, "requests and spreading in its template, with --apply"),
        new("apps", "statefulsets", Patch, AccessNeed.OptIn, "the same"),
        new("apps", "replicasets", Patch, AccessNeed.OptIn, "the same"),
        new("", "replicationcontrollers", Patch, AccessNeed.OptIn, "the same"),
    ];

    /// <summary>What <c>try</c> does besides reading evidence: it makes copies of one pod, and removes them.</summary>
    public static IReadOnlyList<AccessRule> Trying { get; } =
    [
        new("", "pods", ["get", "list", "create", "delete"], AccessNeed.Required, "copies of the failing pod, made and removed; leftovers of earlier runs"),
        new("", "pods/log", Get, AccessNeed.Required, "what a copy printed"),
        new("coordination.k8s.io", "leases", ["get", "create", "patch", "delete"], AccessNeed.Required, "keeps two runs, or a fix, off one workload"),
        new("authorization.k8s.io", "selfsubjectaccessreviews", Create, AccessNeed.Useful, "asks what you may do, before anything is tried; granted to everybody") { ClusterScoped = true },
        new("", "services", GetAndList, AccessNeed.Useful, "labels by which a copy would get traffic, and the variables that the kubelet makes of Services"),
        new("apps", "replicasets", List, AccessNeed.Useful, "labels by which a controller would take a copy"),
        new("apps", "statefulsets", List, AccessNeed.Useful, "the same"),
        new("apps", "daemonsets", List, AccessNeed.Useful, "the same"),
        new("batch", "jobs", List, AccessNeed.Useful, "the same"),
        new("", "replicationcontrollers", List, AccessNeed.Useful, "the same"),
        new("policy", "poddisruptionbudgets", List, AccessNeed.Useful, "labels by which a budget would count a copy"),
        new("autoscaling", "horizontalpodautoscalers", List, AccessNeed.Useful, "labels by which an autoscaler would count a copy"),
        new("networking.k8s.io", "networkpolicies", List, AccessNeed.Useful, "labels that a copy must keep, to be restricted as the pod is"),
        new("", "persistentvolumeclaims", Get, AccessNeed.Useful, "whether a copy can share the pod's volumes"),
    ];

    private static readonly AccessRule[] Recreating =
    [
        new("apps", "replicasets", ["create", "delete"], AccessNeed.OptIn, "made anew, with --recreate"),
        new("batch", "jobs", ["create", "patch", "delete"], AccessNeed.OptIn, "made anew, with --recreate"),
    ];

    /// <summary>The commands that ask a cluster.</summary>
    public static IReadOnlyList<string> Commands { get; } = ["diagnose", "list", "capture", "verify", "fix", "monitor", "config", "scale", "try"];

    /// <summary>Null for a command that asks nothing of a cluster. Only <c>fix</c>, <c>try</c>, <c>monitor</c> and <c>scale --apply</c> have a verb that writes.</summary>
    /// <param name="optIn">With <c>--check-secret-keys</c> or <c>--use-pull-secrets</c>.</param>
    /// <param name="recreate">With <c>fix --recreate</c>.</param>
    /// <param name="monitors">With <c>fix --with-monitor</c>.</param>
    /// <param name="apply">With <c>scale --apply</c>.</param>
    public static IReadOnlyList<AccessRule>? For(string command, bool optIn = false, bool recreate = false, bool monitors = false, bool apply = false) => !Commands.Contains(command) ? null
        : command == "scale" ? [.. Scaling, .. apply ? Applying : []] :
    [
        .. Reading.Where(r => optIn || r.Need != AccessNeed.OptIn),
        .. command == "config" ? Configuring : [],
        .. command == "fix" ? Writing : [],
        .. command == "try" ? Trying : [],
        .. command == "fix" && recreate ? Recreating : [],
        .. command == "monitor" || (command == "fix" && monitors) ? [.. Watching, .. Alerting] : Array.Empty<AccessRule>(),
    ];
}
