using Unloop.Core.Facts.Images;

namespace Unloop.Core.Facts;

/// <summary>
/// Everything that was obtained about one pod, redacted, and what was not (<see cref="Gaps"/>). Immutable; serialises to JSON; the same
/// shape whether it came from a cluster, from a bundle or from pasted text. A null means "not known", never "not set": text from
/// <c>kubectl describe</c> leaves much unknown.
/// </summary>
public sealed record PodEvidence
{
    public required PodSubject Subject { get; init; }

    /// <summary>Live: the API server's Date. Offline: the newest absolute stamp in the evidence, else null.</summary>
    public DateTimeOffset? ObservedAt { get; init; }

    public PodFacts Pod { get; init; } = new();

    /// <summary>Init containers first, in the order of the spec, then the others.</summary>
    public IReadOnlyList<ContainerFacts> Containers { get; init; } = [];

    public IReadOnlyList<EventFact> Events { get; init; } = [];

    public IReadOnlyList<LogWindow> Logs { get; init; } = [];

    /// <summary>ConfigMaps and Secrets that the pod names, and whether they are there.</summary>
    public IReadOnlyList<ReferenceFact> References { get; init; } = [];

    public WorkloadFacts? Workload { get; init; }

    public NodeFacts? Node { get; init; }

    /// <summary>LimitRanges and ResourceQuotas of the namespace.</summary>
    public IReadOnlyList<PolicyFact> Policies { get; init; } = [];

    /// <summary>What was learnt of the containers' images.</summary>
    public IReadOnlyList<ContainerImage> Images { get; init; } = [];

    public IReadOnlyList<SourceText> Dockerfiles { get; init; } = [];

    public IReadOnlyList<Gap> Gaps { get; init; } = [];

    /// <summary>Offline: what each file was taken for.</summary>
    public IReadOnlyList<InputNote> Inputs { get; init; } = [];

    public ContainerFacts? Container(string name) => Containers.FirstOrDefault(c => c.Name == name);

    public ImageFacts? ImageOf(string container) => Images.FirstOrDefault(i => i.Container == container)?.Facts;

    public IEnumerable<LogWindow> LogsOf(string container) => Logs.Where(l => l.Container == container);
}

/// <param name="Container">The container that runs it.</param>
public sealed record ContainerImage(string Container, ImageFacts Facts);

public sealed record PodSubject
{
    public string? Cluster { get; init; }
    public string? Namespace { get; init; }

    /// <summary>The topmost owner that was found, as <c>Kind/name</c>.</summary>
    public string? Workload { get; init; }
    public required string Pod { get; init; }
    public string? PodUid { get; init; }
}

/// <summary>What holds for the pod as a whole: spec and status.</summary>
public sealed record PodFacts
{
    public string? Phase { get; init; }
    public string? Reason { get; init; }
    public string? Message { get; init; }
    public string? NodeName { get; init; }
    public string? QosClass { get; init; }
    public string? RestartPolicy { get; init; }
    public string? ServiceAccount { get; init; }
    public bool? HostNetwork { get; init; }
    public bool? EnableServiceLinks { get; init; }
    public bool? ShareProcessNamespace { get; init; }
    public int? TerminationGracePeriodSeconds { get; init; }
    public string? PriorityClass { get; init; }
    public string? RuntimeClass { get; init; }
    public DateTimeOffset? CreatedAt { get; init; }
    public DateTimeOffset? DeletedAt { get; init; }
    public SecurityFacts Security { get; init; } = new();
    public IReadOnlyList<ConditionFact> Conditions { get; init; } = [];
    public IReadOnlyList<VolumeFact> Volumes { get; init; } = [];
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    /// <summary>Controllers that own the pod, nearest first, as <c>Kind/name</c>.</summary>
    public IReadOnlyList<string> Owners { get; init; } = [];
}

public sealed record ConditionFact(string Type, string Status, string? Reason = null, string? Message = null, DateTimeOffset? Since = null);

/// <param name="Name">The volume's name in the pod.</param>
/// <param name="Kind">As in the API: <c>configMap</c>, <c>secret</c>, <c>emptyDir</c>, <c>hostPath</c>, <c>persistentVolumeClaim</c>, <c>projected</c>, …</param>
/// <param name="Source">The object, path or claim that it comes from.</param>
/// <param name="Medium">emptyDir: <c>Memory</c> or empty.</param>
/// <param name="SizeLimit">emptyDir: a quantity.</param>
public sealed record VolumeFact(string Name, string Kind, string? Source = null, bool? Optional = null, string? Medium = null, string? SizeLimit = null);
