using System.Text.Json.Serialization;

namespace Unloop.Core.Injection;

/// <summary>Where a variable comes from, in the order in which the later overrides the earlier.</summary>
[JsonConverter(typeof(KebabEnumConverter<VariableOrigin>))]
public enum VariableOrigin
{
    /// <summary>Set by the container runtime: HOSTNAME.</summary>
    Runtime,

    /// <summary>ENV of the image.</summary>
    Image,
    ServiceLink,
    EnvFromConfigMap,
    EnvFromSecret,
    Literal,
    ConfigMapKey,
    SecretKey,
    Field,
    Resource,
    File,
}

[JsonConverter(typeof(KebabEnumConverter<VariableState>))]
public enum VariableState
{
    /// <summary>The program gets it.</summary>
    Set,

    /// <summary>Another of the same name goes before it: <see cref="InjectedVariable.OverriddenBy"/>.</summary>
    Overridden,

    /// <summary>Its source is optional and not there: the program gets nothing, and nobody says so.</summary>
    Unset,

    /// <summary>Its source is not there, and the container does not start without.</summary>
    Missing,

    /// <summary>A key of envFrom that is no name: left out.</summary>
    Skipped,

    /// <summary>Whether its source is there is not known.</summary>
    Unknown,
}

/// <summary>One variable from one source.</summary>
public sealed record InjectedVariable
{
    /// <summary>Of an envFrom whose keys are not known: the prefix and <c>*</c>.</summary>
    public required string Name { get; init; }
    public required VariableOrigin Origin { get; init; }
    public required VariableState State { get; init; }

    /// <summary>As it can be shown; null where it is not known, or is a Secret's.</summary>
    public string? Value { get; init; }

    /// <summary>The ConfigMap, Secret, Service or container.</summary>
    public string? Source { get; init; }

    /// <summary>The key, field path or resource.</summary>
    public string? Key { get; init; }
    public bool Optional { get; init; }

    /// <summary>In words: <c>env</c>, <c>envFrom ConfigMap web</c>.</summary>
    public string? OverriddenBy { get; init; }

    /// <summary>When the source was last written, where that was after the container started: the container has the value from before.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>References in it that nothing answers to.</summary>
    public IReadOnlyList<string> Unresolved { get; init; } = [];

    /// <summary>The value, raw, for whoever compares; never shown and never written.</summary>
    [JsonIgnore]
    internal string? Raw { get; init; }

    /// <summary>A literal, as the manifest has it.</summary>
    [JsonIgnore]
    internal string? Written { get; init; }

    /// <summary>Names that a literal refers to and of which the value is not known: words stand in their place.</summary>
    [JsonIgnore]
    internal IReadOnlyList<string> Unknown { get; init; } = [];

    /// <summary>Literals that refer to something: their references were replaced.</summary>
    [JsonIgnore]
    internal bool WasExpanded { get; init; }

    /// <summary>A Secret's: what is wrong with the form of the value that nobody sees.</summary>
    [JsonIgnore]
    internal ValueFlaws Flaws { get; init; }

    /// <summary>A null means that the value is not known, not that it is the same.</summary>
    internal bool HasSameValue(InjectedVariable other) => Raw is not null && Raw == other.Raw;

    /// <summary>In words: <c>ConfigMap web, key PORT</c>.</summary>
    [JsonIgnore]
    public string From => Origin switch
    {
        VariableOrigin.Image => "the image",
        VariableOrigin.Runtime => "the container runtime",
        VariableOrigin.ServiceLink => $"the link to Service {Source}",
        VariableOrigin.EnvFromConfigMap => Key is null ? $"envFrom ConfigMap {Source}" : $"envFrom ConfigMap {Source}, key {Key}",
        VariableOrigin.EnvFromSecret => Key is null ? $"envFrom Secret {Source}" : $"envFrom Secret {Source}, key {Key}",
        VariableOrigin.ConfigMapKey => $"ConfigMap {Source}, key {Key}",
        VariableOrigin.SecretKey => $"Secret {Source}, key {Key}",
        VariableOrigin.Field => $"field {Key}",
        VariableOrigin.Resource => Source is { Length: > 0 } ? $"{Key} of container {Source}" : $"{Key}",
        VariableOrigin.File => $"file in volume {Source}, key {Key}",
        _ => "the spec",
    };

    public override string ToString() => $"{Name} from {From}: {State}";
}
