using System.Globalization;
using System.Text.Json.Nodes;

namespace Unloop.Core.Planning;

/// <summary>One operation of a JSON Patch (RFC 6902) on a pod template.</summary>
/// <param name="Op"><c>add</c>, <c>replace</c> or <c>remove</c>.</param>
/// <param name="Path">A JSON pointer from the template's root: <c>/spec/containers/0/image</c>.</param>
/// <param name="Value">Null for <c>remove</c>.</param>
public sealed record TemplateEdit(string Op, string Path, JsonNode? Value = null);

/// <summary>From one pod template to another, by the fewest operations that an object's members allow. Pure.</summary>
public static class TemplateEdits
{
    /// <summary>
    /// The operations that make <paramref name="after"/> of <paramref name="before"/>. Lists are compared by position: what follows in a longer list is
    /// added, in a shorter one removed from its end.
    /// </summary>
    public static IReadOnlyList<TemplateEdit> Between(JsonObject before, JsonObject after)
    {
        var edits = new List<TemplateEdit>();
        Compare(before, after, "", edits);
        return edits;
    }

    /// <summary>The template with the operations applied; the original is left as it is.</summary>
    /// <exception cref="InvalidOperationException">An operation names what is not there: the edits are of another template.</exception>
    public static JsonObject Apply(JsonObject template, IEnumerable<TemplateEdit> edits)
    {
        var result = template.DeepClone().AsObject();
        foreach (var edit in edits)
        {
            var cut = edit.Path.LastIndexOf('/');
            var parent = Find(result, edit.Path[..cut]) ?? throw new InvalidOperationException($"{edit.Path} is not in this template");
            var name = Unescape(edit.Path[(cut + 1)..]);
            if (parent is JsonArray items)
            {
                Apply(items, int.Parse(name, CultureInfo.InvariantCulture), edit);
            }
            else if (edit.Op == "remove")
            {
                parent.AsObject().Remove(name);
            }
            else
            {
                parent[name] = edit.Value?.DeepClone();
            }
        }

        return result;
    }

    private static void Apply(JsonArray items, int index, TemplateEdit edit)
    {
        switch (edit.Op)
        {
            case "remove":
                items.RemoveAt(index);
                break;
            case "add":
                items.Insert(index, edit.Value?.DeepClone());
                break;
            default:
                items[index] = edit.Value?.DeepClone();
                break;
        }
    }

    private static JsonNode? Find(JsonNode root, string path)
    {
        JsonNode? node = root;
        foreach (var part in path.Split('/').Skip(1))
        {
            node = node is JsonArray items ? items.ElementAtOrDefault(int.Parse(part, CultureInfo.InvariantCulture)) : node?[Unescape(part)];
        }

        return node;
    }

    private static void Compare(JsonNode? before, JsonNode? after, string path, List<TemplateEdit> edits)
    {
        switch (before, after)
        {
            case (JsonObject old, JsonObject now):
                foreach (var name in old.Select(m => m.Key).Union(now.Select(m => m.Key)))
                {
                    Member(old[name], now[name], $"{path}/{Escape(name)}", edits);
                }

                break;
            case (JsonArray old, JsonArray now):
                Items(old, now, path, edits);
                break;
            default:
                if (!CanonicalJson.Equal(before, after))
                {
                    edits.Add(new("replace", path, after?.DeepClone()));
                }

                break;
        }
    }

    private static void Member(JsonNode? before, JsonNode? after, string path, List<TemplateEdit> edits)
    {
        if (before is not null && after is not null)
        {
            Compare(before, after, path, edits);
        }
        else if (after is not null)
        {
            edits.Add(new("add", path, after.DeepClone()));
        }
        else if (before is not null)
        {
            edits.Add(new("remove", path));
        }
    }

    private static void Items(JsonArray before, JsonArray after, string path, List<TemplateEdit> edits)
    {
        for (var i = 0; i < Math.Max(before.Count, after.Count); i++)
        {
            if (i >= before.Count)
            {
                edits.Add(new("add", $"{path}/{i}", after[i]?.DeepClone()));
            }
            else if (i >= after.Count)
            {
                // From the end, so that the indexes before it still hold.
                edits.Add(new("remove", $"{path}/{before.Count - 1 - (i - after.Count)}"));
            }
            else
            {
                Compare(before[i], after[i], $"{path}/{i}", edits);
            }
        }
    }

    private static string Escape(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private static string Unescape(string name) => name.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
}
