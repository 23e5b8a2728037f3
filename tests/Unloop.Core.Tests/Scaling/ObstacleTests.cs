using System.Text.RegularExpressions;
using Unloop.Core.Scaling;
using Unloop.Core.Scaling.Obstacles;
using Unloop.Tests;
using static Unloop.Core.Tests.Scaling.ScalingCase;

namespace Unloop.Core.Tests.Scaling;

/// <summary>Each obstacle where it stands, and beside it what only looks like it.</summary>
public partial class ObstacleTests
{
    private static IReadOnlyList<string> Rules(ScalingFacts facts) => [.. ObstacleList.Find(facts).Select(o => o.Rule)];

    private static ScalingObstacle The(string rule, ScalingFacts facts) => Assert.Single(ObstacleList.Find(facts), o => o.Rule == rule);

    private static ScalingFacts Volume(string kind, string? source, string mount, bool inMemory = false, params string[] modes) =>
        With(w => w with { Volumes = [new("v", kind, source, inMemory, mount.Length > 0 ? [mount] : [])] }) with { Claims = modes.Length > 0 ? [new("data", modes)] : [] };

    [Fact]
    public void A_well_made_web_server_has_none() => Assert.Empty(Rules(Good));

    [Fact]
    public void Every_obstacle_rests_on_evidence_and_says_what_to_do()
    {
        var bad = WithContainer(c => c with { CpuRequest = null, MemoryRequest = null, HasReadinessProbe = false, HostPorts = [80] }) with { ServesResourceMetrics = false, Nodes = [] };
        Assert.All(ObstacleList.Find(bad), o => Assert.True(o.Evidence.Count > 0 && o.Change.Text.Length > 0 && o.Statement.EndsWith('.')));
    }

    [Theory]
    [InlineData("DaemonSet", true)]
    [InlineData("Job", true)]
    [InlineData("CronJob", true)]
    [InlineData("Pod", true)]
    [InlineData("StatefulSet", false)]
    [InlineData("ReplicaSet", false)]
    public void Kinds_without_replicas_are_not_scaled(string kind, bool stands) =>
        Assert.Equal(stands, Rules(With(w => w with { Ref = w.Ref with { Kind = kind } })).Contains("kind-not-scaled"));

    [Fact]
    public void What_a_deployment_makes_is_scaled_there()
    {
        var obstacle = The("owned-by-another", With(w => w with { Ref = w.Ref with { Kind = "ReplicaSet" }, OwnedBy = "Deployment/web" }));

        Assert.Equal("unloop scale deployment/web -n shop", obstacle.Change.Command);
    }

    [Fact]
    public void What_crashes_is_mended_first()
    {
        var looping = Good with { Pods = [Pod("web-1", 5), Pod("web-2", 5, 7) with { Ready = false, Waiting = "CrashLoopBackOff" }] };

        Assert.Equal("unloop fix deployment/web -n shop", The("not-running", looping).Change.Command);
        Assert.Empty(Rules(Good with { Pods = [Pod("web-1", 5), Pod("web-2", 5) with { Ready = false, Waiting = "ContainerCreating" }] }));
        Assert.Empty(Rules(Good with { Pods = [Pod("web-1", 5), Pod("web-2", 5) with { Leaving = true, Waiting = "CrashLoopBackOff" }] }));
    }

    [Fact]
    public void One_container_without_a_request_is_enough_and_an_init_container_is_none()
    {
        var sidecar = new ScaledContainer("proxy", "proxy:1");

        Assert.Contains("proxy", The("no-cpu-request", With(w => w with { Containers = [Web, sidecar] })).Statement);
        Assert.Empty(Rules(With(w => w with { Containers = [Web, sidecar with { IsInit = true }] })));
        Assert.Equal(ObstacleWeight.Mind, The("no-memory-request", WithContainer(c => c with { MemoryRequest = null })).Weight);
    }

    [Theory]
    [InlineData("ReadWriteOnce", true)]
    [InlineData("ReadWriteOncePod", true)]
    [InlineData("ReadWriteMany", false)]
    public void A_claim_that_one_node_mounts_is_not_shared(string mode, bool stands) =>
        Assert.Equal(stands, Rules(Volume("persistentVolumeClaim", "data", "/data", false, mode)).Contains("volume-not-shared"));

    [Fact]
    public void A_claim_that_all_only_read_can_be_shared()
    {
        Assert.Empty(Rules(Volume("persistentVolumeClaim", "data", "", false, "ReadOnlyMany")));
        Assert.Empty(Rules(Volume("persistentVolumeClaim", "data", "/data", false, "ReadWriteOnce", "ReadWriteMany")));
    }

    [Theory]
    [InlineData("docker.io/bitnami/postgresql:15", 1, "single-writer")]
    [InlineData("registry:5000/team/redis@sha256:00", 1, "single-writer")]
    [InlineData("team/cassandra-like:1", 1, "volume-of-its-own")]
    [InlineData("postgres:15", 3, null)]
    public void A_stateful_set_of_one_is_taken_for_a_single_writer(string image, int replicas, string? rule)
    {
        var rules = Rules(With(w => w with { Ref = w.Ref with { Kind = "StatefulSet" }, Replicas = replicas, ClaimTemplates = ["data"], Containers = [Web with { Image = image }] }));

        Assert.Equal(rule is null ? [] : [rule], rules);
    }

    [Fact]
    public void A_stateful_set_without_volumes_of_its_own_is_like_any_other() =>
        Assert.Empty(Rules(With(w => w with { Ref = w.Ref with { Kind = "StatefulSet" }, Replicas = 1, Containers = [Web with { Image = "redis:7" }] })));

    [Fact]
    public void Without_a_readiness_probe_new_replicas_cost_errors()
    {
        Assert.Contains("port: 8080", The("no-readiness-probe", WithContainer(c => c with { HasReadinessProbe = false })).Change.Diff);
        // One that is ready by its own probe makes the pod ready.
        Assert.Empty(Rules(With(w => w with { Containers = [Web, Web with { Name = "log", HasReadinessProbe = false }] })));
    }

    [Theory]
    [InlineData("emptyDir", "/var/lib/shop/uploads", false, ObstacleWeight.First)]
    [InlineData("emptyDir", "/work", false, ObstacleWeight.Mind)]
    [InlineData("emptyDir", "/tmp", false, null)]
    [InlineData("emptyDir", "/var/cache/nginx", false, null)]
    [InlineData("emptyDir", "/data", true, null)]
    [InlineData("emptyDir", "", false, null)]
    [InlineData("hostPath", "/data", false, ObstacleWeight.First)]
    [InlineData("hostPath", "", false, null)]
    [InlineData("configMap", "/etc/shop", false, null)]
    public void State_in_the_pod_is_weighed_by_where_it_lies(string kind, string mount, bool inMemory, ObstacleWeight? weight) =>
        Assert.Equal(weight, ObstacleList.Find(Volume(kind, "/srv", mount, inMemory)).SingleOrDefault()?.Weight);

    [Fact]
    public void Host_ports_and_the_hosts_network_allow_one_on_each_node()
    {
        Assert.Contains("at most 2 replicas", The("host-port", WithContainer(c => c with { HostPorts = [80] })).Statement);
        Assert.Equal(["host-network"], Rules(With(w => w with { HostNetwork = true })));
        Assert.Empty(Rules(With(w => w with { HostNetwork = true, Containers = [Web with { Ports = [] }] })));
        Assert.Equal(["one-per-node"], Rules(With(w => w with { OnePerNode = true })));
    }

    [Fact]
    public void Recreate_takes_all_replicas_away()
    {
        Assert.Equal(["strategy-recreate"], Rules(With(w => w with { Strategy = "Recreate" })));
        Assert.Equal(["strategy-on-delete"], Rules(With(w => w with { Ref = w.Ref with { Kind = "StatefulSet" }, Strategy = "OnDelete" })));
    }

    [Fact]
    public void Replicas_that_a_deployment_tool_sets_too_are_named_with_the_tool()
    {
        ReplicasWriter argo = new("argocd-controller", true, false), user = new("kubectl-client-side-apply", true, false), edit = new("kubectl-edit", false, false);

        Assert.Contains("ignoreDifferences", The("replicas-also-deployed", With(w => w with { ManagedBy = "Argo CD", ManagedByName = "shop", ReplicasWriters = [argo] })).Change.Text);
        Assert.Equal(["replicas-also-applied"], Rules(With(w => w with { ReplicasWriters = [user] })));
        Assert.Empty(Rules(With(w => w with { ReplicasWriters = [edit] })));
        Assert.Empty(Rules(With(w => w with { ReplicasWriters = [new("kube-controller-manager", false, true)] })));
        // A chart that leaves the number to an autoscaler.
        Assert.Empty(Rules(With(w => w with { ManagedBy = "Helm", ManagedByName = "shop", ReplicasWriters = [edit] })));
    }

    [Fact]
    public void Something_unknown_that_scales_is_named()
    {
        Assert.Contains("scale-bot", The("scaled-by-something", With(w => w with { ReplicasWriters = [new("scale-bot", false, true)] })).Statement);
        Assert.Empty(Rules(With(w => w with { ReplicasWriters = [new("kubectl-scale", false, true)] })));
    }

    [Fact]
    public void Two_autoscalers_fight_but_KEDA_and_its_own_are_one()
    {
        FoundAutoscaler one = new("HorizontalPodAutoscaler", "web", null), keda = new("ScaledObject", "web", null), made = new("HorizontalPodAutoscaler", "keda-hpa-web", null) { OwnedBy = "ScaledObject/web" };

        Assert.Equal(["two-autoscalers"], Rules(Good with { Autoscalers = [one, keda] }));
        Assert.Empty(Rules(Good with { Autoscalers = [keda, made] }));
        Assert.Equal(["autoscaler-does-not-act"], Rules(Good with { Autoscalers = [one with { Troubles = ["ScalingActive=False FailedGetResourceMetric: missing request for cpu"] }] }));
    }

    [Fact]
    public void A_vertical_autoscaler_and_a_horizontal_one_both_on_CPU_conflict()
    {
        Assert.Equal(["vertical-and-horizontal"], Rules(Good with { Verticals = [new("web", "Auto", true)] }));
        Assert.Empty(Rules(Good with { Verticals = [new("web", "Off", true), new("other", "Auto", false)] }));
    }

    [Fact]
    public void Without_the_metrics_API_no_autoscaler_on_CPU_acts()
    {
        Assert.Equal(["no-metrics-api"], Rules(Good with { ServesResourceMetrics = false }));
        Assert.Empty(Rules(Good with { ServesResourceMetrics = null }));
    }

    [Fact]
    public void A_budget_blocks_when_its_own_words_allow_nothing()
    {
        Assert.Equal(["budget-blocks"], Rules(Good with { Budgets = [new("web", "2", null, 0, 2)] }));
        Assert.Equal(["budget-blocks"], Rules(Good with { Budgets = [new("web", null, "0", 0, 2)] }));
        // Exhausted just now, for a pod is not ready.
        Assert.Empty(Rules(Good with { Budgets = [new("web", "1", null, 0, 2)] }));
        Assert.Equal(["two-budgets"], Rules(Good with { Budgets = [new("a", "1", null, 1, 2), new("b", "1", null, 1, 2)] }));
    }

    [Fact]
    public void A_quota_without_room_for_one_more_is_full()
    {
        Assert.Equal(["quota-full"], Rules(Good with { Quotas = [new("q", "requests.cpu", 1, 0.8, 0.25)] }));
        Assert.Equal(["quota-wants-requests"], Rules(Good with { Quotas = [new("q", "limits.memory", 1 << 30, 0, null)] }));
        Assert.Empty(Rules(Good with { Quotas = [new("q", "requests.cpu", 1, 0.75, 0.25)] }));
    }

    [Fact]
    public void Nodes_without_room_are_said_with_what_is_free()
    {
        Assert.Equal(["no-room-on-nodes"], Rules(Good with { Nodes = [new("node-1", null, 200, 4L << 30, 50), new("node-2", null, 4000, 1 << 20, 50)] }));
        Assert.Equal(["one-node"], Rules(Good with { Nodes = [new("node-1", null, 4000, 4L << 30, 50)] }));
        Assert.Empty(Rules(Good with { Nodes = null }));
    }

    [Fact]
    public void What_waits_for_a_node_already_and_what_is_paused_or_at_zero_is_said()
    {
        Assert.Equal(["unschedulable"], Rules(Good with { Pods = [Pod("web-1", 5), Pod("web-2", 5) with { Ready = false, Unschedulable = "0/2 nodes are available: 2 Insufficient cpu." }] }));
        Assert.Equal(["paused"], Rules(With(w => w with { Paused = true })));
        Assert.Equal(["scaled-to-zero"], Rules(With(w => w with { Replicas = 0 })));
    }

    [Fact]
    public void The_documentation_names_every_rule()
    {
        var page = File.ReadAllText(Repository.PathTo("docs", "scaling.md"));
        var rules = Directory.EnumerateFiles(Repository.PathTo("src", "Unloop.Core", "Scaling", "Obstacles"), "*.cs")
            .SelectMany(f => Rule().Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value)).Distinct().ToList();

        Assert.True(rules.Count > 25);
        Assert.Empty(rules.Where(r => !page.Contains($"`{r}`", StringComparison.Ordinal)));
    }

    [GeneratedRegex("new\\(\"([a-z]+(?:-[a-z]+)*)\", (?:ObstacleWeight|lasts)", RegexOptions.NonBacktracking)]
    private static partial Regex Rule();

    [Fact]
    public void The_gravest_comes_first()
    {
        var weights = ObstacleList.Find(Volume("persistentVolumeClaim", "data", "/data", false, "ReadWriteOnce") with { ServesResourceMetrics = false, Nodes = [new("n", null, 9000, 9L << 30, 9)] }).Select(o => o.Weight).ToList();

        Assert.Equal([ObstacleWeight.Blocks, ObstacleWeight.First, ObstacleWeight.Mind], weights);
    }
}
