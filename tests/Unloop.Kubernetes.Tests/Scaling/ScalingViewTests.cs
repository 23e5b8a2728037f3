using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Core.Scaling;
using Unloop.Core.Scaling.Autoscaling;
using Unloop.Kubernetes.Auth;
using Unloop.Kubernetes.Tests.Fakes;
using static Unloop.Kubernetes.Tests.Fakes.Objects;

namespace Unloop.Kubernetes.Tests.Scaling;

public sealed class ScalingViewTests
{
    private const string Container = """{"name":"web","image":"shop/web:1","ports":[{"containerPort":8080}],"resources":{"requests":{"cpu":"250m","memory":"128Mi"},"limits":{"cpu":"1"}},"readinessProbe":{"httpGet":{}}}""";

    private static string Web(string spec = "", string pod = "", string metadata = "", string container = Container) => $$$$"""
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"shop","uid":"uid-web"{{{{metadata}}}}},
         "spec":{"replicas":2,"selector":{"matchLabels":{"app":"web"}},"strategy":{"type":"RollingUpdate"}{{{{spec}}}},
          "template":{"metadata":{"labels":{"app":"web"} },"spec":{"containers":[{{{{container}}}}]{{{{pod}}}} } } } }
        """;

    private static async Task<FixCluster> StartAsync(string workload)
    {
        var cluster = await FixCluster.StartAsync();
        cluster.Api.Put(Deployments, workload);
        Serve(cluster, "autoscaling", "v2", "HorizontalPodAutoscaler");
        Serve(cluster, "policy", "v1", "PodDisruptionBudget");
        cluster.Api.Serve("/apis/autoscaling/v2/namespaces/shop/horizontalpodautoscalers");
        return cluster;
    }

    private static void Serve(FixCluster cluster, string group, string version, string kind) =>
        cluster.Api.Put("/apis/" + group, $$$"""{"kind":"APIResourceList","metadata":{"name":"{{{version}}}"},"resources":[{"name":"{{{kind.ToLowerInvariant()}}}s","kind":"{{{kind}}}","namespaced":true}]}""");

    private static async Task<ScalingFacts> LookAsync(FixCluster cluster, string name = "web")
    {
        var sight = await cluster.Scaling.LookAsync(Ref(name), TestContext.Current.CancellationToken);
        Assert.Null(sight.Problem);
        return sight.Facts!;
    }

    private static WorkloadRef Ref(string name) => new() { ApiVersion = "apps/v1", Kind = "Deployment", Namespace = "shop", Name = name, Uid = "" };

    [Fact]
    public async Task A_workload_is_read_with_its_pods_and_what_the_cluster_has_room_for()
    {
        await using var cluster = await StartAsync(Web());
        cluster.Api.Put(Pods, Pod("web-1", Status("web", Running(), ready: true), labels: "\"app\":\"web\"", status: $$""","conditions":[{"type":"Ready","status":"True","lastTransitionTime":"{{Stamp(59)}}"}]"""));
        cluster.Api.Put("/api/v1/pods", """{"metadata":{"name":"other","namespace":"ops"},"spec":{"nodeName":"node-1","containers":[{"name":"x","resources":{"requests":{"cpu":"500m","memory":"1Gi"}}}]},"status":{"phase":"Running"}}""");
        cluster.Api.Put("/api/v1/nodes", """{"metadata":{"name":"node-1","labels":{"topology.kubernetes.io/zone":"a"}},"status":{"allocatable":{"cpu":"2","memory":"4Gi","pods":"10"}}}""");
        cluster.Api.Put("/api/v1/nodes", """{"metadata":{"name":"node-2"},"spec":{"taints":[{"key":"gpu","effect":"NoSchedule"}]},"status":{"allocatable":{"cpu":"2","memory":"4Gi","pods":"10"}}}""");

        var facts = await LookAsync(cluster);

        var container = Assert.Single(facts.Workload.Containers);
        Assert.Equal((250L, 1000L, 128L << 20, true), (container.CpuRequest, container.CpuLimit, container.MemoryRequest, container.HasReadinessProbe));
        Assert.Equal([new NodeRoom("node-1", "a", 1500, 3L << 30, 9)], facts.Nodes!);
        Assert.Equal(TimeSpan.FromMinutes(1), Assert.Single(facts.Pods).ReadySince - facts.Pods[0].CreatedAt);
        Assert.Equal(("v2", "v1", 23, false), (facts.AutoscalingVersion, facts.PolicyVersion, facts.ServerMinor, facts.ServesResourceMetrics));
        Assert.Equal(Scalability.AfterMending, ScalingAdvisor.Advise(facts, new()).Answer);
    }

    [Fact]
    public async Task A_limit_is_the_request_where_none_is_set_and_a_limit_range_fills_in()
    {
        await using var cluster = await StartAsync(Web(container: """{"name":"web","resources":{"limits":{"cpu":"500m"}}}"""));
        cluster.Api.Put("/api/v1/namespaces/shop/limitranges", """{"metadata":{"name":"lr"},"spec":{"limits":[{"type":"Container","defaultRequest":{"memory":"64Mi"},"max":{"cpu":"2"}}]}}""");

        var facts = await LookAsync(cluster);

        Assert.Equal((500L, 64L << 20), (facts.Workload.Containers[0].CpuRequest, facts.Workload.Containers[0].MemoryRequest));
        Assert.Equal([new LimitBound("lr", "Container", "cpu", null, 2)], facts.LimitRanges);
    }

    [Fact]
    public async Task Autoscalers_of_this_workload_are_read_whole_and_those_of_others_are_not()
    {
        await using var cluster = await StartAsync(Web());
        string Hpa(string name, string target) => $$$"""
            {"metadata":{"name":"{{{name}}}"},"spec":{"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"{{{target}}}"},"minReplicas":2,"maxReplicas":9,
             "metrics":[{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":60} } },{"type":"Pods","pods":{"metric":{"name":"qps"},"target":{"type":"AverageValue","averageValue":"1500m"} } },
              {"type":"External","external":{"metric":{"name":"queue"},"target":{"type":"Value","value":"30"} } }],
             "behavior":{"scaleDown":{"stabilizationWindowSeconds":60,"selectPolicy":"Min","policies":[{"type":"Pods","value":1,"periodSeconds":30}]} } },
             "status":{"conditions":[{"type":"ScalingActive","status":"False","reason":"FailedGetResourceMetric","message":"missing request for cpu"},{"type":"ScalingLimited","status":"False"}]}}
            """;
        cluster.Api.Put("/apis/autoscaling/v2/namespaces/shop/horizontalpodautoscalers", Hpa("web", "web"));
        cluster.Api.Put("/apis/autoscaling/v2/namespaces/shop/horizontalpodautoscalers", Hpa("other", "other"));

        var found = Assert.Single((await LookAsync(cluster)).Autoscalers);

        Assert.Equal([new("cpu", HpaTarget.Utilization, 60), new("qps", HpaTarget.AverageOfPods, 1500) { IsResource = false }, new HpaMetric("queue", HpaTarget.Value, 30_000) { IsResource = false }], found.Spec!.Metrics);
        Assert.Equal((60, HpaSelect.Min), (found.Spec.Behavior!.ScaleDown.StabilizationSeconds, found.Spec.Behavior.ScaleDown.Select));
        Assert.Equal(2, found.Spec.Behavior.ScaleUp.Policies.Count);
        Assert.Contains("missing request for cpu", Assert.Single(found.Troubles), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_oldest_version_of_autoscalers_has_the_CPU_alone()
    {
        await using var cluster = await FixCluster.StartAsync();
        cluster.Api.Put(Deployments, Web());
        cluster.Api.Put("/apis/autoscaling/v1/namespaces/shop/horizontalpodautoscalers", """{"metadata":{"name":"web"},"spec":{"scaleTargetRef":{"kind":"Deployment","name":"web"},"maxReplicas":5,"targetCPUUtilizationPercentage":80}}""");

        var facts = await LookAsync(cluster);

        Assert.Equal(("v1", "v1beta1", 18), (facts.AutoscalingVersion, facts.PolicyVersion, facts.ServerMinor));
        Assert.Equal([new("cpu", HpaTarget.Utilization, 80)], facts.Autoscalers[0].Spec!.Metrics);
    }

    [Fact]
    public async Task Only_replicas_that_stand_in_the_applied_manifest_are_applied_again()
    {
        string Managed(string applied) => $$$$""","annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{{{{applied}}}}"},"managedFields":[{"manager":"kubectl-client-side-apply","operation":"Update","fieldsV1":{"f:spec":{"f:replicas":{} } } }]""";
        await using var with = await StartAsync(Web(metadata: Managed("""{\"spec\":{\"replicas\":2}}""")));
        await using var without = await StartAsync(Web(metadata: Managed("""{\"spec\":{}}""")));

        Assert.True(Assert.Single((await LookAsync(with)).Workload.ReplicasWriters).Applied);
        Assert.False(Assert.Single((await LookAsync(without)).Workload.ReplicasWriters).Applied);
    }

    [Fact]
    public async Task Volumes_claims_and_quotas_are_read_for_what_they_mean_to_replicas()
    {
        await using var cluster = await StartAsync(Web(
            pod: ""","volumes":[{"name":"d","persistentVolumeClaim":{"claimName":"data"}},{"name":"h","hostPath":{"path":"/srv"}}]""",
            container: """{"name":"web","resources":{"requests":{"cpu":"250m"}},"volumeMounts":[{"name":"d","mountPath":"/data"},{"name":"h","mountPath":"/srv","readOnly":true}]}"""));
        cluster.Api.Put("/api/v1/namespaces/shop/persistentvolumeclaims", """{"metadata":{"name":"data"},"spec":{"accessModes":["ReadWriteOnce"]}}""");
        cluster.Api.Put("/api/v1/namespaces/shop/resourcequotas", """{"metadata":{"name":"q"},"spec":{},"status":{"hard":{"requests.cpu":"1","limits.memory":"1Gi","services":"5"},"used":{"requests.cpu":"500m"}}}""");

        var facts = await LookAsync(cluster);

        Assert.Equal(["ReadWriteOnce"], Assert.Single(facts.Claims).AccessModes);
        Assert.Empty(facts.Workload.Volumes[1].Mounts);
        Assert.Equal([new("q", "requests.cpu", 1, 0.5, 0.25), new QuotaLine("q", "limits.memory", 1 << 30, 0, null)], facts.Quotas);
    }

    [Fact]
    public async Task Use_is_measured_where_the_cluster_serves_it()
    {
        await using var cluster = await StartAsync(Web());
        Serve(cluster, "metrics.k8s.io", "v1beta1", "PodMetrics");
        cluster.Api.Put(Pods, Pod("web-1", Status("web", Running(), ready: true), labels: "\"app\":\"web\""));
        cluster.Api.Put("/apis/metrics.k8s.io/v1beta1/namespaces/shop/pods", $$"""{"metadata":{"name":"web-1","labels":{"app":"web"} },"timestamp":"{{Stamp(1)}}","window":"1m15s","containers":[{"name":"web","usage":{"cpu":"123456789n","memory":"65536Ki"} }]}""");
        cluster.Api.Put("/apis/metrics.k8s.io/v1beta1/namespaces/shop/pods", """{"metadata":{"name":"gone","labels":{"app":"web"}},"containers":[{"name":"web","usage":{"cpu":"9"}}]}""");

        var look = Assert.Single((await LookAsync(cluster)).Usage);

        Assert.Equal([new ContainerUse("web-1", "web", 124, 64 << 20)], look.Containers);
        Assert.Equal(TimeSpan.FromSeconds(75), look.Window);
    }

    [Fact]
    public async Task What_may_not_be_read_is_a_gap_and_stops_nothing()
    {
        await using var cluster = await StartAsync(Web());
        foreach (var forbidden in new[] { "/nodes", "/resourcequotas", "/limitranges", "/poddisruptionbudgets", "/horizontalpodautoscalers" })
        {
            cluster.Api.Fault(r => r.Path.EndsWith(forbidden, StringComparison.Ordinal), c => FakeApi.StatusAsync(c, 403, "Forbidden", "no"));
        }

        var facts = await LookAsync(cluster);

        Assert.Null(facts.Nodes);
        Assert.Equal(5, facts.Gaps.Count(g => g.Reason == GapReason.Forbidden));
        Assert.NotNull(ScalingAdvisor.Advise(facts, new()).Autoscaler);
    }

    [Fact]
    public async Task A_mistyped_name_is_answered_with_the_nearest()
    {
        await using var cluster = await StartAsync(Web());

        var sight = await cluster.Scaling.LookAsync(Ref("wbe"), TestContext.Current.CancellationToken);

        Assert.Equal((ProblemKind.NoMatch, true), (sight.Problem!.Kind, sight.Problem.Message.Contains("did you mean web", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Rollout", "A Rollout is nothing that Unloop knows how to scale.")]
    [InlineData("CronJob", null)]
    public async Task A_custom_kind_is_refused_without_a_request_and_a_known_one_is_asked_for(string kind, string? says)
    {
        await using var cluster = await StartAsync(Web());

        var sight = await cluster.Scaling.LookAsync(Ref("web") with { ApiVersion = "argoproj.io/v1alpha1", Kind = kind }, TestContext.Current.CancellationToken);

        Assert.Null(sight.Facts);
        Assert.Equal(says is null, !cluster.Api.Requests.IsEmpty);
        Assert.True(says is null || (sight.Problem!.Kind, sight.Problem.Message) == (ProblemKind.Refused, says));
    }

    [Fact]
    public async Task Looking_asks_for_nothing_that_the_table_does_not_name_and_writes_nothing()
    {
        await using var cluster = await StartAsync(Web());
        _ = await LookAsync(cluster);

        var rules = AccessTable.For("scale")!;
        var asked = cluster.Api.Requests.Where(r => r.Path.Split('/').Length > (r.Path.StartsWith("/apis/", StringComparison.Ordinal) ? 4 : 3)).Select(r => r.Path.Split('/')).ToList();
        Assert.All(asked, path =>
        {
            var group = path[1] == "api" ? "" : path[2];
            Assert.Contains(rules, r => r.Group == group && path.Contains(r.Resource));
        });
        Assert.Empty(cluster.Api.Writes);
        Assert.DoesNotContain(cluster.Api.Requests, r => r.Path.Contains("secrets", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_applied_is_rehearsed_carries_our_mark_and_leaves_what_is_anothers_alone()
    {
        await using var cluster = await StartAsync(Web());
        var facts = await LookAsync(cluster);
        var manifest = ScalingAdvisor.Advise(facts, new()).Manifests.First(m => m.Kind == "HorizontalPodAutoscaler");
        var token = TestContext.Current.CancellationToken;
        const string place = "/apis/autoscaling/v2/namespaces/shop/horizontalpodautoscalers";

        Assert.Null(await cluster.ScalingWriter.ApplyAsync(manifest, facts, dryRun: true, token));
        Assert.Null(cluster.Api.Find(place, "web"));
        Assert.Null(await cluster.ScalingWriter.ApplyAsync(manifest, facts, dryRun: false, token));
        Assert.Equal("unloop", (string?)cluster.Api.Find(place, "web")!["metadata"]!["labels"]!["app.kubernetes.io/managed-by"]);
        Assert.All(cluster.Api.Writes, w => Assert.Equal(("unloop", false), (w.Query.GetValueOrDefault("fieldManager"), w.Query.ContainsKey("force"))));

        Assert.Null(await cluster.ScalingWriter.ApplyAsync(manifest, facts, dryRun: false, token));

        cluster.Api.Put(place, """{"metadata":{"name":"web","uid":"u"},"spec":{"maxReplicas":3}}""");
        Assert.Equal(ProblemKind.Refused, (await cluster.ScalingWriter.ApplyAsync(manifest, facts, dryRun: false, token))!.Kind);
        Assert.Equal(ProblemKind.Refused, (await cluster.ScalingWriter.ApplyAsync(manifest with { Kind = "Secret" }, facts, dryRun: false, token))!.Kind);
    }

    [Fact]
    public async Task What_Unloop_made_for_another_workload_of_that_name_is_left_alone()
    {
        await using var cluster = await StartAsync(Web());
        var (facts, token) = (await LookAsync(cluster), TestContext.Current.CancellationToken);
        var manifests = ScalingAdvisor.Advise(facts, new()).Manifests;
        const string marked = "\"metadata\":{\"name\":\"web\",\"uid\":\"u\",\"labels\":{\"app.kubernetes.io/managed-by\":\"unloop\"}}";
        cluster.Api.Put("/apis/autoscaling/v2/namespaces/shop/horizontalpodautoscalers", "{" + marked + ""","spec":{"scaleTargetRef":{"apiVersion":"apps/v1","kind":"StatefulSet","name":"web"},"maxReplicas":3}}""");
        cluster.Api.Put("/apis/policy/v1/namespaces/shop/poddisruptionbudgets", "{" + marked + ""","spec":{"maxUnavailable":1,"selector":{"matchLabels":{"app":"db"}}}}""");

        foreach (var (kind, says) in new[] { ("HorizontalPodAutoscaler", "Unloop made it for statefulset/web"), ("PodDisruptionBudget", "pods with other labels") })
        {
            var refusal = await cluster.ScalingWriter.ApplyAsync(manifests.First(m => m.Kind == kind), facts, dryRun: true, token);

            Assert.Equal(ProblemKind.Refused, refusal!.Kind);
            Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
        }

        Assert.Empty(cluster.Api.Writes);
    }
}
