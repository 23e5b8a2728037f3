using Unloop.Alerts.Sources;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Datadog.Reading;

/// <summary>A monitor that was read, and where each of its fields stands.</summary>
public sealed record PlacedMonitor
{
    public required DatadogMonitor Monitor { get; init; }

    public required MonitorForm Form { get; init; }

    public required SourceFile File { get; init; }

    /// <summary>What it is called where it was read: <c>datadog_monitor.web</c>, <c>DatadogMonitor shop/restarts</c>, or its name; null for a lone query.</summary>
    public string? Label { get; init; }

    /// <summary>By the API's path: <c>query</c>, <c>options.thresholds.critical</c>, <c>tags</c>.</summary>
    public required IReadOnlyDictionary<string, PlacedText> Fields { get; init; }

    /// <summary>Paths of fields that are there, but whose value is known only when Terraform or Helm fills it in.</summary>
    public IReadOnlySet<string> Unknown { get; init; } = new HashSet<string>();

    /// <summary>The source gives only some of a monitor's fields: a lone query, or the answer of a search. What is not there is not known.</summary>
    public bool IsPartial { get; init; }

    /// <summary>Of a collection that others take monitors from: whom they notify is left to them.</summary>
    public bool IsTemplate { get; init; }

    /// <summary>Where the monitor begins.</summary>
    public required int Start { get; init; }

    /// <summary>Whether the field may have a value that is not seen.</summary>
    public bool MayHave(string path) => IsPartial || Unknown.Any(u => u == path || path.StartsWith($"{u}.", StringComparison.Ordinal));

    /// <summary>The place of a field, or of a part of it; of the monitor's beginning where the field is not written.</summary>
    public FindingPlace At(string path, int start = 0, int? end = null)
    {
        if (!Fields.TryGetValue(path, out var text))
        {
            return File.Place(Start, File.Text.IndexOf('\n', Math.Min(Start, File.Text.Length)) is >= 0 and var stop ? stop : File.Text.Length, Label);
        }

        var range = text.Range(start, end ?? text.Value.Length);
        return File.Place(range.Start, range.End, Label);
    }

    /// <summary>The line of the file that the place is in.</summary>
    public string? Line(FindingPlace at) => at.Line is { } line ? File.Line(line) : null;
}

/// <summary>How a monitor is written.</summary>
public enum MonitorForm
{
    /// <summary>The query alone.</summary>
    Query,

    /// <summary>The JSON of Datadog's API.</summary>
    Json,

    /// <summary>A resource <c>datadog_monitor</c>.</summary>
    Terraform,

    /// <summary>A resource <c>datadog_monitor_json</c>.</summary>
    TerraformJson,

    /// <summary>A DatadogMonitor.</summary>
    Manifest,

    /// <summary>A DatadogGenericResource.</summary>
    GenericResource,
}
