using Unloop.Core.Planning;
using Unloop.Engine;
using Unloop.Engine.Fixing;
using Unloop.Kubernetes.Auth;
using Unloop.Kubernetes.Tests.Experiments;
using Unloop.Kubernetes.Tests.Fakes;
using static Unloop.Kubernetes.Tests.Fakes.Objects;

namespace Unloop.Kubernetes.Tests.Auth;

public sealed class AuthTests
{
    [Fact]
    public async Task Every_request_that_a_collector_makes_stands_in_the_table_of_its_command()
    {
        await using var cluster = await TestCluster.StartAsync();
        foreach (var (kind, plural) in new[] { ("StatefulSet", "statefulsets"), ("DaemonSet", "daemonsets"), ("Job", "jobs"), ("ReplicationController", "replicationcontrollers") })
        {
            var (group, path) = kind is "Job" ? ("batch/v1", "/apis/batch/v1") : kind is "ReplicationController" ? ("v1", "/api/v1") : ("apps/v1", "/apis/apps/v1");
            var owner = kind is "Job" ? OwnedBy("CronJob", "cron", "uid-cron", "batch/v1") : "";
            cluster.Api.Put($"{path}/namespaces/shop/{plural}", $$$$"""{"kind":"{{{{kind}}}}","metadata":{"name":"{{{{plural}}}}","uid":"uid-{{{{plural}}}}"{{{{owner}}}}},"spec":{}}""");
            cluster.Api.Put(Pods, Pod(plural + "-0", Looping(), metadata: OwnedBy(kind, plural, "uid-" + plural, group)));
        }

        cluster.Api.Put("/apis/batch/v1/namespaces/shop/cronjobs", """{"kind":"CronJob","metadata":{"name":"cron","uid":"uid-cron"},"spec":{}}""");
        cluster.Api.Put(Deployments, Deployment("web"));
        cluster.Api.Put(ReplicaSets, ReplicaSet("web-new", "web", 2, "app:2"));
        cluster.Api.Put(Pods, Pod("web-1", Looping(), metadata: OwnedBy("ReplicaSet", "web-new", "uid-web-new"),
            containers: """{"name":"web","envFrom":[{"configMapRef":{"name":"x"}},{"secretRef":{"name":"y"}}]}"""));
        cluster.Api.Fault("/events", 403, "Forbidden", "no");

        cluster.Api.Serve("/api/v1/namespaces/nowhere/pods");

        string[] targets = ["web-1", "none", "deploy/web", "deploy/none", "rs/none", "sts/none", "ds/none", "job/none", "cj/none", "rc/none", "cj/cron"];
        _ = await cluster.CollectAsync(new TargetQuery { CheckSecretKeys = true, UsePullSecrets = true });
        _ = await cluster.CollectAsync(new TargetQuery { Namespace = "nowhere" });
        foreach (var target in targets)
        {
            _ = await cluster.CollectAsync(target);
        }

        var table = AccessTable.For("diagnose", optIn: true)!;
        var outside = cluster.Api.Requests.Where(r => r.Method != "GET" || !table.Any(t => Allows(t, r))).Select(r => r.Path).Distinct();
        Assert.Empty(outside);
        var unused = table.SelectMany(t => t.Verbs.Select(v => (Rule: t, Verb: v))).Where(t => !cluster.Api.Requests.Any(r => Allows(t.Rule with { Verbs = [t.Verb] }, r)));
        Assert.Empty(unused.Select(u => $"{u.Verb} {u.Rule.Resource}"));
    }

    [Fact]
    public async Task Every_request_of_a_fix_and_of_its_proof_stands_in_the_table()
    {
        await using var cluster = await FixCluster.StartAsync();
        const string spec = """{"replicas":1,"template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"web","image":"app:1"}]}}}""";
        foreach (var (kind, path) in new[] { ("Deployment", Deployments), ("StatefulSet", Apps("statefulsets")), ("DaemonSet", Apps("daemonsets")), ("ReplicaSet", ReplicaSets), ("Job", "/apis/batch/v1/namespaces/shop/jobs"), ("CronJob", "/apis/batch/v1/namespaces/shop/cronjobs"), ("Pod", Pods) })
        {
            var ofKind = kind == "CronJob" ? $$$"""{"jobTemplate":{"spec":{{{spec}}}}}""" : kind == "Pod" ? """{"containers":[{"name":"web","image":"app:1"}]}""" : spec;
            cluster.Api.Put(path, $$$$"""{"kind":"{{{{kind}}}}","metadata":{"name":"web","namespace":"shop","uid":"uid-{{{{kind}}}}"},"spec":{{{{ofKind}}}},"status":{}}""");
        }

        cluster.Api.Put(Pods, Pod("db-0", Looping(), metadata: OwnedBy("StatefulSet", "web", "uid-StatefulSet")));
        var token = TestContext.Current.CancellationToken;
        foreach (var kind in new[] { "Deployment", "StatefulSet", "DaemonSet", "CronJob", "ReplicaSet", "Job", "Pod" })
        {
            var live = await cluster.ReadAsync(kind, "web");
            Assert.NotNull((await cluster.View.LookAsync(live.Ref, token)).Snapshot);
            Assert.Equal(WritingEnd.Done, (await cluster.SetImageAsync(live, "app:2", dryRun: true)).End);
            var note = new WorkloadPatch { Workload = live.Ref, ExpectedTemplateHash = live.TemplateHash, Annotations = new Dictionary<string, string?> { ["unloop.dev/fix"] = "x" } };
            Assert.Equal(WritingEnd.Done, (await cluster.Workloads.PatchAsync(note, token)).End);
            await cluster.Workloads.NoteAsync(live.Ref, "Fixed", "it", false, token);
            Assert.Null(await cluster.Workloads.HoldAsync(live.Ref, "me", TimeSpan.FromMinutes(1), token));
            Assert.Null(await cluster.Workloads.HoldAsync(live.Ref, "me", TimeSpan.FromMinutes(1), token));
            await cluster.Workloads.ReleaseAsync(live.Ref, "me", token);
            Assert.Null(await cluster.Workloads.DeletePodsAsync(live.Ref, kind == "StatefulSet" ? ["db-0"] : [], token));
            Assert.Equal(live.Ref.IsImmutable, (await cluster.Workloads.RecreateAsync(live.Ref, new(live.Template, live.Whole), dryRun: false, token)).End == WritingEnd.Done);
        }

        var table = AccessTable.For("fix", recreate: true)!;
        Assert.Empty(cluster.Api.Requests.Where(r => !table.Any(t => Allows(t, r))).Select(r => $"{r.Method} {r.Path}").Distinct());
        var more = table.Except(AccessTable.For("diagnose")!).SelectMany(t => t.Verbs.Select(v => (Rule: t, Verb: v)));
        Assert.Empty(more.Where(t => !cluster.Api.Requests.Any(r => Allows(t.Rule with { Verbs = [t.Verb] }, r))).Select(u => $"{u.Verb} {u.Rule.Resource}"));
        var proof = AccessTable.For("verify")!;
        var looks = cluster.Api.Requests.Where(r => r.Query.GetValueOrDefault("fieldSelector") == "type=Warning" || r.Path.EndsWith("/controllerrevisions", StringComparison.Ordinal));
        Assert.All(looks, r => Assert.Contains(proof, t => Allows(t, r)));
    }

    [Fact]
    public async Task Every_request_about_what_watches_a_cluster_and_about_its_rules_stands_in_the_table()
    {
        await using var watched = await WatchedCluster.StartAsync();
        watched.Serve("monitoring.coreos.com", "v1", "Prometheus", "PrometheusRule");
        watched.Api.Put("/apis/monitoring.coreos.com/v1/prometheuses", """{"metadata":{"name":"k8s","namespace":"m"},"spec":{"ruleNamespaceSelector":{"matchLabels":{"a":"b"}}}}""");
        _ = await watched.LookAsync();
        await using var rules = await RuleCluster.StartAsync();
        _ = await rules.ApplyAsync();
        _ = await rules.ApplyAsync(delete: true);

        var table = AccessTable.For("monitor")!.Except(AccessTable.For("diagnose")!).ToList();
        var requests = watched.Api.Requests.Concat(rules.Api.Requests).Where(r => !IsDiscovery(r)).ToList();
        Assert.Empty(requests.Where(r => !table.Any(t => Allows(t, r))).Select(r => $"{r.Method} {r.Path}").Distinct());
        var unused = table.SelectMany(t => t.Verbs.Select(v => (Rule: t, Verb: v))).Where(t => !requests.Any(r => Allows(t.Rule with { Verbs = [t.Verb] }, r) || IsMadeByApply(t.Rule, t.Verb, r)));
        Assert.Empty(unused.Select(u => $"{u.Verb} {u.Rule.Resource}"));
        Assert.Equal(table, AccessTable.For("fix", monitors: true)!.Except(AccessTable.For("fix")!));
    }

    [Fact]
    public async Task Every_request_of_tests_in_copies_stands_in_the_table()
    {
        await using var cluster = await TryCluster.StartAsync();
        cluster.Api.Put(Pods, Pod("db-0", Looping(), spec: ",\"volumes\":[{\"name\":\"d\",\"persistentVolumeClaim\":{\"claimName\":\"d\"}}]"));
        _ = await cluster.PlanAsync("db-0");
        _ = await cluster.TryAsync();
        var workload = new WorkloadRef { ApiVersion = "apps/v1", Kind = "Deployment", Namespace = "shop", Name = "web", Uid = "uid-web" };
        Assert.Null(await cluster.Copies.HoldAsync(workload, "me", TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
        Assert.Null(await cluster.Copies.HoldAsync(workload, "me", TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));

        var table = AccessTable.For("try")!;
        var requests = cluster.Api.Requests.Where(r => !IsDiscovery(r)).ToList();
        Assert.Empty(requests.Where(r => !table.Any(t => Allows(t, r))).Select(r => $"{r.Method} {r.Path}").Distinct());
        var unused = AccessTable.Trying.SelectMany(t => t.Verbs.Select(v => (Rule: t, Verb: v))).Where(t => !requests.Exists(r => Allows(t.Rule with { Verbs = [t.Verb] }, r)));
        Assert.Empty(unused.Select(u => $"{u.Verb} {u.Rule.Resource}"));
    }

    [Fact]
    public void A_role_for_a_namespace_leaves_what_has_no_namespace_to_a_cluster_role()
    {
        var yaml = RoleYaml.Print([new("", "pods", ["get", "list"], AccessNeed.Required, ""), new("", "nodes", ["get"], AccessNeed.Useful, "") { ClusterScoped = true }], "shop");

        Assert.Equal(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata:
              name: unloop
              namespace: shop
            rules:
              - apiGroups: [""]
                resources: [pods]
                verbs: [get, list]
            ---
            # For resources without a namespace. Without it Unloop works, and reports them as gaps.
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata:
              name: unloop-nodes
            rules:
              - apiGroups: [""]
                resources: [nodes]
                verbs: [get]

            """,
            yaml);
    }

    [Fact]
    public void Only_a_fix_and_the_rules_of_alerts_need_a_verb_that_writes_and_secrets_are_only_there_when_asked_for()
    {
        Assert.Contains(AccessTable.For("fix")!, r => r.Verbs.Contains("patch"));
        Assert.DoesNotContain(AccessTable.For("fix")!, r => r.Resource is "jobs" && r.Verbs.Contains("delete"));
        Assert.DoesNotContain(AccessTable.For("fix")!, r => r.Resource == "prometheusrules");
        foreach (var command in AccessTable.Commands.Where(c => c is not ("fix" or "scale" or "try")))
        {
            Assert.All(AccessTable.For(command, optIn: true)!.Where(r => command != "monitor" || r.Resource != "prometheusrules").SelectMany(r => r.Verbs), v => Assert.Contains(v, (string[])["get", "list"]));
            Assert.DoesNotContain(AccessTable.For(command)!, r => r.Resource == "secrets");
            Assert.Contains(AccessTable.For(command, optIn: true)!, r => r.Resource == "secrets");
        }

        Assert.All(AccessTable.For("scale", optIn: true)!, r => Assert.True(r.Resource != "secrets" && r.Verbs.All(v => v is "get" or "list")));
        Assert.All(AccessTable.For("scale", apply: true)!.Except(AccessTable.For("scale")!), r => Assert.True(r.Need == AccessNeed.OptIn && !r.Verbs.Contains("delete")));
        Assert.Null(AccessTable.For("version"));
    }

    [Fact]
    public void A_cluster_role_grants_all_in_one()
    {
        var yaml = RoleYaml.Print(AccessTable.For("diagnose")!, null);

        Assert.DoesNotContain("kind: Role\n", yaml, StringComparison.Ordinal);
        Assert.DoesNotContain("secrets", yaml, StringComparison.Ordinal);
        Assert.Contains("resources: [deployments, replicasets, statefulsets, daemonsets]", yaml, StringComparison.Ordinal);
    }

    /// <summary>Kinds of owners that are not known without asking, what is served of a group, and the server's version: Kubernetes grants them to everybody.</summary>
    private static bool IsDiscovery(Seen request) =>
        request.Path is "/api/v1" or "/version" || (request.Path.StartsWith("/apis/", StringComparison.Ordinal) && request.Path.Count(c => c == '/') <= 3);

    /// <summary>The API server asks for both verbs where an apply makes an object.</summary>
    private static bool IsMadeByApply(AccessRule rule, string verb, Seen request) => verb == "create" && request.Method == "PATCH" && Allows(rule with { Verbs = ["patch"] }, request);

    private static string Apps(string plural) => "/apis/apps/v1/namespaces/shop/" + plural;

    private static bool Allows(AccessRule rule, Seen request)
    {
        var parts = request.Path.Trim('/').Split('/').ToList();
        var group = parts[0] == "api" ? "" : parts[1];
        var rest = parts.Skip(parts[0] == "api" ? 2 : 3).ToList();
        rest = rest.Count > 2 && rest[0] == "namespaces" ? rest[2..] : rest;
        var verb = request.Method switch
        {
            "POST" => "create",
            "PATCH" => "patch",
            "DELETE" => "delete",
            _ => rest.Count == 1 ? "list" : "get",
        };
        var resource = rest.Count == 3 ? $"{rest[0]}/{rest[2]}" : rest[0];
        return rule.Group == group && rule.Resource == resource && rule.Verbs.Contains(verb);
    }
}
