using Unloop.Core.Diagnoses;

namespace Unloop.Core.Reasoning;

/// <summary>
/// Orders findings by how near they are to the root of the failure. The numbers are steps of one scale: a weight is worth more than all
/// that a line's level, place and depth can add up to, and those decide among equals.
/// </summary>
public static class Ranking
{
    private const int WeightStep = 20;
    private const int ConfidenceStep = 4;
    private const int DeepestCounted = 3;

    /// <summary>Two findings nearer than this to each other contradict each other when they name different categories.</summary>
    public const int Rivalry = 6;

    public static int Score(Finding finding) =>
        ((int)finding.Weight * WeightStep)
        + ((int)finding.Confidence * ConfidenceStep)
        + (finding.Position is { } position ? PositionScore(position, finding) : ConfidenceStep);

    /// <summary>The root first; of equals the one that was said first, and events after what the status says now: an event may be of a try long ago.</summary>
    public static IReadOnlyList<Finding> Order(IEnumerable<Finding> findings) =>
        [.. findings
            .OrderByDescending(Score)
            .ThenBy(f => f.Proof is [{ Source: ProofSource.Event }, ..])
            .ThenBy(f => f.Position?.First ?? 0)
            .ThenBy(f => f.Rule, StringComparer.Ordinal)
            .ThenBy(f => f.Subject, StringComparer.Ordinal)];

    private static int PositionScore(LogPosition position, Finding finding)
    {
        var level = position.Level switch
        {
            LogLevel.Fatal => 6,
            LogLevel.Error => 3,
            LogLevel.Unstated => 2,
            LogLevel.Info => -4,
            LogLevel.Warning => -6,
            _ => -10,
        };

        // A program that prints hundreds of lines after an error has survived it.
        var survived = finding.Weight == Weight.Root ? 0 : position.LinesAfter switch
        {
            > 1000 => -12,
            > 200 => -8,
            > 50 => -4,
            _ => 0,
        };
        return level + survived + (2 * Math.Min(position.Depth, DeepestCounted));
    }
}
