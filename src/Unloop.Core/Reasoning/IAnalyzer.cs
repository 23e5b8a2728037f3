using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;
using Unloop.Core.Facts.Images;
using Unloop.Core.Reasoning.Building;

namespace Unloop.Core.Reasoning;

/// <summary>
/// Reasoning across pieces of evidence that no single message shows. An analyzer looks at one container's case and may read the whole
/// pod, but speaks only about its container. It has no state and does no I/O.
/// </summary>
public interface IAnalyzer
{
    /// <summary>Unique; the <see cref="Insight.Rule"/> of what it finds.</summary>
    string Id { get; }

    IEnumerable<Insight> Look(ContainerCase @case);
}

/// <summary>One container's evidence with what the signatures have seen in it, and in its neighbours.</summary>
/// <param name="Pod">All evidence about the pod.</param>
/// <param name="Container">The container that is unwell.</param>
/// <param name="Seen">What the signatures found in this container.</param>
/// <param name="SeenInNeighbours">What they found in each other container that is unwell.</param>
/// <param name="Build">What its image is said to be built from; null when that is not known.</param>
public sealed record ContainerCase(
    PodEvidence Pod,
    ContainerFacts Container,
    IReadOnlyList<Finding> Seen,
    IReadOnlyDictionary<string, IReadOnlyList<Finding>> SeenInNeighbours,
    BuildEvidence? Build = null)
{
    /// <summary>What is known of the container's image; null before it was looked into.</summary>
    public ImageFacts? Image => Pod.ImageOf(Container.Name);

    /// <summary>The strongest thing that was seen, or null.</summary>
    public Finding? Strongest => Seen.MaxBy(Ranking.Score);

    public IEnumerable<EventFact> Events(string reason) =>
        Pod.Events.Where(e => e.Reason == reason && (e.Container == Container.Name || (e.Container is null && NamesThisContainer(e.Message))));

    /// <summary>Events whose field path names no container say the name in their message, or the pod has but one container.</summary>
    private bool NamesThisContainer(string message) =>
        Pod.Containers.Count(c => c.Type is not ContainerType.Init) <= 1 || message.Contains(Container.Name, StringComparison.Ordinal)
        || Pod.Containers.All(c => c.Name == Container.Name || !message.Contains(c.Name, StringComparison.Ordinal));
}
