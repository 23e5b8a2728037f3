using System.Text.Json.Nodes;
using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Engine.Fixing;
using Unloop.Kubernetes.Tests.Fakes;
using static Unloop.Kubernetes.Tests.Fakes.Objects;

namespace Unloop.Kubernetes.Tests.Fixing;

public sealed class PatchTests
{
    private const string Template = """{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"web","image":"app:1","resources":{}}]}}""";

    [Fact]
    public async Task A_template_is_changed_and_changed_back_to_the_very_bytes()
    {
        await using var cluster = await StartAsync();
        var before = await cluster.ReadAsync("Deployment", "web");

        var changed = await cluster.SetImageAsync(before, "app:2");
        var back = await cluster.Workloads.PatchAsync(
            new() { Workload = before.Ref, ExpectedTemplateHash = changed.Workload!.TemplateHash, Edits = TemplateEdits.Between(changed.Workload.Template, before.Template) },
            TestContext.Current.CancellationToken);

        Assert.Equal((WritingEnd.Done, WritingEnd.Done), (changed.End, back.End));
        Assert.NotEqual(before.TemplateHash, changed.Workload.TemplateHash);
        Assert.Equal(before.TemplateHash, (await cluster.ReadAsync("deployment", "web")).TemplateHash);
    }

    [Fact]
    public async Task A_patch_tests_the_object_and_the_state_that_it_was_made_for_before_all_else()
    {
        await using var cluster = await StartAsync();

        _ = await cluster.SetImageAsync(await cluster.ReadAsync("Deployment", "web"), "app:2");

        var write = Assert.Single(cluster.Api.Writes);
        var operations = JsonNode.Parse(write.Body)!.AsArray();
        Assert.Equal(
            ["test /metadata/uid", "test /metadata/resourceVersion", "replace /spec/template/spec/containers/0/image"],
            operations.Select(o => $"{o!["op"]} {o["path"]}"));
        Assert.Equal(("unloop", "application/json-patch+json"), (write.Query["fieldManager"], write.Headers["Content-Type"][0]));
    }

    [Fact]
    public async Task A_cron_job_is_changed_under_the_version_that_the_cluster_serves_and_where_its_template_is()
    {
        await using var cluster = await StartAsync();
        cluster.Api.Put("/apis/batch/v1beta1/namespaces/shop/cronjobs", $$$"""{"metadata":{"name":"night","namespace":"shop","uid":"uid-night"},"spec":{"jobTemplate":{"spec":{"template":{{{Template}}} } } } }""");

        var result = await cluster.SetImageAsync(await cluster.ReadAsync("CronJob", "night"), "app:2");

        Assert.Equal((WritingEnd.Done, "batch/v1beta1"), (result.End, result.Workload!.Ref.ApiVersion));
        Assert.Equal("app:2", (string?)cluster.Api.Find("/apis/batch/v1beta1/namespaces/shop/cronjobs", "night")!["spec"]!["jobTemplate"]!["spec"]!["template"]!["spec"]!["containers"]![0]!["image"]);
    }

    [Fact]
    public async Task A_dry_run_keeps_nothing_and_shows_what_would_be()
    {
        await using var cluster = await StartAsync();
        var before = await cluster.ReadAsync("Deployment", "web");

        var draft = await cluster.SetImageAsync(before, "app:2", dryRun: true);

        Assert.Equal("app:2", (string?)draft.Workload!.Template["spec"]!["containers"]![0]!["image"]);
        Assert.Equal(before.TemplateHash, (await cluster.ReadAsync("Deployment", "web")).TemplateHash);
        Assert.All(cluster.Api.Writes, w => Assert.Equal("All", w.Query["dryRun"]));
    }

    [Fact]
    public async Task A_dry_run_names_what_admission_refuses_of_the_pods_only()
    {
        await using var cluster = await StartAsync();
        cluster.Api.Admission = (plural, _) => plural == "pods" ? (403, "Forbidden", "pods \"x\" is forbidden: violates PodSecurity \"restricted\"") : null;

        var draft = await cluster.SetImageAsync(await cluster.ReadAsync("Deployment", "web"), "app:2", dryRun: true);

        Assert.Equal(WritingEnd.Done, draft.End);
        Assert.Contains("violates PodSecurity", Assert.Single(draft.Workload!.Obstacles), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_status_that_was_written_meanwhile_is_no_reason_to_stop()
    {
        await using var cluster = await StartAsync();
        var before = await cluster.ReadAsync("Deployment", "web");
        var raced = 0;
        cluster.Api.Admission = (_, _) => null;
        cluster.Api.Fault(
            r => r.Method == "PATCH" && raced++ < 2,
            context =>
            {
                cluster.Api.Change(Deployments, "web", d => d["status"] = new JsonObject { ["readyReplicas"] = raced });
                return FakeApi.StatusAsync(context, 422, "Invalid", "the server rejected our request due to an error in our request");
            });

        Assert.Equal(WritingEnd.Done, (await cluster.SetImageAsync(before, "app:2")).End);
        Assert.Equal(3, cluster.Api.Writes.Count());
    }

    [Fact]
    public async Task A_template_that_somebody_changed_meanwhile_is_left_alone()
    {
        await using var cluster = await StartAsync();
        var before = await cluster.ReadAsync("Deployment", "web");
        cluster.Api.Change(Deployments, "web", d => d["spec"]!["template"]!["spec"]!["containers"]![0]!["image"] = "app:9");

        var result = await cluster.SetImageAsync(before, "app:2");

        Assert.Equal((WritingEnd.Moved, ProblemKind.Refused), (result.End, result.Problem!.Kind));
        Assert.Contains("somebody changed it meanwhile", result.Problem.Message, StringComparison.Ordinal);
        Assert.Empty(cluster.Api.Writes);
    }

    [Fact]
    public async Task Another_workload_of_the_same_name_is_left_alone()
    {
        await using var cluster = await StartAsync();
        var before = await cluster.ReadAsync("Deployment", "web");
        cluster.Api.Change(Deployments, "web", d => d["metadata"]!["uid"] = "uid-another");

        Assert.Equal(WritingEnd.Moved, (await cluster.SetImageAsync(before, "app:2")).End);
        Assert.Empty(cluster.Api.Writes);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_write_whose_answer_is_lost_is_not_sent_again(bool done)
    {
        await using var cluster = await StartAsync();
        var before = await cluster.ReadAsync("Deployment", "web");
        cluster.Api.LoseAnswers(r => r.Method == "PATCH", done);

        var result = await cluster.SetImageAsync(before, "app:2");

        Assert.Equal(WritingEnd.Unknown, result.End);
        Assert.Equal(ProblemKind.Unreachable, result.Problem!.Kind);
        Assert.Single(cluster.Api.Writes);
        Assert.Equal(done, (await cluster.ReadAsync("Deployment", "web")).TemplateHash != before.TemplateHash);
    }

    [Fact]
    public async Task A_server_error_leaves_open_whether_the_write_was_done_and_it_is_not_repeated()
    {
        await using var cluster = await StartAsync();
        var before = await cluster.ReadAsync("Deployment", "web");
        cluster.Api.Fault(r => r.Method == "PATCH", c => FakeApi.StatusAsync(c, 503, "ServiceUnavailable", "etcd leader changed"));

        Assert.Equal(WritingEnd.Unknown, (await cluster.SetImageAsync(before, "app:2")).End);
        Assert.Single(cluster.Api.Writes);
    }

    [Fact]
    public async Task A_write_that_was_turned_away_unread_is_sent_again()
    {
        await using var cluster = await StartAsync();
        var before = await cluster.ReadAsync("Deployment", "web");
        cluster.Api.Fault(r => r.Method == "PATCH", c => FakeApi.StatusAsync(c, 429, "TooManyRequests", "slow down"), times: 2);

        Assert.Equal(WritingEnd.Done, (await cluster.SetImageAsync(before, "app:2")).End);
        Assert.Equal(3, cluster.Api.Writes.Count());
    }

    [Theory]
    [InlineData(403, "Forbidden", "User \"x\" cannot patch resource \"deployments\"", ProblemKind.Unauthorised, "May not patch deployments.apps in namespace shop")]
    [InlineData(403, "Forbidden", "deployments.apps \"web\" is forbidden: exceeded quota: small", ProblemKind.Refused, "refuses to patch deployments.apps in namespace shop: ")]
    [InlineData(400, "BadRequest", "admission webhook \"policy.example.com\" denied the request: no", ProblemKind.Refused, "denied the request")]
    [InlineData(500, "InternalError", "Internal error occurred: failed calling webhook \"policy.example.com\"", ProblemKind.Refused, "failed calling webhook")]
    public async Task What_is_refused_says_by_whom_and_nothing_was_done(int code, string reason, string message, ProblemKind kind, string expected)
    {
        await using var cluster = await StartAsync();
        var before = await cluster.ReadAsync("Deployment", "web");
        cluster.Api.Fault(r => r.Method == "PATCH", c => FakeApi.StatusAsync(c, code, reason, message, "web"));

        var result = await cluster.SetImageAsync(before, "app:2");

        Assert.Equal((WritingEnd.Refused, kind), (result.End, result.Problem!.Kind));
        Assert.Contains(expected, result.Problem.Message, StringComparison.Ordinal);
        Assert.Single(cluster.Api.Writes);
    }

    [Fact]
    public async Task A_field_that_validation_refuses_is_named()
    {
        await using var cluster = await StartAsync();
        var before = await cluster.ReadAsync("Deployment", "web");
        cluster.Api.Fault(r => r.Method == "PATCH", async context =>
        {
            context.Response.StatusCode = 422;
            context.Response.ContentType = "application/json";
            await context.Response.Body.WriteAsync("""{"kind":"Status","status":"Failure","message":"the whole object again","reason":"Invalid","details":{"name":"web","causes":[{"field":"spec.template.spec.containers[0].image","reason":"FieldValueRequired","message":"Required value"}]},"code":422}"""u8.ToArray());
        });

        var result = await cluster.SetImageAsync(before, "");

        Assert.Equal(WritingEnd.Refused, result.End);
        Assert.Equal("The API server refuses to patch deployments.apps in namespace shop: spec.template.spec.containers[0].image: Required value.", result.Problem!.Message);
    }

    [Fact]
    public async Task Edits_that_do_not_fit_are_refused_and_not_tried_for_ever()
    {
        await using var cluster = await StartAsync();
        var before = await cluster.ReadAsync("Deployment", "web");

        var result = await cluster.Workloads.PatchAsync(
            new() { Workload = before.Ref, ExpectedTemplateHash = before.TemplateHash, Edits = [new("remove", "/spec/containers/0/nothing")] },
            TestContext.Current.CancellationToken);

        Assert.Equal(WritingEnd.Refused, result.End);
        Assert.Contains("do not fit deployment/web", result.Problem!.Message, StringComparison.Ordinal);
        Assert.Single(cluster.Api.Writes);
    }

    [Fact]
    public async Task Annotations_are_set_on_the_workload_and_taken_away_again()
    {
        await using var cluster = await StartAsync();
        var before = await cluster.ReadAsync("Deployment", "web");

        foreach (var (value, expected) in new[] { ("x/y", "x/y"), ((string?)null, null) })
        {
            var result = await cluster.Workloads.PatchAsync(
                new() { Workload = before.Ref, ExpectedTemplateHash = before.TemplateHash, Annotations = new Dictionary<string, string?> { ["unloop.dev/fix"] = value } },
                TestContext.Current.CancellationToken);

            Assert.Equal((WritingEnd.Done, before.TemplateHash), (result.End, result.Workload!.TemplateHash));
            Assert.Equal(expected, (string?)cluster.Api.Find(Deployments, "web")!["metadata"]!["annotations"]?["unloop.dev/fix"]);
        }
    }

    private static async Task<FixCluster> StartAsync()
    {
        var cluster = await FixCluster.StartAsync();
        cluster.Api.Put(Deployments, $$$"""{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"shop","uid":"uid-web"},"spec":{"replicas":1,"selector":{"matchLabels":{"app":"web"}},"template":{{{Template}}}},"status":{}}""");
        return cluster;
    }
}
