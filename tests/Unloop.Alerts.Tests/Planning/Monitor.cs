using System.Text.Json.Nodes;
using Unloop.Alerts.Datadog;
using Unloop.Alerts.Generation;
using Unloop.Alerts.Planning;
using Unloop.Alerts.Planning.Datadog;

namespace Unloop.Alerts.Tests.Planning;

/// <summary>Monitors as Unloop wants them, and as Datadog gives them back.</summary>
internal static class Monitor
{
    public const string Query = "sum(last_10m):monotonic_diff(sum:kubernetes.containers.restarts{kube_cluster_name:prod,kube_namespace:shop} by {kube_cluster_name,kube_namespace,pod_name}) > 5";

    public static AlertScope Shop { get; } = new("prod", "shop", "Deployment", "web");

    public static string Target => MonitorIdentity.Target(Shop);

    public static DatadogMonitor Burst { get; } = new()
    {
        Name = "Pod restarted more than 5 times in 10 minutes",
        Type = "query alert",
        Query = Query,
        Message = "{{#is_alert}}{{pod_name.name}}{{/is_alert}}\n@slack-ops",
        Tags = ["kube_namespace:shop"],
        Priority = 1,
        Options = new() { Thresholds = new() { Critical = 5 }, OnMissingData = "resolve", NewGroupDelay = 60, NotifyBy = ["kube_namespace"] },
    };

    public static DesiredMonitor Desired(DatadogMonitor? monitor = null, string rule = "burst") => DatadogForm.Desired(monitor ?? Burst, MonitorIdentity.Of(Shop, rule));

    /// <summary>What Datadog makes of it: with its defaults, its orders and its numbers.</summary>
    public static ExistingMonitor Given(DesiredMonitor desired, long id = 1, Action<JsonObject>? edit = null)
    {
        var body = desired.Body.DeepClone().AsObject();
        body["id"] = id;
        body["type"] = "query alert";
        body["tags"] = new JsonArray([.. DatadogForm.TagsOf(desired.Body).Reverse().Select(t => (JsonNode?)JsonValue.Create(t))]);
        var options = body["options"]!.AsObject();
        foreach (var (name, value) in JsonNode.Parse("""{"notify_no_data": false, "notify_audit": false, "new_host_delay": 300, "include_tags": true, "silenced": {}, "no_data_timeframe": 10}""")!.AsObject())
        {
            options[name] = value?.DeepClone();
        }

        edit?.Invoke(body);
        return DatadogForm.Existing(JsonNode.Parse(body.ToJsonString().Replace("\"critical\":5", "\"critical\":5.0", StringComparison.Ordinal))!.AsObject())!;
    }

    public static PlannedMonitors Plan(IReadOnlyList<DesiredMonitor> desired, params IReadOnlyList<ExistingMonitor> existing) => MonitorPlanner.Apply(new(Target, desired, existing));
}
