using System.Text;

namespace Unloop.Kubernetes.Api;

/// <summary>
/// One thing asked of an API server, in the terms that RBAC uses. Its two kinds are types of their own: <see cref="ApiRequest"/> reads,
/// <see cref="ApiWrite"/> writes.
/// </summary>
internal abstract record ApiCall
{
    /// <summary>Under this name the API server records who wrote a field.</summary>
    public const string FieldManager = "unloop";

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

    /// <summary>A path that is no resource's, and is granted to everybody: <c>/version</c>.</summary>
    public string? NonResource { get; init; }

    /// <summary>Nothing depends on it: it is given little time and no second try.</summary>
    public bool Optional { get; init; }

    public abstract HttpMethod Method { get; }

    public abstract string Accept { get; }

    public abstract ApiBody? Body { get; }

    /// <summary>As RBAC has it: <c>get</c>.</summary>
    public abstract string VerbName { get; }

    /// <summary>As in a Role: <c>pods/log</c>.</summary>
    public string RbacResource => Subresource is null ? Resource ?? "" : $"{Resource}/{Subresource}";

    /// <summary>False for names that no object can have and that would lead to another path.</summary>
    public bool IsSafe => new[] { Group, Version, Resource, Subresource, Namespace, Name }.All(s => s is not ("." or ".."));

    public string Path
    {
        get
        {
            if (NonResource is not null)
            {
                return NonResource;
            }

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
    public sealed override string ToString()
    {
        var what = NonResource is not null ? $"get {NonResource}" : Resource is null ? $"get the API group {Group}/{Version}" : $"{VerbName} {RbacResource}";
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

/// <summary>What is sent along: only writes send anything.</summary>
internal sealed record ApiBody(byte[] Content, string Type);
