using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Unloop.Kubernetes.Tests.Fakes;

/// <summary>One request as it arrived.</summary>
internal sealed record Seen(string Method, string Path, IReadOnlyDictionary<string, string> Query, IReadOnlyDictionary<string, string[]> Headers, string Body = "");

/// <summary>
/// An API server over real sockets. Strict: it answers what was put into it, by the rules of the real one (selectors, pages, Status objects),
/// and everything else with 404. Faults stand before that.
/// </summary>
internal sealed partial class FakeApi : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, List<JsonObject>> _collections = new();
    private readonly ConcurrentDictionary<string, (int Code, string Text)> _logs = new();
    private readonly List<(Func<Seen, bool> When, Func<HttpContext, Task> Answer, int[] Left)> _faults = [];
    private readonly WebApplication _app;

    private FakeApi(Action<HttpsConnectionAdapterOptions>? https)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _ = builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (https is not null)
            {
                _ = listen.UseHttps(https);
            }
            else
            {
                listen.Protocols = HttpProtocols.Http1;
            }
        }));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public static DateTimeOffset Now { get; } = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>What it says what time it is by; it stands still unless a test says otherwise.</summary>
    public Func<DateTimeOffset> Clock { get; set; } = () => Now;

    public ConcurrentQueue<Seen> Requests { get; } = new();

    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public static async Task<FakeApi> StartAsync(Action<HttpsConnectionAdapterOptions>? https = null)
    {
        var api = new FakeApi(https);
        await api._app.StartAsync(TestContext.Current.CancellationToken);
        return api;
    }

    /// <summary>Adds an object under its collection: <c>/api/v1/namespaces/shop/pods</c>.</summary>
    public void Put(string collection, string json)
    {
        var item = JsonNode.Parse(json)!.AsObject();
        Stamp(item);
        var items = _collections.GetOrAdd(collection, _ => []);
        lock (items)
        {
            _ = items.RemoveAll(i => Name(i) == Name(item));
            items.Add(item);
        }
    }

    /// <summary>A collection that is served and has nothing in it.</summary>
    public void Serve(string collection) => _collections.GetOrAdd(collection, _ => []);

    public void Log(string pod, string container, string text, bool previous = false, int code = 200, string space = "shop") =>
        _logs[$"{space}/{pod}/{container}/{previous}"] = (code, text);

    /// <summary>Answers matching requests in its own way, so many times.</summary>
    public void Fault(Func<Seen, bool> when, Func<HttpContext, Task> answer, int times = int.MaxValue)
    {
        lock (_faults)
        {
            _faults.Add((when, answer, [times]));
        }
    }

    public void Fault(string pathPart, Func<HttpContext, Task> answer, int times = int.MaxValue) =>
        Fault(r => r.Path.Contains(pathPart, StringComparison.Ordinal), answer, times);

    public void Fault(string pathPart, int code, string reason, string message, int times = int.MaxValue) =>
        Fault(r => r.Path.Contains(pathPart, StringComparison.Ordinal), c => StatusAsync(c, code, reason, message), times);

    public static Task StatusAsync(HttpContext context, int code, string reason, string message, string? name = null)
    {
        var details = name is null ? "{}" : $$"""{"name":"{{name}}"}""";
        context.Response.StatusCode = code;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync($$"""{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":{{JsonValue.Create(message).ToJsonString()}},"reason":"{{reason}}","details":{{details}},"code":{{code}}}""");
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        var seen = new Seen(
            request.Method,
            request.Path.Value ?? "",
            request.Query.ToDictionary(q => q.Key, q => q.Value.ToString()),
            request.Headers.ToDictionary(h => h.Key, h => h.Value.ToArray().OfType<string>().ToArray(), StringComparer.OrdinalIgnoreCase));
        if (request.Method != "GET")
        {
            using var reader = new StreamReader(request.Body);
            seen = seen with { Body = await reader.ReadToEndAsync() };
        }

        Requests.Enqueue(seen);
        context.Response.Headers.Date = Clock().ToString("R");
        await (FaultFor(seen) ?? (c => ServeAsync(c, seen)))(context);
    }

    private Func<HttpContext, Task>? FaultFor(Seen seen)
    {
        lock (_faults)
        {
            foreach (var (when, answer, left) in _faults)
            {
                if (left[0] > 0 && when(seen))
                {
                    left[0]--;
                    return answer;
                }
            }
        }

        return null;
    }

    private Task ServeAsync(HttpContext context, Seen seen)
    {
        if (seen.Method != "GET")
        {
            return WriteAsync(context, seen);
        }

        var path = seen.Path;
        if (path.EndsWith("/log", StringComparison.Ordinal))
        {
            return ServeLogAsync(context, seen);
        }

        if (_collections.TryGetValue(path, out var items))
        {
            return ServeListAsync(context, seen, items);
        }

        var slash = path.LastIndexOf('/');
        if (!_collections.TryGetValue(path[..slash], out items))
        {
            context.Response.StatusCode = 404;
            return context.Response.WriteAsync("404 page not found\n");
        }

        JsonObject? item;
        lock (items)
        {
            item = items.FirstOrDefault(i => Name(i) == path[(slash + 1)..]);
            item = item is not null && IsGone(item) && items.Remove(item) ? null : item;
        }

        return item is null
            ? StatusAsync(context, 404, "NotFound", $"\"{path[(slash + 1)..]}\" not found", path[(slash + 1)..])
            : JsonAsync(context, item.ToJsonString());
    }

    private Task ServeLogAsync(HttpContext context, Seen seen)
    {
        var parts = seen.Path.Split('/');
        var previous = seen.Query.GetValueOrDefault("previous") == "true";
        var container = seen.Query.GetValueOrDefault("container");
        if (!_logs.TryGetValue($"{parts[4]}/{parts[6]}/{container}/{previous}", out var log))
        {
            return StatusAsync(context, 400, "BadRequest", $"previous terminated container \"{container}\" in pod \"{parts[6]}\" not found");
        }

        if (log.Code != 200)
        {
            return StatusAsync(context, log.Code, "BadRequest", log.Text);
        }

        context.Response.ContentType = "text/plain";
        return context.Response.WriteAsync(log.Text);
    }

    private static Task ServeListAsync(HttpContext context, Seen seen, List<JsonObject> items)
    {
        List<JsonObject> matching;
        lock (items)
        {
            matching = [.. items.Where(i => Selects(seen.Query.GetValueOrDefault("labelSelector"), key => (string?)i["metadata"]?["labels"]?[key])
                && Selects(seen.Query.GetValueOrDefault("fieldSelector"), key => key.Split('.').Aggregate((JsonNode?)i, (node, part) => node?[part])?.ToString()))];
        }

        var start = int.Parse(seen.Query.GetValueOrDefault("continue") ?? "0");
        var limit = int.Parse(seen.Query.GetValueOrDefault("limit") ?? "500");
        var page = new JsonArray([.. matching.Skip(start).Take(limit).Select(i => i.DeepClone())]);
        var next = start + limit < matching.Count ? $"\"continue\":\"{start + limit}\"," : "";
        return JsonAsync(context, $$"""{"kind":"List","apiVersion":"v1","metadata":{{{next}}"resourceVersion":"1"},"items":{{page.ToJsonString()}}}""");
    }

    private static bool Selects(string? selector, Func<string, string?> value) => (selector ?? "")
        .Split(',', StringSplitOptions.RemoveEmptyEntries)
        .Select(s => s.Split('=', 2))
        .All(s => s.Length == 1 ? value(s[0]) is not null : value(s[0]) == s[1]);

    private static Task JsonAsync(HttpContext context, string json)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json);
    }

    private static string? Name(JsonObject item) => (string?)item["metadata"]?["name"];
}
