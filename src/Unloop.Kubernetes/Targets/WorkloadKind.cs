namespace Unloop.Kubernetes.Targets;

/// <summary>A kind of object that makes pods and that Unloop knows.</summary>
/// <param name="Versions">The newest first; an older cluster serves only a later one of the list.</param>
/// <param name="Aliases">What kubectl accepts besides the plural.</param>
internal sealed record WorkloadKind(string Kind, string Group, string Plural, IReadOnlyList<string> Versions, IReadOnlyList<string> Aliases)
{
    public static WorkloadKind Deployment { get; } = new("Deployment", "apps", "deployments", ["v1"], ["deployment", "deploy"]);
    public static WorkloadKind ReplicaSet { get; } = new("ReplicaSet", "apps", "replicasets", ["v1"], ["replicaset", "rs"]);
    public static WorkloadKind StatefulSet { get; } = new("StatefulSet", "apps", "statefulsets", ["v1"], ["statefulset", "sts"]);
    public static WorkloadKind DaemonSet { get; } = new("DaemonSet", "apps", "daemonsets", ["v1"], ["daemonset", "ds"]);
    public static WorkloadKind Job { get; } = new("Job", "batch", "jobs", ["v1"], ["job"]);
    public static WorkloadKind CronJob { get; } = new("CronJob", "batch", "cronjobs", ["v1", "v1beta1"], ["cronjob", "cj"]);

    public static WorkloadKind ReplicationController { get; } =
        new("ReplicationController", "", "replicationcontrollers", ["v1"], ["replicationcontroller", "rc"]);

    /// <summary>A pod on its own: no workload to those who look for the owners of pods, but one to those who change them.</summary>
    public static WorkloadKind Pod { get; } = new("Pod", "", "pods", ["v1"], ["pod", "po"]);

    public static IReadOnlyList<WorkloadKind> All { get; } =
        [Deployment, ReplicaSet, StatefulSet, DaemonSet, Job, CronJob, ReplicationController];

    /// <summary>By what a user types: <c>deploy</c>, <c>deployments</c>, <c>deployment.apps</c>, <c>Deployment.v1.apps</c>.</summary>
    public static WorkloadKind? Named(string typed)
    {
        var parts = typed.ToLowerInvariant().Split('.', 2);
        return All.FirstOrDefault(k => (k.Plural == parts[0] || k.Aliases.Contains(parts[0])) && (parts.Length == 1 || k.IsIn(parts[1])));
    }

    /// <summary>By what an object says of its owner.</summary>
    public static WorkloadKind? Of(string? apiVersion, string? kind) =>
        All.FirstOrDefault(k => k.Kind == kind && k.Group == GroupOf(apiVersion));

    public static string GroupOf(string? apiVersion) =>
        apiVersion?.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash ? apiVersion[..slash] : "";

    private bool IsIn(string group) => group == Group || Versions.Any(v => group == $"{v}.{Group}");
}
