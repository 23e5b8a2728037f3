using System.Text.Json.Nodes;
using Unloop.Core.Planning;

namespace Unloop.Core.Experiments;

/// <summary>A failing pod, whole, with what decides how it may be copied.</summary>
public sealed record OriginalPod
{
    /// <summary>As the API server has it. Never changed, and never shown.</summary>
    public required JsonObject Pod { get; init; }

    /// <summary>Its workload, or the pod itself.</summary>
    public required WorkloadRef Workload { get; init; }

    /// <summary>What selects pods by labels in the namespace.</summary>
    public IReadOnlyList<PodSelector> Selectors { get; init; } = [];

    /// <summary>The pod's claims that only one pod or one node may have, by the claim's name: <c>ReadWriteOnce</c>, <c>ReadWriteOncePod</c>.</summary>
    public IReadOnlyDictionary<string, string> Claims { get; init; } = new Dictionary<string, string>();

    /// <summary>The template of the last revision that had ready pods; null where none is known.</summary>
    public HealthyRevision? Healthy { get; init; }

    /// <summary>What the workload wants now; null for a bare pod.</summary>
    public JsonObject? Template { get; init; }

    /// <summary>What could not be looked at, one phrase each: then something may select a copy that nobody names.</summary>
    public IReadOnlyList<string> Unseen { get; init; } = [];
}

/// <summary>Something that finds pods by their labels.</summary>
/// <param name="Name">For people: <c>Service web</c>.</param>
/// <param name="IsRestriction">A NetworkPolicy: a copy should be selected by it as the pod is. Else a copy must not be.</param>
/// <param name="CountsOnly">A disruption budget: it does nothing to a copy that it selects but count it.</param>
public sealed record PodSelector(string Name, IReadOnlyDictionary<string, string> Labels, IReadOnlyList<LabelTerm> Terms, bool IsRestriction = false, bool CountsOnly = false)
{
    /// <summary>An empty selector selects all.</summary>
    public bool Selects(IReadOnlyDictionary<string, string> labels) =>
        Labels.All(l => labels.TryGetValue(l.Key, out var value) && value == l.Value) && Terms.All(t => t.Holds(labels));
}

/// <param name="Operator"><c>In</c>, <c>NotIn</c>, <c>Exists</c> or <c>DoesNotExist</c>.</param>
public sealed record LabelTerm(string Key, string Operator, IReadOnlyList<string> Values)
{
    public bool Holds(IReadOnlyDictionary<string, string> labels)
    {
        var there = labels.TryGetValue(Key, out var value);
        return Operator switch
        {
            "In" => there && Values.Contains(value),
            "NotIn" => !there || !Values.Contains(value),
            "Exists" => there,
            "DoesNotExist" => !there,
            _ => false,
        };
    }

    /// <summary>Whether a label of this name is needed for it to hold.</summary>
    public bool Needs => Operator is "In" or "Exists";
}
