using Unloop.Core.Facts;
using Unloop.Images.Tests.Fakes;
using Unloop.Monitoring.Datadog;
using Unloop.Monitoring.Tests.Fakes;
using Unloop.Tests;

namespace Unloop.Monitoring.Tests.Datadog;

public sealed class DatadogFaultTests : IAsyncDisposable
{
    private readonly FakeDatadog _datadog = new();
    private readonly ManualTime _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _datadog.DisposeAsync();

    private async Task<Problem?> CheckAsync(IReadOnlyDictionary<string, string>? variables = null)
    {
        using var client = _datadog.Client(_time, variables);
        return await client.CheckAsync(Token);
    }

    private static Dictionary<string, string> Keys(string api, string application) => new() { ["DD_API_KEY"] = api, ["DATADOG_APP_KEY"] = application };

    private void Answers(string path, Reply reply) => _datadog.Fault = seen => seen.Path.StartsWith(path, StringComparison.Ordinal) ? reply : null;

    [Fact]
    public async Task Good_keys_are_no_problem() => Assert.Null(await CheckAsync());

    [Fact]
    public async Task A_wrong_API_key_is_named_with_its_source_and_site()
    {
        var problem = await CheckAsync(Keys(new string('f', 32), FakeDatadog.AppKey));
        Assert.Equal(ProblemKind.Unauthorised, problem!.Kind);
        Assert.StartsWith("datadoghq.eu does not know the API key from DD_API_KEY", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("ffff", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_application_key_is_told_from_a_wrong_API_key()
    {
        var problem = await CheckAsync(Keys(FakeDatadog.ApiKey, new string('f', 40)));
        Assert.StartsWith("datadoghq.eu knows the API key, but not the application key from DATADOG_APP_KEY", problem!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Interchanged_keys_are_seen_by_their_lengths() =>
        Assert.Contains("interchanged", (await CheckAsync(Keys(FakeDatadog.AppKey, FakeDatadog.ApiKey)))!.Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_missing_scope_is_named()
    {
        Answers("/api/v1/monitor", Reply.Of(403, FakeDatadog.Errors("Forbidden", "Failed permission authorization checks")));
        Assert.Contains("it lacks the scope monitors_read", (await CheckAsync())!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_that_a_server_repeats_are_taken_out()
    {
        Answers("/api/v1/monitor", Reply.Of(400, FakeDatadog.Errors($"keys {FakeDatadog.AppKey} and {FakeDatadog.ApiKey.ToUpperInvariant()}")));
        Assert.Contains("keys *** and ***", (await CheckAsync())!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(404)]
    public async Task A_web_page_is_no_API(int status)
    {
        Answers("/", Reply.Of(status, " <!DOCTYPE html><html></html>"));
        Assert.Contains("answers with a web page", (await CheckAsync())!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_for_it_would_get_the_keys()
    {
        await using var elsewhere = new FakeServer(_ => Reply.Of(200, "{}"));
        Answers("/", Reply.Of(302, "", ("Location", elsewhere.Address)));
        Assert.Contains("redirect", (await CheckAsync())!.Message, StringComparison.Ordinal);
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task A_rate_limit_is_waited_for_as_long_as_Datadog_asks()
    {
        var times = 0;
        _datadog.Fault = seen => seen.Path == "/api/v1/validate" && times++ < 2 ? Reply.Of(429, FakeDatadog.Errors("limit"), ("X-RateLimit-Reset", "7")) : null;
        Assert.Null(await CheckAsync());
        Assert.Equal([TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(7)], _time.Delays);
    }

    [Fact]
    public async Task A_rate_limit_that_lasts_is_said_in_place_of_being_waited_for()
    {
        Answers("/", Reply.Of(429, FakeDatadog.Errors("limit"), ("X-Ratelimit-Reset", "3600")));
        Assert.Contains("try again in 3600 seconds", (await CheckAsync())!.Message, StringComparison.Ordinal);
        Assert.Empty(_time.Delays);
    }

    [Fact]
    public async Task Trouble_is_asked_about_again_with_longer_and_longer_waits()
    {
        Answers("/", Reply.Of(503, "busy"));
        Assert.Contains("HTTP 503", (await CheckAsync())!.Message, StringComparison.Ordinal);
        Assert.Equal([1, 2, 4], _time.Delays.Select(d => d.TotalSeconds));
        Assert.Equal(4, _datadog.Requests.Count);
    }

    [Fact]
    public async Task A_POST_that_makes_something_is_not_repeated_after_trouble_but_after_a_rate_limit()
    {
        Answers("/", Reply.Of(500, "no"));
        using var client = _datadog.Client(_time);
        _ = await client.CreateAsync(Wanted.Monitor(), Token);
        Assert.Single(_datadog.Requests);

        Answers("/", Reply.Of(429, "no"));
        _ = await client.CreateAsync(Wanted.Monitor(), Token);
        Assert.Equal(5, _datadog.Requests.Count);
    }

    [Fact]
    public async Task A_server_that_is_silent_is_given_up()
    {
        Answers("/", Reply.Of(200) with { Silent = true });
        using var client = _datadog.Client(_time);
        var creating = client.CreateAsync(Wanted.Monitor(), Token);
        while (_datadog.Requests.Count == 0)
        {
            await Task.Yield();
        }

        _time.Advance(TimeSpan.FromSeconds(31));
        Assert.Contains("did not answer in time", (await creating).Problem!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Half_an_answer_is_none()
    {
        Answers("/api/v1/monitor", Reply.Of(200, "[") with { StatedLength = 5000 });
        Assert.Contains("broke off", (await CheckAsync())!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"valid": tru""")]
    [InlineData("""{"a": 1, "a": 2}""")]
    [InlineData("valid")]
    public async Task What_is_not_JSON_is_said_to_be_not(string body)
    {
        Answers("/", Reply.Of(200, body));
        Assert.Contains("not whole, or not JSON", (await CheckAsync())!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_of_many_levels_is_refused_and_does_no_harm()
    {
        Answers("/", Reply.Of(200, new string('[', 200_000)));
        Assert.Contains("not whole, or not JSON", (await CheckAsync())!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_at_the_address_is_said()
    {
        string address;
        await using (var gone = new FakeDatadog())
        {
            address = gone.Address;
        }

        using var client = _datadog.Client(_time, api: new Uri(address));
        Assert.Contains("refuses connections", (await client.CheckAsync(Token))!.Message, StringComparison.Ordinal);
        Assert.Empty(_time.Delays);
    }
}
