namespace Unloop.Alerts.Generation;

/// <summary>What is watched. All null but <see cref="Cluster"/>: the whole cluster. A namespace alone: all in it.</summary>
/// <param name="Cluster">As Datadog's <c>kube_cluster_name</c> has it; null where nothing tells it apart.</param>
/// <param name="Kind"><c>Deployment</c>, <c>StatefulSet</c>, <c>DaemonSet</c>, <c>CronJob</c>, <c>Job</c>, <c>ReplicaSet</c> or <c>Pod</c>; with <see cref="Name"/> or not at all.</param>
public sealed record AlertScope(string? Cluster = null, string? Namespace = null, string? Kind = null, string? Name = null)
{
    /// <summary>The kinds whose pods can be told apart in the metrics of every target.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["Deployment", "StatefulSet", "DaemonSet", "CronJob", "Job", "ReplicaSet", "Pod"];

    public bool IsWorkload => Kind is not null && Name is not null;

    /// <summary>For sentences: <c>Deployment web in namespace shop</c>.</summary>
    public string Words => IsWorkload ? $"{Kind} {Name} in namespace {Namespace}" : Namespace is not null ? $"namespace {Namespace}" : Cluster is not null ? $"cluster {Cluster}" : "the cluster";

    /// <summary>For the names of files, groups and objects: <c>shop-deployment-web</c>, <c>shop</c>, <c>cluster</c>.</summary>
    public string Slug => IsWorkload ? $"{Namespace}-{Kind!.ToLowerInvariant()}-{Name}" : Namespace ?? "cluster";
}
