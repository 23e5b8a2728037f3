using Unloop.Core.Facts;
using Unloop.Engine;
using Unloop.Kubernetes.Tests.Fakes;
using static Unloop.Kubernetes.Tests.Fakes.Objects;

namespace Unloop.Kubernetes.Tests.Collection;

public sealed class SourceTests
{
    [Fact]
    public async Task Events_of_the_pod_its_owners_and_its_node_are_found_and_those_of_an_earlier_pod_of_the_name_are_not()
    {
        await using var cluster = await TestCluster.StartAsync();
        PutRollout(cluster.Api);
        cluster.Api.Put(Events, Event("e1", "uid-web-new-1", "BackOff", "Back-off restarting failed container", count: 7));
        cluster.Api.Put(Events, Event("e2", "uid-of-the-dead", "Killing", "an earlier life"));
        cluster.Api.Put(Events, Event("e3", "uid-web", "ScalingReplicaSet", "Scaled up", "Deployment", "web"));
        cluster.Api.Put("/api/v1/namespaces/default/events", Event("e4", "node-1", "SystemOOM", "System OOM encountered", "Node", "node-1"));

        var pod = await cluster.PodAsync("web-new-1");

        Assert.Equal(["BackOff Pod/web-1 7", "ScalingReplicaSet Deployment/web 1", "SystemOOM Node/node-1 1"], pod.Events.Select(e => $"{e.Reason} {e.Object} {e.Count}").Order());
    }

    [Fact]
    public async Task Pull_secrets_are_read_on_request_only_and_stay_out_of_the_evidence()
    {
        await using var cluster = await TestCluster.StartAsync();
        var document = """{"auths":{"registry.example.com":{"auth":"dTpw"}}}""";
        cluster.Api.Put(Pods, Pod("web-1", Looping(), spec: ""","imagePullSecrets":[{"name":"own"},{"name":"gone"}],"serviceAccountName":"builder" """));
        cluster.Api.Put("/api/v1/namespaces/shop/serviceaccounts", """{"metadata":{"name":"builder"},"imagePullSecrets":[{"name":"shared"}]}""");
        foreach (var (name, key) in new[] { ("own", ".dockerconfigjson"), ("shared", ".dockercfg") })
        {
            cluster.Api.Put("/api/v1/namespaces/shop/secrets", $$$"""{"metadata":{"name":"{{{name}}}"},"data":{"{{{key}}}":"{{{Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(document))}}}"}}""");
        }

        var without = await cluster.CollectAsync(new TargetQuery { Targets = ["web-1"] });
        Assert.Empty(without.PullSecrets);
        Assert.DoesNotContain(cluster.Api.Requests, r => r.Path.Contains("secrets", StringComparison.Ordinal));

        var batch = await cluster.CollectAsync(new TargetQuery { Targets = ["web-1"], UsePullSecrets = true });

        Assert.Equal([document, document], batch.PullSecrets.Select(s => s.Document));
        Assert.Contains(Assert.Single(batch.Pods).Gaps, g => g.What == "the pull secret gone");
        Assert.DoesNotContain("dTpw", System.Text.Json.JsonSerializer.Serialize(batch.Pods), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_that_only_the_newer_group_grants_are_read_from_there()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Api.Put(Pods, Pod("web-1", Looping()));
        cluster.Api.Fault("/api/v1/namespaces/shop/events", 403, "Forbidden", "no");
        cluster.Api.Put("/apis/events.k8s.io/v1/namespaces/shop/events", """{"metadata":{"name":"e1"},"type":"Warning","reason":"Unhealthy","note":"Liveness probe failed","regarding":{"kind":"Pod","name":"web-1","uid":"uid-web-1"},"deprecatedCount":3}""");

        var pod = await cluster.PodAsync("web-1");

        Assert.Equal(("Unhealthy", "Liveness probe failed", 3), pod.Events.Select(e => (e.Reason, e.Message, e.Count)).Single());
        Assert.DoesNotContain(pod.Gaps, g => g.What.Contains("events of the pod", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_events_of_many_pods_are_read_in_one_list_and_still_told_apart()
    {
        await using var cluster = await TestCluster.StartAsync();
        for (var i = 0; i < 8; i++)
        {
            cluster.Api.Put(Pods, Pod($"bad-{i}", Looping()));
            cluster.Api.Put(Events, Event($"e{i}", $"uid-bad-{i}", "BackOff", $"of {i}"));
        }

        var batch = await cluster.CollectAsync();

        Assert.All(batch.Pods, p => Assert.Equal("of " + p.Subject.Pod[^1], Assert.Single(p.Events).Message));
        Assert.Single(cluster.Api.Requests, r => r.Path == Events);
    }

    [Fact]
    public async Task Each_source_that_is_forbidden_is_a_gap_of_its_own_and_what_the_status_shows_stays()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Api.Put(Pods, Pod("web-1", Looping(code: 137), metadata: OwnedBy("ReplicaSet", "web-new", "uid-web-new"),
            spec: ""","volumes":[{"name":"c","configMap":{"name":"settings"}}]"""));
        cluster.Api.Fault(r => r.Path != Pods + "/web-1", c => FakeApi.StatusAsync(c, 403, "Forbidden", "forbidden by role"));

        var pod = await cluster.PodAsync("web-1");

        Assert.Equal(137, pod.Container("web")!.LastState!.ExitCode);
        Assert.Equal(
            [
                "get configmaps in namespace shop is forbidden", "get nodes is forbidden", "get pods.metrics.k8s.io in namespace shop is forbidden",
                "get pods/log in namespace shop is forbidden", "get replicasets.apps in namespace shop is forbidden", "list events in namespace default is forbidden",
                "list events in namespace shop is forbidden", "list limitranges in namespace shop is forbidden", "list resourcequotas in namespace shop is forbidden",
            ],
            pod.Gaps.Select(g => g.Detail!).Distinct().Order(StringComparer.Ordinal));
        Assert.All(pod.Gaps, g => Assert.Equal(GapReason.Forbidden, g.Reason));
        Assert.Equal("ReplicaSet/web-new", pod.Subject.Workload);
    }

    [Fact]
    public async Task A_rollout_shows_what_changed_since_the_revision_that_had_healthy_pods_and_how_the_siblings_fare()
    {
        await using var cluster = await TestCluster.StartAsync();
        PutRollout(cluster.Api);

        var workload = (await cluster.PodAsync("web-new-1")).Workload!;

        Assert.Equal(("Deployment", "web", "3", "1"), (workload.Kind, workload.Name, workload.Revision, workload.HealthyRevision));
        Assert.Equal(new("containers[web].image", "app:1", "app:3"), Assert.Single(workload.Changes));
        Assert.Equal(FakeApi.Now.AddMinutes(-10), workload.RevisionCreatedAt);
        Assert.Equal(new("web-old-1", "node-1", "1", true, 0), Assert.Single(workload.Siblings));
    }

    [Fact]
    public async Task A_stateful_set_shows_what_changed_since_the_revision_its_status_calls_current()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Api.Put("/apis/apps/v1/namespaces/shop/statefulsets", """{"kind":"StatefulSet","metadata":{"name":"db","uid":"uid-db"},"spec":{"selector":{"matchLabels":{"app":"db"}}},"status":{"currentRevision":"db-aaa","updateRevision":"db-bbb"}}""");
        foreach (var (hash, number, image) in new[] { ("aaa", 1, "db:1"), ("bbb", 2, "db:2") })
        {
            cluster.Api.Put("/apis/apps/v1/namespaces/shop/controllerrevisions", $$$$$$"""
                {"metadata":{"name":"db-{{{{{{hash}}}}}}","labels":{"app":"db","controller.kubernetes.io/hash":"{{{{{{hash}}}}}}"}{{{{{{OwnedBy("StatefulSet", "db", "uid-db")}}}}}}},
                 "revision":{{{{{{number}}}}}},"data":{"spec":{"template":{"spec":{"containers":[{"name":"web","image":"{{{{{{image}}}}}}"}]}}}}}
                """);
        }

        cluster.Api.Put(Pods, Pod("db-0", Looping(), metadata: OwnedBy("StatefulSet", "db", "uid-db"), labels: """ "app":"db","controller-revision-hash":"db-bbb" """));

        var workload = (await cluster.PodAsync("db-0")).Workload!;

        Assert.Equal(("db-bbb", "db-aaa"), (workload.Revision, workload.HealthyRevision));
        Assert.Equal(new("containers[web].image", "db:1", "db:2"), Assert.Single(workload.Changes));
    }

    [Fact]
    public async Task Owners_of_kinds_that_Unloop_does_not_know_are_found_by_discovery()
    {
        await using var cluster = await TestCluster.StartAsync();
        PutRollout(cluster.Api, OwnedBy("Shop", "main", "uid-main", "example.org/v1"));
        cluster.Api.Put("/apis/example.org", """{"kind":"APIResourceList","metadata":{"name":"v1"},"resources":[{"name":"shops/status","kind":"Shop","namespaced":true},{"name":"shops","kind":"Shop","namespaced":true}]}""");
        cluster.Api.Put("/apis/example.org/v1/namespaces/shop/shops", """{"kind":"Shop","metadata":{"name":"main","uid":"uid-main","labels":{"kustomize.toolkit.fluxcd.io/name":"apps"}}}""");

        var pod = await cluster.PodAsync("web-new-1");

        Assert.Equal(["ReplicaSet/web-new", "Deployment/web", "Shop/main"], pod.Pod.Owners);
        Assert.Equal("Deployment/web", pod.Subject.Workload);
        Assert.Equal(["Shop/main"], pod.Workload!.Above);
        Assert.Equal(("Flux", "apps"), (pod.Workload.ManagedBy, pod.Workload.ManagedByName));
    }

    [Fact]
    public async Task The_instance_label_says_Argo_CD_only_together_with_its_own_field_manager()
    {
        await using var cluster = await TestCluster.StartAsync();
        const string label = ""","labels":{"app.kubernetes.io/instance":"storefront","app.kubernetes.io/managed-by":"Helm"}""";
        PutRollout(cluster.Api, label);
        Assert.Equal("Helm", (await cluster.PodAsync("web-new-1")).Workload!.ManagedBy);

        PutRollout(cluster.Api, label + ""","managedFields":[{"manager":"argocd-application-controller","operation":"Update"}]""");

        var workload = (await cluster.PodAsync("web-new-1")).Workload!;
        Assert.Equal(("Argo CD", "storefront"), (workload.ManagedBy, workload.ManagedByName));
    }

    [Fact]
    public async Task Config_maps_and_their_keys_are_there_or_missing_and_the_nearest_names_are_told()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Api.Put(ConfigMaps, """{"metadata":{"name":"settings","managedFields":[{"time":"2026-05-01T11:30:00Z"},{"time":"2026-05-01T11:50:00Z"}]},"data":{"LOG_LEVEL":"debug","password":"hunter2-in-a-config-map"}}""");
        cluster.Api.Put(Pods, Pod("web-1", Looping(), containers: """
            {"name":"web","env":[
              {"name":"A","valueFrom":{"configMapKeyRef":{"name":"settings","key":"LOG_LEVEL"}}},
              {"name":"B","valueFrom":{"configMapKeyRef":{"name":"settings","key":"LOGLEVEL"}}}],
             "envFrom":[{"configMapRef":{"name":"setings"}}]}
            """));

        var pod = await cluster.PodAsync("web-1");

        Assert.Equal(
            ["LOGLEVEL KeyMissing LOG_LEVEL", "LOG_LEVEL Present ", "setings ObjectMissing settings"],
            pod.References.Select(r => $"{r.Key ?? r.Name} {r.Presence} {string.Join(',', r.Nearest)}").Order(StringComparer.Ordinal));
        Assert.Equal(FakeApi.Now.AddMinutes(-10), pod.References.First(r => r.Key == "LOG_LEVEL").ChangedAt);
        Assert.Contains(cluster.Api.Requests, r => r.Path == ConfigMaps && r.Headers["Accept"][0].Contains("PartialObjectMetadataList", StringComparison.Ordinal));
        Assert.DoesNotContain("hunter2", System.Text.Json.JsonSerializer.Serialize(pod, Core.Reports.CoreJson.Default.PodEvidence), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_request_touches_a_secret_unless_the_user_asks_for_it()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Api.Put("/api/v1/namespaces/shop/secrets", """{"metadata":{"name":"db"},"data":{"user":"dQ=="}}""");
        cluster.Api.Put(Pods, Pod("web-1", Looping(), containers: """{"name":"web","env":[{"name":"A","valueFrom":{"secretKeyRef":{"name":"db","key":"password"}}}],"envFrom":[{"secretRef":{"name":"gone"}}]}"""));

        var silent = await cluster.PodAsync("web-1");
        Assert.All(silent.References, r => Assert.Equal(Presence.Unknown, r.Presence));
        Assert.DoesNotContain(cluster.Api.Requests, r => r.Path.Contains("secrets", StringComparison.Ordinal));

        var asked = Assert.Single((await cluster.CollectAsync(new TargetQuery { Targets = ["web-1"], CheckSecretKeys = true })).Pods);
        Assert.Equal(["db KeyMissing", "gone ObjectMissing"], asked.References.Select(r => $"{r.Name} {r.Presence}").Order());
        Assert.DoesNotContain(cluster.Api.Requests, r => r.Path.EndsWith("/secrets", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_config_map_of_a_name_that_leads_elsewhere_is_missing_and_is_not_asked_for()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Api.Put(Pods, Pod("web-1", Looping(), containers: """{"name":"web","envFrom":[{"configMapRef":{"name":".."}},{"configMapRef":{"name":"../secrets/db"}}]}"""));

        var pod = await cluster.PodAsync("web-1");

        Assert.All(pod.References, r => Assert.Equal(Presence.ObjectMissing, r.Presence));
        Assert.DoesNotContain(cluster.Api.Requests, r => r.Path.StartsWith("/api/v1/namespaces/shop/secrets", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_node_the_namespaces_limits_and_the_use_of_memory_are_added()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Api.Put(Pods, Pod("web-1", Looping()));
        cluster.Api.Put("/api/v1/nodes", """{"metadata":{"name":"node-1"},"status":{"nodeInfo":{"architecture":"arm64","kubeletVersion":"v1.34.1"},"conditions":[{"type":"MemoryPressure","status":"True"}]}}""");
        cluster.Api.Put("/api/v1/namespaces/shop/limitranges", """{"metadata":{"name":"lim"},"spec":{"limits":[{"type":"Container","default":{"memory":"64Mi"}}]}}""");
        cluster.Api.Put("/api/v1/namespaces/shop/resourcequotas", """{"metadata":{"name":"quo"},"status":{"hard":{"pods":"5"},"used":{"pods":"5"}}}""");
        cluster.Api.Put("/apis/metrics.k8s.io/v1beta1/namespaces/shop/pods", """{"metadata":{"name":"web-1"},"containers":[{"name":"web","usage":{"cpu":"3m","memory":"61Mi"}}]}""");

        var pod = await cluster.PodAsync("web-1");

        Assert.Equal(("arm64", "v1.34.1", "MemoryPressure"), (pod.Node!.Architecture, pod.Node.KubeletVersion, pod.Node.Conditions[0].Type));
        Assert.Equal(["LimitRange lim", "ResourceQuota quo"], pod.Policies.Select(p => $"{p.Kind} {p.Name}"));
        Assert.Equal("61Mi", pod.Container("web")!.Resources.MemoryUsage);
        Assert.Equal("lab", pod.Subject.Cluster);
        Assert.Equal(FakeApi.Now, pod.ObservedAt);
    }

    [Fact]
    public async Task A_cluster_without_metrics_is_a_gap_that_says_not_served_and_costs_no_second_try()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Api.Put(Pods, Pod("web-1", Looping()));
        cluster.Api.Fault("/apis/metrics.k8s.io", 503, "ServiceUnavailable", "the server is currently unable to handle the request", times: 1);

        Assert.Contains((await cluster.PodAsync("web-1")).Gaps, g => g.Reason == GapReason.Failed && g.What.Contains("memory", StringComparison.Ordinal));
        Assert.Contains((await cluster.PodAsync("web-1")).Gaps, g => g.Reason == GapReason.NotServed && g.What.Contains("memory", StringComparison.Ordinal));
        Assert.Equal(2, cluster.Api.Requests.Count(r => r.Path.Contains("metrics", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_pods_have_in_common_is_read_once()
    {
        await using var cluster = await TestCluster.StartAsync();
        PutRollout(cluster.Api);
        cluster.Api.Put(Pods, Pod("web-new-2", Looping(), metadata: OwnedBy("ReplicaSet", "web-new", "uid-web-new"), labels: "\"app\":\"web\""));

        var batch = await cluster.CollectAsync();

        Assert.Equal(2, batch.Pods.Count);
        var repeated = cluster.Api.Requests.Where(r => !r.Path.EndsWith("/events", StringComparison.Ordinal)).GroupBy(r => r.Path).Where(g => g.Count() > 1).Select(g => g.Key);
        Assert.Empty(repeated);
        Assert.Equal(["web-new-2", "web-old-1"], batch.Pods.Single(p => p.Subject.Pod == "web-new-1").Workload!.Siblings.Select(s => s.Pod));
    }

    private static void PutRollout(FakeApi api, string deployment = "")
    {
        api.Put(Deployments, Deployment("web", deployment, revision: 3));
        api.Put(ReplicaSets, ReplicaSet("web-old", "web", 1, "app:1", available: 1));
        api.Put(ReplicaSets, ReplicaSet("web-mid", "web", 2, "app:2"));
        api.Put(ReplicaSets, ReplicaSet("web-new", "web", 3, "app:3", minutesAgo: 10));
        api.Put(Pods, Pod("web-old-1", Status("web", Running(), ready: true), metadata: OwnedBy("ReplicaSet", "web-old", "uid-web-old"), labels: "\"app\":\"web\"",
            status: ""","conditions":[{"type":"Ready","status":"True"}]"""));
        api.Put(Pods, Pod("web-new-1", Looping(), metadata: OwnedBy("ReplicaSet", "web-new", "uid-web-new"), labels: "\"app\":\"web\""));
    }
}
