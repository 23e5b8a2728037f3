using Unloop.Core.Facts;

namespace Unloop.Evidence.Offline;

/// <summary>Text does not print the field path of an event; the kubelet's message often names the container all the same.</summary>
internal static class EventContainers
{
    private static readonly string[] OfContainers = ["BackOff", "Killing", "Unhealthy", "Failed", "Created", "Started", "Pulled", "Pulling", "FailedPostStartHook", "FailedPreStopHook", "ProbeWarning"];

    public static IEnumerable<EventFact> Attribute(IEnumerable<EventFact> events, IReadOnlyList<ContainerFacts> containers) =>
        events.Select(e => e.Container is null && e.Object?.StartsWith("Pod/", StringComparison.Ordinal) == true && OfContainers.Contains(e.Reason)
            ? e with { Container = Named(e.Message, containers) ?? (containers is [var only] ? only.Name : null) }
            : e);

    /// <summary><c>Container web failed …</c>, <c>container "web"</c>, <c>Created container: web</c>, <c>failed container web in pod …</c>.</summary>
    private static string? Named(string message, IReadOnlyList<ContainerFacts> containers)
    {
        var at = message.IndexOf("ontainer ", StringComparison.Ordinal);
        at = at < 0 ? message.IndexOf("ontainer: ", StringComparison.Ordinal) : at;
        if (at < 0)
        {
            return null;
        }

        var rest = message[message.IndexOf(' ', at)..].TrimStart(' ', '"', '\'').Replace("id ", "", StringComparison.Ordinal);
        var end = rest.IndexOfAny([' ', '"', '\'', ',', ':', ';', '\\']);
        var name = (end < 0 ? rest : rest[..end]).TrimEnd('.');
        return containers.FirstOrDefault(c => c.Name == name)?.Name;
    }
}
