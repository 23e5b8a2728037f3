using System.Text.Json;
using System.Text.Json.Nodes;

namespace Unloop.Core.Text;

/// <summary>Looks into JSON of any shape: what is not there, or is something else, is null. Pure.</summary>
public static class JsonFields
{
    /// <summary>The member that a path of names leads to.</summary>
    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            node = (node as JsonObject)?[name];
        }

        return node;
    }

    /// <summary>The text, where it is one: a number or a truth value has none.</summary>
    public static string? Text(this JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>The objects of a list; what else is in it is left out.</summary>
    public static IEnumerable<JsonObject> Objects(this JsonNode? node) => (node as JsonArray ?? []).OfType<JsonObject>();

    public static bool IsTrue(this JsonNode? node) => node?.GetValueKind() == JsonValueKind.True;
}
