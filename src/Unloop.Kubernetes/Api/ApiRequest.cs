namespace Unloop.Kubernetes.Api;

/// <summary>The only things that Unloop asks of an API server in order to learn. There is no member for a write: that is another type.</summary>
internal enum ReadVerb
{
    Get,
    List,
}

/// <summary>One read.</summary>
internal sealed record ApiRequest : ApiCall
{
    private const string MetadataOnlyType = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io";

    public required ReadVerb Verb { get; init; }

    /// <summary>Only names, labels and the like of each item: the rest never leaves the server.</summary>
    public bool MetadataOnly { get; init; }

    public override HttpMethod Method => HttpMethod.Get;

    public override string Accept => MetadataOnly ? MetadataOnlyType : "application/json, */*";

    public override ApiBody? Body => null;

    public override string VerbName => Verb == ReadVerb.Get ? "get" : "list";

    public static ApiRequest Get(string resource, string? space, string name, string group = "", string version = "v1") =>
        new() { Verb = ReadVerb.Get, Group = group, Version = version, Resource = resource, Namespace = space, Name = name };

    public static ApiRequest List(string resource, string? space, string group = "", string version = "v1") =>
        new() { Verb = ReadVerb.List, Group = group, Version = version, Resource = resource, Namespace = space };

    public static ApiRequest Discovery(string group, string version) => new() { Verb = ReadVerb.Get, Group = group, Version = version };

    /// <summary>Of the API server itself.</summary>
    public static ApiRequest ServerVersion { get; } = new() { Verb = ReadVerb.Get, NonResource = "/version", Optional = true };

    public ApiRequest With(string parameter, string value) => this with { Query = [.. Query, new(parameter, value)] };
}
