using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Unloop.Alerts.Planning.Datadog;
using Unloop.Core.Facts;
using Unloop.Engine.Machine;
using Unloop.Images.Tests.Fakes;
using Unloop.Monitoring.Datadog;
using Unloop.Tests;

namespace Unloop.Monitoring.Tests.Fakes;

/// <summary>
/// As much of Datadog's API as there is to ask, over real sockets. Whether bodies are right is checked by the strict server of e2e/monitoring/datadog; here it is
/// what goes wrong on the way.
/// </summary>
internal sealed class FakeDatadog : IAsyncDisposable
{
    public const string ApiKey = "0123456789abcdef0123456789abcdef";
    public const string AppKey = "0123456789abcdef0123456789abcdef01234567";

    private readonly ConcurrentDictionary<long, JsonObject> _monitors = new();
    private readonly FakeServer _server;
    private long _next = 1;

    public FakeDatadog() => _server = new(Answer);

    /// <summary>Asked before everything else; null lets Datadog answer.</summary>
    public Func<Seen, Reply?> Fault { get; set; } = _ => null;

    /// <summary>Metrics that have data, each with the keys of its tags.</summary>
    public Dictionary<string, string[]> Metrics { get; } = [];

    public int LargestPage { get; set; } = 1000;
    public IReadOnlyList<Seen> Requests => [.. _server.Requests];
    public IReadOnlyCollection<JsonObject> Monitors => [.. _monitors.Values];
    public string Address => _server.Address;

    public static string Errors(params string[] errors) => new JsonObject { ["errors"] = new JsonArray([.. errors.Select(e => (JsonNode?)JsonValue.Create(e))]) }.ToJsonString();

    public static IReadOnlyDictionary<string, string> Variables => new Dictionary<string, string> { ["DD_API_KEY"] = ApiKey, ["DD_APP_KEY"] = AppKey };

    public DatadogMonitors Client(TimeProvider? time = null, IReadOnlyDictionary<string, string>? variables = null, Uri? api = null)
    {
        var (keys, problems) = DatadogKeys.Find(null, null, variables ?? Variables, new NoFiles());
        Assert.Empty(problems);
        return new(new DatadogOptions { Site = "datadoghq.eu", Api = api ?? new Uri(_server.Address), Version = "test" }, keys!, time ?? new ManualTime());
    }

    public DatadogOrganisation Organisation()
    {
        var (keys, _) = DatadogKeys.Find(null, null, Variables, new NoFiles());
        return new(new DatadogOptions { Site = "datadoghq.eu", Api = new Uri(_server.Address), Version = "test" }, keys!, new ManualTime());
    }

    public JsonObject Put(JsonObject body)
    {
        var monitor = body.DeepClone().AsObject();
        monitor["id"] = _next;
        monitor["overall_state"] = "OK";
        _monitors[_next++] = monitor;
        return monitor;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private Reply Answer(Seen seen) => Fault(seen) ?? Allowed(seen) ?? Routed(seen);

    private static Reply? Allowed(Seen seen) =>
        seen.Header("User-Agent") != "unloop/test" ? Reply.Of(400, Errors("this is not how Unloop asks"))
        : seen.Header("DD-API-KEY") != ApiKey ? Reply.Of(403, Errors("Forbidden"))
        : seen.Path != "/api/v1/validate" && seen.Header("DD-APPLICATION-KEY") != AppKey ? Reply.Of(403, Errors("Forbidden"))
        : null;

    private Reply Routed(Seen seen)
    {
        var parts = seen.Path.Split('?');
        var query = parts.Length > 1 ? parts[1].Split('&').Select(p => p.Split('=', 2)).ToDictionary(p => p[0], p => Uri.UnescapeDataString(p[1])) : [];
        return (seen.Method, parts[0].Split('/')) switch
        {
            ("GET", ["", "api", "v1", "validate"]) => Reply.Of(200, """{"valid": true}"""),
            ("GET", ["", "api", "v1", "monitor"]) => List(query),
            ("POST", ["", "api", "v1", "monitor"]) => Reply.Of(200, Put(JsonNode.Parse(seen.Body)!.AsObject()).ToJsonString()),
            ("POST", [.., "validate"]) => Reply.Of(200, "{}"),
            ("GET", ["", "api", "v1", "query"]) => Series(query["query"]),
            ("GET", ["", "api", "v1", "metrics"]) => Reply.Of(200, new JsonObject { ["from"] = query["from"], ["metrics"] = new JsonArray([.. Metrics.Keys.Select(m => (JsonNode?)JsonValue.Create(m))]) }.ToJsonString()),
            ("GET", ["", "api", "v2", "metrics", var metric, "all-tags"]) => Tags(metric),
            (_, ["", "api", "v1", "monitor", var id]) => One(seen, long.Parse(id)),
            _ => Reply.Of(404, Errors("Not found")),
        };
    }

    private Reply List(Dictionary<string, string> query)
    {
        var (page, size) = (int.Parse(query["page"]), Math.Min(int.Parse(query["page_size"]), LargestPage));
        var found = _monitors.OrderBy(m => m.Key).Select(m => m.Value).Where(m => !query.TryGetValue("monitor_tags", out var tag) || DatadogForm.TagsOf(m).Contains(tag));
        return Reply.Of(200, new JsonArray([.. found.Skip(page * size).Take(size).Select(m => m.DeepClone())]).ToJsonString());
    }

    private Reply One(Seen seen, long id)
    {
        if (!_monitors.TryGetValue(id, out var monitor))
        {
            return Reply.Of(404, Errors("Monitor not found"));
        }

        switch (seen.Method)
        {
            case "DELETE":
                _ = _monitors.TryRemove(id, out _);
                return Reply.Of(200, $$"""{"deleted_monitor_id": {{id}}}""");
            case "PUT":
                foreach (var (name, value) in JsonNode.Parse(seen.Body)!.AsObject())
                {
                    monitor[name] = value?.DeepClone();
                }

                break;
        }

        return Reply.Of(200, monitor.ToJsonString());
    }

    private Reply Series(string query)
    {
        var has = Metrics.ContainsKey(query["max:".Length..query.IndexOf('{', StringComparison.Ordinal)]) && !query.Contains("elsewhere", StringComparison.Ordinal);
        return Reply.Of(200, $$"""{"status": "ok", "series": [{{(has ? """{"pointlist": [[1, 1.0]]}""" : "")}}]}""");
    }

    private Reply Tags(string metric) => Metrics.TryGetValue(metric, out var keys)
        ? Reply.Of(200, new JsonObject { ["data"] = new JsonObject { ["attributes"] = new JsonObject { ["tags"] = new JsonArray([.. keys.Select(k => (JsonNode?)JsonValue.Create($"{k}:x"))]) } } }.ToJsonString())
        : Reply.Of(404, Errors("Metric not found"));

    private sealed class NoFiles : IFileReader
    {
        public FileRead Read(string path, int limit) => FileRead.NotThere;
    }
}
