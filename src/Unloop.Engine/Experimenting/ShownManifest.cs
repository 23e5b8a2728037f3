using System.Text.Json.Nodes;
using Unloop.Evidence.Redaction;

namespace Unloop.Engine.Experimenting;

/// <summary>The manifest of a copy as it may be shown: what looks like a secret, or bears the name of one, is taken out. Pure.</summary>
public static class ShownManifest
{
    public static JsonObject Of(JsonObject manifest) => Walk(manifest, 0)!.AsObject();

    private const int MaximumDepth = 64;

    private static JsonNode? Walk(JsonNode? node, int depth) => node switch
    {
        _ when depth > MaximumDepth => null,
        JsonObject members => Members(members, depth),
        JsonArray items when items.All(i => i is JsonValue value && value.TryGetValue<string>(out _)) => new JsonArray([.. Redactor.Arguments([.. items.Select(i => i!.GetValue<string>())]).Select(w => (JsonNode)JsonValue.Create(w))]),
        JsonArray items => new JsonArray([.. items.Select(i => Walk(i, depth + 1))]),
        JsonValue value when value.TryGetValue<string>(out var text) => JsonValue.Create(Redactor.Text(text)),
        _ => node?.DeepClone(),
    };

    private static JsonObject Members(JsonObject members, int depth)
    {
        var name = Text(members["name"]);
        var shown = new JsonObject();
        foreach (var (key, value) in members)
        {
            shown[key] = key == "value" && name is not null && Text(value) is { } secret ? JsonValue.Create(Redactor.Variable(name, secret))
                : Text(value) is { } text ? JsonValue.Create(Redactor.Variable(key, text))
                : Walk(value, depth + 1);
        }

        return shown;
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
