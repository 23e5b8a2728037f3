using System.Text.Json;

namespace Unloop.Images.Content;

/// <summary>Reads JSON that nobody vouches for: a field of another type than expected counts as not there.</summary>
internal static class JsonFields
{
    public static JsonDocument? TryParse(ReadOnlyMemory<byte> content)
    {
        try
        {
            return JsonDocument.Parse(content);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static JsonElement? Field(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var field) ? field : null;

    public static string? Text(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.String } field ? field.AsText() : null;

    public static long? Number(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.Number } field && field.TryGetInt64(out var number) ? number : null;

    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.Array } field ? field.EnumerateArray() : [];

    public static IEnumerable<string> Texts(this JsonElement element, string name) =>
        element.Items(name).Where(i => i.ValueKind == JsonValueKind.String).Select(i => i.AsText()).OfType<string>();

    public static IEnumerable<JsonProperty> Members(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.Object } field ? field.EnumerateObject() : [];

    /// <summary>Null for half of a surrogate pair, which is valid JSON and no text.</summary>
    private static string? AsText(this JsonElement element)
    {
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
