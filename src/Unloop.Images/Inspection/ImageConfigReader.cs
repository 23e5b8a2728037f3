using System.Globalization;
using System.Text.Json;
using Unloop.Core.Facts.Images;

namespace Unloop.Images.Inspection;

/// <summary>An image's configuration (OCI image-spec, config.md; Docker's is the same) as it stands, before anything is redacted.</summary>
internal sealed record ImageDocument
{
    public string? Os { get; init; }
    public string? Architecture { get; init; }
    public string? Variant { get; init; }
    public ImageConfig Config { get; init; } = new();
    public IReadOnlyList<HistoryEntry> History { get; init; } = [];
}

/// <param name="CreatedBy">As the builder wrote it.</param>
/// <param name="IsEmpty">The builder says that it made no layer.</param>
internal sealed record HistoryEntry(string CreatedBy, bool IsEmpty, string? Comment);

internal static class ImageConfigReader
{
    /// <summary>Parts that are of another type than they should be are left out; null for what is no JSON object at all.</summary>
    public static ImageDocument? Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            return root.ValueKind != JsonValueKind.Object ? null : new ImageDocument
            {
                Os = Text(root, "os"),
                Architecture = Text(root, "architecture"),
                Variant = Text(root, "variant"),
                Config = root.TryGetProperty("config", out var config) && config.ValueKind == JsonValueKind.Object ? Config(config, root) : new ImageConfig { Created = Time(root) },
                History = root.TryGetProperty("history", out var history) && history.ValueKind == JsonValueKind.Array ? [.. history.EnumerateArray().Select(Entry)] : [],
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ImageConfig Config(JsonElement config, JsonElement root) => new()
    {
        Entrypoint = Texts(config, "Entrypoint"),
        Cmd = Texts(config, "Cmd"),
        Env = Texts(config, "Env") ?? [],
        WorkingDir = Text(config, "WorkingDir"),
        User = Text(config, "User"),
        Volumes = Names(config, "Volumes"),
        ExposedPorts = Names(config, "ExposedPorts"),
        Labels = Labels(config),
        Created = Time(root),
    };

    private static HistoryEntry Entry(JsonElement entry) => entry.ValueKind != JsonValueKind.Object
        ? new HistoryEntry("", true, null)
        : new HistoryEntry(
            Text(entry, "created_by") ?? "",
            entry.TryGetProperty("empty_layer", out var empty) && empty.ValueKind == JsonValueKind.True,
            Text(entry, "comment") is { Length: > 0 } comment ? comment : null);

    private static DateTimeOffset? Time(JsonElement root) =>
        DateTimeOffset.TryParse(Text(root, "created"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? String(value) : null;

    private static string[]? Texts(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.String).Select(String)]
            : null;

    private static string[] Names(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object
            ? [.. value.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal)]
            : [];

    private static Dictionary<string, string> Labels(JsonElement config)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        if (config.TryGetProperty("Labels", out var value) && value.ValueKind == JsonValueKind.Object)
        {
            foreach (var label in value.EnumerateObject().Where(l => l.Value.ValueKind == JsonValueKind.String))
            {
                labels[label.Name] = String(label.Value);
            }
        }

        return labels;
    }

    /// <summary>A lone surrogate is valid JSON and no text.</summary>
    private static string String(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }
}
