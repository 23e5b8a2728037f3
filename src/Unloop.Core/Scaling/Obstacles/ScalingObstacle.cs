using System.Text.Json.Serialization;
using Unloop.Core.Diagnoses;

namespace Unloop.Core.Scaling.Obstacles;

/// <summary>How much stands in the way.</summary>
[JsonConverter(typeof(KebabEnumConverter<ObstacleWeight>))]
public enum ObstacleWeight
{
    /// <summary>More replicas would fail, or do harm: nothing is applied while it stands.</summary>
    Blocks,

    /// <summary>To be mended first: without it scaling does not act, or costs service.</summary>
    First,

    /// <summary>To be known.</summary>
    Mind,
}

/// <summary>One thing between a workload and more replicas of it.</summary>
/// <param name="Rule">Its name in the contract: <c>no-cpu-request</c>.</param>
/// <param name="Statement">What happens in practice, in one sentence.</param>
/// <param name="Evidence">What it rests on; never empty.</param>
/// <param name="Change">What to do, exactly.</param>
public sealed record ScalingObstacle(string Rule, ObstacleWeight Weight, string Statement, IReadOnlyList<Proof> Evidence, Advice Change);

/// <summary>All obstacles, the gravest first; a new rule is a method in the class of its kind, its test with a near-miss, and a row in docs/scaling.md.</summary>
public static class ObstacleList
{
    public static IReadOnlyList<ScalingObstacle> Find(ScalingFacts facts) =>
    [
        .. KindObstacles.Find(facts)
            .Concat(PodObstacles.Find(facts))
            .Concat(StateObstacles.Find(facts))
            .Concat(TemplateObstacles.Find(facts))
            .Concat(OwnerObstacles.Find(facts))
            .Concat(ClusterObstacles.Find(facts))
            .OrderBy(o => o.Weight),
    ];
}
