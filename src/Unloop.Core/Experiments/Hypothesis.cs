using System.Text.Json.Serialization;

namespace Unloop.Core.Experiments;

/// <summary>Where the cause of a crash loop can lie, as far as copies of a pod can tell such places apart.</summary>
[JsonConverter(typeof(KebabEnumConverter<Suspect>))]
public enum Suspect
{
    /// <summary>It is killed for want of memory.</summary>
    Resources,

    /// <summary>No container of this pod can live here, whatever it runs: volumes, variables, user, admission, node.</summary>
    Surroundings,

    /// <summary>The kubelet kills it for a probe; the program would live.</summary>
    Probes,

    /// <summary>Something that it needs over the network is not there, or refuses it.</summary>
    Dependency,

    /// <summary>What was changed of its configuration since it last ran well.</summary>
    Configuration,

    /// <summary>What was changed in its image since it last ran well.</summary>
    Image,

    /// <summary>The program ends by itself, for a reason of its own.</summary>
    Program,
}

[JsonConverter(typeof(KebabEnumConverter<HypothesisState>))]
public enum HypothesisState
{
    Open,

    /// <summary>It can be open no longer: a fact speaks against it.</summary>
    Dead,

    /// <summary>A test has shown it.</summary>
    Shown,
}

/// <summary>Who says a fact about a hypothesis.</summary>
[JsonConverter(typeof(KebabEnumConverter<FactSource>))]
public enum FactSource
{
    /// <summary>The pod's evidence as it was before any test.</summary>
    Evidence,

    /// <summary>A fix that was tried before.</summary>
    Fix,

    /// <summary>A test in a copy.</summary>
    Test,
}

/// <param name="Says">One sentence.</param>
/// <param name="Test">The experiment, where it is one.</param>
public sealed record HypothesisFact(FactSource Source, string Says, ExperimentKind? Test = null);

/// <summary>One place where the cause may lie, and what is known for or against it.</summary>
public sealed record Hypothesis
{
    public required Suspect Suspect { get; init; }

    /// <summary>In one sentence, of this container.</summary>
    public required string Statement { get; init; }
    public HypothesisState State { get; init; }

    /// <summary>In the order in which they became known; the last decides.</summary>
    public IReadOnlyList<HypothesisFact> Facts { get; init; } = [];

    [JsonIgnore]
    public bool IsOpen => State is HypothesisState.Open;

    public Hypothesis Dies(HypothesisFact fact) => this with { State = HypothesisState.Dead, Facts = [.. Facts, fact] };

    public Hypothesis IsShown(HypothesisFact fact) => this with { State = HypothesisState.Shown, Facts = [.. Facts, fact] };

    /// <summary>It stays open, and something is known about it.</summary>
    public Hypothesis Knows(HypothesisFact fact) => this with { Facts = [.. Facts, fact] };
}
