using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Unloop.Kubernetes.Tests.Fakes;

/// <summary>
/// Writes, as strict as the real server: nothing is changed that does not pass the tests of its patch, the preconditions of its deletion and
/// admission; a dry run goes through all of it and keeps nothing.
/// </summary>
internal sealed partial class FakeApi
{
    private int _version = 100;
    private int _made;

    /// <summary>Off: every write is an error of the test.</summary>
    public bool TakesWrites { get; set; }

    /// <summary>Refuses an object by its plural: a code, a reason and a message.</summary>
    public Func<string, JsonObject, (int Code, string Reason, string Message)?>? Admission { get; set; }

    /// <summary>How many times a deleted object is still seen on its way out.</summary>
    public int Lingering { get; set; }

    /// <summary>The writes that were answered or broken off, dry runs too.</summary>
    public IEnumerable<Seen> Writes => Requests.Where(r => r.Method != "GET");

    public JsonObject? Find(string collection, string name)
    {
        if (!_collections.TryGetValue(collection, out var items))
        {
            return null;
        }

        lock (items)
        {
            return items.FirstOrDefault(i => Name(i) == name);
        }
    }

    /// <summary>As a controller or a person would, between two requests of ours.</summary>
    public void Change(string collection, string name, Action<JsonObject> change)
    {
        var item = Find(collection, name)!;
        change(item);
        item["metadata"]!["resourceVersion"] = NextVersion();
    }

    /// <summary>Takes the write, and breaks the connection instead of answering.</summary>
    public void LoseAnswers(Func<Seen, bool> when, bool done, int times = 1) => Fault(
        when,
        async context =>
        {
            if (done)
            {
                context.Response.Body = Stream.Null;
                await WriteAsync(context, Requests.Last(when));
            }

            context.Abort();
        },
        times);

    private string NextVersion() => Interlocked.Increment(ref _version).ToString();

    private void Stamp(JsonObject item)
    {
        if (item["metadata"] is JsonObject metadata && metadata["resourceVersion"] is null)
        {
            metadata["resourceVersion"] = NextVersion();
        }
    }

    private static bool IsGone(JsonObject item)
    {
        if (item["linger"] is not JsonValue left)
        {
            return false;
        }

        item["linger"] = left.GetValue<int>() - 1;
        return left.GetValue<int>() <= 0;
    }

    private Task WriteAsync(HttpContext context, Seen seen)
    {
        if (!TakesWrites)
        {
            return StatusAsync(context, 405, "MethodNotAllowed", "only reads are expected here");
        }

        var isCreate = seen.Method == "POST";
        var slash = seen.Path.LastIndexOf('/');
        var (collection, name) = isCreate ? (seen.Path, "") : (seen.Path[..slash], seen.Path[(slash + 1)..]);
        if (!_collections.TryGetValue(collection, out var items))
        {
            context.Response.StatusCode = 404;
            return context.Response.WriteAsync("404 page not found\n");
        }

        lock (items)
        {
            var item = items.FirstOrDefault(i => Name(i) == name);
            return isCreate ? CreateAsync(context, seen, collection, items)
                : seen.Headers["Content-Type"][0] == "application/apply-patch+yaml" ? ApplyAsync(context, seen, collection, items, item)
                : item is null ? StatusAsync(context, 404, "NotFound", $"\"{name}\" not found", name)
                : seen.Method == "PATCH" ? PatchAsync(context, seen, collection, items, item)
                : DeleteAsync(context, seen, items, item);
        }
    }

    private Task CreateAsync(HttpContext context, Seen seen, string collection, List<JsonObject> items)
    {
        var item = JsonNode.Parse(seen.Body)!.AsObject();
        var metadata = item["metadata"]!.AsObject();
        if (seen.Headers["Content-Type"][0] != "application/json" || metadata["resourceVersion"] is not null || metadata["uid"] is not null)
        {
            return StatusAsync(context, 400, "BadRequest", "resourceVersion should not be set on objects to be created");
        }

        var name = Name(item) ?? (string)metadata["generateName"]! + "x" + Interlocked.Increment(ref _made);
        metadata["name"] = name;
        if (items.Any(i => Name(i) == name))
        {
            return StatusAsync(context, 409, "AlreadyExists", $"\"{name}\" already exists", name);
        }

        if (Refusal(collection, item) is { } refused)
        {
            return StatusAsync(context, refused.Code, refused.Reason, refused.Message, name);
        }

        metadata["uid"] = $"uid-{name}-{Interlocked.Increment(ref _made)}";
        metadata["creationTimestamp"] = Now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
        if (collection.EndsWith("/jobs", StringComparison.Ordinal))
        {
            if (item["spec"]!["selector"] is not null)
            {
                return StatusAsync(context, 422, "Invalid", "spec.selector: Invalid value: `selector` not auto-generated", name);
            }

            item["spec"]!["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["controller-uid"] = metadata["uid"]!.DeepClone() } };
            var labels = item["spec"]!["template"]!["metadata"]!["labels"] as JsonObject ?? [];
            (labels["controller-uid"], labels["job-name"]) = (metadata["uid"]!.DeepClone(), name);
            item["spec"]!["template"]!["metadata"]!["labels"] = labels.DeepClone();
        }

        return KeepAsync(context, seen, items, null, item);
    }

    private Task PatchAsync(HttpContext context, Seen seen, string collection, List<JsonObject> items, JsonObject item)
    {
        if (seen.Headers["Content-Type"][0] != "application/json-patch+json" || seen.Query.GetValueOrDefault("fieldManager") != "unloop")
        {
            return StatusAsync(context, 415, "UnsupportedMediaType", "no such patch");
        }

        var copy = item.DeepClone().AsObject();
        if (!JsonNode.Parse(seen.Body)!.AsArray().All(o => Apply(copy, o!.AsObject())))
        {
            return StatusAsync(context, 422, "Invalid", "the server rejected our request due to an error in our request");
        }

        return Refusal(collection, copy) is { } refused
            ? StatusAsync(context, refused.Code, refused.Reason, refused.Message, Name(item))
            : KeepAsync(context, seen, items, item, copy);
    }

    private Task DeleteAsync(HttpContext context, Seen seen, List<JsonObject> items, JsonObject item)
    {
        var preconditions = JsonNode.Parse(seen.Body)!["preconditions"];
        foreach (var field in new[] { "uid", "resourceVersion" })
        {
            if ((string?)preconditions?[field] is { } wanted && wanted != (string?)item["metadata"]![field])
            {
                return StatusAsync(context, 409, "Conflict", $"Precondition failed: {field} in precondition: {wanted}", Name(item));
            }
        }

        if (Lingering > 0)
        {
            item["metadata"]!["deletionTimestamp"] = Now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
            item["linger"] = Lingering;
        }
        else
        {
            _ = items.Remove(item);
        }

        return JsonAsync(context, """{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Success"}""");
    }

    private Task KeepAsync(HttpContext context, Seen seen, List<JsonObject> items, JsonObject? before, JsonObject after)
    {
        if (!seen.Query.ContainsKey("dryRun"))
        {
            after["metadata"]!["resourceVersion"] = NextVersion();
            _ = before is not null && items.Remove(before);
            items.Add(after);
        }

        context.Response.StatusCode = before is null ? 201 : 200;
        return JsonAsync(context, after.ToJsonString());
    }

    private (int Code, string Reason, string Message)? Refusal(string collection, JsonObject item) => Admission?.Invoke(collection[(collection.LastIndexOf('/') + 1)..], item);

    private static bool Apply(JsonObject root, JsonObject operation)
    {
        var path = ((string)operation["path"]!).Split('/').Skip(1).Select(p => p.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)).ToList();
        var parent = path.SkipLast(1).Aggregate((JsonNode?)root, Step);
        var (op, last, value) = ((string)operation["op"]!, path[^1], operation["value"]);
        var there = Step(parent, last);
        switch (op, parent)
        {
            case ("test", _):
                return there is not null && JsonElement.DeepEquals(JsonSerializer.SerializeToElement(there), JsonSerializer.SerializeToElement(value));
            case ("add", JsonObject members):
                members[last] = value?.DeepClone();
                return true;
            case ("add", JsonArray list) when int.Parse(last) <= list.Count:
                list.Insert(int.Parse(last), value?.DeepClone());
                return true;
            case ("replace", JsonObject members) when there is not null:
                members[last] = value?.DeepClone();
                return true;
            case ("replace", JsonArray list) when there is not null:
                list[int.Parse(last)] = value?.DeepClone();
                return true;
            case ("remove", JsonObject members) when there is not null:
                return members.Remove(last);
            case ("remove", JsonArray list) when there is not null:
                list.RemoveAt(int.Parse(last));
                return true;
            default:
                return false;
        }
    }

    private static JsonNode? Step(JsonNode? node, string name) =>
        node is JsonArray list ? list.ElementAtOrDefault(int.TryParse(name, out var index) ? index : -1) : (node as JsonObject)?[name];
}
