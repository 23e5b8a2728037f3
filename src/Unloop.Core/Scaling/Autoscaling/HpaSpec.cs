using System.Text.Json.Serialization;

namespace Unloop.Core.Scaling.Autoscaling;

/// <summary>A HorizontalPodAutoscaler's spec, as the controller-manager sees it: every version of the API in the terms of <c>autoscaling/v2</c>.</summary>
public sealed record HpaSpec
{
    /// <summary>Unset means 1.</summary>
    public int MinReplicas { get; init; } = 1;
    public required int MaxReplicas { get; init; }
    public required IReadOnlyList<HpaMetric> Metrics { get; init; }

    /// <summary>Null: the old rules hold (at most double, or 4; down only after the stabilisation).</summary>
    public HpaBehavior? Behavior { get; init; }
}

[JsonConverter(typeof(KebabEnumConverter<HpaTarget>))]
public enum HpaTarget
{
    /// <summary>Percent of the pods' requests, in whole percents: <c>Resource</c> with <c>Utilization</c>.</summary>
    Utilization,

    /// <summary>Thousandths of the metric's unit for each pod: <c>Resource</c> or <c>Pods</c> with <c>AverageValue</c>.</summary>
    AverageOfPods,

    /// <summary>Thousandths for all pods together: <c>Object</c> or <c>External</c> with <c>Value</c>.</summary>
    Value,

    /// <summary>Thousandths of a total, divided by the number of pods: <c>Object</c> or <c>External</c> with <c>AverageValue</c>.</summary>
    ValuePerPod,
}

/// <param name="Name"><c>cpu</c>, <c>memory</c>, or the name of a metric that a program serves.</param>
/// <param name="Goal">In the unit of its <paramref name="Target"/>.</param>
public sealed record HpaMetric(string Name, HpaTarget Target, long Goal)
{
    /// <summary>Only of the CPU is the sample of a pod that starts left out.</summary>
    public bool IsCpu => Target is HpaTarget.Utilization or HpaTarget.AverageOfPods && Name == "cpu" && IsResource;

    /// <summary>From metrics.k8s.io; others come from custom or external metrics.</summary>
    public bool IsResource { get; init; } = true;
}

/// <summary><c>spec.behavior</c>, after the API server's defaults.</summary>
public sealed record HpaBehavior
{
    /// <summary>Up: as much as the larger of 4 pods and 100 % in 15 s, at once.</summary>
    public HpaRules ScaleUp { get; init; } = new() { StabilizationSeconds = 0, Policies = [new(HpaPolicyType.Pods, 4, 15), new(HpaPolicyType.Percent, 100, 15)] };

    /// <summary>Down: all at once, after the controller-manager's own stabilisation.</summary>
    public HpaRules ScaleDown { get; init; } = new() { Policies = [new(HpaPolicyType.Percent, 100, 15)] };
}

public sealed record HpaRules
{
    /// <summary>Null (down only): <c>--horizontal-pod-autoscaler-downscale-stabilization</c>, 300 s unless the cluster's administrator chose another.</summary>
    public int? StabilizationSeconds { get; init; }
    public HpaSelect Select { get; init; } = HpaSelect.Max;
    public IReadOnlyList<HpaPolicy> Policies { get; init; } = [];
}

[JsonConverter(typeof(KebabEnumConverter<HpaSelect>))]
public enum HpaSelect
{
    Max,
    Min,
    Disabled,
}

[JsonConverter(typeof(KebabEnumConverter<HpaPolicyType>))]
public enum HpaPolicyType
{
    Pods,
    Percent,
}

public sealed record HpaPolicy(HpaPolicyType Type, int Value, int PeriodSeconds);

/// <summary>What the controller-manager is started with; the defaults are its own.</summary>
public sealed record HpaTuning
{
    public double Tolerance { get; init; } = 0.1;
    public TimeSpan SyncPeriod { get; init; } = TimeSpan.FromSeconds(15);
    public TimeSpan DownscaleStabilization { get; init; } = TimeSpan.FromMinutes(5);
    public TimeSpan CpuInitializationPeriod { get; init; } = TimeSpan.FromMinutes(5);
    public TimeSpan InitialReadinessDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Minor versions up to 20 stabilise with behaviours in one direction only, and count changes in one direction only.</summary>
    public bool IsOld { get; init; }
}
