using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Unloop.Kubernetes.Api;

/// <summary>What only objects of the API server ask for, beside <see cref="Core.Text.JsonFields"/>: numbers, labels, and taking members away.</summary>
internal static class Raw
{
    public static int? Int(this JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.Number && int.TryParse(value.ToString(), CultureInfo.InvariantCulture, out var number) ? number : null;

    public static IReadOnlyDictionary<string, string?> Texts(this JsonNode? node) =>
        (node as JsonObject ?? []).ToDictionary(m => m.Key, m => m.Value is JsonValue value ? value.ToString() : null);

    /// <summary>Takes members away, and the object itself where nothing else is in it.</summary>
    public static void Strip(this JsonObject parent, string name, Func<string, bool> unwanted)
    {
        if (parent[name] is not JsonObject members)
        {
            return;
        }

        foreach (var member in members.Select(m => m.Key).Where(unwanted).ToList())
        {
            _ = members.Remove(member);
        }

        if (members.Count == 0)
        {
            _ = parent.Remove(name);
        }
    }

    /// <summary>Takes items away, and the list itself where nothing else is in it.</summary>
    public static void StripItems(this JsonObject parent, string name, Func<JsonObject, bool> unwanted)
    {
        if (parent[name] is not JsonArray items)
        {
            return;
        }

        foreach (var item in items.OfType<JsonObject>().Where(unwanted).ToList())
        {
            _ = items.Remove(item);
        }

        if (items.Count == 0)
        {
            _ = parent.Remove(name);
        }
    }
}
