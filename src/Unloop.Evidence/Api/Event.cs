namespace Unloop.Evidence.Api;

/// <summary>
/// An event of <c>v1</c> or of <c>events.k8s.io/v1</c>: the same object under two sets of names, so one record holds both.
/// </summary>
public sealed record Event
{
    public string? ApiVersion { get; init; }
    public string? Kind { get; init; }
    public ObjectMeta? Metadata { get; init; }
    public string? Type { get; init; }
    public string? Reason { get; init; }
    public DateTimeOffset? EventTime { get; init; }
    public EventSeries? Series { get; init; }
    public string? ReportingController { get; init; }
    public string? ReportingComponent { get; init; }

    // v1
    public string? Message { get; init; }
    public ObjectReference? InvolvedObject { get; init; }
    public EventSource? Source { get; init; }
    public int? Count { get; init; }
    public DateTimeOffset? FirstTimestamp { get; init; }
    public DateTimeOffset? LastTimestamp { get; init; }

    // events.k8s.io
    public string? Note { get; init; }
    public ObjectReference? Regarding { get; init; }
    public EventSource? DeprecatedSource { get; init; }
    public int? DeprecatedCount { get; init; }
    public DateTimeOffset? DeprecatedFirstTimestamp { get; init; }
    public DateTimeOffset? DeprecatedLastTimestamp { get; init; }
}

public sealed record EventSeries
{
    public int? Count { get; init; }
    public DateTimeOffset? LastObservedTime { get; init; }
}

public sealed record EventSource
{
    public string? Component { get; init; }
    public string? Host { get; init; }
}

public sealed record ObjectReference
{
    public string? Kind { get; init; }
    public string? Namespace { get; init; }
    public string? Name { get; init; }
    public string? Uid { get; init; }

    /// <summary><c>spec.containers{web}</c> when the event is about a container.</summary>
    public string? FieldPath { get; init; }
}
