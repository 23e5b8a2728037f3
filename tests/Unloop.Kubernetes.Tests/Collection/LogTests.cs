using Microsoft.AspNetCore.Http;
using Unloop.Core.Facts;
using Unloop.Engine;
using Unloop.Evidence.Logs;
using Unloop.Kubernetes.Collection;
using Unloop.Kubernetes.Tests.Fakes;
using static Unloop.Kubernetes.Tests.Fakes.Objects;

namespace Unloop.Kubernetes.Tests.Collection;

public sealed class LogTests
{
    [Fact]
    public async Task A_container_in_its_back_off_is_asked_for_its_last_instance_only_and_the_log_is_tied_to_it()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Api.Put(Pods, Pod("web-1", Looping()));
        cluster.Api.Log("web-1", "web", "2026-05-01T11:58:00.000000001Z Error: no such module\n", previous: true);

        var pod = await cluster.PodAsync("web-1");

        var log = Assert.Single(pod.Logs);
        Assert.Equal(LogInstance.Previous, log.Instance);
        Assert.Equal("Error: no such module", Assert.Single(log.Lines).Text);
        Assert.Equal(("containerd://c3", 3), (log.ContainerId, log.RestartCount));
        Assert.Single(cluster.Api.Requests, r => r.Path.EndsWith("/log", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_pod_that_happens_to_run_gives_both_its_previous_and_its_current_log()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Api.Put(Pods, Pod("web-1", Status("web", Running(), Ended(1, "c3"), 4, id: "c4")));
        cluster.Api.Log("web-1", "web", "2026-05-01T11:57:30.000000001Z died\n", previous: true);
        cluster.Api.Log("web-1", "web", "2026-05-01T11:59:30.000000001Z alive\n");

        var pod = await cluster.PodAsync("web-1");

        Assert.Equal(["containerd://c3 3 died", "containerd://c4 4 alive"], pod.Logs.OrderBy(l => l.RestartCount).Select(l => $"{l.ContainerId} {l.RestartCount} {l.Lines[0].Text}"));
    }

    [Fact]
    public async Task A_log_that_is_refused_is_a_gap_and_never_costs_another_containers_log()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Api.Put(Pods, Pod("web-1", $"{Looping()},{Looping("side", "c9")}"));
        cluster.Api.Log("web-1", "web", "2026-05-01T11:58:00.000000001Z the cause\n", previous: true);

        var pod = await cluster.PodAsync("web-1");

        Assert.Equal("the cause", Assert.Single(pod.Logs).Lines[0].Text);
        var gap = Assert.Single(pod.Gaps, g => g.Container == "side");
        Assert.Equal(GapReason.NotThere, gap.Reason);
        Assert.Contains("previous terminated container", gap.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forbidden_logs_are_gaps_that_name_verb_resource_and_namespace()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Api.Put(Pods, Pod("web-1", Looping()));
        cluster.Api.Fault("/log", 403, "Forbidden", "pods \"web-1\" is forbidden: User \"jane\" cannot get resource \"pods/log\"");

        var pod = await cluster.PodAsync("web-1");

        var gap = Assert.Single(pod.Gaps, g => g.Reason == GapReason.Forbidden);
        Assert.Equal("get pods/log in namespace shop is forbidden", gap.Detail);
        Assert.Equal("web", gap.Container);
    }

    [Fact]
    public async Task A_kubelet_that_cannot_be_reached_is_a_gap_and_is_not_asked_again()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Api.Put(Pods, Pod("web-1", Looping()));
        cluster.Api.Fault("/log", 500, "InternalError", "Get \"https://10.0.0.7:10250/containerLogs/shop/web-1/web\": dial tcp 10.0.0.7:10250: connect: connection refused");

        var pod = await cluster.PodAsync("web-1");

        Assert.Contains("10250", Assert.Single(pod.Gaps, g => g.Container == "web").Detail, StringComparison.Ordinal);
        Assert.Single(cluster.Api.Requests, r => r.Path.EndsWith("/log", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_empty_log_is_evidence_and_no_gap()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Api.Put(Pods, Pod("web-1", Looping()));
        cluster.Api.Log("web-1", "web", "", previous: true);

        var pod = await cluster.PodAsync("web-1");

        Assert.True(Assert.Single(pod.Logs).IsEmpty);
        Assert.DoesNotContain(pod.Gaps, g => g.Container == "web");
    }

    [Fact]
    public async Task A_container_that_was_never_started_has_no_log_and_that_is_said()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Api.Put(Pods, Pod("web-1", Status("web", Waiting("CreateContainerConfigError"))));

        var pod = await cluster.PodAsync("web-1");

        Assert.Equal(GapReason.NotThere, Assert.Single(pod.Gaps, g => g.Container == "web").Reason);
        Assert.DoesNotContain(cluster.Api.Requests, r => r.Path.EndsWith("/log", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Logs_of_a_container_that_restarted_in_between_are_fetched_again_and_match_the_status()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Api.Put(Pods, Pod("web-1", Looping(id: "c3")));
        cluster.Api.Fault(
            r => r.Path.EndsWith("/log", StringComparison.Ordinal),
            context =>
            {
                cluster.Api.Put(Pods, Pod("web-1", Status("web", Waiting("CrashLoopBackOff"), Ended(1, "c4", 0), 4, id: "c4")));
                cluster.Api.Log("web-1", "web", "2026-05-01T11:59:59.000000001Z second life\n", previous: true);
                return context.Response.WriteAsync("2026-05-01T11:58:00.000000001Z first life\n");
            },
            times: 1);

        var pod = await cluster.PodAsync("web-1");

        var log = Assert.Single(pod.Logs);
        Assert.Equal("second life", Assert.Single(log.Lines).Text);
        Assert.Equal("containerd://c4", log.ContainerId);
        Assert.Equal("containerd://c4", pod.Container("web")!.LastState!.ContainerId);
    }

    [Fact]
    public async Task A_kubelet_that_answers_for_the_previous_instance_with_the_current_one_does_not_make_two_logs_of_one()
    {
        await using var cluster = await TestCluster.StartAsync();
        var state = Ended(1, "c4", minutesAgo: 0);
        cluster.Api.Put(Pods, Pod("web-1", Status("web", state, Ended(1, "c3", minutesAgo: 5), 4, id: "c4")));
        foreach (var previous in new[] { true, false })
        {
            cluster.Api.Log("web-1", "web", $"{FakeApi.Now.AddSeconds(-30):yyyy-MM-dd'T'HH:mm:ss'.000000001Z'} the same\n", previous);
        }

        var pod = await cluster.PodAsync("web-1");

        Assert.Equal(LogInstance.Current, Assert.Single(pod.Logs).Instance);
    }

    [Fact]
    public async Task A_log_longer_than_the_limit_keeps_its_head_and_its_end()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Api.Put(Pods, Pod("web-1", Looping()));
        cluster.Api.Log("web-1", "web", string.Concat(Enumerable.Range(0, 5000).Select(i => $"2026-05-01T10:00:00.000000001Z line {i}\n")), previous: true);
        cluster.Api.Fault(r => r.Query.ContainsKey("tailLines"), c => c.Response.WriteAsync("2026-05-01T11:58:00.000000001Z the very end\n"));

        var batch = await cluster.CollectAsync(new TargetQuery { Targets = ["web-1"], LogLimit = 50_000 });

        var pod = Assert.Single(batch.Pods);
        var log = Assert.Single(pod.Logs);
        Assert.Equal(("line 0", "the very end", true), (log.Lines[0].Text, log.Lines[^1].Text, log.Truncated));
        Assert.True(log.Lines[^1].Number > log.Lines[^2].Number);
        Assert.Equal(GapReason.Truncated, Assert.Single(pod.Gaps, g => g.Container == "web").Reason);
    }

    [Fact]
    public async Task What_arrived_of_a_log_before_the_connection_broke_is_kept()
    {
        var builder = new LogWindowBuilder("web", LogInstance.Previous, new NoHits());
        await using var body = new BreakingStream("the cause\n"u8.ToArray());

        var broken = await LogReader.FillAsync(builder, body, TestContext.Current.CancellationToken, TestContext.Current.CancellationToken);

        Assert.Equal("the connection broke before its end", broken);
        Assert.Equal("the cause", Assert.Single(builder.Finish().Lines).Text);
    }

    [Fact]
    public async Task Of_a_neighbour_that_is_well_only_the_end_is_read()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Api.Put(Pods, Pod("web-1", $"{Looping()},{Status("side", Running(), ready: true, id: "s1")}"));
        cluster.Api.Log("web-1", "web", "2026-05-01T11:58:00.000000001Z x\n", previous: true);
        cluster.Api.Log("web-1", "side", "2026-05-01T11:58:00.000000001Z y\n");

        _ = await cluster.PodAsync("web-1");

        Assert.Equal("500", Assert.Single(cluster.Api.Requests, r => r.Query.GetValueOrDefault("container") == "side").Query["tailLines"]);
        Assert.DoesNotContain("tailLines", Assert.Single(cluster.Api.Requests, r => r.Query.GetValueOrDefault("container") == "web").Query.Keys);
    }

    [Fact]
    public async Task Init_containers_are_asked_for_their_logs_like_any_other()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Api.Put(Pods, Pod("web-1", Status("web", Waiting("PodInitializing")), initStatuses: Looping("migrate", "m3")));
        cluster.Api.Log("web-1", "migrate", "2026-05-01T11:58:00.000000001Z bad schema\n", previous: true);

        var pod = await cluster.PodAsync("web-1");

        Assert.Equal("migrate", Assert.Single(pod.Logs).Container);
    }

    [Fact]
    public async Task With_a_container_chosen_only_its_logs_are_read()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Api.Put(Pods, Pod("web-1", $"{Looping()},{Looping("side", "c9")}", containers: """{"name":"web"},{"name":"side"}"""));
        cluster.Api.Log("web-1", "side", "2026-05-01T11:58:00.000000001Z y\n", previous: true);

        var batch = await cluster.CollectAsync(new TargetQuery { Targets = ["web-1"], Container = "side" });

        Assert.Equal("side", Assert.Single(Assert.Single(batch.Pods).Logs).Container);
    }

    [Fact]
    public async Task A_pod_that_is_deleted_while_it_is_looked_at_is_reported_as_it_was()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Api.Put(Pods, Pod("web-1", Looping()));
        cluster.Api.Log("web-1", "web", "2026-05-01T11:58:00.000000001Z x\n", previous: true);
        var reads = 0;
        cluster.Api.Fault(
            r => r.Path == Pods + "/web-1" && Interlocked.Increment(ref reads) > 1,
            c => FakeApi.StatusAsync(c, 404, "NotFound", "pods \"web-1\" not found", "web-1"));

        var pod = await cluster.PodAsync("web-1");

        Assert.Equal("x", pod.Logs[0].Lines[0].Text);
        Assert.Contains(pod.Gaps, g => g.Detail == "the pod was deleted while it was looked at");
    }

    private sealed class BreakingStream(byte[] content) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position < Length ? base.ReadAsync(buffer, cancellationToken) : throw new IOException("reset");
    }
}
