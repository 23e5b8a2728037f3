using System.Text;

namespace Unloop.Kubernetes.Api;

/// <summary>The only things that Unloop asks of an API server here. There is no member for a write, and the client sends nothing else.</summary>
internal enum ReadVerb
{
    Get,
    List,
}

/// <summary>One read, in the terms that RBAC uses.</summary>
internal sealed record ApiRequest
{
    public required ReadVerb Verb { get; init; }

    /// <summary>Empty for the core group.</summary>
    public string Group { get; init; } = "";
    public string Version { get; init; } = "v1";

    /// <summary>The plural; null for the discovery of a group version.</summary>
    public string? Resource { get; init; }
    public string? Subresource { get; init; }

    /// <summary>Null: all namespaces, or a resource that has none.</summary>
    public string? Namespace { get; init; }
    public string? Name { get; init; }
    public IReadOnlyList<KeyValuePair<string, string>> Query { get; init; } = [];

    /// <summary>Only names, labels and the like of each item: the rest never leaves the server.</summary>
    public bool MetadataOnly { get; init; }

    /// <summary>Nothing depends on it: it is given little time and no second try.</summary>
    public bool Optional { get; init; }

    /// <summary>As in a Role: <c>pods/log</c>.</summary>
    public string RbacResource => Subresource is null ? Resource ?? "" : $"{Resource}/{Subresource}";

    public static ApiRequest Get(string resource, string? space, string name, string group = "", string version = "v1") =>
        new() { Verb = ReadVerb.Get, Group = group, Version = version, Resource = resource, Namespace = space, Name = name };

    public static ApiRequest List(string resource, string? space, string group = "", string version = "v1") =>
        new() { Verb = ReadVerb.List, Group = group, Version = version, Resource = resource, Namespace = space };

    public static ApiRequest Discovery(string group, string version) => new() { Verb = ReadVerb.Get, Group = group, Version = version };

    public ApiRequest With(string parameter, string value) => this with { Query = [.. Query, new(parameter, value)] };

    /// <summary>False for names that no object can have and that would lead to another path.</summary>
    public bool IsSafe => new[] { Group, Version, Resource, Subresource, Namespace, Name }.All(s => s is not ("." or ".."));

    public string Path
    {
        get
        {
            var path = new StringBuilder(Group.Length == 0 ? "/api" : "/apis/" + Uri.EscapeDataString(Group));
            AppendSegment(path, Version);
            if (Namespace is not null)
            {
                AppendSegment(path, "namespaces");
                AppendSegment(path, Namespace);
            }

            AppendSegment(path, Resource);
            AppendSegment(path, Name);
            AppendSegment(path, Subresource);
            for (var i = 0; i < Query.Count; i++)
            {
                path.Append(i == 0 ? '?' : '&').Append(Query[i].Key).Append('=').Append(Uri.EscapeDataString(Query[i].Value));
            }

            return path.ToString();
        }
    }

    /// <summary>For people: <c>get pods/log in namespace shop</c>.</summary>
    public override string ToString()
    {
        var what = Resource is null ? $"get the API group {Group}/{Version}" : $"{(Verb == ReadVerb.Get ? "get" : "list")} {RbacResource}";
        var group = Resource is null || Group.Length == 0 ? "" : $".{Group}";
        return what + group + (Namespace is null ? "" : $" in namespace {Namespace}");
    }

    private static void AppendSegment(StringBuilder path, string? segment)
    {
        if (segment is not null)
        {
            path.Append('/').Append(Uri.EscapeDataString(segment));
        }
    }
}
