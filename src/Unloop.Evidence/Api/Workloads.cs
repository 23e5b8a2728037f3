using System.Text.Json;

namespace Unloop.Evidence.Api;

/// <summary>
/// A Deployment, ReplicaSet, StatefulSet, DaemonSet, ReplicationController, Job or CronJob: what is read of each fits one record, and unknown
/// workload kinds that follow the same habits are read by it too.
/// </summary>
public sealed record Workload
{
    public string? ApiVersion { get; init; }
    public string? Kind { get; init; }
    public ObjectMeta? Metadata { get; init; }
    public WorkloadSpec? Spec { get; init; }
    public WorkloadStatus? Status { get; init; }
}

public sealed record WorkloadSpec
{
    public int? Replicas { get; init; }
    public bool? Paused { get; init; }
    public LabelSelector? Selector { get; init; }

    /// <summary>The pod template, raw: it is compared, not interpreted.</summary>
    public JsonElement? Template { get; init; }
    public int? RevisionHistoryLimit { get; init; }
    public int? MinReadySeconds { get; init; }

    // Job
    public int? Parallelism { get; init; }
    public int? Completions { get; init; }
    public int? BackoffLimit { get; init; }
    public long? ActiveDeadlineSeconds { get; init; }

    // CronJob
    public string? Schedule { get; init; }
    public bool? Suspend { get; init; }
}

public sealed record LabelSelector
{
    public IReadOnlyDictionary<string, string?>? MatchLabels { get; init; }
    public IReadOnlyList<LabelRequirement>? MatchExpressions { get; init; }
}

public sealed record LabelRequirement
{
    public string? Key { get; init; }
    public string? Operator { get; init; }
    public IReadOnlyList<string?>? Values { get; init; }
}

public sealed record WorkloadStatus
{
    public int? Replicas { get; init; }
    public int? ReadyReplicas { get; init; }
    public int? AvailableReplicas { get; init; }
    public int? UpdatedReplicas { get; init; }
    public long? ObservedGeneration { get; init; }
    public IReadOnlyList<Condition>? Conditions { get; init; }

    // StatefulSet
    public string? CurrentRevision { get; init; }
    public string? UpdateRevision { get; init; }

    // DaemonSet
    public int? DesiredNumberScheduled { get; init; }
    public int? NumberReady { get; init; }

    // Job
    public int? Active { get; init; }
    public int? Succeeded { get; init; }
    public int? Failed { get; init; }
}

/// <summary>A past template of a StatefulSet or DaemonSet.</summary>
public sealed record ControllerRevision
{
    public ObjectMeta? Metadata { get; init; }
    public long? Revision { get; init; }

    /// <summary>A patch that holds <c>spec.template</c>.</summary>
    public JsonElement? Data { get; init; }
}
