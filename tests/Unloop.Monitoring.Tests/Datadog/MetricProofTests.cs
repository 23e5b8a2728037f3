using Unloop.Alerts.Planning;
using Unloop.Images.Tests.Fakes;
using Unloop.Monitoring.Tests.Fakes;
using Unloop.Tests;

namespace Unloop.Monitoring.Tests.Datadog;

public sealed class MetricProofTests : IAsyncDisposable
{
    private const string Waiting = "kubernetes_state.container.status_report.count.waiting";
    private static readonly string[] AllTags = ["kube_cluster_name", "kube_namespace", "pod_name"];

    private readonly FakeDatadog _datadog = new();

    public ValueTask DisposeAsync() => _datadog.DisposeAsync();

    private async Task<DataCheck> ProveAsync(params DesiredMonitor[] desired)
    {
        using var client = _datadog.Client(new ManualTime());
        return Assert.Single(await client.ProveDataAsync(desired, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_metric_with_data_and_all_tags_is_present()
    {
        _datadog.Metrics[Wanted.Restarts] = AllTags;
        Assert.Equal(DataState.Present, (await ProveAsync(Wanted.Monitor(), Wanted.Monitor("state"))).State);
        Assert.Equal(2, _datadog.Requests.Count);
    }

    [Fact]
    public async Task A_metric_that_nobody_sends_is_absent_and_its_sender_named()
    {
        var check = await ProveAsync(Wanted.Monitor());
        Assert.Equal(DataState.Absent, check.State);
        Assert.StartsWith("Nobody sends kubernetes.containers.restarts to datadoghq.eu", check.Says, StringComparison.Ordinal);
        Assert.Contains("the Agent on each node", check.Instead!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_metric_of_no_Agent_is_not_to_be_installed() =>
        Assert.Contains("check its name", (await ProveAsync(Wanted.Monitor(metric: "kubernetes_pods.restart.count"))).Instead!, StringComparison.Ordinal);

    [Fact]
    public async Task Data_of_other_clusters_alone_is_none()
    {
        _datadog.Metrics[Wanted.Restarts] = AllTags;
        var check = await ProveAsync(Wanted.Monitor(scope: "kube_cluster_name:elsewhere"));
        Assert.Equal(DataState.Absent, check.State);
        Assert.Contains("none for {kube_cluster_name:elsewhere}", check.Says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tag_of_the_grouping_that_no_series_has_is_absent()
    {
        _datadog.Metrics[Wanted.Restarts] = ["pod_name"];
        var check = await ProveAsync(Wanted.Monitor());
        Assert.Equal(DataState.Absent, check.State);
        Assert.Contains("has the tag kube_cluster_name", check.Says, StringComparison.Ordinal);
        Assert.Contains("clusterName", check.Instead!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_metric_that_is_there_only_in_trouble_is_proven_by_its_sender()
    {
        Assert.Equal(DataState.Absent, (await ProveAsync(Wanted.Monitor(metric: Waiting))).State);
        _datadog.Metrics["kubernetes_state.pod.ready"] = AllTags;
        Assert.Equal(DataState.Unknown, (await ProveAsync(Wanted.Monitor(metric: Waiting))).State);
    }

    [Theory]
    [InlineData(403, """{"errors": ["Forbidden", "Failed permission authorization checks"]}""", "timeseries_query")]
    [InlineData(200, "{}", "no list of series")]
    [InlineData(200, """[{"series": []}]""", "no list of series")]
    public async Task What_cannot_be_asked_is_unknown_and_says_why(int status, string body, string says)
    {
        _datadog.Fault = seen => seen.Path.StartsWith("/api/v1/query", StringComparison.Ordinal) ? Reply.Of(status, body) : null;
        var check = await ProveAsync(Wanted.Monitor());
        Assert.Equal(DataState.Unknown, check.State);
        Assert.Contains(says, check.Says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tags_that_cannot_be_asked_for_keep_nobody()
    {
        _datadog.Metrics[Wanted.Restarts] = ["pod_name"];
        _datadog.Fault = seen => seen.Path.StartsWith("/api/v2/", StringComparison.Ordinal) ? Reply.Of(403, "{}") : null;
        var check = await ProveAsync(Wanted.Monitor());
        Assert.Equal(DataState.Unknown, check.State);
        Assert.Contains("could not be found out", check.Says, StringComparison.Ordinal);
    }
}
