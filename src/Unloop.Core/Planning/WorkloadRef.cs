namespace Unloop.Core.Planning;

/// <summary>One workload as the API knows it; the uid tells it from another that was made under its name.</summary>
public sealed record WorkloadRef
{
    /// <summary>As in a manifest: <c>apps/v1</c>, <c>v1</c>.</summary>
    public required string ApiVersion { get; init; }

    /// <summary><c>Deployment</c>, <c>StatefulSet</c>, <c>DaemonSet</c>, <c>CronJob</c>, <c>Job</c>, <c>ReplicaSet</c> or <c>Pod</c>.</summary>
    public required string Kind { get; init; }
    public required string Namespace { get; init; }
    public required string Name { get; init; }
    public required string Uid { get; init; }

    /// <summary>True for what cannot be changed in place: its pods must be made anew.</summary>
    public bool IsImmutable => Kind is "Job" or "ReplicaSet" or "Pod";

    /// <summary>As it is typed: <c>deployment/web</c>.</summary>
    public override string ToString() => $"{Kind.ToLowerInvariant()}/{Name}";
}
