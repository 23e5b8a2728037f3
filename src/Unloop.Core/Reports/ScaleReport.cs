using System.Text.Json.Nodes;
using Unloop.Core.Charts;
using Unloop.Core.Facts;
using Unloop.Core.Scaling;
using Unloop.Core.Scaling.Autoscaling;
using Unloop.Core.Scaling.Manifests;
using Unloop.Core.Scaling.Obstacles;
using Unloop.Core.Scaling.Sizing;

namespace Unloop.Core.Reports;

/// <summary>The public contract of <c>scale -o json</c>. New fields may be added; these keep their names. Spans are in seconds, CPU in thousandths of a core.</summary>
public sealed record ScaleReport
{
    public string Schema { get; init; } = "unloop.dev/scale/v1";
    public required string Version { get; init; }
    public required VerifiedWorkload Workload { get; init; }

    /// <summary>The API server's time.</summary>
    public DateTimeOffset? ObservedAt { get; init; }
    public required Scalability Answer { get; init; }
    public required string Statement { get; init; }

    /// <summary>The gravest first.</summary>
    public IReadOnlyList<ScalingObstacle> Obstacles { get; init; } = [];
    public IReadOnlyList<Arithmetic> Arithmetic { get; init; } = [];
    public SizedReplicas? Replicas { get; init; }

    /// <summary>The autoscaler that is there or is proposed.</summary>
    public HpaSpec? Autoscaler { get; init; }
    public bool AutoscalerIsPresent { get; init; }
    public ScaleLoad? Load { get; init; }
    public IReadOnlyList<ScaleManifest> Manifests { get; init; } = [];
    public IReadOnlyList<Gap> Gaps { get; init; } = [];

    /// <summary>What <c>--apply</c> did; null where it was not asked for.</summary>
    public ScaleApplied? Applied { get; init; }
    public IReadOnlyList<string> Errors { get; init; } = [];

    /// <summary>The drawing of the load; null where nothing was played.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public Chart? Chart { get; init; }

    public static ScaleReport Of(string version, ScalingFacts facts, ScalingAdvice advice)
    {
        var workload = facts.Workload.Ref;
        return new()
        {
            Version = version,
            Workload = new(workload.Kind, workload.Namespace, workload.Name, null),
            ObservedAt = facts.ObservedAt,
            Answer = advice.Answer,
            Statement = advice.Statement,
            Obstacles = advice.Obstacles,
            Arithmetic = advice.Arithmetic,
            Replicas = advice.Replicas,
            Autoscaler = advice.Autoscaler,
            AutoscalerIsPresent = advice.IsPresent,
            Load = ScaleLoad.Of(advice),
            Manifests = [.. advice.Manifests.Select(m => new ScaleManifest(m.ApiVersion, m.Kind, m.Name, m.Statement, m.Undo, m.RollsOut, m.Content))],
            Gaps = facts.Gaps,
            Chart = ScalingChart.Of(advice, $"{workload} in {workload.Namespace}: load {advice.Load.Name}, played against {(advice.IsPresent ? "the autoscaler that is there" : "the proposed autoscaler")}"),
        };
    }
}

/// <param name="CatchUp">Null: the ready pods were never too few.</param>
/// <param name="StartUpMeasuredOn">Pods; 0: assumed.</param>
public sealed record ScaleLoad(string Name, double Peak, double StartUp, int StartUpMeasuredOn, double? CatchUp, bool CaughtUp, double Overloaded, int MostReplicas, int Changes, string Words, IReadOnlyList<ScaleMoment> Moments)
{
    internal static ScaleLoad? Of(ScalingAdvice advice) => advice.Run is not { } run ? null : new(
        advice.Load.Name, advice.Load.Peak, advice.StartUp.Median.TotalSeconds, advice.StartUp.Measured, run.CatchUp?.TotalSeconds, run.CaughtUp, run.Overloaded.TotalSeconds, run.Most, run.Changes,
        ScalingChart.Words(advice, run), [.. run.Moments.Select(m => new ScaleMoment(m.At.TotalSeconds, Math.Round(m.Load, 3), m.Needed, m.Desired, m.Ready, m.Utilization, m.Reason))]);
}

/// <param name="At">Seconds from the start.</param>
public sealed record ScaleMoment(double At, double Load, int Needed, int Desired, int Ready, double Utilization, string Reason);

/// <param name="Content">As it is applied.</param>
public sealed record ScaleManifest(string ApiVersion, string Kind, string Name, string Statement, string Undo, bool RollsOut, JsonObject Content)
{
    /// <summary>As it is typed: <c>horizontalpodautoscaler/web</c>.</summary>
    public override string ToString() => $"{Kind.ToLowerInvariant()}/{Name}";

    /// <summary>The same as YAML.</summary>
    public string ToYaml() => YamlText.Write(Content);
}

/// <param name="DryRun">Only the API server's dry run was asked for.</param>
/// <param name="Done">What stands now, as it is typed, or with a dry run would.</param>
public sealed record ScaleApplied(bool DryRun, string Statement, IReadOnlyList<string> Done);
