using System.Text.Json.Serialization;

namespace Unloop.Core.Stability;

/// <summary>Something on a rollout's way that was seen for the first time.</summary>
/// <param name="At">The API server's time, where it was known.</param>
/// <param name="After">Since the watch began, by its monotonic clock.</param>
public sealed record Milestone(MilestoneKind Kind, DateTimeOffset? At, TimeSpan After);

[JsonConverter(typeof(KebabEnumConverter<MilestoneKind>))]
public enum MilestoneKind
{
    /// <summary>The first pod of the wanted revision was there.</summary>
    FirstNewPod,

    /// <summary>All of them were ready.</summary>
    Ready,

    /// <summary>No pod of another revision was left.</summary>
    OldGone,
    Stable,
    Holding,
    Failed,
}
