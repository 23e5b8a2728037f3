using Unloop.Core.Facts;
using Unloop.Engine;
using Unloop.Kubernetes.Tests.Fakes;
using static Unloop.Kubernetes.Tests.Fakes.Objects;

namespace Unloop.Kubernetes.Tests.Targets;

public sealed class TargetTests
{
    private const string Well = "well";

    [Theory]
    [InlineData("web-1")]
    [InlineData("pod/web-1")]
    [InlineData("pods/web-1")]
    [InlineData("po/web-1")]
    public async Task A_pod_is_found_by_every_form_of_its_name(string target)
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Api.Put(Pods, Pod("web-1", Looping()));

        Assert.Equal("web-1", Assert.Single((await cluster.CollectAsync(target)).Pods).Subject.Pod);
    }

    [Theory]
    [InlineData("deploy/web")]
    [InlineData("deployment/web")]
    [InlineData("deployments/web")]
    [InlineData("deployment.apps/web")]
    [InlineData("Deployment.v1.apps/web")]
    public async Task A_deployment_means_the_unwell_pods_of_its_replica_sets(string target)
    {
        await using var cluster = await TestCluster.StartAsync();
        PutDeployment(cluster.Api);
        cluster.Api.Put(Pods, Pod("stranger", Looping(), labels: "\"app\":\"web\"", metadata: OwnedBy("ReplicaSet", "other", "uid-other")));

        var batch = await cluster.CollectAsync(target);

        Assert.Empty(batch.Problems);
        Assert.Equal("web-new-1", Assert.Single(batch.Pods).Subject.Pod);
    }

    [Fact]
    public async Task A_kind_before_several_names_goes_for_all_of_them()
    {
        await using var cluster = await TestCluster.StartAsync();
        PutDeployment(cluster.Api);

        var batch = await cluster.CollectAsync("deploy", "web", "db");

        Assert.Equal("web-new-1", Assert.Single(batch.Pods).Subject.Pod);
        Assert.StartsWith("No deployment 'db' in namespace shop", Assert.Single(batch.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cron_job_means_the_pods_of_its_jobs_also_where_only_an_older_version_is_served()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Api.Put("/apis/batch/v1beta1/namespaces/shop/cronjobs", """{"kind":"CronJob","metadata":{"name":"nightly","uid":"uid-nightly"},"spec":{}}""");
        cluster.Api.Fault("/apis/batch/v1/namespaces/shop/cronjobs", 404, "NotFound", "the server could not find the requested resource");
        cluster.Api.Put("/apis/batch/v1/namespaces/shop/jobs", $$$$$"""{"kind":"Job","metadata":{"name":"nightly-1","uid":"uid-job"{{{{{OwnedBy("CronJob", "nightly", "uid-nightly", "batch/v1beta1")}}}}}},"spec":{"selector":{"matchLabels":{"controller-uid":"uid-job"}}}}""");
        cluster.Api.Put(Pods, Pod("nightly-1-x", Looping(), metadata: OwnedBy("Job", "nightly-1", "uid-job", "batch/v1"), labels: "\"controller-uid\":\"uid-job\""));

        var pod = Assert.Single((await cluster.CollectAsync("cj/nightly")).Pods);

        Assert.Equal("CronJob/nightly", pod.Subject.Workload);
        Assert.Equal(["Job/nightly-1", "CronJob/nightly"], pod.Pod.Owners);
    }

    [Fact]
    public async Task A_workload_that_is_well_is_delivered_with_a_glance_and_no_further_requests()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Api.Put("/apis/apps/v1/namespaces/shop/statefulsets", """{"metadata":{"name":"db","uid":"uid-db"},"spec":{"selector":{"matchLabels":{"app":"db"}}}}""");
        cluster.Api.Put(Pods, Pod("db-0", Status("web", Running(), ready: true), metadata: OwnedBy("StatefulSet", "db", "uid-db"), labels: "\"app\":\"db\""));

        var pod = Assert.Single((await cluster.CollectAsync("sts/db")).Pods);

        Assert.Equal(GapReason.NotAsked, Assert.Single(pod.Gaps).Reason);
        Assert.Equal(2, cluster.Api.Requests.Count);
    }

    [Fact]
    public async Task In_a_workload_that_was_asked_for_a_crash_of_long_ago_counts_too()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Api.Put("/apis/apps/v1/namespaces/shop/statefulsets", """{"metadata":{"name":"db","uid":"uid-db"},"spec":{"selector":{"matchLabels":{"app":"db"}}}}""");
        cluster.Api.Put(Pods, Pod("db-0", Status("web", Running(), Ended(1, "c1", minutesAgo: 3000), 1, ready: true), metadata: OwnedBy("StatefulSet", "db", "uid-db"), labels: "\"app\":\"db\""));

        Assert.DoesNotContain(Assert.Single((await cluster.CollectAsync("sts/db")).Pods).Gaps, g => g.Reason == GapReason.NotAsked);
    }

    [Fact]
    public async Task In_a_workload_that_was_asked_for_a_pod_that_is_not_ready_is_looked_into_however_young()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Api.Put("/apis/apps/v1/namespaces/shop/statefulsets", """{"metadata":{"name":"db","uid":"uid-db"},"spec":{"selector":{"matchLabels":{"app":"db"}}}}""");
        cluster.Api.Put(Pods, Pod("db-0", Status("web", Running(), ready: false), metadata: OwnedBy("StatefulSet", "db", "uid-db"), labels: "\"app\":\"db\""));

        Assert.DoesNotContain(Assert.Single((await cluster.CollectAsync("sts/db")).Pods).Gaps, g => g.Reason == GapReason.NotAsked);
    }

    [Fact]
    public async Task A_namespace_means_its_unwell_pods_over_all_pages()
    {
        await using var cluster = await TestCluster.StartAsync();
        for (var i = 0; i < 1100; i++)
        {
            cluster.Api.Put(Pods, Pod($"{Well}-{i:0000}", Status("web", Running(), ready: true)));
        }

        cluster.Api.Put(Pods, Pod("zz-bad", Looping()));

        var batch = await cluster.CollectAsync();

        Assert.Equal("zz-bad", Assert.Single(batch.Pods).Subject.Pod);
        Assert.Equal(["500", "500", "500"], cluster.Api.Requests.Where(r => r.Path == Pods).Select(r => r.Query["limit"]));
    }

    [Fact]
    public async Task A_namespace_whose_pods_are_all_well_gives_neither_pods_nor_problems()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Api.Put(Pods, Pod("a", Status("web", Running(), ready: true)));

        var batch = await cluster.CollectAsync();

        Assert.Empty(batch.Pods);
        Assert.Empty(batch.Problems);
    }

    [Fact]
    public async Task A_list_whose_pages_expire_is_begun_again_once_and_no_pod_comes_twice()
    {
        await using var cluster = await TestCluster.StartAsync();
        for (var i = 0; i < 600; i++)
        {
            cluster.Api.Put(Pods, Pod($"bad-{i}", Status("web", Waiting("ImagePullBackOff"))));
        }

        cluster.Api.Fault(r => r.Query.ContainsKey("continue"), c => FakeApi.StatusAsync(c, 410, "Expired", "The provided continue parameter is too old"), times: 1);

        var batch = await cluster.CollectAsync();

        Assert.Equal(600, batch.Pods.Count);
        Assert.Equal(600, batch.Pods.DistinctBy(p => p.Subject.Pod).Count());
    }

    [Fact]
    public async Task More_unwell_pods_than_anyone_reads_are_named_but_not_looked_into()
    {
        await using var cluster = await TestCluster.StartAsync();
        for (var i = 0; i < 205; i++)
        {
            cluster.Api.Put(Pods, Pod($"bad-{i:000}", Status("web", Waiting("ImagePullBackOff"))));
        }

        var batch = await cluster.CollectAsync();

        Assert.Equal(5, batch.Pods.Count(p => p.Gaps.Any(g => g.Reason == GapReason.NotAsked)));
    }

    [Fact]
    public async Task All_namespaces_are_listed_at_once_and_each_pod_keeps_its_own()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Api.Put("/api/v1/pods", Pod("a", Looping(), space: "red"));
        cluster.Api.Put("/api/v1/pods", Pod("a", Looping(), space: "red"));
        cluster.Api.Put("/api/v1/pods", Pod("b", Looping(), space: "blue"));

        var batch = await cluster.CollectAsync(new TargetQuery { AllNamespaces = true });

        Assert.Equal(["blue/b", "red/a"], batch.Pods.Select(p => $"{p.Subject.Namespace}/{p.Subject.Pod}").Order());
    }

    [Fact]
    public async Task A_selector_is_passed_on_and_one_that_matches_nothing_is_a_problem()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Api.Put(Pods, Pod("a", Looping(), labels: "\"app\":\"a\""));
        cluster.Api.Put(Pods, Pod("b", Looping(), labels: "\"app\":\"b\""));

        Assert.Equal("b", Assert.Single((await cluster.CollectAsync(new TargetQuery { Selector = "app=b" })).Pods).Subject.Pod);
        Assert.Equal("No pods with labels app=c in namespace shop.", Assert.Single((await cluster.CollectAsync(new TargetQuery { Selector = "app=c" })).Problems).Message);
    }

    [Fact]
    public async Task A_mistyped_pod_suggests_the_nearest_and_a_workloads_name_the_workload()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Api.Put(Pods, Pod("web-abc12-x", Looping(), metadata: OwnedBy("ReplicaSet", "web-abc12", "uid-rs"), labels: "\"pod-template-hash\":\"abc12\""));
        cluster.Api.Put(Pods, Pod("cache", Looping()));

        Assert.Equal("No pod 'cahce' in namespace shop; did you mean cache?", Assert.Single((await cluster.CollectAsync("cahce")).Problems).Message);
        var problem = Assert.Single((await cluster.CollectAsync("web")).Problems);
        Assert.Equal(ProblemKind.NoMatch, problem.Kind);
        Assert.Contains("deploy/web", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mistyped_namespace_suggests_the_nearest()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Api.Serve("/api/v1/namespaces/shpo/pods");

        var batch = await cluster.CollectAsync(new TargetQuery { Namespace = "shpo" });

        Assert.Equal("No namespace 'shpo'; did you mean shop?", Assert.Single(batch.Problems).Message);
    }

    [Fact]
    public async Task A_workload_without_pods_says_why()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Api.Put(Deployments, """{"metadata":{"name":"web","uid":"u"},"spec":{"replicas":2,"selector":{"matchLabels":{"app":"web"}}},"status":{"conditions":[{"type":"ReplicaFailure","status":"True","message":"exceeded quota: pods"}]}}""");

        Assert.Equal("The deployment 'web' has no pods: exceeded quota: pods.", Assert.Single((await cluster.CollectAsync("deploy/web")).Problems).Message);
    }

    [Fact]
    public async Task A_container_that_no_pod_has_is_a_problem_that_names_those_there_are()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Api.Put(Pods, Pod("web-1", Looping()));

        var batch = await cluster.CollectAsync(new TargetQuery { Targets = ["web-1"], Container = "wbe" });

        Assert.Empty(batch.Pods);
        Assert.Equal("No container 'wbe' there; the containers are web.", Assert.Single(batch.Problems).Message);
    }

    [Theory]
    [InlineData("service/web", "'service' is no kind")]
    [InlineData("deploi/web", "did you mean deploy?")]
    [InlineData("deploy", "'deploy' needs a name")]
    [InlineData("deploy/", "is no target")]
    [InlineData("../secrets", "is no")]
    [InlineData("pod/..", "is no target")]
    [InlineData("pod/web/x", "is no target")]
    [InlineData("", "is no target")]
    public async Task A_target_that_cannot_be_meant_is_bad_input_and_nothing_is_asked(string target, string words)
    {
        await using var cluster = await TestCluster.StartAsync();

        var problem = Assert.Single((await cluster.CollectAsync(target)).Problems);

        Assert.Equal(ProblemKind.BadInput, problem.Kind);
        Assert.Contains(words, problem.Message, StringComparison.Ordinal);
        Assert.Empty(cluster.Api.Requests);
    }

    [Fact]
    public async Task Names_exclude_selectors_and_all_namespaces_and_every_problem_is_told()
    {
        await using var cluster = await TestCluster.StartAsync();

        var batch = await cluster.CollectAsync(new TargetQuery { Targets = ["web"], Selector = "a=b", AllNamespaces = true, Namespace = "A B" });

        Assert.Equal(3, batch.Problems.Count);
        Assert.Empty(cluster.Api.Requests);
    }

    [Fact]
    public async Task Pods_that_may_not_be_read_at_all_are_a_problem_of_permission()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Api.Fault("/pods", 403, "Forbidden", "pods is forbidden: User \"jane\" cannot list resource \"pods\"");

        var problem = Assert.Single((await cluster.CollectAsync()).Problems);

        Assert.Equal(ProblemKind.Unauthorised, problem.Kind);
        Assert.StartsWith("May not list pods in namespace shop", problem.Message, StringComparison.Ordinal);
    }

    private static void PutDeployment(FakeApi api)
    {
        api.Put(Deployments, Deployment("web"));
        api.Put(ReplicaSets, ReplicaSet("web-old", "web", 1, "app:1", available: 1));
        api.Put(ReplicaSets, ReplicaSet("web-new", "web", 2, "app:2"));
        api.Put(Pods, Pod("web-old-1", Status("web", Running(), ready: true), metadata: OwnedBy("ReplicaSet", "web-old", "uid-web-old"), labels: "\"app\":\"web\""));
        api.Put(Pods, Pod("web-new-1", Looping(), metadata: OwnedBy("ReplicaSet", "web-new", "uid-web-new"), labels: "\"app\":\"web\""));
    }
}
