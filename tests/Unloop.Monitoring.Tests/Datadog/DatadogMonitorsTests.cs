using System.Text.Json.Nodes;
using Unloop.Alerts.Datadog.Query;
using Unloop.Alerts.Planning;
using Unloop.Alerts.Planning.Datadog;
using Unloop.Core.Facts;
using Unloop.Engine.Monitoring;
using Unloop.Images.Tests.Fakes;
using Unloop.Monitoring.Tests.Fakes;
using Unloop.Tests;

namespace Unloop.Monitoring.Tests.Datadog;

public sealed class DatadogMonitorsTests : IAsyncDisposable
{
    private readonly FakeDatadog _datadog = new();
    private readonly ManualTime _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _datadog.DisposeAsync();

    private static readonly MonitorOrder Order = new() { Scope = Wanted.Shop, Desired = [Wanted.Monitor(), Wanted.Monitor("state")], WithoutData = true };

    private async Task<MonitorRecord> ApplyAsync(MonitorOrder? order = null)
    {
        using var client = _datadog.Client(_time);
        var monitors = new Monitors(client, _time, "test");
        var proposal = await monitors.PlanAsync(order ?? Order, Token);
        Assert.Empty(proposal.Problems);
        return await monitors.ApplyAsync(proposal, order ?? Order, new Yes(), new Progress<MonitorResult>(), Token);
    }

    private int Count(string method, string path) => _datadog.Requests.Count(r => r.Method == method && r.Path.Split('?')[0] == path);

    [Fact]
    public async Task Applied_twice_they_are_made_once()
    {
        Assert.Equal(MonitorVerdict.Applied, (await ApplyAsync()).Verdict);
        Assert.Equal(MonitorVerdict.Unchanged, (await ApplyAsync()).Verdict);
        Assert.Equal(2, _datadog.Monitors.Count);
        Assert.Equal(2, Count("POST", "/api/v1/monitor"));
    }

    [Fact]
    public async Task The_application_key_goes_only_where_it_is_needed()
    {
        _ = await ApplyAsync();
        Assert.Null(_datadog.Requests.First(r => r.Path == "/api/v1/validate").Header("DD-APPLICATION-KEY"));
        Assert.All(_datadog.Requests, r => Assert.Equal(FakeDatadog.ApiKey, r.Header("DD-API-KEY")));
    }

    [Fact]
    public async Task A_POST_without_an_answer_is_not_sent_again_unseen()
    {
        var lost = 0;
        _datadog.Fault = seen =>
        {
            if (seen is not { Method: "POST", Path: "/api/v1/monitor" } || lost++ > 0)
            {
                return null;
            }

            _ = _datadog.Put(JsonNode.Parse(seen.Body)!.AsObject());
            throw new IOException("The connection ends here.");
        };
        Assert.Equal(MonitorVerdict.Applied, (await ApplyAsync()).Verdict);
        Assert.Equal(2, _datadog.Monitors.Count);
        Assert.Equal(2, Count("POST", "/api/v1/monitor"));
    }

    [Fact]
    public async Task A_duplicate_is_looked_at_before_it_is_adopted()
    {
        var desired = Wanted.Monitor();
        var other = _datadog.Put(Wanted.Monitor("state").Body);
        _datadog.Fault = seen => seen is { Method: "POST", Path: "/api/v1/monitor" } ? Reply.Of(400, FakeDatadog.Errors("Duplicate of an existing monitor_id:1 org_id:7")) : null;
        using var client = _datadog.Client(_time);
        var writing = await client.CreateAsync(desired, Token);
        Assert.Equal((MonitorWritingEnd.Duplicate, "1"), (writing.End, writing.DuplicateOf));
        var record = await ApplyAsync(Order with { Desired = [desired] });
        Assert.Equal(MonitorVerdict.Unfinished, record.Verdict);
        Assert.Equal(Wanted.Monitor("state").Id, DatadogForm.Existing(other)!.Id);
    }

    [Theory]
    [InlineData(404, MonitorWritingEnd.Gone)]
    [InlineData(400, MonitorWritingEnd.Refused)]
    [InlineData(403, MonitorWritingEnd.Refused)]
    [InlineData(500, MonitorWritingEnd.Unknown)]
    public async Task What_became_of_a_change_follows_from_the_answer(int status, MonitorWritingEnd end)
    {
        _datadog.Fault = seen => seen.Method == "PUT" ? Reply.Of(status, FakeDatadog.Errors("no")) : null;
        var existing = DatadogForm.Existing(_datadog.Put(Wanted.Monitor().Body))!;
        using var client = _datadog.Client(_time);
        Assert.Equal(end, (await client.UpdateAsync(existing, Wanted.Monitor("other"), [new("name", null, null)], false, Token)).End);
    }

    [Fact]
    public async Task Deleting_what_is_gone_is_done()
    {
        using var client = _datadog.Client(_time);
        Assert.Equal(MonitorWritingEnd.Gone, (await client.DeleteAsync(DatadogForm.Existing(JsonNode.Parse("""{"id": 5}""")!.AsObject())!, Token)).End);
    }

    [Fact]
    public async Task Only_the_marks_are_taken_off_what_was_adopted()
    {
        var body = Wanted.Monitor().Body.DeepClone().AsObject();
        body["tags"]!.AsArray().Add(DatadogMarks.Adopted);
        body["tags"]!.AsArray().Add("team:shop");
        using var client = _datadog.Client(_time);
        Assert.Equal(MonitorWritingEnd.Done, (await client.DeleteAsync(DatadogForm.Existing(_datadog.Put(body))!, Token)).End);
        Assert.Equal(["team:shop"], DatadogForm.TagsOf(_datadog.Monitors.Single()));
    }

    [Fact]
    public async Task All_pages_are_read_also_where_they_are_smaller_than_asked_for()
    {
        for (var i = 0; i < 25; i++)
        {
            _ = _datadog.Put(JsonNode.Parse("""{"name": "other", "type": "query alert", "query": "avg(last_5m):avg:x{*} > 1", "tags": ["a:b"]}""")!.AsObject());
        }

        _datadog.LargestPage = 10;
        using var client = _datadog.Client(_time);
        Assert.Equal(25, (await client.ReadAlikeAsync([DatadogQueryForm.Normal("avg(last_5m):avg:x{*} > 1")], Token)).Monitors.Count);
        Assert.Empty((await client.ReadAlikeAsync(["avg(last_5m):avg:x{*} > 2"], Token)).Monitors);
    }

    [Theory]
    [InlineData("""[{"id": 1}]""", "the same page")]
    [InlineData("""[{"no": 1}]""", "the same page")]
    [InlineData("""{"monitors": []}""", "no list")]
    [InlineData("7", "no list")]
    public async Task From_a_list_that_is_none_nothing_is_concluded(string body, string says)
    {
        _datadog.Fault = _ => Reply.Of(200, body);
        using var client = _datadog.Client(_time);
        var reading = await client.ReadTargetAsync("0123456789ab", Token);
        Assert.Contains(says, reading.Problem!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OK", true, null)]
    [InlineData("No Data", false, "No series")]
    [InlineData("Skipped", false, "not evaluate")]
    public async Task States_are_Datadogs_own_with_what_they_mean(string state, bool watches, string? says)
    {
        var body = JsonNode.Parse($$"""{"id": 5, "name": "n", "overall_state": "{{state}}"}""")!.AsObject();
        using var client = _datadog.Client(_time);
        var seen = Assert.Single((await client.StatesAsync([DatadogForm.Existing(body)!], Token)).States);
        Assert.Equal((state, watches), (seen.State, seen.IsWatching));
        Assert.Contains(says ?? "", seen.Says ?? "", StringComparison.Ordinal);
    }

    private sealed class Yes : IMonitorApprover
    {
        public Task<bool> ApproveAsync(MonitorPlan plan, CancellationToken cancellationToken) => Task.FromResult(true);
    }
}
