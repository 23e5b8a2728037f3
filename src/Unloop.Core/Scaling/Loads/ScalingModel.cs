using Unloop.Core.Scaling.Autoscaling;

namespace Unloop.Core.Scaling.Loads;

/// <summary>What a simulation is made of. CPU is in thousandths of a core.</summary>
public sealed record ScalingModel
{
    public required HpaSpec Autoscaler { get; init; }
    public HpaTuning Tuning { get; init; } = new();

    /// <summary>Replicas at the start; all are ready.</summary>
    public required int Replicas { get; init; }

    /// <summary>Of one pod; what the autoscaler's percents are of.</summary>
    public required long CpuRequest { get; init; }

    /// <summary>Of one pod: more it cannot use, whatever the load. Null: none.</summary>
    public long? CpuLimit { get; init; }

    /// <summary>What all pods together use at a load of 1.</summary>
    public required double CpuAtLoadOne { get; init; }

    /// <summary>From a pod's creation until it is ready.</summary>
    public required TimeSpan StartUp { get; init; }

    /// <summary>How many pods find a place; those beyond stay pending. Null: nobody knows, and all find one.</summary>
    public int? Room { get; init; }

    /// <summary>How often the metrics are measured, and over how long: metrics-server's default.</summary>
    public TimeSpan MetricsResolution { get; init; } = TimeSpan.FromSeconds(15);
}

/// <param name="At">From the start.</param>
/// <param name="Load">In multiples of the load of now.</param>
/// <param name="Needed">Pods that the load would need at the autoscaler's target.</param>
/// <param name="Desired">What the workload asks for after the autoscaler's look.</param>
/// <param name="Ready">Pods that take traffic.</param>
/// <param name="Utilization">Of the ready pods' requests, in percent, by what the load asks for and not by what a limit lets through.</param>
/// <param name="Reason">The controller's word for what limited it.</param>
public sealed record ScalingMoment(TimeSpan At, double Load, int Needed, int Desired, int Ready, double Utilization, string Reason);

/// <param name="Moments">One for each of the autoscaler's looks.</param>
/// <param name="Overloaded">For how long the ready pods were asked for more than they request (or their limit, where it is lower).</param>
/// <param name="CatchUp">The longest time from when a load needed more pods than were ready until they were; null: it never needed any.</param>
/// <param name="CaughtUp">False: at the end, or at the highest load, they were still too few.</param>
/// <param name="Most">The most replicas that were asked for.</param>
/// <param name="Changes">How often the replicas were changed.</param>
public sealed record ScalingRun(IReadOnlyList<ScalingMoment> Moments, TimeSpan Overloaded, TimeSpan? CatchUp, bool CaughtUp, int Most, int Changes);
