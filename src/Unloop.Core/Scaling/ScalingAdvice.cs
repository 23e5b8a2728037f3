using System.Text.Json.Serialization;
using Unloop.Core.Scaling.Autoscaling;
using Unloop.Core.Scaling.Loads;
using Unloop.Core.Scaling.Manifests;
using Unloop.Core.Scaling.Obstacles;
using Unloop.Core.Scaling.Sizing;

namespace Unloop.Core.Scaling;

/// <summary>The answer to "can it be scaled out?".</summary>
[JsonConverter(typeof(KebabEnumConverter<Scalability>))]
public enum Scalability
{
    Scalable,

    /// <summary>It can, once what stands first is mended.</summary>
    AfterMending,

    /// <summary>More replicas would fail or do harm as things are.</summary>
    NotNow,
}

/// <summary>All that is said about scaling one workload.</summary>
/// <param name="Autoscaler">The one that is there, or the one that is proposed; null: none can be computed.</param>
/// <param name="IsPresent">It is there already.</param>
/// <param name="Run">The load played against the autoscaler; null where there is none to play it against.</param>
public sealed record ScalingAdvice(
    Scalability Answer, string Statement, IReadOnlyList<ScalingObstacle> Obstacles, IReadOnlyList<Arithmetic> Arithmetic, SizedReplicas? Replicas,
    StartUps StartUp, HpaSpec? Autoscaler, bool IsPresent, LoadCurve Load, ScalingRun? Run, IReadOnlyList<ScalingManifest> Manifests);
