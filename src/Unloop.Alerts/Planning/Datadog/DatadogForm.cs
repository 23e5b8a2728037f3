using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Unloop.Alerts.Datadog;
using Unloop.Alerts.Datadog.Query;
using Unloop.Alerts.Generation;
using Unloop.Alerts.Generation.Channels;
using Unloop.Core.Text;

namespace Unloop.Alerts.Planning.Datadog;

/// <summary>Between Datadog's monitors and the forms that plans are made of. Pure.</summary>
public static class DatadogForm
{
    public const string Provider = "datadog";

    /// <summary>A monitor that shall be: with the marks of Unloop, and without what only Datadog gives.</summary>
    /// <param name="id">See <see cref="MonitorIdentity"/>.</param>
    public static DesiredMonitor Desired(DatadogMonitor monitor, string id)
    {
        var marked = monitor with { Id = null, Tags = [.. monitor.Tags.Where(t => !DatadogMarks.IsMark(t)), DatadogMarks.Managed, DatadogMarks.Id(id)] };
        var body = JsonSerializer.SerializeToNode(marked, DatadogJson.Default.DatadogMonitor)!.AsObject();
        return new()
        {
            Id = id,
            Name = monitor.Name ?? id,
            Body = body,
            Normal = DatadogNormalForm.Of(body),
            Likeness = Likeness(body),
            LeftWhenAdopted = ["name", "message", "priority", .. TagsOf(body).Where(t => !DatadogMarks.IsMark(t)).Select(t => $"tags.{t}")],
            Needs = DatadogSeries.Of(monitor.Query ?? ""),
        };
    }

    /// <summary>Why a request's monitors would reach nobody, one sentence for each channel.</summary>
    public static IReadOnlyList<string> Mistakes(AlertRequest request) => [.. request.Channels.Select(DatadogHandles.Mistake).OfType<string>()];

    /// <summary>The same, with what an earlier diagnosis has written into the monitor that is there (<see cref="DiagnosedText"/>).</summary>
    public static DesiredMonitor Kept(DesiredMonitor desired, ExistingMonitor existing)
    {
        var body = desired.Body.DeepClone().AsObject();
        body["message"] = DiagnosedText.Keep(body["message"].Text() ?? "", existing.Body["message"].Text() ?? "");
        return desired with { Body = body, Normal = DatadogNormalForm.Of(body) };
    }

    /// <summary>A monitor that is; null where the object is none.</summary>
    public static ExistingMonitor? Existing(JsonObject body)
    {
        if (body["id"] is not JsonValue given || !given.TryGetValue<long>(out var number))
        {
            return null;
        }

        var tags = TagsOf(body);
        return new()
        {
            Reference = number.ToString(CultureInfo.InvariantCulture),
            Id = DatadogMarks.IdOf(tags),
            IsAdopted = tags.Contains(DatadogMarks.Adopted),
            Name = body["name"].Text() ?? "",
            Body = body,
            Normal = DatadogNormalForm.Of(body),
            Likeness = Likeness(body),
            Version = body["modified"].Text(),
        };
    }

    /// <summary>
    /// What is sent to change it: the members that differ, and those alone. Tags of others stay. Options are replaced whole by Datadog, so they are sent whole, with
    /// those that nobody here has an opinion on as they were.
    /// </summary>
    public static JsonObject Update(ExistingMonitor existing, DesiredMonitor desired, IReadOnlyList<FieldDifference> differences, bool adopts)
    {
        var members = differences.Select(d => d.Field.Split('.', 2)[0]).ToHashSet(StringComparer.Ordinal);
        var body = new JsonObject();
        foreach (var name in members.Where(m => m is not ("tags" or "options")).Order(StringComparer.Ordinal))
        {
            body[name] = desired.Body[name]?.DeepClone();
        }

        if (members.Contains("tags") || adopts)
        {
            // Of one that was made by hand only the marks are ours, so that it can be given back as it was.
            var isAdopted = adopts || existing.IsAdopted;
            string[] adopted = isAdopted ? [DatadogMarks.Adopted] : [];
            body["tags"] = Array(TagsOf(existing.Body).Where(t => !DatadogMarks.IsId(t)).Concat(TagsOf(desired.Body).Where(t => !isAdopted || DatadogMarks.IsMark(t))).Concat(adopted));
        }

        // The thresholds repeat the query's, so they go together.
        if (members.Contains("options") || members.Contains("query"))
        {
            body["options"] = Options(existing, desired, differences);
        }

        return body;
    }

    /// <summary>What gives an adopted monitor back: it loses the marks of Unloop and keeps everything else.</summary>
    public static JsonObject Release(ExistingMonitor existing) => new() { ["tags"] = Array(TagsOf(existing.Body).Where(t => !DatadogMarks.IsMark(t))) };

    public static IReadOnlyList<string> TagsOf(JsonObject body) => [.. (body["tags"] as JsonArray ?? []).Select(t => t.Text() ?? "").Where(t => t.Length > 0)];

    /// <summary>The query alone, threshold included: what asks the same is the same, whatever it is called.</summary>
    private static string? Likeness(JsonObject body) =>
        body["type"].Text() is "metric alert" or "query alert" && body["query"].Text() is { Length: > 0 } query ? DatadogQueryForm.Normal(query) : null;

    private static JsonObject Options(ExistingMonitor existing, DesiredMonitor desired, IReadOnlyList<FieldDifference> differences)
    {
        var options = existing.Body["options"]?.DeepClone() as JsonObject ?? [];
        var wanted = desired.Body["options"] as JsonObject ?? [];
        foreach (var reset in differences.Select(d => d.Field.Split('.')).Where(f => f[0] == "options" && f.Length > 1))
        {
            _ = options.Remove(reset[1]);
        }

        // The two ways to speak of missing data exclude each other; what one does not say has its default.
        foreach (var other in wanted.ContainsKey("on_missing_data") ? ["notify_no_data", "no_data_timeframe"] : wanted.ContainsKey("notify_no_data") ? ["on_missing_data"] : System.Array.Empty<string>())
        {
            _ = options.Remove(other);
        }

        foreach (var (name, value) in wanted)
        {
            options[name] = value?.DeepClone();
        }

        return options;
    }

    private static JsonArray Array(IEnumerable<string> items) => new([.. items.Distinct(StringComparer.Ordinal).Select(t => (JsonNode?)JsonValue.Create(t))]);
}
