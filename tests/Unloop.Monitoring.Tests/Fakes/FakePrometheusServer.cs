using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Unloop.Monitoring.Tests.Fakes;

/// <summary>A web server that answers paths as it was told, and everything else with Prometheus' 404.</summary>
internal sealed class FakePrometheusServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakePrometheusServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _ = builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(context =>
        {
            Requests.Enqueue((context.Request.Path + context.Request.QueryString, context.Request.Headers.Authorization.ToString()));
            if (Answers.TryGetValue(context.Request.Path.Value ?? "", out var answer))
            {
                return answer(context);
            }

            context.Response.StatusCode = 404;
            return context.Response.WriteAsync("404 page not found\n", context.RequestAborted);
        });
    }

    public ConcurrentDictionary<string, Func<HttpContext, Task>> Answers { get; } = new();
    public ConcurrentQueue<(string Path, string Authorization)> Requests { get; } = new();
    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public static async Task<FakePrometheusServer> StartAsync()
    {
        var server = new FakePrometheusServer();
        await server._app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public void Say(string path, string body, int code = 200, string type = "application/json") => Answers[path] = context =>
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = type;
        return context.Response.WriteAsync(body, context.RequestAborted);
    };

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
