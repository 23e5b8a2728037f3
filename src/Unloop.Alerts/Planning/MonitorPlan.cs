using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Unloop.Core;
using Unloop.Core.Planning;

namespace Unloop.Alerts.Planning;

/// <summary>
/// What shall be done about the monitors of one target. The changes are made one by one, each only where the provider still has what the plan was made for, so that
/// nothing is done that was not approved, and a plan which was broken off is made anew and goes on (<c>unloop.dev/monitor-plan/v1</c>).
/// </summary>
public sealed record MonitorPlan
{
    public const string SchemaName = "unloop.dev/monitor-plan/v1";

    public string Schema { get; init; } = SchemaName;

    /// <summary>Of the Unloop that made it.</summary>
    public required string Version { get; init; }

    /// <summary>As it is typed: <c>datadog</c>, <c>prometheus-operator</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>Where it is: Datadog's site, the API server.</summary>
    public required string Place { get; init; }

    /// <summary>What is watched, for people: <c>deployment/web in namespace shop</c>.</summary>
    public required string Target { get; init; }

    /// <summary>In the order in which they are made.</summary>
    public IReadOnlyList<MonitorChange> Changes { get; init; } = [];

    /// <summary>Whether the metrics that the monitors ask for have data.</summary>
    public IReadOnlyList<DataCheck> Data { get; init; } = [];

    /// <summary>What one should know before one agrees.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Whether anything would be written.</summary>
    [JsonIgnore]
    public bool ChangesAnything => Writes.Any();

    /// <summary>The changes that write something.</summary>
    [JsonIgnore]
    public IEnumerable<MonitorChange> Writes => Changes.Where(c => c.Kind is not MonitorChangeKind.Keep);
}

[JsonConverter(typeof(KebabEnumConverter<MonitorChangeKind>))]
public enum MonitorChangeKind
{
    /// <summary>It is there, and as it shall be.</summary>
    Keep,
    Create,

    /// <summary>It is ours, and differs: the rule has changed, or somebody has edited it.</summary>
    Update,

    /// <summary>Somebody made one that asks the same: it becomes ours in place of being made twice.</summary>
    Adopt,
    Delete,

    /// <summary>It was adopted: the marks of Unloop are taken off it, and the rest stays.</summary>
    Release,
}

/// <summary>One change of one monitor.</summary>
public sealed record MonitorChange
{
    public required MonitorChangeKind Kind { get; init; }

    /// <summary>See <see cref="MonitorIdentity"/>.</summary>
    public required string Id { get; init; }

    /// <summary>For people.</summary>
    public required string Name { get; init; }

    /// <summary>The id that it bears, where that is another: it was made before the cluster had a name.</summary>
    public string? PreviousId { get; init; }

    /// <summary>The provider's own name for it; null: there is none yet.</summary>
    public string? Reference { get; init; }

    /// <summary>Whole, as it is; null: it does not exist.</summary>
    public JsonObject? Before { get; init; }

    /// <summary>Whole, as it is written; null: it will not exist, or nothing is written.</summary>
    public JsonObject? After { get; init; }

    /// <summary>Field by field; of what is made or deleted whole, none.</summary>
    public IReadOnlyList<FieldDifference> Differences { get; init; } = [];

    /// <summary>How it is undone, in one sentence.</summary>
    public required string Inverse { get; init; }

    /// <summary>
    /// Of what is written and where, in canonical JSON: a change that was approved is known by it when it is planned again. What else the provider says of the
    /// monitor, such as its state, is no part of it.
    /// </summary>
    [JsonIgnore]
    public string Hash => CanonicalJson.Hash(JsonSerializer.SerializeToNode(
        this with { Name = "", Before = null, Inverse = "" }, MonitorPlanJson.Default.MonitorChange));
}

/// <param name="Field">As the provider writes it: <c>options.thresholds.critical</c>.</param>
/// <param name="Before">Null: it is not set.</param>
/// <param name="After">Null: it will not be set.</param>
public sealed record FieldDifference(string Field, JsonNode? Before, JsonNode? After);

[JsonConverter(typeof(KebabEnumConverter<DataState>))]
public enum DataState
{
    /// <summary>There are series now, with every tag that is needed.</summary>
    Present,

    /// <summary>There are none: the monitor would be silent for ever.</summary>
    Absent,

    /// <summary>It could not be found out, or there are none because nothing is wrong.</summary>
    Unknown,
}

/// <param name="Subject">The metric.</param>
/// <param name="Says">What was seen, in one sentence.</param>
/// <param name="Instead">What to do about it; null where nothing needs to be done.</param>
public sealed record DataCheck(string Subject, DataState State, string Says, string? Instead = null);

/// <summary>Source-generated JSON for monitors' plans and what is written about them.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    WriteIndented = true,
    MaxDepth = 64)]
[JsonSerializable(typeof(MonitorPlan))]
[JsonSerializable(typeof(MonitorChange))]
[JsonSerializable(typeof(MonitorRecord))]
[JsonSerializable(typeof(MonitorStatusReport))]
[JsonSerializable(typeof(JsonNode))]
public sealed partial class MonitorPlanJson : JsonSerializerContext;
