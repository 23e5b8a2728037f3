using System.Text.Json.Nodes;
using Unloop.Images.Tests.Fakes;
using Unloop.Monitoring.Tests.Fakes;

namespace Unloop.Monitoring.Tests.Datadog;

public sealed class DatadogOrganisationTests : IAsyncDisposable
{
    private readonly FakeDatadog _datadog = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _datadog.DisposeAsync();

    [Fact]
    public async Task Metrics_of_the_last_week_and_all_monitors_are_read_and_nothing_is_written()
    {
        _datadog.Metrics["shop.orders"] = ["region"];
        _datadog.LargestPage = 2;
        foreach (var i in Enumerable.Range(1, 5))
        {
            _datadog.Put(new JsonObject { ["name"] = $"m{i}", ["type"] = "query alert", ["query"] = $"avg(last_5m):avg:shop.orders{{*}} < {i}" });
        }

        using var organisation = _datadog.Organisation();
        Assert.Equal(["shop.orders"], (await organisation.MetricsAsync(Token)).Names!);
        var monitors = (await organisation.MonitorsAsync(Token)).Monitors!;
        Assert.Equal([1, 2, 3, 4, 5], monitors.Select(m => m.Id!.Value).Order());
        Assert.Contains(monitors, m => m is { Name: "m3", Query: "avg(last_5m):avg:shop.orders{*} < 3" });
        Assert.All(_datadog.Requests, r => Assert.Equal("GET", r.Method));
    }

    [Fact]
    public async Task What_may_not_be_read_is_a_problem_and_no_empty_organisation()
    {
        _datadog.Fault = _ => Reply.Of(403, FakeDatadog.Errors("Forbidden", "Failed permission authorization checks"));
        using var organisation = _datadog.Organisation();
        var (metrics, monitors) = (await organisation.MetricsAsync(Token), await organisation.MonitorsAsync(Token));
        Assert.Equal((null, null), (metrics.Names, monitors.Monitors));
        Assert.Contains("metrics_read", metrics.Problem!.Message, StringComparison.Ordinal);
        Assert.NotNull(monitors.Problem);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"metrics": "all"}""")]
    public async Task An_answer_of_another_form_is_no_empty_list(string body)
    {
        _datadog.Fault = _ => Reply.Of(200, body);
        using var organisation = _datadog.Organisation();
        Assert.Null((await organisation.MetricsAsync(Token)).Names);
    }
}
