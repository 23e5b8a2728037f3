using System.Text;
using Unloop.Core.Facts;
using Unloop.Images.Tests.Fakes;

namespace Unloop.Images.Tests.Registry;

public sealed class LogInTests : IAsyncDisposable
{
    private const string Password = "pass:wörd-0123";
    private readonly FakeRegistry _registry = new();
    private readonly FakeServer _tokens;
    private readonly Reader _reader = new();
    private Func<Seen, Reply> _giveToken = seen => Reply.Of(200, """{"token":"t-1"}""");

    public LogInTests() => _tokens = new(seen => _giveToken(seen));

    private string Web => $"{_registry.Host}/team/web:1.0";

    private static string Basic(string user, string password) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));

    private static string Config(string host, string user, string password) =>
        $$$$"""{"auths":{"{{{{host}}}}":{"auth":"{{{{Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))}}}}"}}}""";

    public async ValueTask DisposeAsync()
    {
        _reader.Dispose();
        await _registry.DisposeAsync();
        await _tokens.DisposeAsync();
    }

    /// <summary>A challenge to all who do not show the header that is expected.</summary>
    private void Demand(string authorization, params string[] challenges)
    {
        _registry.Image(["1.0"]);
        _registry.Fault = seen => seen.Header("Authorization") == authorization
            ? null
            : Reply.Of(401, FakeRegistry.Error("UNAUTHORIZED", "authentication required"), ("WWW-Authenticate", string.Join(", ", challenges)));
    }

    private string Bearer => $"Bearer realm=\"{_tokens.Address}/token?a=b\",service=\"the \\\"registry\\\"\",scope=\"repository:team/web:pull\"";

    [Fact]
    public async Task A_public_image_is_read_with_a_token_for_nobody()
    {
        Demand("Bearer t-1", Bearer);

        await using var image = await _reader.OpenAsync(Web);

        var asked = Assert.Single(_tokens.Requests);
        Assert.Equal("/token?a=b&service=the%20%22registry%22&scope=repository%3Ateam%2Fweb%3Apull", asked.Path);
        Assert.Null(asked.Header("Authorization"));
        Assert.Equal([null, "Bearer t-1", "Bearer t-1", "Bearer t-1"], _registry.Requests.Select(r => r.Header("Authorization")));
    }

    [Fact]
    public async Task Credentials_go_to_the_token_service_and_the_token_to_the_registry()
    {
        _reader.Files["/home/me/.docker/config.json"] = Config(_registry.Host, "me", Password);
        _giveToken = seen => seen.Header("Authorization") == Basic("me", Password) ? Reply.Of(200, """{"access_token":"t-2","expires_in":300}""") : Reply.Of(401);
        Demand("Bearer t-2", Bearer);

        await using var image = await _reader.OpenAsync(Web);

        Assert.DoesNotContain(_registry.Requests, r => r.Header("Authorization")?.StartsWith("Basic", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task Nobody_looks_for_credentials_that_no_registry_asked_for()
    {
        _registry.Image(["1.0"]);

        await using var image = await _reader.OpenAsync(Web);

        Assert.DoesNotContain("/home/me/.docker/config.json", _reader.Files.Reads);
    }

    [Fact]
    public async Task Stale_credentials_do_not_keep_a_public_image_from_being_read()
    {
        _reader.Files["/home/me/.docker/config.json"] = Config(_registry.Host, "me", "old");
        _giveToken = seen => seen.Header("Authorization") is null ? Reply.Of(200, """{"token":"t-1"}""") : Reply.Of(401, """{"details":"incorrect username or password"}""");
        Demand("Bearer t-1", Bearer);

        await using var image = await _reader.OpenAsync(Web);

        Assert.Equal(2, _tokens.Requests.Count);
    }

    [Fact]
    public async Task A_token_lasts_for_a_minute_where_nothing_else_is_said()
    {
        Demand("Bearer t-1", Bearer);
        await using var image = await _reader.OpenAsync(Web);

        _reader.Time.Advance(TimeSpan.FromSeconds(50));
        _ = await Reader.LayerAsync(image);
        Assert.Single(_tokens.Requests);

        _reader.Time.Advance(TimeSpan.FromSeconds(20));
        _ = await Reader.LayerAsync(image);
        Assert.Equal(2, _tokens.Requests.Count);
    }

    [Fact]
    public async Task A_token_is_used_for_the_next_image_of_the_same_repository()
    {
        Demand("Bearer t-1", Bearer);

        await using var image = await _reader.OpenAsync(Web);
        await using var again = await _reader.OpenAsync(Web);

        Assert.Single(_tokens.Requests);
    }

    [Theory]
    [InlineData(200, 1)]
    [InlineData(404, 2)]
    public async Task An_identity_token_is_posted_and_shown_as_a_password_only_where_that_is_unknown(int status, int asked)
    {
        _reader.Files["/home/me/.docker/config.json"] = $$$$"""{"auths":{"{{{{_registry.Host}}}}":{"identitytoken":"id-token"}}}""";
        _giveToken = seen => seen.Method == "POST"
            ? Reply.Of(status, status == 200 ? """{"access_token":"t-3"}""" : "")
            : seen.Header("Authorization") == Basic("00000000-0000-0000-0000-000000000000", "id-token") ? Reply.Of(200, """{"token":"t-3"}""") : Reply.Of(401);
        Demand("Bearer t-3", Bearer);

        await using var image = await _reader.OpenAsync(Web);

        Assert.Equal(asked, _tokens.Requests.Count);
        Assert.Equal("grant_type=refresh_token&client_id=unloop&service=the+%22registry%22&scope=repository%3Ateam%2Fweb%3Apull&refresh_token=id-token", _tokens.Requests.First().Body);
    }

    [Fact]
    public async Task A_log_in_that_posts_a_secret_follows_no_redirect()
    {
        _reader.Files["/home/me/.docker/config.json"] = $$$$"""{"auths":{"{{{{_registry.Host}}}}":{"identitytoken":"id-token"}}}""";
        _giveToken = _ => Reply.Of(307, "", ("Location", $"{_registry.Address}/v2/elsewhere"));
        Demand("Bearer t-3", Bearer);

        Assert.Equal(ProblemKind.Refused, (await _reader.FailAsync(Web)).Kind);
        Assert.DoesNotContain(_registry.Requests, r => r.Path == "/v2/elsewhere");
    }

    [Fact]
    public async Task A_registry_may_ask_for_a_user_and_password_itself()
    {
        _reader.Files["/home/me/.docker/config.json"] = Config(_registry.Host, "me", Password);
        Demand(Basic("me", Password), "Basic realm=\"Registry Realm\"");

        await using var image = await _reader.OpenAsync(Web);

        Assert.Equal("layer of linux/amd64", await Reader.LayerAsync(image));
    }

    [Fact]
    public async Task Of_several_challenges_the_one_that_can_be_answered_is()
    {
        _reader.Files["/home/me/.docker/config.json"] = Config(_registry.Host, "me", Password);
        Demand(Basic("me", Password), "Negotiate", "Digest realm=\"x, y\", nonce=abc", "Basic realm=\"z\"");

        await using var image = await _reader.OpenAsync(Web);

        Assert.NotNull(image.Digest);
    }

    [Fact]
    public async Task A_wrong_password_is_said_with_its_source_and_never_shown()
    {
        _reader.Files["/home/me/.docker/config.json"] = Config(_registry.Host, "me", Password);
        Demand(Basic("me", "another"), "Basic realm=\"r\"");

        var problem = await _reader.FailAsync(Web);

        Assert.Equal(new Problem(ProblemKind.Unauthorised, $"{_registry.Host} does not accept the credentials from /home/me/.docker/config.json for team/web; log in again with 'docker login {_registry.Host}'."), problem);
        Assert.Single(_registry.Requests, r => r.Header("Authorization") is not null);
    }

    [Fact]
    public async Task What_a_token_service_says_of_a_wrong_password_is_passed_on()
    {
        _reader.Files["/home/me/.docker/config.json"] = Config(_registry.Host, "me", Password);
        _giveToken = _ => Reply.Of(401, """{"details":"incorrect username or password"}""");
        Demand("Bearer never", Bearer);

        Assert.Contains("for team/web (incorrect username or password); log in again", (await _reader.FailAsync(Web)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_configuration_is_named_when_it_was_needed()
    {
        _reader.Files["/home/me/.docker/config.json"] = "{\n\"auths\": {";
        Demand("Bearer never", "Basic realm=\"r\"");

        var problem = await _reader.FailAsync(Web);

        Assert.Equal($"{_registry.Host} asks for a log-in to read team/web, and /home/me/.docker/config.json is no valid JSON (line 2).", problem.Message);
    }

    [Fact]
    public async Task Pull_secrets_are_tried_one_after_the_other_before_the_machines_own()
    {
        _reader.Files["/home/me/.docker/config.json"] = Config(_registry.Host, "me", "own");
        Demand(Basic("pod", "second"), "Basic realm=\"r\"");

        await using var image = await _reader.OpenAsync(Web, "linux/amd64", Config(_registry.Host, "pod", "first"), Config(_registry.Host, "pod", "second"));

        Assert.DoesNotContain(_registry.Requests, r => r.Header("Authorization") == Basic("me", "own"));
    }

    [Theory]
    [InlineData("http://auth.example.com/token")]
    [InlineData("http://169.254.169.254/latest")]
    [InlineData("ftp://127.0.0.1/token")]
    public async Task Nobody_logs_in_where_others_could_read_along(string realm)
    {
        _reader.Files["/home/me/.docker/config.json"] = Config(_registry.Host, "me", Password);
        Demand("Bearer t-1", $"Bearer realm=\"{realm}\"");

        Assert.Equal(ProblemKind.Refused, (await _reader.FailAsync(Web)).Kind);
    }

    [Theory]
    [InlineData("""{"token":"a\r\nX-Evil: 1"}""")]
    [InlineData("""{"token":""}""")]
    [InlineData("[]")]
    [InlineData("no json")]
    public async Task What_is_no_token_is_not_sent_on(string answer)
    {
        _giveToken = _ => Reply.Of(200, answer);
        Demand("Bearer t-1", Bearer);

        Assert.Contains("no token", (await _reader.FailAsync(Web)).Message, StringComparison.Ordinal);
    }
}
