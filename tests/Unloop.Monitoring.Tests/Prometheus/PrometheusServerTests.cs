using System.Text;
using Microsoft.AspNetCore.Http;
using Unloop.Core.Facts;
using Unloop.Engine.Machine;
using Unloop.Monitoring.Prometheus;
using Unloop.Monitoring.Tests.Fakes;

namespace Unloop.Monitoring.Tests.Prometheus;

public sealed class PrometheusServerTests
{
    /// <summary>As Prometheus 2.42 wrote it, shorter.</summary>
    private const string Rules = """
        {"status":"success","data":{"groups":[{"name":"g","file":"/etc/r.yml","rules":[
          {"state":"firing","name":"Burst","query":"max by (namespace, pod) (up{job=\"self\"}) \u003e 600","duration":600,"keepFiringFor":0,"labels":{"severity":"critical"},"annotations":{},
           "alerts":[{"state":"firing"},{"state":"pending"}],"health":"ok","evaluationTime":0.0005,"lastEvaluation":"2026-11-30T08:30:11.43Z","type":"alerting"},
          {"state":"inactive","name":"Bad","query":"up","duration":0,"health":"err","lastError":"invalid regular expression in label_replace(): (","type":"alerting"},
          {"name":"a:b","query":"sum(up)","health":"unknown","type":"recording"}],"interval":2}]}}
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rules_are_read_with_state_health_and_error()
    {
        await using var fake = await FakePrometheusServer.StartAsync();
        fake.Say("/api/v1/rules", Rules);
        using var server = Open(fake.Address);

        var loaded = await server.RulesAsync(Token);

        Assert.Null(loaded.Problem);
        Assert.Equal([("Burst", "firing", "ok", 2, true), ("Bad", "inactive", "err", 0, true), ("a:b", null, "unknown", 0, false)], loaded.Rules.Select(r => (r.Name, r.State, r.Health, r.Alerts, r.IsAlert)));
        Assert.Equal((TimeSpan.FromMinutes(10), "g", "/etc/r.yml", "max by (namespace, pod) (up{job=\"self\"}) > 600"), (loaded.Rules[0].Duration, loaded.Rules[0].Group, loaded.Rules[0].File, loaded.Rules[0].Query));
        Assert.Contains("label_replace", loaded.Rules[1].LastError, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""[{"metric":{},"value":[1796027413.398,"12"]}]""", 12L)]
    [InlineData("[]", 0L)]
    public async Task Series_are_counted_and_none_is_nought(string result, long count)
    {
        await using var fake = await FakePrometheusServer.StartAsync();
        fake.Say("/prometheus/api/v1/query", $$$"""{"status":"success","data":{"resultType":"vector","result":{{{result}}}}}""");
        using var server = Open(fake.Address + "/prometheus");

        Assert.Equal(count, (await server.CountAsync("up{a=\"b c\"}", Token)).Count);
        Assert.Equal("/prometheus/api/v1/query?query=count%28up%7Ba%3D%22b%20c%22%7D%29", Assert.Single(fake.Requests).Path);
    }

    [Fact]
    public async Task A_query_that_is_refused_is_no_count()
    {
        await using var fake = await FakePrometheusServer.StartAsync();
        fake.Say("/api/v1/query", """{"status":"error","errorType":"bad_data","error":"invalid parameter \"query\": 1:10: parse error"}""", 400);
        using var server = Open(fake.Address);

        var count = await server.CountAsync("up{", Token);

        Assert.Null(count.Count);
        Assert.Contains("1:10: parse error", count.Problem!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_the_configuration_was_read_is_told_where_the_server_tells_it()
    {
        await using var fake = await FakePrometheusServer.StartAsync();
        using var server = Open(fake.Address);
        Assert.Null(await server.ConfigurationAsync(Token));

        fake.Say("/api/v1/status/runtimeinfo", """{"status":"success","data":{"reloadConfigSuccess":false,"lastConfigTime":"2026-11-30T08:30:06Z"}}""");

        Assert.Equal(new(false, new DateTimeOffset(2026, 11, 30, 8, 30, 6, TimeSpan.Zero)), await server.ConfigurationAsync(Token));
    }

    [Theory]
    [InlineData(200, "text/html", "<!DOCTYPE html><title>Log in</title>", "a web page")]
    [InlineData(200, "application/json", "<html>", "a web page")]
    [InlineData(404, "text/plain", "404 page not found", "has no such API")]
    [InlineData(200, "application/json", "{\"ok\":true}", "not Prometheus' JSON")]
    [InlineData(200, "application/json", "{\"status\":\"success\",\"data\":{}}", "without any groups")]
    [InlineData(200, "application/json", "{\"status\":\"succ", "not Prometheus' JSON")]
    [InlineData(200, "application/json", "{\"status\":\"error\",\"status\":\"success\",\"data\":{\"groups\":[]}}", "not Prometheus' JSON")]
    [InlineData(503, "text/plain", "Service Unavailable", "HTTP 503")]
    [InlineData(302, "text/html", "", "sends elsewhere")]
    public async Task What_is_not_Prometheus_is_said_to_be_something_else(int code, string type, string body, string says)
    {
        await using var fake = await FakePrometheusServer.StartAsync();
        fake.Say("/api/v1/rules", body, code, type);
        using var server = Open(fake.Address);

        var loaded = await server.RulesAsync(Token);

        Assert.Empty(loaded.Rules);
        Assert.Contains(says, loaded.Problem!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_that_is_too_deep_is_refused_and_not_followed()
    {
        await using var fake = await FakePrometheusServer.StartAsync();
        fake.Say("/api/v1/rules", new string('[', 100_000));
        using var server = Open(fake.Address);

        Assert.Equal(ProblemKind.Failed, (await server.RulesAsync(Token)).Problem!.Kind);
    }

    [Fact]
    public async Task An_answer_without_end_is_cut_off()
    {
        await using var fake = await FakePrometheusServer.StartAsync();
        fake.Answers["/api/v1/rules"] = async context =>
        {
            var part = new byte[1 << 20];
            for (var i = 0; i < 64 && !context.RequestAborted.IsCancellationRequested; i++)
            {
                await context.Response.Body.WriteAsync(part, context.RequestAborted);
            }
        };
        using var server = Open(fake.Address);

        Assert.Contains("more than 32 MiB", (await server.RulesAsync(Token)).Problem!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_silent_is_not_waited_for_longer_than_a_call_may_take()
    {
        await using var fake = await FakePrometheusServer.StartAsync();
        fake.Answers["/api/v1/rules"] = context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        using var server = Open(fake.Address, timeout: TimeSpan.FromMilliseconds(200));

        Assert.Equal(ProblemKind.Unreachable, (await server.RulesAsync(Token)).Problem!.Kind);
    }

    [Fact]
    public async Task Nobody_there_is_said()
    {
        string address;
        await using (var fake = await FakePrometheusServer.StartAsync())
        {
            address = fake.Address;
        }

        using var server = Open(address);

        Assert.Contains("connection refused", (await server.RulesAsync(Token)).Problem!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("token", null, "Bearer secret-1")]
    [InlineData(null, "basic", "Basic bWU6c2VjcmV0LTI=")]
    [InlineData(null, null, "")]
    public async Task A_token_or_a_password_of_a_file_is_sent_and_never_shown(string? token, string? basic, string header)
    {
        await using var fake = await FakePrometheusServer.StartAsync();
        fake.Say("/api/v1/rules", "{}", 401);
        var (options, problems) = PrometheusOptions.Read(fake.Address, token, basic, new Files());
        Assert.Empty(problems);
        using var server = new PrometheusServer(options!, TimeProvider.System);

        var problem = (await server.RulesAsync(Token)).Problem!;

        Assert.Equal(header, Assert.Single(fake.Requests).Authorization);
        Assert.Equal(ProblemKind.Unauthorised, problem.Kind);
        Assert.DoesNotContain("secret", problem.Message + options, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("prometheus:9090", null, null, "an address such as")]
    [InlineData("ftp://prometheus", null, null, "an address such as")]
    [InlineData("http://me:secret@prometheus:9090", null, null, "put user:password into a file")]
    [InlineData("http://prometheus:9090/?a=secret", null, null, "without a query")]
    [InlineData("http://prometheus.example.com/secret", "token", null, "--prometheus-url http://prometheus.example.com/…")]
    [InlineData("https://prometheus.example.com", "eyJhbGciOiJSUzI1NiJ9.secret.secret", null, "--prometheus-token-file: there is no such file")]
    [InlineData("https://prometheus.example.com", null, "me:secret", "--prometheus-password-file: there is no such file")]
    [InlineData("http://prometheus.example.com:9090", "token", null, "readable on the way")]
    [InlineData("https://prometheus.example.com", "token", "basic", "only one of the two")]
    [InlineData("https://prometheus.example.com", null, "token", "there is no colon")]
    [InlineData("https://prometheus.example.com", "missing", null, "missing does not exist")]
    [InlineData("https://prometheus.example.com", "empty", null, "empty is empty")]
    [InlineData("https://prometheus.example.com", "lines", null, "more than one line")]
    public void What_is_wrong_with_the_flags_is_said_before_anything_is_sent(string url, string? token, string? basic, string says)
    {
        var (options, problems) = PrometheusOptions.Read(url, token, basic, new Files());

        Assert.Null(options);
        Assert.All(problems, p => Assert.Equal(ProblemKind.BadInput, p.Kind));
        Assert.Contains(problems, p => p.Message.Contains(says, StringComparison.Ordinal));
        Assert.DoesNotContain(problems, p => p.Message.Contains("secret", StringComparison.Ordinal));
    }

    private static PrometheusServer Open(string address, TimeSpan? timeout = null)
    {
        var (options, problems) = PrometheusOptions.Read(address, null, null, new Files());
        Assert.Empty(problems);
        return new(options! with { CallTimeout = timeout ?? TimeSpan.FromSeconds(20) }, TimeProvider.System);
    }

    private sealed class Files : IFileReader
    {
        public FileRead Read(string path, int limit) => path switch
        {
            "token" => FileRead.Of(Encoding.UTF8.GetBytes("secret-1\n")),
            "basic" => FileRead.Of(Encoding.UTF8.GetBytes("me:secret-2\n")),
            "empty" => FileRead.Of([]),
            "lines" => FileRead.Of(Encoding.UTF8.GetBytes("secret-1\nsecret-2")),
            _ => FileRead.NotThere,
        };
    }
}
