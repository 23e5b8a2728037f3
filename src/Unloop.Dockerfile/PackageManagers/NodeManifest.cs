using System.Text.Json;

namespace Unloop.Dockerfile.PackageManagers;

/// <summary>What a package.json says, as far as installs and starts depend on it.</summary>
public sealed record NodeManifest
{
    public IReadOnlyList<string> Dependencies { get; init; } = [];
    public IReadOnlyList<string> DevDependencies { get; init; } = [];
    public IReadOnlyList<string> OptionalDependencies { get; init; } = [];
    public IReadOnlyList<string> PeerDependencies { get; init; } = [];
    public IReadOnlyDictionary<string, string> Scripts { get; init; } = new Dictionary<string, string>();

    /// <summary><c>module</c> or <c>commonjs</c>.</summary>
    public string? Type { get; init; }
    public string? Main { get; init; }

    /// <summary><c>pnpm@9.1.0</c></summary>
    public string? PackageManager { get; init; }
    public bool HasWorkspaces { get; init; }

    /// <summary>Null when the text is not a JSON object.</summary>
    public static NodeManifest? Parse(string? text)
    {
        if (JsonText.Parse(text) is not { } document)
        {
            return null;
        }

        using (document)
        {
            var root = document.RootElement;
            return root.ValueKind != JsonValueKind.Object ? null : new NodeManifest
            {
                Dependencies = JsonText.Keys(root, "dependencies"),
                DevDependencies = JsonText.Keys(root, "devDependencies"),
                OptionalDependencies = JsonText.Keys(root, "optionalDependencies"),
                PeerDependencies = JsonText.Keys(root, "peerDependencies"),
                Scripts = JsonText.Strings(root, "scripts"),
                Type = JsonText.String(root, "type"),
                Main = JsonText.String(root, "main"),
                PackageManager = JsonText.String(root, "packageManager"),
                HasWorkspaces = root.TryGetProperty("workspaces", out _),
            };
        }
    }
}

/// <summary>JSON of a foreign project: anything may be of any kind.</summary>
internal static class JsonText
{
    private static readonly JsonDocumentOptions Options = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 64 };

    public static JsonDocument? Parse(string? text)
    {
        if (text is null)
        {
            return null;
        }

        try
        {
            return JsonDocument.Parse(text.TrimStart('\uFEFF'), Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static IReadOnlyList<string> Keys(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? [.. value.EnumerateObject().Select(p => p.Name)] : [];

    public static string? String(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static Dictionary<string, string> Strings(JsonElement root, string name)
    {
        var strings = new Dictionary<string, string>(StringComparer.Ordinal);
        if (root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in value.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.String))
            {
                strings[property.Name] = property.Value.GetString()!;
            }
        }

        return strings;
    }
}
