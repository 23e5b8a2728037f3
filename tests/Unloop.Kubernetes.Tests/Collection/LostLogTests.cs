using Microsoft.AspNetCore.Http;
using Unloop.Core.Facts;
using Unloop.Kubernetes.Tests.Fakes;
using static Unloop.Kubernetes.Tests.Fakes.Objects;

namespace Unloop.Kubernetes.Tests.Collection;

/// <summary>Logs that a node no longer has, or not yet.</summary>
public sealed class LostLogTests
{
    [Fact]
    public async Task A_log_that_the_node_has_just_removed_is_asked_for_again_once_the_status_has_caught_up()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Api.Put(Pods, Pod("web-1", Looping(id: "c3")));
        cluster.Api.Log("web-1", "web", "unable to retrieve container logs for containerd://c3", previous: true);
        var reads = 0;
        cluster.Api.Fault(
            r => r.Path == Pods + "/web-1" && Interlocked.Increment(ref reads) == 3,
            context =>
            {
                cluster.Api.Put(Pods, Pod("web-1", Looping(id: "c4")));
                cluster.Api.Log("web-1", "web", "2026-05-01T11:59:59.000000001Z killed by its memory\n", previous: true);
                return context.Response.WriteAsync(Pod("web-1", Looping(id: "c4")));
            });

        var pod = await cluster.PodAsync("web-1");

        Assert.Equal("killed by its memory", Assert.Single(pod.Logs).Lines[0].Text);
        Assert.Equal([TimeSpan.FromSeconds(1)], cluster.Time.Delays);
        Assert.DoesNotContain(pod.Gaps, g => g.Container == "web");
    }

    [Fact]
    public async Task A_log_that_the_node_has_lost_for_good_is_a_gap_after_ten_seconds()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Api.Put(Pods, Pod("web-1", Looping(id: "c3")));
        cluster.Api.Log("web-1", "web", "unable to retrieve container logs for containerd://c3", previous: true);

        var pod = await cluster.PodAsync("web-1");

        Assert.Empty(pod.Logs);
        Assert.Equal(GapReason.NotThere, Assert.Single(pod.Gaps, g => g.Container == "web").Reason);
        Assert.Equal([1, 2, 3, 4], cluster.Time.Delays.Select(d => d.TotalSeconds));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public async Task A_log_that_is_empty_right_after_the_end_is_read_once_more(int minutesAgo, int waits)
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Api.Put(Pods, Pod("web-1", Status("web", Ended(1, "c4", minutesAgo), restarts: 4, id: "c4")));
        cluster.Api.Log("web-1", "web", "2026-05-01T11:59:59.000000001Z exec format error\n");
        cluster.Api.Fault(r => r.Path.EndsWith("/log", StringComparison.Ordinal) && !r.Query.ContainsKey("previous"), context => context.Response.WriteAsync(""), times: 1);

        var pod = await cluster.PodAsync("web-1");

        Assert.Equal(waits, cluster.Time.Delays.Count(d => d == TimeSpan.FromSeconds(1)));
        Assert.Equal(waits, pod.Logs.Single(l => l.Instance == LogInstance.Current).Lines.Count);
    }

    [Fact]
    public async Task A_lost_log_of_an_older_instance_is_not_waited_for()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Api.Put(Pods, Pod("web-1", Status("web", Ended(1, "c4", 0), Ended(1, "c3"), 4, id: "c4")));
        cluster.Api.Log("web-1", "web", "unable to retrieve container logs for containerd://c3", previous: true);
        cluster.Api.Log("web-1", "web", "2026-05-01T11:59:30.000000001Z the newest\n");

        var pod = await cluster.PodAsync("web-1");

        Assert.Equal("the newest", Assert.Single(pod.Logs).Lines[0].Text);
        Assert.Empty(cluster.Time.Delays);
        Assert.Single(pod.Gaps, g => g.Container == "web");
    }
}
