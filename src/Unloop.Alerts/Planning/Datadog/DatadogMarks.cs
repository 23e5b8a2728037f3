namespace Unloop.Alerts.Planning.Datadog;

/// <summary>The tags by which Unloop knows its monitors again. Datadog's tags are lower case, at most 200 characters (https://docs.datadoghq.com/getting_started/tagging/).</summary>
public static class DatadogMarks
{
    public const string Managed = "managed-by:unloop";

    /// <summary>Somebody made it by hand, and Unloop took it over: its name, message and priority stay theirs, and it is never deleted.</summary>
    public const string Adopted = "unloop-adopted:true";

    private const string IdKey = "unloop-id:";

    public static string Id(string id) => IdKey + id;

    /// <summary>Null unless both marks are there: a tag alone may have come with a copy.</summary>
    public static string? IdOf(IReadOnlyCollection<string> tags) =>
        tags.Contains(Managed) && tags.Where(t => t.StartsWith(IdKey, StringComparison.Ordinal)).ToList() is [var tag] ? tag[IdKey.Length..] : null;

    public static bool IsId(string tag) => tag.StartsWith(IdKey, StringComparison.Ordinal);

    public static bool IsMark(string tag) => tag is Managed or Adopted || IsId(tag);
}
