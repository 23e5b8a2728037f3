using System.Text.Json.Nodes;
using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Core.Scaling.Autoscaling;

namespace Unloop.Core.Scaling;

/// <summary>Everything about one workload that decides whether and how it can be scaled out. What was not obtained is null, with a gap.</summary>
public sealed record ScalingFacts
{
    public required ScaledWorkload Workload { get; init; }

    /// <summary>The API server's time.</summary>
    public DateTimeOffset? ObservedAt { get; init; }

    /// <summary>Kubernetes' minor version; null: the server did not say.</summary>
    public int? ServerMinor { get; init; }

    /// <summary>The newest version of <c>autoscaling</c> that is served with HorizontalPodAutoscalers: <c>v2</c>, <c>v2beta2</c> or <c>v1</c>.</summary>
    public string AutoscalingVersion { get; init; } = "v2";

    /// <summary>Of <c>policy</c>, with PodDisruptionBudgets: <c>v1</c> or <c>v1beta1</c>.</summary>
    public string PolicyVersion { get; init; } = "v1";
    public IReadOnlyList<ScaledPod> Pods { get; init; } = [];
    public IReadOnlyList<FoundAutoscaler> Autoscalers { get; init; } = [];
    public IReadOnlyList<VerticalAutoscaling> Verticals { get; init; } = [];
    public IReadOnlyList<BudgetFact> Budgets { get; init; } = [];
    public IReadOnlyList<ClaimFact> Claims { get; init; } = [];

    /// <summary>Null: they could not be listed.</summary>
    public IReadOnlyList<NodeRoom>? Nodes { get; init; }

    /// <summary>Lines of ResourceQuotas that count this workload's pods.</summary>
    public IReadOnlyList<QuotaLine> Quotas { get; init; } = [];
    public IReadOnlyList<LimitBound> LimitRanges { get; init; } = [];

    /// <summary>Whether the cluster serves metrics.k8s.io; null: it could not be asked.</summary>
    public bool? ServesResourceMetrics { get; init; }
    public bool ServesCustomMetrics { get; init; }
    public bool ServesExternalMetrics { get; init; }

    /// <summary>What the pods used, oldest look first.</summary>
    public IReadOnlyList<UsageLook> Usage { get; init; } = [];
    public IReadOnlyList<Gap> Gaps { get; init; } = [];

    /// <summary>Pods that are there and are not on their way out.</summary>
    public IEnumerable<ScaledPod> Staying => Pods.Where(p => !p.Leaving && p.Phase is not ("Failed" or "Succeeded"));
}

public sealed record ScaledWorkload
{
    public required WorkloadRef Ref { get; init; }

    /// <summary>Null for kinds that have none.</summary>
    public int? Replicas { get; init; }

    /// <summary><c>RollingUpdate</c>, <c>Recreate</c> or <c>OnDelete</c>.</summary>
    public string? Strategy { get; init; }
    public bool Paused { get; init; }

    /// <summary><c>spec.selector</c> as it stands.</summary>
    public JsonObject? Selector { get; init; }

    /// <summary>Of a StatefulSet.</summary>
    public string? ServiceName { get; init; }
    public IReadOnlyList<ScaledContainer> Containers { get; init; } = [];
    public IReadOnlyList<ScaledVolume> Volumes { get; init; } = [];

    /// <summary>Names of <c>volumeClaimTemplates</c>.</summary>
    public IReadOnlyList<string> ClaimTemplates { get; init; } = [];
    public bool HostNetwork { get; init; }
    public bool HasSpread { get; init; }
    public bool HasAntiAffinity { get; init; }

    /// <summary>At most one pod on a node, by required anti-affinity among themselves.</summary>
    public bool OnePerNode { get; init; }

    /// <summary>A controller above it, as <c>Kind/name</c>; null: none.</summary>
    public string? OwnedBy { get; init; }

    /// <summary><c>Argo CD</c>, <c>Flux</c> or <c>Helm</c>, with the application or release.</summary>
    public string? ManagedBy { get; init; }
    public string? ManagedByName { get; init; }

    /// <summary>Who has written <c>spec.replicas</c>, by the object's managed fields.</summary>
    public IReadOnlyList<ReplicasWriter> ReplicasWriters { get; init; } = [];
}

/// <param name="Applied">By server-side apply or by a client's apply: it is written again with the next.</param>
/// <param name="BySubresource">Through <c>scale</c>, as autoscalers do.</param>
public sealed record ReplicasWriter(string Manager, bool Applied, bool BySubresource);

/// <summary>One container; CPU in thousandths of a core, memory in bytes.</summary>
public sealed record ScaledContainer(string Name, string? Image)
{
    /// <summary>It ends before the others begin.</summary>
    public bool IsInit { get; init; }
    public long? CpuRequest { get; init; }
    public long? CpuLimit { get; init; }
    public long? MemoryRequest { get; init; }
    public long? MemoryLimit { get; init; }
    public bool HasReadinessProbe { get; init; }
    public IReadOnlyList<int> Ports { get; init; } = [];
    public IReadOnlyList<int> HostPorts { get; init; } = [];
}

/// <param name="Kind">As in the API: <c>emptyDir</c>, <c>hostPath</c>, <c>persistentVolumeClaim</c>, …</param>
/// <param name="Source">The claim or the path.</param>
/// <param name="InMemory">An emptyDir of memory.</param>
/// <param name="Mounts">Where containers write to it; read-only mounts are not among them.</param>
public sealed record ScaledVolume(string Name, string Kind, string? Source, bool InMemory, IReadOnlyList<string> Mounts);

/// <param name="ReadySince">When the condition Ready became what it is.</param>
/// <param name="Waiting">The reason why a container waits, <c>CrashLoopBackOff</c> first.</param>
public sealed record ScaledPod(string Name, string? Node, string? Phase, bool Ready, DateTimeOffset? CreatedAt, DateTimeOffset? ReadySince, int Restarts, string? Waiting = null)
{
    public bool Leaving { get; init; }

    /// <summary>Why the scheduler found no place.</summary>
    public string? Unschedulable { get; init; }
}

/// <summary>A HorizontalPodAutoscaler or a ScaledObject that scales this workload.</summary>
/// <param name="Kind"><c>HorizontalPodAutoscaler</c> or <c>ScaledObject</c>.</param>
/// <param name="Spec">Null for a ScaledObject, and for what cannot be read.</param>
public sealed record FoundAutoscaler(string Kind, string Name, HpaSpec? Spec)
{
    /// <summary>The ScaledObject that made this HorizontalPodAutoscaler.</summary>
    public string? OwnedBy { get; init; }

    /// <summary>Conditions that are not as they should be: <c>ScalingActive=False FailedGetResourceMetric: …</c>.</summary>
    public IReadOnlyList<string> Troubles { get; init; } = [];
}

/// <param name="SetsCpu">It writes the CPU requests of containers.</param>
public sealed record VerticalAutoscaling(string Name, string UpdateMode, bool SetsCpu);

/// <param name="MinAvailable">As written: <c>2</c>, <c>50%</c>.</param>
public sealed record BudgetFact(string Name, string? MinAvailable, string? MaxUnavailable, int? DisruptionsAllowed, int? ExpectedPods);

public sealed record ClaimFact(string Name, IReadOnlyList<string> AccessModes);

/// <summary>What is left on one node that takes such pods. CPU in thousandths of a core, memory in bytes.</summary>
public sealed record NodeRoom(string Name, string? Zone, long CpuFree, long MemoryFree, int PodsFree);

/// <param name="Resource">As in the quota: <c>requests.cpu</c>, <c>pods</c>.</param>
/// <param name="Hard">In the resource's unit: cores, bytes, pieces.</param>
/// <param name="PerPod">What one of these pods takes; null: it has not said, and the quota requires it.</param>
public sealed record QuotaLine(string Quota, string Resource, double Hard, double Used, double? PerPod);

/// <param name="Type"><c>Container</c> or <c>Pod</c>.</param>
public sealed record LimitBound(string LimitRange, string Type, string Resource, double? Min, double? Max);

/// <param name="At">When the metrics API measured; of several pods the earliest.</param>
/// <param name="Window">Over how long.</param>
public sealed record UsageLook(DateTimeOffset? At, TimeSpan? Window, IReadOnlyList<ContainerUse> Containers);

/// <param name="Cpu">Thousandths of a core.</param>
/// <param name="Memory">Bytes.</param>
public sealed record ContainerUse(string Pod, string Container, long Cpu, long Memory);
