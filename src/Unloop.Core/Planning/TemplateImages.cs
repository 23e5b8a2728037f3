using System.Text.Json.Nodes;

namespace Unloop.Core.Planning;

/// <summary>Which containers of a template run which image. Pure.</summary>
public static class TemplateImages
{
    private static readonly string[] Lists = ["initContainers", "containers"];

    /// <summary>What a container runs; null when there is none of this name.</summary>
    public static string? Of(JsonObject template, string container) => (string?)Containers(template).FirstOrDefault(c => c.Name == container).Container?["image"];

    /// <summary>The containers that run this image: all of them must follow when it is rebuilt.</summary>
    public static IReadOnlyList<string> Running(JsonObject template, string image) =>
        [.. Containers(template).Where(c => (string?)c.Container["image"] == image).Select(c => c.Name)];

    /// <summary>The edits that give these containers another image.</summary>
    public static IEnumerable<TemplateEdit> Set(JsonObject template, IReadOnlyList<string> containers, string image) =>
        Containers(template).Where(c => containers.Contains(c.Name)).Select(c => new TemplateEdit("replace", $"{c.Path}/image", JsonValue.Create(image)));

    private static IEnumerable<(string Name, string Path, JsonObject Container)> Containers(JsonObject template) =>
        from list in Lists
        from item in (template["spec"]?[list] as JsonArray ?? []).Select((node, index) => (Node: node as JsonObject, Index: index))
        where item.Node is not null
        select ((string?)item.Node["name"] ?? "", $"/spec/{list}/{item.Index}", item.Node);
}
