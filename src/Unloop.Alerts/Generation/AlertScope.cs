namespace Unloop.Alerts.Generation;

/// <summary>What is watched. All null but <see cref="Cluster"/>: the whole cluster. A namespace alone: all in it.</summary>
/// <param name="Cluster">As Datadog's <c>kube_cluster_name</c> has it; null where nothing tells it apart.</param>
/// <param name="Kind"><c>Deployment</c>, <c>StatefulSet</c>, <c>DaemonSet</c>, <c>CronJob</c>, <c>Job</c>, <c>ReplicaSet</c> or <c>Pod</c>; with <see cref="Name"/> or not at all.</param>
public sealed record AlertScope(string? Cluster = null, string? Namespace = null, string? Kind = null, string? Name = null)
{
    /// <summary>The kinds whose pods can be told apart in the metrics of every target.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["Deployment", "StatefulSet", "DaemonSet", "CronJob", "Job", "ReplicaSet", "Pod"];

    /// <summary>The narrowest scope that holds all pods of a workload: itself, or its namespace where no metric tells them apart, which the note says.</summary>
    public static (AlertScope Scope, string? Note) Around(string? cluster, string space, string kind, string name) =>
        Kinds.Contains(kind) ? (new(cluster, space, kind, name), null)
        : (new(cluster, space), $"no metric tells the pods of {kind}/{name} apart: the alerts are for the whole namespace {space}");

    public bool IsWorkload => Kind is not null && Name is not null;

    /// <summary>For sentences: <c>Deployment web in namespace shop</c>.</summary>
    public string Words => IsWorkload ? $"{Kind} {Name} in namespace {Namespace}" : Namespace is not null ? $"namespace {Namespace}" : Cluster is not null ? $"cluster {Cluster}" : "the cluster";

    /// <summary>For the names of files, groups and objects: <c>shop-deployment-web</c>, <c>shop</c>, <c>cluster</c>.</summary>
    public string Slug => IsWorkload ? $"{Namespace}-{Kind!.ToLowerInvariant()}-{Name}" : Namespace ?? "cluster";

    /// <summary>Names that no cluster has, one sentence each. Names end up in queries, labels and names of files.</summary>
    public IReadOnlyList<string> Mistakes =>
    [
        .. Namespace is { } space && !IsName(space, 63) ? [$"'{space}' is no name of a namespace"] : Array.Empty<string>(),
        .. Name is { } name && !IsName(name, 253) ? [$"'{name}' is no name of a {Kind}"] : Array.Empty<string>(),
        .. Cluster is { } cluster && !IsTagValue(cluster) ? [$"'{cluster}' is no value of a Datadog tag, which has lower-case letters, digits, '_', '-', ':', '.' and '/'"] : Array.Empty<string>(),
    ];

    /// <summary>Lower-case letters, digits, hyphens and dots, as the API server wants them.</summary>
    private static bool IsName(string name, int longest) =>
        name.Length > 0 && name.Length <= longest && char.IsAsciiLetterOrDigit(name[0]) && char.IsAsciiLetterOrDigit(name[^1])
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.');

    private static bool IsTagValue(string value) =>
        value.Length is > 0 and <= 180 && value.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '-' or ':' or '.' or '/');
}
