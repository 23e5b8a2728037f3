using Unloop.Core.Facts;
using Unloop.Evidence.Api;
using Unloop.Evidence.Redaction;

namespace Unloop.Evidence.Mapping;

/// <summary>Events of both API groups as one fact each, and repeated ones folded.</summary>
public static class EventMapper
{
    public static EventFact Map(Event source)
    {
        var about = source.InvolvedObject ?? source.Regarding;
        var made = source.EventTime ?? source.Metadata?.CreationTimestamp;
        var last = source.Series?.LastObservedTime ?? source.LastTimestamp ?? source.DeprecatedLastTimestamp ?? made;
        return new EventFact
        {
            Type = source.Type ?? "Normal",
            Reason = source.Reason ?? "",
            Message = Redactor.Text(source.Message ?? source.Note ?? ""),
            Count = Math.Max(1, source.Series?.Count ?? source.Count ?? source.DeprecatedCount ?? 1),
            FirstSeen = source.FirstTimestamp ?? source.DeprecatedFirstTimestamp ?? made ?? last,
            LastSeen = last,
            Object = about is { Kind: { } kind, Name: { } name } ? $"{kind}/{name}" : null,
            Container = ContainerOf(about?.FieldPath),
            Component = Named(source.Source?.Component) ?? Named(source.ReportingComponent) ?? Named(source.ReportingController) ?? Named(source.DeprecatedSource?.Component),
            Uid = about?.Uid,
        };
    }

    /// <summary>Events that say the same about the same object as one, with their counts added up; the oldest first.</summary>
    public static IEnumerable<EventFact> Fold(IEnumerable<EventFact> events) => events
        .GroupBy(e => (e.Object, e.Uid, e.Container, e.Type, e.Reason, e.Message))
        .Select(same => same.First() with
        {
            Count = (int)Math.Min(int.MaxValue, same.Sum(e => (long)e.Count)),
            FirstSeen = same.Min(e => e.FirstSeen),
            LastSeen = same.Max(e => e.LastSeen),
        })
        .OrderBy(e => e.LastSeen ?? DateTimeOffset.MinValue);

    /// <summary>The name in <c>spec.initContainers{migrate}</c>.</summary>
    private static string? ContainerOf(string? fieldPath)
    {
        var open = fieldPath?.IndexOf('{', StringComparison.Ordinal) ?? -1;
        return open > 0 && fieldPath![^1] == '}' && open < fieldPath.Length - 2 ? fieldPath[(open + 1)..^1] : null;
    }

    private static string? Named(string? component) => component is { Length: > 0 } ? component : null;
}
