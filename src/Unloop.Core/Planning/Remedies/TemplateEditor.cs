using System.Text.Json.Nodes;
using System.Text.Json;
using Unloop.Core.Text;

namespace Unloop.Core.Planning.Remedies;

/// <summary>A copy of a pod template that a remedy may change.</summary>
internal sealed class TemplateEditor(JsonObject original)
{
    private static readonly string[] Lists = ["containers", "initContainers"];

    private readonly JsonObject _template = original.DeepClone().AsObject();

    public JsonObject Spec => Member(_template, "spec");

    public JsonObject Metadata => Member(_template, "metadata");

    public IEnumerable<JsonObject> Containers => Lists.SelectMany(l => (_template["spec"]?[l]).Objects());

    /// <summary>A container or init container by its name; null where the template has none, as for what a webhook put into the pod.</summary>
    public JsonObject? Container(string name) => Containers.FirstOrDefault(c => c["name"].Text() == name);

    /// <summary>The proposal to have the copy as it now is.</summary>
    public TemplateProposal Propose(string statement, Risk risk = Risk.Medium) =>
        new() { Statement = statement, Template = _template, Risk = risk };

    /// <summary>A new volume, and where the container sees it; the volume's name is made of <paramref name="name"/> and taken by no other.</summary>
    public void Mount(JsonObject container, string path, string name, JsonObject volume)
    {
        var label = new string([.. name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]).Trim('-');
        label = label.Length > 50 ? label[..50].Trim('-') : label;
        var taken = Spec["volumes"].Objects().Select(v => v["name"].Text()).ToHashSet();
        var free = Enumerable.Range(1, taken.Count + 1).Select(i => i == 1 ? label : $"{label}-{i}").First(n => !taken.Contains(n));
        volume["name"] = free;
        Items(Spec, "volumes").Add((JsonNode)volume);
        Items(container, "volumeMounts").Add((JsonNode)new JsonObject { ["name"] = free, ["mountPath"] = path });
    }

    /// <summary>The mount that a path lies in, the deepest where several cover it.</summary>
    public static JsonObject? MountOf(JsonObject container, string path) =>
        container["volumeMounts"].Objects()
            .Where(m => m["mountPath"].Text()?.TrimEnd('/') is { } at && (path.TrimEnd('/') == at || path.StartsWith(at + "/", StringComparison.Ordinal)))
            .MaxBy(m => m["mountPath"].Text()!.Length);

    /// <summary>The volume of a mount, and its kind as in the API.</summary>
    public (JsonObject Volume, string Kind)? VolumeOf(JsonObject mount) =>
        (_template["spec"]?["volumes"]).Objects().FirstOrDefault(v => v["name"].Text() == mount["name"].Text()) is { } volume
        && volume.FirstOrDefault(m => m.Key != "name") is { Key: { } kind } ? (volume, kind) : null;

    /// <summary>An object that is there, or is made.</summary>
    public static JsonObject Member(JsonObject parent, string name)
    {
        if (parent[name] is JsonObject there)
        {
            return there;
        }

        var made = new JsonObject();
        parent[name] = made;
        return made;
    }

    /// <summary>A list that is there, or is made.</summary>
    public static JsonArray Items(JsonObject parent, string name)
    {
        if (parent[name] is JsonArray there)
        {
            return there;
        }

        var made = new JsonArray();
        parent[name] = made;
        return made;
    }

    public static IReadOnlyList<string> Words(JsonNode? list) => [.. (list as JsonArray ?? []).Select(w => w.Text()).OfType<string>()];

    public static JsonArray List(IEnumerable<string> words) => [.. words.Select(w => (JsonNode)w)];

    public static bool IsFalse(JsonNode? node) => node?.GetValueKind() == JsonValueKind.False;

    public static long? Number(JsonNode? node) =>
        node?.GetValueKind() == JsonValueKind.Number && long.TryParse(node.ToJsonString(), out var number) ? number : null;

    /// <summary>What the container's security context says, else the pod's.</summary>
    public long? Security(JsonObject container, string field) => Number(container["securityContext"]?[field]) ?? Number(_template["spec"]?["securityContext"]?[field]);

    /// <summary>True when the container runs as somebody else than root by the template.</summary>
    public bool IsNotRoot(JsonObject container) =>
        Security(container, "runAsUser") is { } user ? user > 0
            : (container["securityContext"]?["runAsNonRoot"] ?? Spec["securityContext"]?["runAsNonRoot"]).IsTrue();
}
