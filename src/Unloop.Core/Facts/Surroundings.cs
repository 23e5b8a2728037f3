using System.Text.Json.Serialization;

namespace Unloop.Core.Facts;

/// <summary>An event about the pod, its owner or its node, series folded into a count.</summary>
public sealed record EventFact
{
    /// <summary><c>Normal</c> or <c>Warning</c>.</summary>
    public required string Type { get; init; }
    public required string Reason { get; init; }
    public required string Message { get; init; }
    public int Count { get; init; } = 1;
    public DateTimeOffset? FirstSeen { get; init; }
    public DateTimeOffset? LastSeen { get; init; }

    /// <summary>As <c>Kind/name</c>.</summary>
    public string? Object { get; init; }

    /// <summary>The container, where the event's field path names one.</summary>
    public string? Container { get; init; }
    public string? Component { get; init; }

    /// <summary>The uid of the object that it is about.</summary>
    public string? Uid { get; init; }

    /// <summary>As printed, for evidence that has no absolute stamps (<c>2m (x12 over 10m)</c>).</summary>
    public string? Age { get; init; }
}

/// <summary>A ConfigMap or Secret that the pod names, once per place that names it.</summary>
public sealed record ReferenceFact
{
    /// <summary><c>ConfigMap</c> or <c>Secret</c>.</summary>
    public required string Kind { get; init; }
    public required string Name { get; init; }

    /// <summary>Null: the whole object.</summary>
    public string? Key { get; init; }

    /// <summary>The container that needs it; null for volumes of the pod.</summary>
    public string? Container { get; init; }

    /// <summary>Where it is named: <c>env DATABASE_URL</c>, <c>envFrom</c>, <c>volume config</c>, …</summary>
    public required string Place { get; init; }
    public bool Optional { get; init; }

    public Presence Presence { get; init; }

    /// <summary>When the object was last written, where its managed fields say so.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>Names of the same kind in the namespace, or keys of the same object, nearest to what was asked for first.</summary>
    public IReadOnlyList<string> Nearest { get; init; } = [];
}

[JsonConverter(typeof(KebabEnumConverter<Presence>))]
public enum Presence
{
    Unknown,
    Present,
    ObjectMissing,
    KeyMissing,
}

/// <summary>The pod's workload, its history and the pod's siblings.</summary>
public sealed record WorkloadFacts
{
    public required string Kind { get; init; }
    public required string Name { get; init; }

    /// <summary>Owners above it that Unloop does not know, as <c>Kind/name</c>, nearest first.</summary>
    public IReadOnlyList<string> Above { get; init; } = [];

    /// <summary><c>Argo CD</c>, <c>Flux</c> or <c>Helm</c>, with the application or release.</summary>
    public string? ManagedBy { get; init; }
    public string? ManagedByName { get; init; }

    public int? DesiredReplicas { get; init; }
    public int? ReadyReplicas { get; init; }

    public string? Revision { get; init; }
    public DateTimeOffset? RevisionCreatedAt { get; init; }

    /// <summary>The newest earlier revision that had ready pods, where one is known.</summary>
    public string? HealthyRevision { get; init; }

    /// <summary>Pod-template differences from <see cref="HealthyRevision"/> to <see cref="Revision"/>.</summary>
    public IReadOnlyList<TemplateChange> Changes { get; init; } = [];

    public IReadOnlyList<SiblingFact> Siblings { get; init; } = [];
}

/// <param name="Path">A field path of the pod template, containers by name: <c>containers[web].image</c>.</param>
public sealed record TemplateChange(string Path, string? Before = null, string? After = null);

public sealed record SiblingFact(string Pod, string? Node, string? Revision, bool Ready, int Restarts, string? WaitingReason = null);

public sealed record NodeFacts
{
    public required string Name { get; init; }
    public string? Architecture { get; init; }
    public string? OperatingSystem { get; init; }
    public string? KernelVersion { get; init; }
    public string? ContainerRuntime { get; init; }
    public string? KubeletVersion { get; init; }
    public string? AllocatableMemory { get; init; }
    public string? AllocatableCpu { get; init; }
    public IReadOnlyList<ConditionFact> Conditions { get; init; } = [];
}

/// <param name="Kind"><c>LimitRange</c> or <c>ResourceQuota</c>.</param>
/// <param name="Lines">What it sets, one <c>what: value</c> each.</param>
public sealed record PolicyFact(string Kind, string Name, IReadOnlyList<string> Lines);

/// <param name="Path">The name of the file as the user gave it.</param>
public sealed record SourceText(string Path, string Text);

/// <summary>Something that was not obtained, and why. A gap is data: one failing collector never stops the others.</summary>
public sealed record Gap
{
    /// <summary>What is missing, in words that a report can show: <c>previous log of container web</c>.</summary>
    public required string What { get; init; }
    public required GapReason Reason { get; init; }

    /// <summary>The particulars: <c>get pods/log in namespace shop is forbidden</c>.</summary>
    public string? Detail { get; init; }
    public string? Container { get; init; }

    /// <summary>A command that would close the gap.</summary>
    public string? Command { get; init; }
}

[JsonConverter(typeof(KebabEnumConverter<GapReason>))]
public enum GapReason
{
    NotAsked,
    NotThere,
    Forbidden,
    NotServed,
    Failed,
    Truncated,
    Unreadable,
}

/// <summary>What one file of offline evidence was taken for.</summary>
public sealed record InputNote(string Path, string TakenFor);
