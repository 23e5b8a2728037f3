using System.Text.Json;
using Unloop.Dockerfile.Checks.Languages;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Files;

namespace Unloop.Dockerfile.Checks.Node;

/// <summary>A package.json, as far as it decides what runs.</summary>
internal sealed class NodeManifest
{
    private static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>();

    private NodeManifest(JsonElement root)
    {
        Name = Text(root, "name");
        Type = Text(root, "type");
        Scripts = Pairs(root, "scripts");
        Dependencies = Pairs(root, "dependencies");
        DevDependencies = Pairs(root, "devDependencies");
        OptionalDependencies = Pairs(root, "optionalDependencies");
        PeerDependencies = Pairs(root, "peerDependencies");
        HasWorkspaces = root.TryGetProperty("workspaces", out _);
    }

    public string? Name { get; }

    /// <summary><c>module</c>, <c>commonjs</c>, or null.</summary>
    public string? Type { get; }
    public IReadOnlyDictionary<string, string> Scripts { get; }
    public IReadOnlyDictionary<string, string> Dependencies { get; }
    public IReadOnlyDictionary<string, string> DevDependencies { get; }
    public IReadOnlyDictionary<string, string> OptionalDependencies { get; }
    public IReadOnlyDictionary<string, string> PeerDependencies { get; }
    public bool HasWorkspaces { get; }

    /// <summary>Null for anything that is not a whole JSON object.</summary>
    public static NodeManifest? Read(string? text)
    {
        if (text is null)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(text.TrimStart('\uFEFF'));
            return document.RootElement.ValueKind == JsonValueKind.Object ? new NodeManifest(document.RootElement) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The nearest package.json at or above a folder, as npm and Node look for it.</summary>
    /// <returns>Absent: there is none for certain; unknown: one may be nearer than any that is known.</returns>
    public static FileEntry Nearest(StageState state, string directory)
    {
        for (var at = directory; ; at = Paths.Folder(at))
        {
            var entry = state.Files.Find(Paths.Join(at, "package.json"));
            if (!entry.IsAbsent || at == "/")
            {
                return entry;
            }
        }
    }

    /// <summary>
    /// The nearest one as a program of the target finds it. A build script may have changed it, as far as the model knows; that it does not
    /// change names and scripts is taken for granted.
    /// </summary>
    public static NodeManifest? NearestIn(StageModel stage, string directory)
    {
        var entry = Nearest(stage.End, directory);
        return entry.IsPresent ? Read(entry.Text?.Whole ?? EarlierText.Of(stage, entry.Path)) : null;
    }

    public bool Declares(string package) =>
        Dependencies.ContainsKey(package) || OptionalDependencies.ContainsKey(package) || PeerDependencies.ContainsKey(package) || DevDependencies.ContainsKey(package);

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static IReadOnlyDictionary<string, string> Pairs(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.Object)
        {
            return None;
        }

        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in value.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.String))
        {
            pairs[property.Name] = property.Value.GetString() ?? "";
        }

        return pairs;
    }
}
