using System.Net;
using System.Net.Sockets;
using Unloop.Core.Facts;
using Unloop.Images.References;
using Unloop.Images.Registry;
using Unloop.Images.Tests.Fakes;

namespace Unloop.Images.Tests.Registry;

public sealed class RegistryFailureTests : IAsyncDisposable
{
    private readonly FakeRegistry _registry = new();
    private readonly Reader _reader = new();

    private string Web => $"{_registry.Host}/team/web";

    public async ValueTask DisposeAsync()
    {
        _reader.Dispose();
        await _registry.DisposeAsync();
    }

    [Fact]
    public async Task A_tag_and_a_repository_that_do_not_exist_are_told_apart()
    {
        _registry.Image(["1.0"]);

        Assert.Equal(new Problem(ProblemKind.NoMatch, $"{Web} has no tag '1.1'; check the repository's name and the tag, or push it."), await _reader.FailAsync($"{Web}:1.1"));
        Assert.Equal(new Problem(ProblemKind.NoMatch, $"{_registry.Host} has no repository team/api; check the name, or push the image."), await _reader.FailAsync($"{_registry.Host}/team/api"));
    }

    [Fact]
    public async Task A_registry_that_is_busy_is_given_the_time_that_it_asks_for()
    {
        _registry.Image(["1.0"]);
        var left = 2;
        _registry.Fault = _ => left-- > 0 ? Reply.Of(429, "", ("Retry-After", "7")) : null;

        await using var image = await _reader.OpenAsync($"{Web}:1.0");

        Assert.Equal([TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(7)], _reader.Time.Delays);
    }

    [Fact]
    public async Task A_registry_that_stays_busy_is_left_alone_after_three_tries()
    {
        _registry.Fault = seen => seen.Method == "GET" ? Reply.Of(503, FakeRegistry.Error("UNAVAILABLE", "maintenance")) : Reply.Of(405);

        var problem = await _reader.FailAsync($"{Web}:1.0");

        Assert.Equal((ProblemKind.Unreachable, $"{_registry.Host} has trouble of its own (HTTP 503: maintenance); try again later, or ask who runs it."), (problem.Kind, problem.Message));
        Assert.Equal(3, _registry.Requests.Count(r => r.Method == "GET"));
    }

    [Fact]
    public async Task Nobody_waits_for_hours()
    {
        _registry.Fault = seen => seen.Method == "HEAD" ? Reply.Of(405) : Reply.Of(429, FakeRegistry.Error("TOOMANYREQUESTS", "You have reached your pull rate limit"), ("Retry-After", "3600"));

        var problem = await _reader.FailAsync($"{Web}:1.0");

        Assert.Contains("(You have reached your pull rate limit); try again in 60 minutes, log in with", problem.Message, StringComparison.Ordinal);
        Assert.Empty(_reader.Time.Delays);
    }

    [Fact]
    public async Task A_web_page_is_no_registry()
    {
        _registry.Fault = seen => Reply.Of(200, "<html>Please log in</html>", ("Content-Type", "text/html"));

        Assert.Contains("a web page", (await _reader.FailAsync($"{Web}:1.0")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_words_of_a_registry_are_cleaned_before_they_are_shown()
    {
        _registry.Fault = _ => Reply.Of(500, FakeRegistry.Error("UNKNOWN", "\\u001b[31mfailed\\r\\npassword=hunter2hunter2"));

        var problem = await _reader.FailAsync($"{Web}:1.0");

        Assert.Contains("failed", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_registry_that_does_not_run_is_called_so()
    {
        var stopped = new FakeRegistry();
        var host = stopped.Host;
        await stopped.DisposeAsync();

        Assert.Equal(new Problem(ProblemKind.Unreachable, $"{host} refuses connections; check that the registry runs, and that this is its port."), await _reader.FailAsync($"{host}/team/web:1.0"));
    }

    [Fact]
    public async Task A_registry_that_says_nothing_is_given_up()
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _registry.Fault = _ =>
        {
            arrived.SetResult();
            return new(200, []) { Silent = true };
        };
        var opening = _reader.TryAsync($"{Web}:1.0");
        await arrived.Task;
        _reader.Time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(new Problem(ProblemKind.Unreachable, $"{_registry.Host} did not answer in time; try again later."), (await opening).Problem);
    }

    [Theory]
    [InlineData(SocketError.HostNotFound, "The name of registry.example.com does not resolve; check how it is spelt, and that the registry can be reached from here.")]
    [InlineData(SocketError.HostUnreachable, "There is no route to registry.example.com from here.")]
    [InlineData(SocketError.TimedOut, "registry.example.com cannot be reached: nothing answers at that address; check its name, the network and any proxy.")]
    public void What_the_network_does_is_put_into_words(SocketError error, string sentence)
    {
        Assert.Equal(sentence, NetworkFailure.Explain(new HttpRequestException("x", new SocketException((int)error)), "registry.example.com", null).Message);
    }

    [Theory]
    [InlineData("web-app:latest", 401, "", "Docker Hub has no image web-app:latest: a name without a registry means docker.io/library/web-app; push it under its full name, such as registry.example.com/team/web-app, and use that.")]
    [InlineData("team/web", 401, "", "Docker Hub has no team/web, or it is private: check the name, or log in with 'docker login'; what the nodes use (pull secrets, a credential provider of the kubelet) cannot be seen from here.")]
    [InlineData("1.dkr.ecr.eu-west-1.amazonaws.com/web:1", 401, "", "1.dkr.ecr.eu-west-1.amazonaws.com asks for a log-in to read web: say 'docker login 1.dkr.ecr.eu-west-1.amazonaws.com'; the nodes log in by a credential provider of their kubelet, which cannot be seen from here.")]
    [InlineData("registry.example.com/web:1", 401, "config.json", "registry.example.com does not accept the credentials from config.json for web (authentication required); log in again with 'docker login registry.example.com'.")]
    [InlineData("registry.example.com/web:1", 403, "config.json", "registry.example.com knows the credentials from config.json, but they may not read web (authentication required); ask for the right to pull.")]
    [InlineData("registry.example.com/web:1", 403, "", "registry.example.com lets nobody read web without a log-in (authentication required): check the name, or say 'docker login registry.example.com'; what the nodes use (pull secrets, a credential provider of the kubelet) cannot be seen from here.")]
    public void A_refusal_says_what_to_do(string text, int status, string shown, string sentence)
    {
        Assert.True(ImageReference.TryParse(text, out var reference, out _));
        var refusal = new RegistryRefusal(reference, RegistryRoutes.Create(new(), []).For(reference), shown.Length > 0 ? [shown] : [], [], "");

        var error = refusal.Explain((HttpStatusCode)status, System.Text.Encoding.UTF8.GetBytes(FakeRegistry.Error("UNAUTHORIZED", "authentication required")), RegistryRefusal.ManifestName, null);

        Assert.Equal((ProblemKind.Unauthorised, sentence), (error.Kind, error.Message));
    }
}
