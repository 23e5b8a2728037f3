using System.Text.Json;
using System.Text.Json.Nodes;
using Unloop.Core.Planning;
using Unloop.Core.Text;
using Unloop.Kubernetes.Api;

namespace Unloop.Kubernetes.Fixing;

/// <summary>
/// Which fields of the template other tools own by server-side apply (<c>metadata.managedFields</c>, FieldsV1). Who once wrote them by an
/// update owns nothing that it would write again. Pure.
/// </summary>
internal static class AppliedFields
{
    private const int MaximumFields = 200;

    /// <param name="prefix">Where the template is, as a JSON pointer.</param>
    public static IEnumerable<(string Manager, IReadOnlyList<string> Fields)> Of(JsonObject whole, JsonObject template, string prefix)
    {
        foreach (var entry in whole.At("metadata", "managedFields").Objects())
        {
            // People apply with kubectl, too; their next apply asks before it takes a field back.
            if (entry["operation"].Text() != "Apply" || entry["manager"].Text() is not { Length: > 0 } manager
                || manager == ApiCall.FieldManager || manager.StartsWith("kubectl", StringComparison.Ordinal) || entry["fieldsV1"] is not JsonObject fields)
            {
                continue;
            }

            var root = prefix.Split('/').Skip(1).Aggregate((JsonNode?)fields, (node, name) => node.At("f:" + name));
            var owned = new List<string>();
            foreach (var part in new[] { "metadata", "spec" })
            {
                Walk(root.At("f:" + part), template[part], "/" + part, owned);
            }

            if (owned.Count > 0)
            {
                yield return (ApiError.Shown(manager), owned);
            }
        }
    }

    private static void Walk(JsonNode? fields, JsonNode? value, string pointer, List<string> owned)
    {
        if (fields is not JsonObject members || owned.Count >= MaximumFields)
        {
            return;
        }

        var below = members.Where(m => m.Key != ".").ToList();
        if (below.Count == 0 || below.Any(m => m.Key.StartsWith("v:", StringComparison.Ordinal)))
        {
            owned.Add(pointer);
            return;
        }

        foreach (var (key, inner) in below)
        {
            if (key.StartsWith("f:", StringComparison.Ordinal))
            {
                var name = key[2..];
                Walk(inner, value.At(name), $"{pointer}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}", owned);
            }
            else if (key.StartsWith("k:", StringComparison.Ordinal) && Index(value as JsonArray, key[2..]) is { } index)
            {
                Walk(inner, value![index], $"{pointer}/{index}", owned);
            }
        }
    }

    /// <summary>Where the item is that has these keys: <c>{"name":"web"}</c>.</summary>
    private static int? Index(JsonArray? items, string keys)
    {
        try
        {
            var wanted = JsonNode.Parse(keys) as JsonObject;
            for (var i = 0; wanted is not null && i < (items?.Count ?? 0); i++)
            {
                if (wanted.All(k => CanonicalJson.Equal(items![i].At(k.Key), k.Value)))
                {
                    return i;
                }
            }
        }
        catch (JsonException)
        {
            // A key that is no JSON belongs to no item.
        }

        return null;
    }
}
