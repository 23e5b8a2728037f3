using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Unloop.Kubernetes.Tests.Fakes;

/// <summary>
/// Server-side apply, as far as its rules can be told without the owners of every field: what differs is somebody else's, and taking it needs force. The real one
/// is asked in e2e/monitoring.
/// </summary>
internal sealed partial class FakeApi
{
    private Task ApplyAsync(HttpContext context, Seen seen, string collection, List<JsonObject> items, JsonObject? item)
    {
        var wanted = JsonNode.Parse(seen.Body)!.AsObject();
        var metadata = wanted["metadata"]!.AsObject();
        var name = (string)metadata["name"]!;
        if (seen.Query.GetValueOrDefault("fieldManager") != "unloop" || !seen.Path.EndsWith("/" + name, StringComparison.Ordinal) || wanted["kind"] is null || metadata["managedFields"] is not null)
        {
            return StatusAsync(context, 400, "BadRequest", "the name of the object, its kind and the field manager must be given");
        }

        if (item is null && metadata["uid"] is not null)
        {
            return StatusAsync(context, 409, "Conflict", "uid mismatch: the object was deleted", name);
        }

        if (item is not null && new[] { "uid", "resourceVersion" }.Any(f => metadata[f] is { } asked && (string?)asked != (string?)item["metadata"]![f]))
        {
            return StatusAsync(context, 409, "Conflict", "the object has been modified; please apply your changes to the latest version and try again", name);
        }

        var after = item?.DeepClone().AsObject() ?? new JsonObject { ["metadata"] = new JsonObject { ["uid"] = $"uid-{name}", ["creationTimestamp"] = Now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'") } };
        var changed = new List<string>();
        Merge(after, wanted, "", changed);
        if (item is not null && changed.Count > 0 && seen.Query.GetValueOrDefault("force") != "true")
        {
            return StatusAsync(context, 409, "Conflict", $"Apply failed with {changed.Count} conflicts: {string.Join(", ", changed)}", name);
        }

        return Refusal(collection, after) is { } refused
            ? StatusAsync(context, refused.Code, refused.Reason, refused.Message, name)
            : KeepAsync(context, seen, items, item, after);
    }

    private static void Merge(JsonObject target, JsonObject wanted, string path, List<string> changed)
    {
        foreach (var (key, value) in wanted)
        {
            if (path == ".metadata" && key is "uid" or "resourceVersion")
            {
                continue;
            }

            if (value is JsonObject inner && target[key] is JsonObject there)
            {
                Merge(there, inner, $"{path}.{key}", changed);
            }
            else if (path == ".spec" && key == "groups" && target[key] is JsonArray groups)
            {
                MergeGroups(groups, value!.AsArray(), changed);
            }
            else if (!JsonElement.DeepEquals(JsonSerializer.SerializeToElement(target[key]), JsonSerializer.SerializeToElement(value)))
            {
                changed.Add($"{path}.{key}");
                target[key] = value?.DeepClone();
            }
        }
    }

    /// <summary>A list that is a map by its items' names.</summary>
    private static void MergeGroups(JsonArray target, JsonArray wanted, List<string> changed)
    {
        foreach (var group in wanted.OfType<JsonObject>())
        {
            if (target.OfType<JsonObject>().FirstOrDefault(g => (string?)g["name"] == (string?)group["name"]) is { } there)
            {
                Merge(there, group, $".spec.groups[{(string?)group["name"]}]", changed);
            }
            else
            {
                target.Add(group.DeepClone());
            }
        }
    }
}
