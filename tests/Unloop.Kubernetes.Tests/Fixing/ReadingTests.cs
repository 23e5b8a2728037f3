using System.Text.Json.Nodes;
using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Kubernetes.Tests.Fakes;
using static Unloop.Kubernetes.Tests.Fakes.Objects;

namespace Unloop.Kubernetes.Tests.Fixing;

public sealed class ReadingTests
{
    private const string Container = """{"name":"web","image":"app:2","resources":{"limits":{"memory":"128Mi"},"requests":{"cpu":"250m"}}}""";

    [Fact]
    public async Task A_template_is_read_exactly_as_it_stands()
    {
        await using var cluster = await FixCluster.StartAsync();
        var strange = """{"metadata":{"creationTimestamp":null,"labels":{"app":"web"}},"spec":{"containers":[{"name":"web","image":"app:2","somethingNew":{"deep":[1.50,"x"]}}],"terminationGracePeriodSeconds":30}}""";
        Put(cluster.Api, template: strange);

        Assert.Equal(CanonicalJson.Text(JsonNode.Parse(strange)), CanonicalJson.Text((await cluster.ReadAsync("Deployment", "web")).Template));
    }

    [Theory]
    [InlineData("""{"metadata":{"annotations":{"argocd.argoproj.io/tracking-id":"shop:apps/Deployment:shop/web"}}}""", "Argo CD application shop", "change it in the Git repository of application shop; Argo CD would change this back")]
    [InlineData("""{"metadata":{"labels":{"kustomize.toolkit.fluxcd.io/name":"apps"}}}""", "Flux apps", "Git repository that Flux reconciles for apps")]
    [InlineData("""{"metadata":{"annotations":{"meta.helm.sh/release-name":"web"}}}""", "Helm release web", "run helm upgrade in namespace shop")]
    [InlineData("""{"metadata":{"ownerReferences":[{"apiVersion":"argoproj.io/v1alpha1","kind":"Rollout","name":"web","uid":"u","controller":true}]}}""", "Rollout/web", "change the Rollout web (argoproj.io/v1alpha1) in its place")]
    public async Task Who_would_change_it_back_is_named_with_what_to_do_instead(string marks, string name, string instead)
    {
        await using var cluster = await FixCluster.StartAsync();
        Put(cluster.Api, marks: marks);

        var owner = Assert.Single((await cluster.ReadAsync("Deployment", "web")).Owners);

        Assert.Equal((name, 0), (owner.Name, owner.Prefixes.Count));
        Assert.Contains(instead, owner.Instead, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_workload_of_its_own_has_no_owner_and_nothing_in_its_way()
    {
        await using var cluster = await FixCluster.StartAsync();
        Put(cluster.Api);

        var live = await cluster.ReadAsync("Deployment", "web");

        Assert.Empty(live.Owners);
        Assert.Empty(live.Obstacles);
        Assert.Empty(live.Gaps);
    }

    [Fact]
    public async Task A_pod_of_a_deployment_is_changed_there()
    {
        await using var cluster = await FixCluster.StartAsync();
        Put(cluster.Api);
        cluster.Api.Put(ReplicaSets, ReplicaSet("web-a", "web", 1, "app:2"));
        cluster.Api.Put(Pods, Pod("web-a-1", Looping(), metadata: OwnedBy("ReplicaSet", "web-a", "uid-web-a")));

        Assert.Contains("deployment/web", Assert.Single((await cluster.ReadAsync("Pod", "web-a-1")).Owners).Instead, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fields_that_another_tool_applied_are_its_own_and_those_that_kubectl_applied_are_not()
    {
        await using var cluster = await FixCluster.StartAsync();
        const string fields = """{"f:spec":{"f:replicas":{},"f:template":{"f:metadata":{"f:labels":{"f:app":{}}},"f:spec":{"f:containers":{"k:{\"name\":\"web\"}":{".":{},"f:image":{},"f:name":{}}}}}}}""";
        Put(cluster.Api, marks: $$$"""{"metadata":{"managedFields":[{"manager":"deployer","operation":"Apply","fieldsV1":{{{fields}}}},{"manager":"kubectl","operation":"Apply","fieldsV1":{{{fields}}}},{"manager":"other","operation":"Update","fieldsV1":{{{fields}}}}]}}""");

        var owner = Assert.Single((await cluster.ReadAsync("Deployment", "web")).Owners);

        Assert.Equal("deployer", owner.Name);
        Assert.Equal(["/metadata/labels/app", "/spec/containers/0/image", "/spec/containers/0/name"], owner.Prefixes);
    }

    [Theory]
    [InlineData("Auto", """{"containerPolicies":[{"containerName":"*","mode":"Auto"}]}""", 1)]
    [InlineData("Off", "{}", 0)]
    [InlineData("Auto", """{"containerPolicies":[{"containerName":"web","mode":"Off"}]}""", 0)]
    public async Task An_autoscaler_owns_the_resources_that_it_sets(string mode, string policy, int expected)
    {
        await using var cluster = await FixCluster.StartAsync();
        Put(cluster.Api);
        cluster.Api.Put("/apis/autoscaling.k8s.io/v1/namespaces/shop/verticalpodautoscalers", $$$"""{"metadata":{"name":"web"},"spec":{"targetRef":{"kind":"Deployment","name":"web"},"updatePolicy":{"updateMode":"{{{mode}}}"},"resourcePolicy":{{{policy}}}}}""");

        Assert.Equal(Enumerable.Repeat("/spec/containers/0/resources", expected), (await cluster.ReadAsync("Deployment", "web")).Owners.SelectMany(o => o.Prefixes));
    }

    [Theory]
    [InlineData("""{"pods":"3"}""", """{"pods":"3"}""", "of pods 0 of 3 is left, and one more pod takes 1")]
    [InlineData("""{"limits.memory":"256Mi"}""", """{"limits.memory":"192Mi"}""", "of limits.memory 64Mi of 256Mi is left, and one more pod takes 128Mi")]
    [InlineData("""{"requests.cpu":"1"}""", """{"requests.cpu":"800m"}""", "of requests.cpu 200m of 1 is left, and one more pod takes 250m")]
    [InlineData("""{"limits.cpu":"1"}""", "{}", "container web has no limits.cpu, which the quota requires")]
    [InlineData("""{"requests.cpu":"1"}""", """{"requests.cpu":"750m"}""", null)]
    public async Task A_quota_that_one_more_pod_would_exceed_is_an_obstacle(string hard, string used, string? expected)
    {
        await using var cluster = await FixCluster.StartAsync();
        Put(cluster.Api);
        cluster.Api.Put("/api/v1/namespaces/shop/resourcequotas", $$$"""{"metadata":{"name":"small"},"status":{"hard":{{{hard}}},"used":{{{used}}}}}""");

        Assert.Equal(expected is null ? [] : [$"ResourceQuota small would refuse the pod: {expected}."], (await cluster.ReadAsync("Deployment", "web")).Obstacles);
    }

    [Fact]
    public async Task Where_the_old_pod_goes_first_only_what_the_new_one_takes_more_counts()
    {
        await using var cluster = await FixCluster.StartAsync();
        Put(cluster.Api, spec: ""","strategy":{"type":"Recreate"}""");
        cluster.Api.Put("/api/v1/namespaces/shop/resourcequotas", """{"metadata":{"name":"small"},"status":{"hard":{"limits.memory":"128Mi"},"used":{"limits.memory":"128Mi"}}}""");
        var live = await cluster.ReadAsync("Deployment", "web");
        Assert.Empty(live.Obstacles);

        var draft = await cluster.Workloads.PatchAsync(
            new() { Workload = live.Ref, ExpectedTemplateHash = live.TemplateHash, Edits = [new("replace", "/spec/containers/0/resources/limits/memory", "256Mi")], DryRun = true },
            TestContext.Current.CancellationToken);

        Assert.Contains("the changed pod takes 128Mi", Assert.Single(draft.Workload!.Obstacles), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"type":"Container","max":{"memory":"64Mi"}}""", "container web has 128Mi of memory, and at most 64Mi is allowed")]
    [InlineData("""{"type":"Container","min":{"cpu":"500m"}}""", "container web has 250m of cpu, and at least 500m is required")]
    [InlineData("""{"type":"Container","max":{"cpu":"2"}}""", "container web has no limit of cpu, and at most 2 is allowed")]
    [InlineData("""{"type":"Pod","max":{"memory":"100Mi"}}""", "the pod as a whole has 128Mi of memory, and at most 100Mi is allowed")]
    [InlineData("""{"type":"Container","max":{"cpu":"2"},"default":{"cpu":"1"}}""", null)]
    public async Task A_limit_range_that_would_refuse_the_pods_is_an_obstacle(string limit, string? expected)
    {
        await using var cluster = await FixCluster.StartAsync();
        Put(cluster.Api);
        cluster.Api.Put("/api/v1/namespaces/shop/limitranges", $$$"""{"metadata":{"name":"bounds"},"spec":{"limits":[{{{limit}}}]}}""");

        Assert.Equal(expected is null ? [] : [$"LimitRange bounds would refuse the pod: {expected}."], (await cluster.ReadAsync("Deployment", "web")).Obstacles);
    }

    [Theory]
    [InlineData(""","paused":true""", "The rollout is paused")]
    [InlineData(""","updateStrategy":{"type":"OnDelete"}""", "Pods are replaced only when somebody deletes them")]
    [InlineData(""","updateStrategy":{"rollingUpdate":{"partition":2}}""", "an ordinal below 2 keep the old template")]
    [InlineData(""","replicas":0""", "It is scaled to 0")]
    public async Task What_the_workload_itself_says_against_new_pods_is_an_obstacle(string spec, string expected)
    {
        await using var cluster = await FixCluster.StartAsync();
        Put(cluster.Api, spec: spec);

        Assert.Contains(expected, Assert.Single((await cluster.ReadAsync("Deployment", "web")).Obstacles), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_budget_that_allows_no_disruption_is_named_for_the_pods_that_it_selects()
    {
        await using var cluster = await FixCluster.StartAsync();
        Put(cluster.Api);
        foreach (var (name, app, allowed) in new[] { ("tight", "web", 0), ("loose", "web", 1), ("other", "db", 0) })
        {
            cluster.Api.Put("/apis/policy/v1/namespaces/shop/poddisruptionbudgets", $$$$"""{"metadata":{"name":"{{{{name}}}}"},"spec":{"selector":{"matchLabels":{"app":"{{{{app}}}}"}}},"status":{"disruptionsAllowed":{{{{allowed}}}}}}""");
        }

        Assert.StartsWith("PodDisruptionBudget tight allows no disruption now", Assert.Single((await cluster.ReadAsync("Deployment", "web")).Obstacles), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_may_not_be_looked_at_is_a_gap()
    {
        await using var cluster = await FixCluster.StartAsync();
        Put(cluster.Api);
        cluster.Api.Fault("/resourcequotas", 403, "Forbidden", "no");

        Assert.Equal(GapReason.Forbidden, Assert.Single((await cluster.ReadAsync("Deployment", "web")).Gaps).Reason);
    }

    [Fact]
    public async Task The_healthy_template_is_the_last_one_with_ready_pods_and_can_be_written_back()
    {
        await using var cluster = await FixCluster.StartAsync();
        Put(cluster.Api, template: """{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"web","image":"app:3"}]}}""");
        foreach (var (revision, available) in new[] { (1, 1), (2, 0), (3, 0) })
        {
            cluster.Api.Put(ReplicaSets, ReplicaSet("web-" + revision, "web", revision, "app:" + revision, available)
                .Replace("""{"labels":{"app":"web"}},"spec":{"containers""", """{"creationTimestamp":null,"labels":{"app":"web","pod-template-hash":"abc"}},"spec":{"containers""", StringComparison.Ordinal));
        }

        var healthy = (await cluster.ReadAsync("Deployment", "web")).Healthy!;

        Assert.Equal(("1", true), (healthy.Name, healthy.HadReadyPods));
        Assert.Equal("""{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"image":"app:1","name":"web"}]}}""", CanonicalJson.Text(healthy.Template));
    }

    [Fact]
    public async Task A_stateful_sets_own_word_for_the_healthy_revision_is_taken()
    {
        await using var cluster = await FixCluster.StartAsync();
        cluster.Api.Put("/apis/apps/v1/namespaces/shop/statefulsets", """{"metadata":{"name":"db","namespace":"shop","uid":"uid-db"},"spec":{"selector":{"matchLabels":{"app":"db"}},"template":{"spec":{"containers":[{"image":"db:3"}]}}},"status":{"currentRevision":"db-b","updateRevision":"db-c"}}""");
        foreach (var (number, name) in new[] { (1, "a"), (2, "b"), (3, "c") })
        {
            cluster.Api.Put("/apis/apps/v1/namespaces/shop/controllerrevisions", $$$$"""{"metadata":{"name":"db-{{{{name}}}}","labels":{"app":"db"}{{{{OwnedBy("StatefulSet", "db", "uid-db")}}}}},"revision":{{{{number}}}},"data":{"spec":{"template":{"$patch":"replace","spec":{"containers":[{"image":"db:{{{{number}}}}"}]} } } } }""");
        }

        var healthy = (await cluster.ReadAsync("StatefulSet", "db")).Healthy!;

        Assert.Equal(("db-b", true, """{"spec":{"containers":[{"image":"db:2"}]}}"""), (healthy.Name, healthy.HadReadyPods, CanonicalJson.Text(healthy.Template)));
    }

    [Fact]
    public async Task What_cannot_be_changed_here_is_refused_in_words()
    {
        await using var cluster = await FixCluster.StartAsync();

        Assert.Equal(ProblemKind.Refused, (await cluster.Workloads.ReadAsync("Service", "shop", "web", TestContext.Current.CancellationToken)).Problem!.Kind);
        Assert.Equal(ProblemKind.NoMatch, (await cluster.Workloads.ReadAsync("Deployment", "shop", "none", TestContext.Current.CancellationToken)).Problem!.Kind);
    }

    /// <summary>A Deployment whose metadata has some marks more.</summary>
    private static void Put(FakeApi api, string marks = "{}", string spec = "", string template = $$$"""{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{{{Container}}}]}}""")
    {
        var replicas = spec.Contains("replicas", StringComparison.Ordinal) ? "" : ",\"replicas\":2";
        var json = JsonNode.Parse($$$$"""{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"shop","uid":"uid-web"},"spec":{"selector":{"matchLabels":{"app":"web"}},"template":{{{{template}}}}{{{{spec}}}}{{{{replicas}}}}},"status":{}}""")!;
        foreach (var (name, value) in JsonNode.Parse(marks)!["metadata"] as JsonObject ?? [])
        {
            json["metadata"]![name] = value!.DeepClone();
        }

        api.Put(Deployments, json.ToJsonString());
    }
}
