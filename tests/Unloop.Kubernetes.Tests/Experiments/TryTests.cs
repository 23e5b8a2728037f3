using System.Text.Json;
using System.Text.Json.Nodes;
using Unloop.Core.Diagnoses;
using Unloop.Core.Experiments;
using Unloop.Core.Experiments.Copying;
using Unloop.Core.Facts;
using Unloop.Core.Outcomes;
using Unloop.Core.Reports;
using Unloop.Kubernetes.Tests.Fakes;
using static Unloop.Kubernetes.Tests.Fakes.Objects;

namespace Unloop.Kubernetes.Tests.Experiments;

public sealed class TryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_path_is_walked_in_copies_that_are_gone_afterwards()
    {
        await using var cluster = await TryCluster.StartAsync();

        var record = await cluster.TryAsync();

        Assert.Equal([ExperimentKind.Asleep, ExperimentKind.Once], record.Results.Select(r => r.Kind));
        Assert.Equal([CopyEnd.StillUp, CopyEnd.Ended], record.Results.Select(r => r.Outcome.End));
        Assert.Equal("it says nothing of use", Assert.Single(record.Results[1].Outcome.Output));
        Assert.Equal((TryVerdict.Narrowed, 3), (record.Verdict, record.Results[1].Outcome.Exit!.Code));
        Assert.All(record.Results, r => Assert.True(r.Removed));
        Assert.Empty(cluster.Left);
        Assert.Null(cluster.Api.Find(TryCluster.Leases, "unloop-fix-deployment-web"));
        Assert.NotNull(cluster.Api.Find(Pods, "web-1"));
    }

    [Fact]
    public async Task What_is_made_is_what_was_shown_and_never_what_a_service_or_a_controller_would_take()
    {
        await using var cluster = await TryCluster.StartAsync();

        _ = await cluster.TryAsync();

        var made = cluster.Api.Writes.Where(w => w is { Method: "POST" } && w.Path == Pods && !w.Query.ContainsKey("dryRun")).Select(w => JsonNode.Parse(w.Body)!).ToList();
        var shown = cluster.Shown!.Path.Path.SelectMany(e => e.Copies).ToDictionary(c => c.Name, c => c.Manifest.ToJsonString());
        Assert.Equal(2, made.Count);
        Assert.All(made, m => Assert.Equal(shown[(string)m["metadata"]!["name"]!], m.ToJsonString()));
        Assert.All(made, m => Assert.Equal(["tier", CopyMarks.Label], m["metadata"]!["labels"]!.AsObject().Select(l => l.Key)));
        Assert.All(made, m => Assert.Equal("uid-web-1", (string?)m["metadata"]!["ownerReferences"]![0]!["uid"]));
    }

    [Fact]
    public async Task An_address_that_stands_in_a_ConfigMap_is_tried_too()
    {
        await using var cluster = await TryCluster.StartAsync();
        cluster.Api.Put("/api/v1/namespaces/shop/configmaps", """{"metadata":{"name":"addresses"},"data":{"orders":"http://orders.shop:7000"}}""");
        cluster.Api.Change(Pods, "web-1", p => p["spec"]!["containers"]![0]!["env"]!.AsArray().Add(
            JsonNode.Parse("""{"name":"ORDERS_URL","valueFrom":{"configMapKeyRef":{"name":"addresses","key":"orders"}}}""")));

        var plan = await cluster.PlanAsync();

        Assert.Equal(("orders.shop", 7000), Assert.Single(plan.Case!.Targets.Select(t => (t.Host, t.Port))));
        Assert.DoesNotContain(cluster.Api.Requests, r => r.Path.Contains("/secrets", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("the prices are wrong\n", TryVerdict.Open, null)]
    [InlineData("", TryVerdict.Narrowed, Confidence.Likely)]
    [InlineData("no connection\n", TryVerdict.CauseFound, Confidence.Likely)]
    [InlineData("metrics.shop:7000: connection refused\n", TryVerdict.CauseFound, Confidence.Certain)]
    public async Task What_the_program_says_in_one_copy_decides_what_a_place_that_does_not_answer_in_another_means(string says, TryVerdict verdict, Confidence? confidence)
    {
        await using var cluster = await TryCluster.StartAsync();
        cluster.Api.Change(Pods, "web-1", p => p["spec"]!["containers"]![0]!["env"]!.AsArray().Add(JsonNode.Parse("""{"name":"METRICS_URL","value":"http://metrics.shop:7000"}""")));
        cluster.Says = name => name.Contains("-network-", StringComparison.Ordinal) ? "unloop-dependency by sh\nunloop-dependency 0 dns ok 10.0.0.1\nunloop-dependency 0 tcp refused\nunloop-dependency end\n" : says;
        cluster.Life = name => name.Contains("-asleep-", StringComparison.Ordinal) ? Running(20) : Ended(name.Contains("-network-", StringComparison.Ordinal) ? 0 : 3, "x");

        var record = await cluster.TryAsync();

        Assert.Contains(ExperimentKind.Once, record.Results.Select(r => r.Kind));
        Assert.Equal((verdict, confidence), (record.Verdict, record.After?.Cause?.Confidence));
        Assert.Contains("metrics.shop", record.Says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_made_that_was_not_approved()
    {
        await using var cluster = await TryCluster.StartAsync();
        cluster.Approves = false;

        var record = await cluster.TryAsync();

        Assert.Equal(TryVerdict.NotTried, record.Verdict);
        Assert.DoesNotContain(cluster.Api.Writes, w => !w.Query.ContainsKey("dryRun") && w.Path != TryCluster.Reviews);
    }

    [Fact]
    public async Task All_rights_that_are_missing_are_said_at_once_before_anything_is_tried()
    {
        await using var cluster = await TryCluster.StartAsync();
        cluster.Lacking.AddRange(["create pods", "get pods/log", "patch leases"]);

        var problem = Assert.Single((await cluster.PlanAsync()).Problems);

        Assert.Equal(ProblemKind.Unauthorised, problem.Kind);
        Assert.Contains("you may not create pods, get pods/log, patch leases.coordination.k8s.io in namespace shop", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(cluster.Api.Writes, w => w.Path != TryCluster.Reviews);
    }

    [Theory]
    [InlineData("pods \"x\" is forbidden: exceeded quota: small, requested: pods=1, used: pods=5, limited: pods=5")]
    [InlineData("pods \"x\" is forbidden: violates PodSecurity \"restricted:latest\": runAsNonRoot != true")]
    public async Task What_a_quota_or_a_policy_would_refuse_is_named_before_anything_is_made(string words)
    {
        await using var cluster = await TryCluster.StartAsync();
        cluster.Api.Admission = (plural, _) => plural == "pods" ? (403, "Forbidden", words) : null;

        var plan = await cluster.PlanAsync();

        Assert.Contains(words[words.IndexOf(':')..].Trim(':', ' '), Assert.Single(plan.Problems).Message, StringComparison.Ordinal);
        Assert.Equal(ProblemKind.Refused, plan.Problems[0].Kind);
    }

    [Fact]
    public async Task What_a_run_has_decided_the_next_one_knows_and_does_not_test_again()
    {
        await using var cluster = await TryCluster.StartAsync();
        var first = await cluster.TryAsync();

        var second = await cluster.PlanAsync();

        Assert.Empty(second.Path.Path);
        Assert.Equal(first.Results.Select(r => (r.Kind, r.Answer)), second.Case!.Earlier.Select(e => (e.Kind, e.Answer)));
        Assert.All(second.Case.Earlier, e => Assert.Equal(first.Id, e.Run));
        Assert.Equal(first.Hypotheses.Select(h => (h.Suspect, h.State)), second.Hypotheses.Select(h => (h.Suspect, h.State)));
    }

    [Fact]
    public async Task What_was_decided_is_known_also_where_the_clock_of_this_machine_is_ahead_of_the_servers()
    {
        await using var cluster = await TryCluster.StartAsync();
        cluster.Api.Clock = () => cluster.Time.GetUtcNow().AddMinutes(-30);
        _ = await cluster.TryAsync();

        Assert.Empty((await cluster.PlanAsync()).Path.Path);
    }

    [Fact]
    public async Task A_test_that_is_asked_for_by_name_is_made_again()
    {
        await using var cluster = await TryCluster.StartAsync();
        _ = await cluster.TryAsync();

        Assert.Equal([ExperimentKind.Once], (await cluster.PlanAsync("deploy/web", ExperimentKind.Once)).Path.Path.Select(e => e.Kind));
    }

    [Theory]
    [InlineData("its spec")]
    [InlineData("what its ConfigMap holds")]
    [InlineData("its image behind the same name")]
    [InlineData("the hour")]
    public async Task What_was_tested_before_a_change_says_nothing_after_it(string change)
    {
        const string ConfigMaps = "/api/v1/namespaces/shop/configmaps";
        await using var cluster = await TryCluster.StartAsync();
        cluster.Api.Put(ConfigMaps, """{"metadata":{"name":"settings"},"data":{"MODE":"turbo"}}""");
        cluster.Api.Change(Pods, "web-1", p => p["spec"]!["containers"]![0]!["envFrom"] = JsonNode.Parse("""[{"configMapRef":{"name":"settings"}}]"""));
        _ = await cluster.TryAsync();
        Assert.Empty((await cluster.PlanAsync()).Path.Path);

        switch (change)
        {
            case "its spec":
                cluster.Api.Change(Pods, "web-1", p => p["spec"]!["nodeSelector"] = JsonNode.Parse("""{"disk":"ssd"}"""));
                break;
            case "what its ConfigMap holds":
                cluster.Api.Change(ConfigMaps, "settings", c => c["data"]!["MODE"] = "calm");
                break;
            case "its image behind the same name":
                cluster.Api.Change(Pods, "web-1", p => p["status"]!["containerStatuses"]![0]!["imageID"] = "docker.io/library/app@sha256:1111111111111111111111111111111111111111111111111111111111111111");
                break;
            default:
                cluster.Journals.Age(PastTries.Validity);
                break;
        }

        Assert.Equal([ExperimentKind.Asleep, ExperimentKind.Once, ExperimentKind.NoProbes], (await cluster.PlanAsync()).Path.Path.Select(e => e.Kind));
    }

    [Fact]
    public async Task A_cause_that_a_run_has_found_is_not_looked_for_again()
    {
        await using var cluster = await TryCluster.StartAsync();
        cluster.Life = _ => Running(900);
        var first = await cluster.TryAsync();
        Assert.Equal((TryVerdict.CauseFound, Core.Category.ProbeKill), (first.Verdict, first.After!.Cause!.Category));

        var second = await cluster.PlanAsync();

        Assert.True(second.IsFoundBefore);
        Assert.Equal(first.After.Cause.Statement, second.Known!.Cause!.Statement);
        Assert.Empty(second.Path.Path);
    }

    [Fact]
    public async Task During_a_rollout_the_newest_pod_is_copied_and_never_one_that_is_about_to_go()
    {
        await using var cluster = await TryCluster.StartAsync();
        void Put(string name, int minutesAgo, bool leaves = false)
        {
            cluster.Api.Put(Pods, Pod(name, Looping(code: 137), metadata: OwnedBy("ReplicaSet", "web-new", "uid-web-new"), labels: "\"app\":\"web\""));
            cluster.Api.Change(Pods, name, p => p["metadata"]!["creationTimestamp"] = Stamp(minutesAgo));
            cluster.Api.Change(Pods, name, p => p["metadata"]!["deletionTimestamp"] = leaves ? Stamp(0) : null);
        }

        Put("web-0", 50);
        Put("web-2", 5);
        Put("web-3", 4, leaves: true);

        Assert.Equal("web-2", (await cluster.PlanAsync()).Case!.Original.Name);
    }

    [Fact]
    public async Task No_record_and_no_manifest_that_is_shown_holds_the_value_of_a_secret()
    {
        await using var cluster = await TryCluster.StartAsync();

        var record = await cluster.TryAsync();

        var shown = cluster.Shown!.Path.Path.SelectMany(e => e.Copies).Select(c => Engine.Experimenting.ShownManifest.Of(c.Manifest).ToJsonString());
        Assert.All([.. shown, JsonSerializer.Serialize(record, CoreJson.Default.TryRecord), TryMarkdown.Write(record)], t => Assert.DoesNotContain("planted-secret-1", t, StringComparison.Ordinal));
        Assert.Contains(cluster.Shown.Path.Path.SelectMany(e => e.Copies), c => c.Manifest.ToJsonString().Contains("planted-secret-1", StringComparison.Ordinal));
    }
}
