using System.Text.Json.Nodes;
using Unloop.Alerts.Planning;
using Unloop.Core.Facts;
using Unloop.Engine.Monitoring;
using Unloop.Kubernetes.Tests.Fakes;
using static Unloop.Kubernetes.Tests.Fakes.RuleCluster;

namespace Unloop.Kubernetes.Tests.Alerting;

public sealed class PrometheusRulesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rules_are_made_with_the_marks_and_the_labels_that_Prometheus_selects_by()
    {
        await using var cluster = await StartAsync();

        var record = await cluster.ApplyAsync(Desired(labels: ("release", "stack")));

        Assert.Equal(MonitorVerdict.Applied, record.Verdict);
        var labels = cluster.Find()!["metadata"]!["labels"]!;
        Assert.Equal(("stack", "unloop", MonitorIdentity.Target(Scope), MonitorIdentity.Of(Scope, "rules")),
            ((string?)labels["release"], (string?)labels["app.kubernetes.io/managed-by"], (string?)labels[RuleObject.TargetMark], (string?)labels[RuleObject.IdMark]));
        Assert.Equal("10m", (string?)cluster.Find()!["spec"]!["groups"]![0]!["rules"]![0]!["for"]);
    }

    [Fact]
    public async Task A_label_that_Prometheus_selects_by_comes_before_our_own()
    {
        await using var cluster = await StartAsync();

        _ = await cluster.ApplyAsync(Desired(labels: ("app.kubernetes.io/managed-by", "Helm")));

        Assert.Equal("Helm", (string?)cluster.Find()!["metadata"]!["labels"]!["app.kubernetes.io/managed-by"]);
    }

    [Fact]
    public async Task Every_write_was_a_dry_run_before()
    {
        await using var cluster = await StartAsync();

        _ = await cluster.ApplyAsync();
        _ = await cluster.ApplyAsync(Desired("up{} == 1"));
        _ = await cluster.ApplyAsync(delete: true);

        var writes = cluster.Api.Writes.ToList();
        Assert.Equal(3, writes.Count(w => !w.Query.ContainsKey("dryRun")));
        Assert.All(Enumerable.Range(0, writes.Count).Where(i => !writes[i].Query.ContainsKey("dryRun")), i =>
            Assert.True(i > 0 && writes[i - 1].Query.ContainsKey("dryRun") && writes[i - 1].Body == writes[i].Body && writes[i - 1].Method == writes[i].Method));
    }

    [Fact]
    public async Task What_the_dry_run_refuses_is_not_written()
    {
        await using var cluster = await StartAsync();
        cluster.Api.Admission = (_, _) => (422, "Invalid", "spec.groups[0].rules[0].for: Invalid value");

        var writing = await cluster.Provider.CreateAsync(Desired(), Token);

        Assert.Equal(MonitorWritingEnd.Refused, writing.End);
        Assert.Contains("for: Invalid value", writing.Problem!.Message, StringComparison.Ordinal);
        Assert.Null(cluster.Find());
        Assert.NotNull(await cluster.Provider.ValidateAsync(Desired(), null, Token));
    }

    [Fact]
    public async Task A_second_apply_changes_nothing()
    {
        await using var cluster = await StartAsync();
        _ = await cluster.ApplyAsync();
        var before = cluster.Api.Writes.Count(w => !w.Query.ContainsKey("dryRun"));

        Assert.Equal(MonitorVerdict.Unchanged, (await cluster.ApplyAsync()).Verdict);
        Assert.Equal(before, cluster.Api.Writes.Count(w => !w.Query.ContainsKey("dryRun")));
    }

    [Fact]
    public async Task A_rule_that_was_edited_by_hand_is_drift_and_set_back_with_what_others_added_left_alone()
    {
        await using var cluster = await StartAsync();
        _ = await cluster.ApplyAsync();
        cluster.Api.Change(Rules, "unloop-web", o =>
        {
            o["spec"]!["groups"]![0]!["rules"]![0]!["for"] = "1h";
            o["metadata"]!["labels"]!["team"] = "shop";
            o["spec"]!["groups"]!.AsArray().Add(new JsonObject { ["name"] = "theirs", ["rules"] = new JsonArray() });
        });

        var record = await cluster.ApplyAsync();

        var difference = Assert.Single(Assert.Single(record.Plan.Changes).Differences);
        Assert.Equal("groups.unloop-web.rules", difference.Field);
        Assert.Equal(MonitorVerdict.Applied, record.Verdict);
        Assert.Equal("10m", (string?)cluster.Find()!["spec"]!["groups"]![0]!["rules"]![0]!["for"]);
        Assert.Equal("shop", (string?)cluster.Find()!["metadata"]!["labels"]!["team"]);
        Assert.Equal("theirs", (string?)cluster.Find()!["spec"]!["groups"]![1]!["name"]);
    }

    [Fact]
    public async Task An_object_that_somebody_writes_between_the_look_and_the_write_is_not_overwritten()
    {
        await using var cluster = await StartAsync();
        _ = await cluster.ApplyAsync();
        var seen = Assert.Single((await cluster.Provider.ReadTargetAsync(MonitorIdentity.Target(Scope), Token)).Monitors);
        cluster.Api.Change(Rules, "unloop-web", o => o["spec"]!["groups"]![0]!["rules"]![0]!["for"] = "1h");

        var writing = await cluster.Provider.UpdateAsync(seen, Desired(), [], false, Token);

        Assert.Equal(MonitorWritingEnd.Moved, writing.End);
        Assert.Equal("1h", (string?)cluster.Find()!["spec"]!["groups"]![0]!["rules"]![0]!["for"]);
        Assert.Equal(MonitorWritingEnd.Moved, (await cluster.Provider.DeleteAsync(seen, Token)).End);
        Assert.NotNull(cluster.Find());
    }

    [Fact]
    public async Task Rules_that_ask_the_same_are_adopted_and_given_back_as_they_were()
    {
        await using var cluster = await StartAsync();
        cluster.Api.Put(Rules, """
            {"apiVersion":"monitoring.coreos.com/v1","kind":"PrometheusRule","metadata":{"name":"by-hand","namespace":"shop","uid":"u1","labels":{"team":"shop"}},
             "spec":{"groups":[{"name":"mine","rules":[{"alert":"Mine","expr":"up{}\n  == 0","for":"10m"}]}]}}
            """);

        var adopted = await cluster.ApplyAsync();

        Assert.Equal(MonitorChangeKind.Adopt, Assert.Single(adopted.Plan.Changes).Kind);
        Assert.Equal(MonitorVerdict.Applied, adopted.Verdict);
        Assert.Null(cluster.Find());
        Assert.Equal("true", (string?)cluster.Find("by-hand")!["metadata"]!["annotations"]![RuleObject.AdoptedMark]);
        Assert.Equal(["mine"], cluster.Find("by-hand")!["spec"]!["groups"]!.AsArray().Select(g => (string?)g!["name"]));
        Assert.Equal(MonitorVerdict.Unchanged, (await cluster.ApplyAsync()).Verdict);

        var released = await cluster.ApplyAsync(delete: true);

        Assert.Equal(MonitorVerdict.Applied, released.Verdict);
        Assert.Equal(["team"], cluster.Find("by-hand")!["metadata"]!["labels"]!.AsObject().Select(l => l.Key));
        Assert.Equal(["mine"], cluster.Find("by-hand")!["spec"]!["groups"]!.AsArray().Select(g => (string?)g!["name"]));
    }

    [Fact]
    public async Task Rules_that_ask_something_else_are_left_alone_even_under_our_name()
    {
        await using var cluster = await StartAsync();
        cluster.Api.Put(Rules, """{"metadata":{"name":"unloop-web","namespace":"shop","uid":"u1"},"spec":{"groups":[{"name":"x","rules":[{"alert":"X","expr":"up{} == 7"}]}]}}""");

        var problem = await cluster.Provider.ValidateAsync(Desired(), null, Token);
        var writing = await cluster.Provider.CreateAsync(Desired(), Token);

        Assert.Contains("There is a PrometheusRule shop/unloop-web already", problem!.Message, StringComparison.Ordinal);
        Assert.Equal((MonitorWritingEnd.Duplicate, "shop/unloop-web"), (writing.End, writing.DuplicateOf));
        Assert.Empty(cluster.Api.Writes);
    }

    [Fact]
    public async Task Only_what_bears_our_marks_is_deleted()
    {
        await using var cluster = await StartAsync();
        _ = await cluster.ApplyAsync();
        cluster.Api.Put(Rules, $$$"""{"metadata":{"name":"half","namespace":"shop","uid":"u2","labels":{"{{{RuleObject.TargetMark}}}":"{{{MonitorIdentity.Target(Scope)}}}"}},"spec":{"groups":[]}}""");

        _ = await cluster.ApplyAsync(delete: true);

        Assert.Null(cluster.Find());
        Assert.NotNull(cluster.Find("half"));
        var theirs = RuleObject.Existing(cluster.Find("half")!);
        Assert.Equal(MonitorWritingEnd.Refused, (await cluster.Provider.DeleteAsync(theirs, Token)).End);
        Assert.NotNull(cluster.Find("half"));
    }

    [Fact]
    public async Task A_lost_answer_is_not_a_second_write()
    {
        await using var cluster = await StartAsync();
        cluster.Api.LoseAnswers(w => w.Method == "PATCH" && !w.Query.ContainsKey("dryRun"), done: true);

        var writing = await cluster.Provider.CreateAsync(Desired(), Token);

        Assert.Equal(MonitorWritingEnd.Unknown, writing.End);
        Assert.Single(cluster.Api.Writes, w => !w.Query.ContainsKey("dryRun"));
        Assert.Equal(MonitorVerdict.Unchanged, (await cluster.ApplyAsync()).Verdict);
    }

    [Fact]
    public async Task Without_the_operator_it_is_said_what_to_do_instead()
    {
        await using var cluster = await StartAsync(isServed: false);

        var problem = await cluster.Provider.CheckAsync(Token);

        Assert.Equal(ProblemKind.Refused, problem!.Kind);
        Assert.Contains("unloop monitor generate", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_may_not_read_rules_is_told_before_anything_is_planned()
    {
        await using var cluster = await StartAsync();
        cluster.Api.Fault("/prometheusrules", 403, "Forbidden", "prometheusrules is forbidden: cannot list");

        Assert.Equal(ProblemKind.Unauthorised, (await cluster.Provider.CheckAsync(Token))!.Kind);
    }

    [Fact]
    public async Task A_reference_of_another_form_is_refused()
    {
        await using var cluster = await StartAsync();
        Assert.Equal(ProblemKind.BadInput, (await cluster.Provider.ReadAsync("a/b/c", Token)).Problem!.Kind);
    }

    [Fact]
    public async Task Rules_that_were_made_before_the_cluster_had_a_name_become_its_own()
    {
        await using var cluster = await StartAsync();
        _ = await cluster.ApplyAsync();
        var named = Scope with { Cluster = "prod" };
        var desired = RuleObject.Desired(named, RuleObject.Groups(Desired().Body), "shop", "unloop-web", new Dictionary<string, string>());

        var record = await cluster.ApplyAsync(desired, scope: named);

        Assert.Equal(MonitorVerdict.Applied, record.Verdict);
        Assert.Equal(MonitorIdentity.Target(named), (string?)cluster.Find()!["metadata"]!["labels"]![RuleObject.TargetMark]);
    }
}
