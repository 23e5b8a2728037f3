using System.Text.Json.Serialization;
using Unloop.Core;

namespace Unloop.Alerts.Planning;

/// <summary>What became of a plan (<c>unloop.dev/monitor-record/v1</c>).</summary>
public sealed record MonitorRecord
{
    public const string SchemaName = "unloop.dev/monitor-record/v1";

    public string Schema { get; init; } = SchemaName;
    public required MonitorVerdict Verdict { get; init; }

    /// <summary>In one sentence.</summary>
    public required string Says { get; init; }
    public required MonitorPlan Plan { get; init; }

    /// <summary>One for each change of the plan that was begun, in its order.</summary>
    public IReadOnlyList<MonitorResult> Results { get; init; } = [];

    /// <summary>The monitors afterwards, as far as they could be asked.</summary>
    public IReadOnlyList<MonitorState> States { get; init; } = [];
}

[JsonConverter(typeof(KebabEnumConverter<MonitorVerdict>))]
public enum MonitorVerdict
{
    /// <summary>All changes were made, and read back.</summary>
    Applied,

    /// <summary>There was nothing to change.</summary>
    Unchanged,

    /// <summary>Nobody agreed, or it must not be done.</summary>
    NotApplied,

    /// <summary>Some changes were made and some were not: the next apply goes on from there.</summary>
    Unfinished,
}

/// <param name="Id">Of the change.</param>
/// <param name="Name">Of the monitor, for people. Copies may have one id.</param>
/// <param name="IsDone">Made and read back.</param>
/// <param name="Reference">The provider's own name for it afterwards; null: it does not exist.</param>
/// <param name="Link">Where a person sees it; null where there is no such page.</param>
public sealed record MonitorResult(string Id, string Name, MonitorChangeKind Kind, bool IsDone, string Says, string? Reference = null, string? Link = null);

/// <summary>One monitor as its provider evaluates it now.</summary>
/// <param name="State">In the provider's words: <c>OK</c>, <c>Alert</c>, <c>No Data</c>; <c>inactive</c>, <c>pending</c>, <c>firing</c>, <c>not loaded</c>.</param>
/// <param name="IsWatching">Whether it is evaluated and has data.</param>
/// <param name="Says">What that means here; null where the state says it all.</param>
public sealed record MonitorState(string Id, string Reference, string Name, string State, bool IsWatching, string? Says = null, string? Link = null);

/// <summary>How the monitors of a target stand (<c>unloop.dev/monitor-status/v1</c>).</summary>
public sealed record MonitorStatusReport
{
    public const string SchemaName = "unloop.dev/monitor-status/v1";

    public string Schema { get; init; } = SchemaName;
    public required string Version { get; init; }

    /// <summary>What <c>apply</c> would change now.</summary>
    public required MonitorPlan Plan { get; init; }
    public IReadOnlyList<MonitorState> States { get; init; } = [];
}
