using System.Text.Json.Serialization;
using Unloop.Core;

namespace Unloop.Alerts.Simulation;

/// <summary>What an alert made of a scenario. Times are from the first crash; before it the containers ran well, or were not there.</summary>
public sealed record Timeline
{
    /// <summary>The query or rule, as it was played.</summary>
    public required string Query { get; init; }

    /// <summary>One for each group of a monitor, or label set of a rule, that was seen; one without labels where none was.</summary>
    public IReadOnlyList<GroupTimeline> Groups { get; init; } = [];

    /// <summary>What the values are compared with; null where nothing is compared with one number.</summary>
    public double? Threshold { get; init; }

    /// <summary>One or two sentences: when it fires and for how long, when it goes silent while the pod is still broken, or that it never fires.</summary>
    public required string Statement { get; init; }

    /// <summary>Why it could not be played, naming the part that is not known; null where it was. Nothing is guessed: there are no groups then.</summary>
    public string? NotPlayed { get; init; }

    public IEnumerable<Phase> Firing => Groups.SelectMany(g => g.Phases).Where(p => p.State == AlertState.Firing);
}

/// <summary>One alert of its own.</summary>
/// <param name="Labels">The tags or labels that tell it apart; empty for a query without groups.</param>
/// <param name="Phases">Without gaps from the first evaluation that knew it to the end of what was played.</param>
public sealed record GroupTimeline(IReadOnlyDictionary<string, string> Labels, IReadOnlyList<Phase> Phases)
{
    /// <summary>What was compared with the threshold, at each evaluation; empty where it cannot be told apart from the comparison.</summary>
    public IReadOnlyList<EvaluatedValue> Values { get; init; } = [];

    /// <summary><c>kube_namespace:shop,pod_name:web-0</c>, in the order of names.</summary>
    public string Name => string.Join(',', Labels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}:{l.Value}"));
}

/// <param name="Value">Null: there was no data.</param>
public readonly record struct EvaluatedValue(TimeSpan At, double? Value);

/// <param name="To">When another began, or the end of what was played.</param>
/// <param name="Highest">The highest value that the query had in it; null where it had none.</param>
public sealed record Phase(AlertState State, TimeSpan From, TimeSpan To, double? Highest = null);

[JsonConverter(typeof(KebabEnumConverter<AlertState>))]
public enum AlertState
{
    Ok,

    /// <summary>A monitor's warning threshold is passed, the critical one is not.</summary>
    Warning,

    /// <summary>The rule holds, but not yet for as long as its <c>for</c> wants.</summary>
    Pending,

    /// <summary>A monitor's <c>Alert</c>.</summary>
    Firing,

    /// <summary>It fired, and said that this is over.</summary>
    Resolved,

    NoData,
}
