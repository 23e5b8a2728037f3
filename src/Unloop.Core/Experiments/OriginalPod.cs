using System.Text.Json.Nodes;
using Unloop.Core.Facts;
using Unloop.Core.Planning;

namespace Unloop.Core.Experiments;

/// <summary>A failing pod with what decides how it may be copied.</summary>
public sealed record OriginalPod
{
    public required string Namespace { get; init; }
    public required string Name { get; init; }

    /// <summary>Labels, annotations and spec, without what its node and its controllers gave it. Never changed, and never shown: it may hold values that nobody should read.</summary>
    public required JsonObject Template { get; init; }

    /// <summary>Its workload, or the pod itself.</summary>
    public required WorkloadRef Workload { get; init; }

    /// <summary>What a copy goes with when it is deleted: the pod, or where that is about to go its owner. Null: nothing would take it along.</summary>
    public CopyOwner? Owner { get; init; }

    /// <summary>Where it runs; null where no node has taken it.</summary>
    public string? Node { get; init; }

    /// <summary>What selects pods by labels in the namespace.</summary>
    public IReadOnlyList<PodSelector> Selectors { get; init; } = [];

    /// <summary>The access modes of the claims that it uses, by the claim's name; empty where a claim could not be read.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Claims { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>The template of the last revision that had ready pods, or of which at least no failure is known; null where there is none.</summary>
    public HealthyRevision? Healthy { get; init; }

    /// <summary>From that revision to the workload as it is now, redacted.</summary>
    public IReadOnlyList<TemplateChange> Changes { get; init; } = [];

    /// <summary>Why no copy can be made of such a pod; null where one can.</summary>
    public string? Obstacle { get; init; }

    /// <summary>What could not be looked at, one phrase each: then something may select a copy that nobody names.</summary>
    public IReadOnlyList<string> Unseen { get; init; } = [];
}

public sealed record CopyOwner(string ApiVersion, string Kind, string Name, string Uid);

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
