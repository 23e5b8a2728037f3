using System.Text.Json;

namespace Unloop.Evidence.Api;

/// <summary>
/// The few fields that Unloop reads of an object's metadata. Everything in this folder is what JSON or YAML said, unjudged: any field may
/// be null, whatever the API promises, because files are written by people too.
/// </summary>
public sealed record ObjectMeta
{
    public string? Name { get; init; }
    public string? GenerateName { get; init; }
    public string? Namespace { get; init; }
    public string? Uid { get; init; }
    public string? ResourceVersion { get; init; }
    public long? Generation { get; init; }
    public DateTimeOffset? CreationTimestamp { get; init; }
    public DateTimeOffset? DeletionTimestamp { get; init; }
    public IReadOnlyDictionary<string, string?>? Labels { get; init; }
    public IReadOnlyDictionary<string, string?>? Annotations { get; init; }
    public IReadOnlyList<OwnerReference>? OwnerReferences { get; init; }
    public IReadOnlyList<ManagedFieldsEntry>? ManagedFields { get; init; }
}

public sealed record OwnerReference
{
    public string? ApiVersion { get; init; }
    public string? Kind { get; init; }
    public string? Name { get; init; }
    public string? Uid { get; init; }
    public bool? Controller { get; init; }
}

/// <summary>Who wrote the object last, and when; the fields themselves are not read.</summary>
public sealed record ManagedFieldsEntry
{
    public string? Manager { get; init; }
    public string? Operation { get; init; }
    public string? Subresource { get; init; }
    public DateTimeOffset? Time { get; init; }
}

/// <summary>One page of a list.</summary>
public sealed record ApiList<T>
{
    public string? ApiVersion { get; init; }
    public string? Kind { get; init; }
    public ListMeta? Metadata { get; init; }
    public IReadOnlyList<T>? Items { get; init; }
}

public sealed record ListMeta
{
    public string? ResourceVersion { get; init; }
    public string? Continue { get; init; }
    public long? RemainingItemCount { get; init; }
}

/// <summary>Any object of which only the identity is of interest.</summary>
public sealed record PartialObject
{
    public string? ApiVersion { get; init; }
    public string? Kind { get; init; }
    public ObjectMeta? Metadata { get; init; }
}

/// <summary>What the API answers instead of an object.</summary>
public sealed record ApiStatus
{
    public string? Kind { get; init; }
    public string? Status { get; init; }
    public string? Message { get; init; }
    public string? Reason { get; init; }
    public int? Code { get; init; }
    public ApiStatusDetails? Details { get; init; }
}

public sealed record ApiStatusDetails
{
    public string? Name { get; init; }
    public string? Group { get; init; }
    public string? Kind { get; init; }
    public int? RetryAfterSeconds { get; init; }
    public IReadOnlyList<ApiStatusCause>? Causes { get; init; }
}

/// <summary>One field that validation does not accept.</summary>
public sealed record ApiStatusCause
{
    public string? Field { get; init; }
    public string? Reason { get; init; }
    public string? Message { get; init; }
}

/// <summary>A list in the server's own columns (<c>as=Table</c>).</summary>
public sealed record ApiTable
{
    public ListMeta? Metadata { get; init; }
    public IReadOnlyList<TableColumn>? ColumnDefinitions { get; init; }
    public IReadOnlyList<TableRow>? Rows { get; init; }
}

public sealed record TableColumn
{
    public string? Name { get; init; }
    public string? Type { get; init; }
}

public sealed record TableRow
{
    public IReadOnlyList<JsonElement>? Cells { get; init; }
    public PartialObject? Object { get; init; }
}
