using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Core.Stability;
using Unloop.Kubernetes.Tests.Fakes;
using static Unloop.Kubernetes.Tests.Fakes.Objects;

namespace Unloop.Kubernetes.Tests.Verifying;

public sealed class RolloutViewTests
{
    private const string ReadySince = ""","conditions":[{"type":"Ready","status":"True","lastTransitionTime":"2026-05-01T11:50:00Z"}]""";

    [Fact]
    public async Task The_new_pods_of_a_deployment_are_those_of_the_replica_set_with_its_template()
    {
        await using var cluster = await FixCluster.StartAsync();
        PutDeployment(cluster.Api, "app:2");
        cluster.Api.Put(ReplicaSets, ReplicaSet("web-a", "web", 3, "app:1", minutesAgo: 9));
        cluster.Api.Put(ReplicaSets, ReplicaSet("web-b", "web", 4, "app:2", minutesAgo: 30));
        cluster.Api.Put(ReplicaSets, ReplicaSet("web-c", "other", 9, "app:2").Replace("\"app\":\"other\"", "\"app\":\"web\"", StringComparison.Ordinal));
        PutPod(cluster.Api, "web-a-1", "web-a", Looping());
        PutPod(cluster.Api, "web-b-1", "web-b", Status("web", Running(), ready: true), ReadySince);
        PutPod(cluster.Api, "web-c-1", "web-c", Looping());

        var seen = await LookAsync(cluster);

        Assert.Equal(("web-b", 2, 5L, 4L), (seen.Revision, seen.Desired, seen.Generation, seen.ObservedGeneration));
        Assert.Equal(["web-a-1 False CrashLoopBackOff 3 False", "web-b-1 True Running 0 True"], seen.Pods.Select(p => $"{p.Name} {p.IsNew} {p.Status} {p.Restarts} {p.Ready}"));
        Assert.Equal(new(2026, 5, 1, 11, 50, 0, TimeSpan.Zero), seen.Pods[1].ReadyChangedAt);
        Assert.Equal(4, cluster.Api.Requests.Count);
        Assert.DoesNotContain(cluster.Api.Requests, r => r.Query.ContainsKey("resourceVersion"));
    }

    [Fact]
    public async Task Before_the_controller_has_made_it_no_pod_is_new()
    {
        await using var cluster = await FixCluster.StartAsync();
        PutDeployment(cluster.Api, "app:2");
        cluster.Api.Put(ReplicaSets, ReplicaSet("web-a", "web", 3, "app:1"));
        PutPod(cluster.Api, "web-a-1", "web-a", Looping());

        var seen = await LookAsync(cluster);

        Assert.Equal((null, false), (seen.Revision, Assert.Single(seen.Pods).IsNew));
    }

    [Fact]
    public async Task Warnings_are_those_of_the_workload_its_revisions_and_its_pods_and_pods_that_cannot_be_made_are_a_complaint()
    {
        await using var cluster = await FixCluster.StartAsync();
        PutDeployment(cluster.Api, "app:2");
        cluster.Api.Put(ReplicaSets, ReplicaSet("web-b", "web", 4, "app:2"));
        PutPod(cluster.Api, "web-b-1", "web-b", Looping());
        cluster.Api.Put(Events, Event("e1", "uid-web-b-1", "BackOff", "Back-off", count: 3));
        cluster.Api.Put(Events, Event("e2", "uid-web-b-1", "BackOff", "Back-off", count: 4));
        cluster.Api.Put(Events, Event("e3", "uid-web-b", "FailedCreate", "exceeded quota: small", "ReplicaSet", "web-b"));
        cluster.Api.Put(Events, Event("e4", "uid-other", "BackOff", "not ours"));
        cluster.Api.Put(Events, Event("e5", "uid-web-b-1", "Pulled", "fine").Replace("Warning", "Normal", StringComparison.Ordinal));

        var seen = await LookAsync(cluster);

        Assert.Equal(["BackOff 7", "FailedCreate 1"], seen.Warnings.Select(w => $"{w.Reason} {w.Count}").Order());
        Assert.Equal("exceeded quota: small", seen.Complaint);
    }

    [Fact]
    public async Task What_a_condition_says_is_the_complaint()
    {
        await using var cluster = await FixCluster.StartAsync();
        PutDeployment(cluster.Api, "app:2", ""","conditions":[{"type":"Progressing","status":"False","reason":"ProgressDeadlineExceeded","message":"has timed out progressing"}]""");

        Assert.Equal("has timed out progressing", (await LookAsync(cluster)).Complaint);
    }

    [Fact]
    public async Task Pods_of_a_stateful_set_and_of_a_daemon_set_are_told_apart_by_their_revision_hash()
    {
        await using var cluster = await FixCluster.StartAsync();
        cluster.Api.Put("/apis/apps/v1/namespaces/shop/statefulsets", Workload("db", "\"replicas\":2", "\"updateRevision\":\"db-2\",\"currentRevision\":\"db-1\",\"observedGeneration\":1"));
        cluster.Api.Put("/apis/apps/v1/namespaces/shop/daemonsets", Workload("agent", "\"minReadySeconds\":0", "\"desiredNumberScheduled\":1,\"observedGeneration\":1"));
        foreach (var (revision, hash) in new[] { (1, "old"), (2, "new") })
        {
            cluster.Api.Put("/apis/apps/v1/namespaces/shop/controllerrevisions", $$$$"""{"metadata":{"name":"agent-{{{{hash}}}}","labels":{"app":"agent","controller-revision-hash":"{{{{hash}}}}"}{{{{OwnedBy("DaemonSet", "agent", "uid-agent")}}}}},"revision":{{{{revision}}}}}""");
            cluster.Api.Put(Pods, Pod($"db-{revision}", Looping(), metadata: OwnedBy("StatefulSet", "db", "uid-db"), labels: $"\"app\":\"db\",\"controller-revision-hash\":\"db-{revision}\""));
            cluster.Api.Put(Pods, Pod($"agent-{revision}", Looping(), metadata: OwnedBy("DaemonSet", "agent", "uid-agent"), labels: $"\"app\":\"agent\",\"controller-revision-hash\":\"{hash}\""));
        }

        var (db, agent) = (await LookAsync(cluster, "StatefulSet", "db"), await LookAsync(cluster, "DaemonSet", "agent"));

        Assert.Equal(("db-2", "db-2"), (db.Revision, Assert.Single(db.Pods, p => p.IsNew).Name));
        Assert.Equal(("agent-new", "agent-2", 1), (agent.Revision, Assert.Single(agent.Pods, p => p.IsNew).Name, agent.Desired));
    }

    [Fact]
    public async Task Of_a_cron_job_only_the_newest_job_with_the_present_template_is_new()
    {
        await using var cluster = await FixCluster.StartAsync();
        const string spec = """{"restartPolicy":"Never","containers":[{"name":"web","image":"app:2"}]}""";
        cluster.Api.Put("/apis/batch/v1/namespaces/shop/cronjobs", $$$$"""{"metadata":{"name":"night","namespace":"shop","uid":"uid-night"},"spec":{"jobTemplate":{"spec":{"template":{"metadata":{"creationTimestamp":null},"spec":{{{{spec}}}} } } } } }""");
        foreach (var (name, image, minutes) in new[] { ("night-1", "app:1", 9), ("night-2", "app:2", 3) })
        {
            cluster.Api.Put("/apis/batch/v1/namespaces/shop/jobs", $$$$"""
                {"metadata":{"name":"{{{{name}}}}","uid":"uid-{{{{name}}}}","creationTimestamp":"{{{{Stamp(minutes)}}}}"{{{{OwnedBy("CronJob", "night", "uid-night", "batch/v1")}}}}},
                 "spec":{"template":{"metadata":{"labels":{"controller-uid":"uid-{{{{name}}}}","job-name":"{{{{name}}}}"}},"spec":{{{{spec.Replace("app:2", image, StringComparison.Ordinal)}}}}}},"status":{"succeeded":1}}
                """);
            cluster.Api.Put(Pods, Pod(name + "-x", Looping(), metadata: OwnedBy("Job", name, "uid-" + name, "batch/v1")));
        }

        var seen = await LookAsync(cluster, "CronJob", "night");

        Assert.Equal(("night-2", 1, "night-2-x"), (seen.Revision, seen.Succeeded, Assert.Single(seen.Pods, p => p.IsNew).Name));
    }

    [Fact]
    public async Task A_job_from_before_the_last_edit_is_not_new_even_with_an_equal_template()
    {
        await using var cluster = await FixCluster.StartAsync();
        const string template = """{"spec":{"containers":[{"name":"web","image":"app:1"}]}}""";
        cluster.Api.Put("/apis/batch/v1/namespaces/shop/cronjobs", $$$$"""
            {"metadata":{"name":"night","namespace":"shop","uid":"uid-night","managedFields":[
              {"manager":"unloop","operation":"Update","time":"{{{{Stamp(2)}}}}","fieldsV1":{"f:spec":{"f:jobTemplate":{} } } },
              {"manager":"kube-controller-manager","operation":"Update","time":"{{{{Stamp(0)}}}}","fieldsV1":{"f:status":{}}}]},
             "spec":{"jobTemplate":{"spec":{"template":{{{{template}}}} } } } }
            """);
        foreach (var (minutes, expected) in new[] { (3, null), (1, "night-1") })
        {
            cluster.Api.Put("/apis/batch/v1/namespaces/shop/jobs", $$$$"""{"metadata":{"name":"night-{{{{minutes}}}}","uid":"uid-{{{{minutes}}}}","creationTimestamp":"{{{{Stamp(minutes)}}}}"{{{{OwnedBy("CronJob", "night", "uid-night", "batch/v1")}}}}},"spec":{"template":{{{{template}}}}}}""");

            Assert.Equal(expected, (await LookAsync(cluster, "CronJob", "night")).Revision);
        }
    }

    [Fact]
    public async Task A_workload_that_is_gone_or_another_is_a_problem_and_no_snapshot()
    {
        await using var cluster = await FixCluster.StartAsync();
        PutDeployment(cluster.Api, "app:2");

        var gone = await cluster.View.LookAsync(Ref("Deployment", "none"), TestContext.Current.CancellationToken);
        var other = await cluster.View.LookAsync(Ref("Deployment", "web") with { Uid = "uid-before" }, TestContext.Current.CancellationToken);

        Assert.Equal((ProblemKind.NoMatch, ProblemKind.NoMatch), (gone.Problem!.Kind, other.Problem!.Kind));
        Assert.Contains("another was made under its name", other.Problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mistyped_name_is_answered_with_the_nearest_one()
    {
        await using var cluster = await FixCluster.StartAsync();
        PutDeployment(cluster.Api, "app:2");

        var sight = await cluster.View.LookAsync(Ref("Deployment", "wbe") with { Uid = "" }, TestContext.Current.CancellationToken);

        Assert.Equal("No deployment 'wbe' in namespace shop; did you mean web?", sight.Problem!.Message);
    }

    [Fact]
    public async Task Events_that_may_not_be_read_are_a_gap_and_all_else_is_seen()
    {
        await using var cluster = await FixCluster.StartAsync();
        PutDeployment(cluster.Api, "app:2");
        cluster.Api.Fault("/events", 403, "Forbidden", "no");

        Assert.Equal(GapReason.Forbidden, Assert.Single((await LookAsync(cluster)).Gaps).Reason);
    }

    private static async Task<RolloutSnapshot> LookAsync(FixCluster cluster, string kind = "Deployment", string name = "web")
    {
        var sight = await cluster.View.LookAsync(Ref(kind, name), TestContext.Current.CancellationToken);
        Assert.Null(sight.Problem);
        return sight.Snapshot!;
    }

    private static WorkloadRef Ref(string kind, string name) => new() { ApiVersion = "apps/v1", Kind = kind, Namespace = "shop", Name = name, Uid = "" };

    private static void PutPod(FakeApi api, string name, string set, string statuses, string status = "") =>
        api.Put(Pods, Pod(name, statuses, metadata: OwnedBy("ReplicaSet", set, "uid-" + set), labels: "\"app\":\"web\"", status: status));

    private static void PutDeployment(FakeApi api, string image, string status = "") => api.Put(Deployments, $$$$"""
        {"metadata":{"name":"web","namespace":"shop","uid":"uid-web","generation":5},
         "spec":{"replicas":2,"selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"web","image":"{{{{image}}}}"}]}}},
         "status":{"observedGeneration":4{{{{status}}}}}}
        """);

    private static string Workload(string name, string spec, string status) =>
        $$$$"""{"metadata":{"name":"{{{{name}}}}","namespace":"shop","uid":"uid-{{{{name}}}}","generation":1},"spec":{ {{{{spec}}}},"selector":{"matchLabels":{"app":"{{{{name}}}}"}},"template":{"spec":{"containers":[]}}},"status":{ {{{{status}}}} }}""";
}
