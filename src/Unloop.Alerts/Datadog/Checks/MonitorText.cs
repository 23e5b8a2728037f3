using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Unloop.Alerts.Datadog.Reading;

namespace Unloop.Alerts.Datadog.Checks;

/// <summary>Fields of a monitor, and small monitors, as each form writes them.</summary>
internal static class MonitorText
{
    /// <summary>The named fields as they are after the repair, one below the other, with those that it takes away as nothing; null where it changes none of them.</summary>
    public static string? Fields(MonitorForm form, DatadogMonitor before, DatadogMonitor after, IReadOnlyList<string> fields)
    {
        if (form == MonitorForm.Query)
        {
            return fields.Contains("query") ? after.Query : null;
        }

        var lines = fields.Where(f => Value(before, f) != Value(after, f) || (f == "query" && after.Query is not null)).Select(f => Field(form, f, Value(after, f) ?? Nothing(form, f))).ToList();
        return lines.Count == 0 ? null : string.Join('\n', lines);
    }

    /// <summary>A whole monitor to be put beside another.</summary>
    public static string Whole(MonitorForm form, DatadogMonitor monitor)
    {
        string[] fields = ["name", "type", "query", "message", "options.thresholds", "options.on_missing_data", "options.require_full_window"];
        var lines = fields.Select(f => (Name: f, Value: Value(monitor, f))).Where(f => f.Value is not null).Select(f => Field(form, f.Name, f.Value!));
        return form switch
        {
            MonitorForm.Query => monitor.Query ?? "",
            MonitorForm.Terraform => $"resource \"datadog_monitor\" \"crash_loop\" {{\n{Indented(lines, "  ")}\n}}",
            MonitorForm.Manifest =>
                $"apiVersion: datadoghq.com/v1alpha1\nkind: DatadogMonitor\nmetadata:\n  name: crash-loop\nspec:\n{Indented(lines.Where(l => !IsOption(l)), "  ")}\n  options:\n{Indented(lines.Where(IsOption), "    ")}",
            _ => JsonSerializer.Serialize(monitor, DatadogJson.Default.DatadogMonitor),
        };
    }

    private static bool IsOption(string line) => line.StartsWith("thresholds", StringComparison.Ordinal) || line.StartsWith("onMissingData", StringComparison.Ordinal) || line.StartsWith("requireFullWindow", StringComparison.Ordinal);

    private static string Indented(IEnumerable<string> lines, string indent) => string.Join('\n', lines.SelectMany(l => l.Split('\n')).Select(l => indent + l));

    private static string Field(MonitorForm form, string path, FieldValue value)
    {
        var name = path.Split('.')[^1];
        return form switch
        {
            MonitorForm.Terraform => value.Thresholds is { } thresholds
                ? $"monitor_thresholds {{\n{string.Join('\n', thresholds.Select(t => $"  {t.Name} = {Number(t.Value)}"))}\n}}"
                : $"{name} = {Written(form, value)}",
            MonitorForm.Manifest => value.Thresholds is { } thresholds
                ? $"thresholds:\n{string.Join('\n', thresholds.Select(t => $"  {MonitorReader.Camel(t.Name)}: \"{Number(t.Value)}\""))}"
                : $"{MonitorReader.Camel(name)}: {Written(form, value)}",
            _ => value.Thresholds is { } thresholds
                ? $"\"thresholds\": {{ {string.Join(", ", thresholds.Select(t => $"\"{t.Name}\": {Number(t.Value)}"))} }}"
                : $"\"{name}\": {Written(form, value)}",
        };
    }

    /// <summary>What says the same as leaving the field out: null in Terraform and in manifests, in the API's JSON its default.</summary>
    private static FieldValue Nothing(MonitorForm form, string path) =>
        new(Literal: form is MonitorForm.Terraform or MonitorForm.Manifest ? "null" : path == "options.notify_no_data" ? "false" : path == "options.notify_by" ? "[]" : "null");

    private static string Number(double number) => number.ToString("0.############", CultureInfo.InvariantCulture);

    private static string Written(MonitorForm form, FieldValue value) =>
        value.Text is { } text ? Quoted(form, text)
        : value.Texts is { } texts ? $"[{string.Join(", ", texts.Split('\n').Select(t => Quoted(form, t)))}]"
        : value.Literal ?? "null";

    private static string Quoted(MonitorForm form, string text) => form is MonitorForm.Terraform or MonitorForm.TerraformJson ? TemplateText.Quoted(text) : $"\"{Escaped(text)}\"";

    private static string Escaped(string text) => JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text);

    private sealed record Threshold(string Name, double Value);

    /// <summary>One of its members is given. Lists are joined, so that values can be compared.</summary>
    private sealed record FieldValue(string? Text = null, string? Texts = null, string? Literal = null)
    {
        public IReadOnlyList<Threshold>? Thresholds { get; init; }

        public bool Equals(FieldValue? other) =>
            other is not null && (Text, Texts, Literal) == (other.Text, other.Texts, other.Literal) && (Thresholds ?? []).SequenceEqual(other.Thresholds ?? []);

        public override int GetHashCode() => HashCode.Combine(Text, Texts, Literal);
    }

    private static FieldValue? Value(DatadogMonitor monitor, string path) => path switch
    {
        "name" => Of(monitor.Name),
        "type" => Of(monitor.Type),
        "query" => Of(monitor.Query),
        "message" => Of(monitor.Message),
        "options.thresholds" => Of(monitor.Options.Thresholds),
        "options.notify_no_data" => Of(monitor.Options.NotifyNoData),
        "options.no_data_timeframe" => Of(monitor.Options.NoDataTimeframe),
        "options.on_missing_data" => Of(monitor.Options.OnMissingData),
        "options.new_group_delay" => Of(monitor.Options.NewGroupDelay),
        "options.require_full_window" => Of(monitor.Options.RequireFullWindow),
        "options.notify_by" => monitor.Options.NotifyBy is { } by ? new FieldValue(Texts: string.Join('\n', by)) : null,
        _ => null,
    };

    private static FieldValue? Of(string? text) => text is null ? null : new FieldValue(Text: text);

    private static FieldValue? Of(bool? flag) => flag is null ? null : new FieldValue(Literal: flag.Value ? "true" : "false");

    private static FieldValue? Of(int? number) => number is null ? null : new FieldValue(Literal: number.Value.ToString(CultureInfo.InvariantCulture));

    private static FieldValue? Of(DatadogThresholds? thresholds)
    {
        if (thresholds is null)
        {
            return null;
        }

        (string Name, double? Value)[] all =
        [
            ("critical", thresholds.Critical), ("warning", thresholds.Warning), ("critical_recovery", thresholds.CriticalRecovery), ("warning_recovery", thresholds.WarningRecovery),
            ("ok", thresholds.Ok), ("unknown", thresholds.Unknown),
        ];
        return new FieldValue { Thresholds = [.. all.Where(t => t.Value is not null).Select(t => new Threshold(t.Name, t.Value!.Value))] };
    }
}
