namespace Unloop.Core.Outcomes;

/// <summary>The alarm for next time, as it was set up once a fix held. A fix is never taken back for it, nor it with a fix.</summary>
public sealed record AlarmRecord
{
    /// <summary>As it is typed: <c>datadog</c>, <c>prometheus-operator</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>Datadog's site, or the API server.</summary>
    public required string Place { get; init; }

    /// <summary>Every monitor is as it was approved.</summary>
    public required bool IsSet { get; init; }

    /// <summary>In one sentence; why, where it is not set.</summary>
    public required string Says { get; init; }
    public IReadOnlyList<AlarmMonitor> Monitors { get; init; } = [];

    /// <summary>How to go on, where it is not set.</summary>
    public string? Command { get; init; }
}

/// <param name="Says">What was done about it.</param>
/// <param name="Link">Where a person sees it; null where there is no such page.</param>
public sealed record AlarmMonitor(string Name, string Says, string? Link = null);
