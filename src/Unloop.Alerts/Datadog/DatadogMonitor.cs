using System.Text.Json;
using System.Text.Json.Serialization;

namespace Unloop.Alerts.Datadog;

/// <summary>
/// A monitor as Datadog's API writes it (https://docs.datadoghq.com/api/latest/monitors/); every other form (Terraform, custom resources) is read into this one
/// and written from it. What is not modelled is kept in <see cref="Others"/>, so that nothing of a monitor that was read is lost.
/// </summary>
public sealed record DatadogMonitor
{
    /// <summary>Given by Datadog; null before the monitor was made.</summary>
    public long? Id { get; init; }

    public string? Name { get; init; }

    /// <summary><c>query alert</c>, which <c>metric alert</c> is another word for; <c>event-v2 alert</c>, <c>composite</c> and so on.</summary>
    public string? Type { get; init; }

    public string? Query { get; init; }

    /// <summary>Markdown with handles (<c>@slack-ops</c>) and blocks (<c>{{#is_alert}}…{{/is_alert}}</c>).</summary>
    public string? Message { get; init; }

    /// <summary>Without order: Datadog may give them back in another.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>1, the highest, to 5.</summary>
    public int? Priority { get; init; }

    public DatadogMonitorOptions Options { get; init; } = new();

    // Settable, for generated code takes what is init-only as a parameter of the constructor, and this must not be one.
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; set; }
}

/// <summary>Null is "not written": Datadog then takes its own default, which is not always what Terraform's is.</summary>
public sealed record DatadogMonitorOptions
{
    public DatadogThresholds? Thresholds { get; init; }
    public bool? NotifyNoData { get; init; }

    /// <summary>Minutes.</summary>
    public int? NoDataTimeframe { get; init; }

    /// <summary><c>default</c>, <c>show_no_data</c>, <c>show_and_notify_no_data</c> or <c>resolve</c>; excludes the two before.</summary>
    public string? OnMissingData { get; init; }

    /// <summary>Minutes; 0 or null never notifies again.</summary>
    public int? RenotifyInterval { get; init; }
    public int? RenotifyOccurrences { get; init; }
    public IReadOnlyList<string>? RenotifyStatuses { get; init; }
    public string? EscalationMessage { get; init; }

    /// <summary>Seconds.</summary>
    public int? EvaluationDelay { get; init; }

    /// <summary>Seconds; only where the query has groups.</summary>
    public int? NewGroupDelay { get; init; }

    /// <summary>Seconds.</summary>
    public int? NewHostDelay { get; init; }
    public bool? RequireFullWindow { get; init; }

    /// <summary>Hours, 0 to 24.</summary>
    public int? TimeoutH { get; init; }
    public bool? IncludeTags { get; init; }
    public bool? NotifyAudit { get; init; }

    /// <summary>Tags of the query's groups: one notification for each of their values.</summary>
    public IReadOnlyList<string>? NotifyBy { get; init; }
    public string? NotificationPresetName { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; set; }
}

public sealed record DatadogThresholds
{
    public double? Critical { get; init; }
    public double? Warning { get; init; }
    public double? CriticalRecovery { get; init; }
    public double? WarningRecovery { get; init; }
    public double? Ok { get; init; }
    public double? Unknown { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; set; }
}
