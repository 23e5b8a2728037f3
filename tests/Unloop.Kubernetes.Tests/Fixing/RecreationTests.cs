using System.Text.Json.Nodes;
using Unloop.Core.Planning;
using Unloop.Engine.Fixing;
using Unloop.Kubernetes.Tests.Fakes;
using static Unloop.Kubernetes.Tests.Fakes.Objects;

namespace Unloop.Kubernetes.Tests.Fixing;

public sealed class RecreationTests
{
    private const string Jobs = "/apis/batch/v1/namespaces/shop/jobs";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_is_made_anew_with_what_it_had_and_without_what_the_server_had_given_it()
    {
        await using var cluster = await StartAsync();
        cluster.Api.Lingering = 3;
        var before = await cluster.ReadAsync("Job", "seed");

        var result = await cluster.Workloads.RecreateAsync(before.Ref, new(WithImage(before, "app:2"), null), dryRun: false, Token);

        Assert.Equal(WritingEnd.Done, result.End);
        Assert.NotEqual(before.Ref.Uid, result.Workload!.Ref.Uid);
        var made = cluster.Api.Find(Jobs, "seed")!;
        Assert.Equal(("app:2", 4, "x"), ((string?)made["spec"]!["template"]!["spec"]!["containers"]![0]!["image"], (int?)made["spec"]!["backoffLimit"], (string?)made["metadata"]!["annotations"]!["team"]));
        Assert.Null(made["status"]);
        Assert.Contains("Foreground", Assert.Single(cluster.Api.Writes, w => w.Method == "DELETE").Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_was_made_anew_with_its_old_template_has_the_very_template_that_it_had()
    {
        await using var cluster = await StartAsync();
        var before = await cluster.ReadAsync("Job", "seed");

        var result = await cluster.Workloads.RecreateAsync(before.Ref, new(before.Template, null), dryRun: false, Token);

        Assert.Equal(before.TemplateHash, result.Workload!.TemplateHash);
    }

    [Fact]
    public async Task What_is_gone_already_is_made_of_what_was_kept()
    {
        await using var cluster = await StartAsync();
        var before = await cluster.ReadAsync("Job", "seed");
        cluster.Api.LoseAnswers(r => r.Method == "DELETE", done: true);
        var template = WithImage(before, "app:2");

        var broken = await cluster.Workloads.RecreateAsync(before.Ref, new(template, before.Whole), dryRun: false, Token);
        Assert.Equal((WritingEnd.Unknown, null), (broken.End, cluster.Api.Find(Jobs, "seed")));
        var resumed = await cluster.Workloads.RecreateAsync(before.Ref, new(template, before.Whole), dryRun: false, Token);
        var again = await cluster.Workloads.RecreateAsync(before.Ref, new(template, before.Whole), dryRun: false, Token);

        Assert.Equal((WritingEnd.Done, WritingEnd.Done), (resumed.End, again.End));
        Assert.Equal(resumed.Workload!.Ref.Uid, again.Workload!.Ref.Uid);
        Assert.Equal(4, (int?)cluster.Api.Find(Jobs, "seed")!["spec"]!["backoffLimit"]);
    }

    [Fact]
    public async Task A_job_that_is_gone_and_was_not_kept_is_not_made_up()
    {
        await using var cluster = await StartAsync();
        var before = await cluster.ReadAsync("Job", "seed");
        cluster.Api.Change(Jobs, "seed", j => j["metadata"]!["name"] = "other");

        Assert.Equal(WritingEnd.Refused, (await cluster.Workloads.RecreateAsync(before.Ref, new(before.Template, null), dryRun: false, Token)).End);
        Assert.Empty(cluster.Api.Writes);
    }

    [Fact]
    public async Task Nothing_is_deleted_that_would_not_be_accepted_again()
    {
        await using var cluster = await StartAsync();
        var before = await cluster.ReadAsync("Job", "seed");
        cluster.Api.Admission = (_, _) => (403, "Forbidden", "jobs.batch \"seed\" is forbidden: maximum memory usage per Container is 64Mi");

        var result = await cluster.Workloads.RecreateAsync(before.Ref, new(before.Template, null), dryRun: false, Token);

        Assert.Equal(WritingEnd.Refused, result.End);
        Assert.NotNull(cluster.Api.Find(Jobs, "seed"));
        Assert.DoesNotContain(cluster.Api.Writes, w => w.Method == "DELETE");
    }

    [Fact]
    public async Task Another_that_somebody_made_under_the_name_is_left_alone()
    {
        await using var cluster = await StartAsync();
        var before = await cluster.ReadAsync("Job", "seed");
        cluster.Api.Change(Jobs, "seed", j => j["metadata"]!["uid"] = "uid-another");

        Assert.Equal(WritingEnd.Moved, (await cluster.Workloads.RecreateAsync(before.Ref, new(before.Template, null), dryRun: false, Token)).End);
        Assert.Empty(cluster.Api.Writes);
    }

    [Fact]
    public async Task A_dry_run_deletes_nothing()
    {
        await using var cluster = await StartAsync();
        var before = await cluster.ReadAsync("Job", "seed");

        var draft = await cluster.Workloads.RecreateAsync(before.Ref, new(WithImage(before, "app:2"), null), dryRun: true, Token);

        Assert.Equal((WritingEnd.Done, "seed", "app:2"), (draft.End, draft.Workload!.Ref.Name, (string?)draft.Workload.Template["spec"]!["containers"]![0]!["image"]));
        Assert.Equal(before.TemplateHash, (await cluster.ReadAsync("Job", "seed")).TemplateHash);
    }

    [Fact]
    public async Task A_pod_needs_no_more_than_its_template_and_gets_what_its_node_gave_it_anew()
    {
        await using var cluster = await StartAsync();
        cluster.Api.Put(Pods, """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"alone","namespace":"shop","uid":"uid-alone","labels":{"app":"alone"},"annotations":{"team":"x","unloop.dev/fix":"y"}},
             "spec":{"nodeName":"node-1","priority":0,"serviceAccountName":"default",
              "containers":[{"name":"web","image":"app:1","volumeMounts":[{"name":"data","mountPath":"/data"},{"name":"default-token-abcde","mountPath":"/var/run/secrets/kubernetes.io/serviceaccount"}]}],
              "volumes":[{"name":"data","emptyDir":{}},{"name":"default-token-abcde","secret":{"secretName":"default-token-abcde"}}],
              "tolerations":[{"key":"mine","operator":"Exists"},{"key":"node.kubernetes.io/not-ready","operator":"Exists","effect":"NoExecute","tolerationSeconds":300}]}}
            """);

        var before = await cluster.ReadAsync("Pod", "alone");
        Assert.Equal(
            """{"metadata":{"annotations":{"team":"x"},"labels":{"app":"alone"}},"spec":{"containers":[{"image":"app:1","name":"web","volumeMounts":[{"mountPath":"/data","name":"data"}]}],"serviceAccountName":"default","tolerations":[{"key":"mine","operator":"Exists"}],"volumes":[{"emptyDir":{},"name":"data"}]}}""",
            CanonicalJson.Text(before.Template));

        cluster.Api.Change(Pods, "alone", p => p["metadata"]!["name"] = "other");
        var result = await cluster.Workloads.RecreateAsync(before.Ref, new(before.Template, null), dryRun: false, Token);

        Assert.Equal((WritingEnd.Done, before.TemplateHash), (result.End, result.Workload!.TemplateHash));
    }

    [Fact]
    public async Task Pods_are_deleted_only_where_they_are_the_workloads_own()
    {
        await using var cluster = await StartAsync();
        cluster.Api.Put(Pods, Pod("db-0", Looping(), metadata: OwnedBy("StatefulSet", "db", "uid-db")));
        cluster.Api.Put(Pods, Pod("web-1", Looping()));
        var workload = new WorkloadRef { ApiVersion = "apps/v1", Kind = "StatefulSet", Namespace = "shop", Name = "db", Uid = "uid-db" };

        var problem = await cluster.Workloads.DeletePodsAsync(workload, ["web-1", "gone", "db-0"], Token);

        Assert.Equal("Pod web-1 is not of statefulset/db; it was not deleted.", problem!.Message);
        Assert.Contains("uid-db-0", Assert.Single(cluster.Api.Writes).Body, StringComparison.Ordinal);
    }

    private static JsonObject WithImage(LiveWorkload live, string image) =>
        TemplateEdits.Apply(live.Template, [new("replace", "/spec/containers/0/image", JsonValue.Create(image))]);

    private static async Task<FixCluster> StartAsync()
    {
        var cluster = await FixCluster.StartAsync();
        cluster.Api.Put(Jobs, """
            {"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"seed","namespace":"shop","uid":"uid-seed","annotations":{"team":"x"}},
             "spec":{"backoffLimit":4,"selector":{"matchLabels":{"controller-uid":"uid-seed"}},
              "template":{"metadata":{"labels":{"controller-uid":"uid-seed","job-name":"seed"}},"spec":{"restartPolicy":"Never","containers":[{"name":"web","image":"app:1"}]}}},
             "status":{"failed":2}}
            """);
        return cluster;
    }
}
