using Unloop.Alerts.Datadog.Metrics;
using Unloop.Alerts.Simulation;

namespace Unloop.Alerts.Tests.Simulation;

public class SamplesTests
{
    private static readonly Scenario After30 = Scenarios.Named("crash-after-30s", new ScenarioOptions { Until = TimeSpan.FromMinutes(10) })!;

    private static List<(int At, double Value)> Points(SampleSet samples, string metric, string? reason = null) =>
        [.. samples.Of(metric).Single(s => reason is null || s.Labels["reason"] == reason).Samples
            .Select(s => ((int)SimulatedTime.FromMilliseconds(s.At).TotalSeconds, s.Value)).Where(s => s.Item1 >= 0)];

    [Fact]
    public void Prometheus_scrapes_every_thirty_seconds_and_marks_what_has_gone()
    {
        var waiting = Points(KubeStateSamples.Of(After30), "kube_pod_container_status_waiting_reason");
        // It waits from 30 to 40 s, unseen; from 70 to 90, 120 to 160 and 190 to 270, and from 300 to 460.
        Assert.Equal([73, 103, 133, 163, 193, 223, 253, 283, 313], waiting.Take(9).Select(p => p.At));
        Assert.Equal([false, true, false, true, false, false, false, true, false], waiting.Take(9).Select(p => SampleSeries.IsStale(p.Value)));
    }

    [Fact]
    public void The_Agent_looks_every_fifteen_seconds_and_marks_nothing()
    {
        var waiting = Points(AgentSamples.Of(After30), "kubernetes.containers.state.waiting", "crashloopbackoff");
        Assert.Equal([34, 79, 124, 139, 154, 199], waiting.Take(6).Select(p => p.At));
        Assert.All(waiting, p => Assert.Equal(1, p.Value));
    }

    [Fact]
    public void Both_count_restarts_as_the_status_does()
    {
        var restarts = After30.Pods[0].Container;
        foreach (var points in new[] { Points(KubeStateSamples.Of(After30), "kube_pod_container_status_restarts_total"), Points(AgentSamples.Of(After30), "kubernetes.containers.restarts") })
        {
            Assert.All(points, p => Assert.Equal(restarts.RestartsAt(TimeSpan.FromSeconds(p.At)), p.Value));
        }
    }

    [Fact]
    public void An_init_container_is_in_families_of_its_own()
    {
        var init = Scenarios.Named("init-crash")!;
        Assert.Empty(KubeStateSamples.Of(init).Of("kube_pod_container_status_restarts_total"));
        Assert.NotEmpty(KubeStateSamples.Of(init).Of("kube_pod_init_container_status_waiting_reason"));
        Assert.Empty(AgentSamples.Of(init).Of("kubernetes_state.container.restarts"));
        Assert.NotEmpty(AgentSamples.Of(init).Of("kubernetes_state.initcontainer.restarts"));
    }

    [Fact]
    public void Every_metric_has_the_tags_that_the_Agent_gives_it()
    {
        string[] ofHosts = ["kube_cluster_name", "cluster_name", "host", "kube_node", "image_name", "short_image", "image_tag", "pod_phase"];
        foreach (var series in Scenarios.Names.SelectMany(n => AgentSamples.Of(Scenarios.Named(n)!).All))
        {
            var known = DatadogMetrics.All.SingleOrDefault(m => m.Name == series.Metric);
            Assert.True(known is not null || series.Metric.StartsWith("kubernetes_state.replicaset.", StringComparison.Ordinal), series.Metric);
            Assert.Empty(series.Labels.Keys.Except(known?.Tags ?? ["kube_namespace", "kube_replica_set"]).Except(ofHosts));
        }
    }

    [Fact]
    public void The_reason_of_the_last_end_stays_while_it_runs()
    {
        var leak = Scenarios.Named("slow-leak")!;
        Assert.All(Points(KubeStateSamples.Of(leak), "kube_pod_container_status_last_terminated_reason"), p => Assert.Equal(1, p.Value));
        Assert.Equal("oomkilled", Assert.Single(AgentSamples.Of(leak).Of("kubernetes.containers.last_state.terminated")).Labels["reason"]);
    }

    [Fact]
    public void Replicas_are_available_while_they_run()
    {
        var available = Points(KubeStateSamples.Of(After30), "kube_deployment_status_replicas_available");
        Assert.All(available, p => Assert.Equal(After30.Pods[0].Container.IsRunningAt(TimeSpan.FromSeconds(p.At)) ? 1 : 0, p.Value));
    }
}
