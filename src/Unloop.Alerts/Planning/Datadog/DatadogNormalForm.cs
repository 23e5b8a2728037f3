using System.Text.Json;
using System.Text.Json.Nodes;
using Unloop.Alerts.Datadog.Query;
using Unloop.Core.Text;

namespace Unloop.Alerts.Planning.Datadog;

/// <summary>
/// A monitor in the form in which it is compared. Datadog gives back what it was sent with its defaults added, tags in another order, 2 as 2.0 and
/// <c>metric alert</c> as <c>query alert</c>; none of that is a difference (recorded in datadog-api-client-go, tests/scenarios/cassettes, v1 Feature_Monitors). Pure.
/// </summary>
internal static class DatadogNormalForm
{
    /// <summary>What a missing option means (https://docs.datadoghq.com/api/latest/monitors/#create-a-monitor); null: nothing is set.</summary>
    private static readonly Dictionary<string, JsonValue?> Defaults = new(StringComparer.Ordinal)
    {
        ["escalation_message"] = JsonValue.Create(""),
        ["evaluation_delay"] = null,
        ["include_tags"] = JsonValue.Create(true),
        ["notification_preset_name"] = JsonValue.Create("show_all"),
        ["notify_audit"] = JsonValue.Create(false),
        ["notify_by"] = null,
        ["notify_no_data"] = JsonValue.Create(false),
        ["on_missing_data"] = JsonValue.Create("default"),
        ["renotify_interval"] = null,
        ["renotify_occurrences"] = null,
        ["renotify_statuses"] = null,
        ["require_full_window"] = JsonValue.Create(false),
        ["timeout_h"] = null,
    };

    /// <summary>Where 0 says what nothing says.</summary>
    private static readonly string[] ZeroIsNothing = ["evaluation_delay", "renotify_interval", "renotify_occurrences", "timeout_h"];

    private static readonly string[] Thresholds = ["critical", "warning", "critical_recovery", "warning_recovery", "ok", "unknown"];

    /// <summary>Given by Datadog, or of other people's doing: a mute is none of our business.</summary>
    private static readonly string[] NotCompared = ["silenced", "locked"];

    public static JsonObject Of(JsonObject body) => new()
    {
        ["name"] = body["name"].Text() ?? "",
        ["type"] = body["type"].Text() is "metric alert" ? "query alert" : body["type"].Text() ?? "",
        ["query"] = DatadogQueryForm.Normal(body["query"].Text() ?? ""),
        ["message"] = (body["message"].Text() ?? "").ReplaceLineEndings("\n").TrimEnd(),
        ["priority"] = Number(body["priority"]),
        ["tags"] = new JsonObject([.. DatadogForm.TagsOf(body).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(t => KeyValuePair.Create(t, (JsonNode?)JsonValue.Create("set")))]),
        ["options"] = Options(body["options"] as JsonObject ?? []),
    };

    private static JsonObject Options(JsonObject written)
    {
        var normal = new JsonObject { ["thresholds"] = ThresholdsOf(written["thresholds"] as JsonObject ?? []) };
        foreach (var (name, standard) in Defaults)
        {
            normal[name] = written[name] is { } value ? Value(name, value) ?? standard?.DeepClone() : standard?.DeepClone();
        }

        foreach (var (name, value) in written)
        {
            if (value is not null && name != "thresholds" && !Defaults.ContainsKey(name) && !NotCompared.Contains(name) && !IsIdle(name, written))
            {
                normal[name] = Value(name, value);
            }
        }

        return normal;
    }

    /// <summary>Without notify_no_data the time frame means nothing, and Datadog sets it as it likes (terraform-provider-datadog#369, #383).</summary>
    private static bool IsIdle(string name, JsonObject written) => name == "no_data_timeframe" && !(written["notify_no_data"]?.GetValueKind() is JsonValueKind.True);

    private static JsonObject ThresholdsOf(JsonObject written)
    {
        var normal = new JsonObject([.. Thresholds.Select(t => KeyValuePair.Create(t, (JsonNode?)Number(written[t])))]);
        foreach (var (name, value) in written.Where(t => t.Value is not null && !Thresholds.Contains(t.Key)))
        {
            normal[name] = value!.DeepClone();
        }

        return normal;
    }

    private static JsonNode? Value(string name, JsonNode value) => value switch
    {
        JsonArray items when name is "notify_by" or "renotify_statuses" =>
            items.Count == 0 ? null : new JsonArray([.. items.Select(i => i.Text() ?? "").Order(StringComparer.Ordinal).Select(t => (JsonNode?)JsonValue.Create(t))]),
        JsonValue number when ZeroIsNothing.Contains(name) && number.TryGetValue<double>(out var zero) && zero == 0 => null,
        _ => Number(value) ?? value.DeepClone(),
    };

    /// <summary>2 and 2.0 are one number; null for what is none.</summary>
    private static JsonValue? Number(JsonNode? node) => node is JsonValue value && value.TryGetValue<double>(out var number) && double.IsFinite(number) ? JsonValue.Create(number) : null;
}
