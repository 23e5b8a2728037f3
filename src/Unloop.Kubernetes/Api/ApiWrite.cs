using System.Text.Json;
using System.Text.Json.Nodes;

namespace Unloop.Kubernetes.Api;

/// <summary>All that Unloop ever does to a cluster. Only <see cref="ApiWriter"/> takes it.</summary>
internal enum WriteVerb
{
    Create,

    /// <summary>A JSON Patch (RFC 6902).</summary>
    Patch,

    /// <summary>Server-side apply: makes the object, or sets the fields that are named.</summary>
    Apply,
    Delete,
}

/// <summary>
/// One write. It always has a body: what the transport has begun to send it never sends a second time by itself.
/// </summary>
internal sealed record ApiWrite : ApiCall
{
    public required WriteVerb Verb { get; init; }

    /// <summary>The object to create or apply, the operations of a patch, or the options of a deletion.</summary>
    public required JsonNode Content { get; init; }

    public override HttpMethod Method => Verb switch
    {
        WriteVerb.Create => HttpMethod.Post,
        WriteVerb.Patch or WriteVerb.Apply => HttpMethod.Patch,
        _ => HttpMethod.Delete,
    };

    public override string Accept => "application/json";

    public override ApiBody Body => new(Bytes(), Verb switch
    {
        WriteVerb.Patch => "application/json-patch+json",
        WriteVerb.Apply => "application/apply-patch+yaml",
        _ => "application/json",
    });

    public override string VerbName => Verb switch
    {
        WriteVerb.Create => "create",
        WriteVerb.Patch or WriteVerb.Apply => "patch",
        _ => "delete",
    };

    public static ApiWrite Create(ApiRequest collection, JsonObject content) => Of(WriteVerb.Create, collection, content) with { Name = null };

    /// <param name="operations">The first of them should test what the patch was made for.</param>
    public static ApiWrite Patch(ApiRequest place, JsonArray operations) => Of(WriteVerb.Patch, place, operations);

    /// <param name="content">Only the fields that shall be ours. With a uid and a resourceVersion in its metadata nothing is written to another object, or another state of it.</param>
    /// <param name="force">Takes fields over that others own.</param>
    public static ApiWrite Apply(ApiRequest place, JsonObject content, bool force)
    {
        var write = Of(WriteVerb.Apply, place, content);
        return force ? write with { Query = [.. write.Query, new("force", "true")] } : write;
    }

    /// <summary>Deletes just this object, and not another that was made under its name.</summary>
    /// <param name="resourceVersion">Null: in whatever state it is.</param>
    /// <param name="foreground">The object stays until all that it owns is gone.</param>
    public static ApiWrite Delete(ApiRequest place, string uid, string? resourceVersion = null, bool foreground = false)
    {
        var preconditions = new JsonObject { ["uid"] = uid };
        if (resourceVersion is not null)
        {
            preconditions["resourceVersion"] = resourceVersion;
        }

        var options = new JsonObject { ["kind"] = "DeleteOptions", ["apiVersion"] = "v1", ["preconditions"] = preconditions };
        if (foreground)
        {
            options["propagationPolicy"] = "Foreground";
        }

        return Of(WriteVerb.Delete, place, options) with { Query = [] };
    }

    /// <summary>The server goes through all of it, admission included, and keeps nothing.</summary>
    public ApiWrite AsDryRun(bool dryRun = true) => dryRun ? this with { Query = [.. Query, new("dryRun", "All")] } : this;

    private byte[] Bytes()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            Content.WriteTo(writer);
        }

        return stream.ToArray();
    }

    private static ApiWrite Of(WriteVerb verb, ApiRequest place, JsonNode content) => new()
    {
        Verb = verb,
        Group = place.Group,
        Version = place.Version,
        Resource = place.Resource,
        Namespace = place.Namespace,
        Name = place.Name,
        Query = [new("fieldManager", FieldManager)],
        Content = content,
    };
}
