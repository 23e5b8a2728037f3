using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Unloop.Core.Experiments;

/// <summary>A test before it is made: what it asks, what each answer would mean, and the exact copy.</summary>
public sealed record Experiment
{
    public required ExperimentKind Kind { get; init; }

    /// <summary>In one sentence, ending in a question mark.</summary>
    public required string Question { get; init; }
    public IReadOnlyList<PossibleAnswer> Answers { get; init; } = [];

    /// <summary>The hypotheses, open at the time, that one answer or another would decide.</summary>
    public IReadOnlyList<Suspect> Divides { get; init; } = [];

    /// <summary>How long the copy is watched at most, once it runs.</summary>
    public required int Seconds { get; init; }

    /// <summary>The copies to make, the likeliest first: a further one only where the image turns out not to have what the one before it runs.</summary>
    public IReadOnlyList<PodCopy> Copies { get; init; } = [];
}

/// <param name="Answer">What may be seen: <c>it sleeps on</c>.</param>
/// <param name="Means">What would follow.</param>
public sealed record PossibleAnswer(string Answer, string Means);

/// <summary>A copy of a pod, as it would be created.</summary>
/// <param name="Name">Of the copy.</param>
/// <param name="Changes">In what it differs from the failing pod, one phrase each.</param>
/// <param name="Manifest">The whole object. It may hold values that nobody should read: it is sent, and never shown.</param>
public sealed record PodCopy(string Name, IReadOnlyList<string> Changes, [property: JsonIgnore] JsonObject Manifest);

/// <summary>A test that cannot be made, and why.</summary>
public sealed record ImpossibleExperiment(ExperimentKind Kind, string Because);
