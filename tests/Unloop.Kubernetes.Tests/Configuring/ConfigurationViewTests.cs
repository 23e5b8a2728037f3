using System.Text;
using Microsoft.AspNetCore.Http;
using Unloop.Core.Facts;
using Unloop.Core.Injection;
using Unloop.Core.Planning;
using Unloop.Engine.Configuring;
using Unloop.Kubernetes.Auth;
using Unloop.Kubernetes.Tests.Fakes;
using static Unloop.Kubernetes.Tests.Fakes.Objects;

namespace Unloop.Kubernetes.Tests.Configuring;

public sealed class ConfigurationViewTests
{
    private const string Container = """
        {"name":"web","image":"app:1","command":["run","$(A)"],"resources":{"limits":{"memory":"64Mi"}},
         "envFrom":[{"prefix":"P_","configMapRef":{"name":"conf"}}],
         "env":[{"name":"A","value":"x-$(P_K)"},{"name":"B","valueFrom":{"secretKeyRef":{"name":"db","key":"password","optional":true}}}],
         "volumeMounts":[{"name":"c","mountPath":"/etc/c"},{"name":"f","mountPath":"/etc/f"}]}
        """;

    private const string Volumes = """
        ,"securityContext":{"runAsUser":1000,"fsGroup":2000},"volumes":[{"name":"c","configMap":{"name":"conf","defaultMode":256,"items":[{"key":"K","path":"k"}]}},
         {"name":"f","downwardAPI":{"items":[{"path":"name","fieldRef":{"fieldPath":"metadata.name"}}]}}]
        """;

    private const string Templated = """
        {"kind":"Deployment","metadata":{"name":"web","namespace":"shop","uid":"uid-web"},
         "spec":{"selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"web","image":"app:2","env":[{"name":"NOW","value":"1"}]}]}}}}
        """;

    private static async Task<TestCluster> StartAsync(string managed = "")
    {
        var cluster = await TestCluster.StartAsync();
        cluster.Api.Put(Pods, Pod("web-1", Status("web", Running(10), ready: true), containers: Container, spec: Volumes, labels: "\"tier\":\"x\""));
        cluster.Api.Put(ConfigMaps, $$$"""{"metadata":{"name":"conf","creationTimestamp":"{{{Stamp(60)}}}"{{{managed}}}},"data":{"K":"v\n"},"binaryData":{"b":"AAE="}}""");
        cluster.Api.Put("/api/v1/namespaces/shop/services", """{"metadata":{"name":"redis"},"spec":{"clusterIP":"10.0.0.9","ports":[{"port":6379,"protocol":"TCP"}]}}""");
        cluster.Api.Put("/api/v1/namespaces/default/services", """{"metadata":{"name":"kubernetes"},"spec":{"clusterIP":"10.0.0.1","ports":[{"port":443,"name":"https"}]}}""");
        return cluster;
    }

    private static Task<ConfigurationSight> LookAsync(TestCluster cluster, string kind = "Pod", string name = "web-1", bool secrets = false, string? revision = null) =>
        cluster.Configuration.LookAsync(
            new WorkloadRef { ApiVersion = "v1", Kind = kind, Namespace = "shop", Name = name, Uid = "" },
            new ConfigurationQuery { CheckSecretKeys = secrets, Revision = revision },
            TestContext.Current.CancellationToken);

    [Fact]
    public async Task Everything_that_the_spec_names_is_read_and_no_Secret()
    {
        await using var cluster = await StartAsync();

        var facts = (await LookAsync(cluster)).Facts!;

        var web = Assert.Single(facts.Containers);
        Assert.Equal([new EnvFromSpec("ConfigMap", "conf", "P_", false)], web.EnvFrom);
        Assert.Equal([new VariableSpec("A", "Literal", "x-$(P_K)"), new VariableSpec("B", "Secret", null, "db", "password", true)], web.Env);
        Assert.Equal((FakeApi.Now.AddMinutes(-10), true, 1000L), (web.StartedAt, web.Running, web.RunAsUser));
        Assert.Equal(["limits.memory"], web.Resources);
        Assert.Equal((2000L, "x", "web-1"), (facts.FsGroup, facts.Fields["metadata.labels['tier']"], facts.Fields["metadata.name"]));
        Assert.Equal(["redis", "kubernetes"], facts.Services!.Select(s => s.Name));
        Assert.Equal([("c", 256), ("f", null)], facts.Volumes.Select(v => (v.Name, v.DefaultMode)));
        var conf = Assert.Single(facts.Objects);
        Assert.Equal(("v\n", "b"), (conf.Data["K"], Assert.Single(conf.BinaryKeys)));
        Assert.DoesNotContain(cluster.Api.Requests, r => r.Path.Contains("/secrets", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_a_Secret_the_keys_and_the_form_of_the_values_are_kept_and_nothing_else()
    {
        await using var cluster = await StartAsync();
        cluster.Api.Put("/api/v1/namespaces/shop/secrets", $$"""{"metadata":{"name":"db"},"data":{"password":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes("hunter2\n"))}}","user":"YXBw","odd":"?"} }""");

        var secret = Assert.Single((await LookAsync(cluster, secrets: true)).Facts!.Objects, o => o.Kind == "Secret");

        Assert.Equal(ValueFlaws.TrailingNewline, secret.SecretKeys["password"]);
        Assert.Equal((ValueFlaws.None, ValueFlaws.None), (secret.SecretKeys["user"], secret.SecretKeys["odd"]));
        Assert.Empty(secret.Data);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData(",\"f:metadata\":{\"f:annotations\":{\".\":{},\"f:kubectl.kubernetes.io/last-applied-configuration\":{}}}", false)]
    [InlineData(",\"f:metadata\":{\"f:labels\":{\"f:app\":{}}}", true)]
    [InlineData(",\"f:metadata\":{\"f:annotations\":{\"f:note\":{}}}", true)]
    public async Task A_write_by_whom_labels_belong_too_may_be_of_labels_alone(string metadata, bool mayBe)
    {
        await using var cluster = await StartAsync($$$$""","managedFields":[{"manager":"x","time":"{{{{Stamp(5)}}}}","fieldsV1":{"f:data":{}{{{{metadata}}}}}}]""");

        Assert.Equal(mayBe, Assert.Single((await LookAsync(cluster)).Facts!.Objects).MayBeLabels);
    }

    [Theory]
    [InlineData("f:data", 5)]
    [InlineData("f:metadata", 60)]
    public async Task Only_a_write_of_what_it_holds_counts_as_a_change(string field, int minutesAgo)
    {
        await using var cluster = await StartAsync($$$$""","managedFields":[{"manager":"x","time":"{{{{Stamp(5)}}}}","fieldsV1":{"{{{{field}}}}":{}}}]""");

        Assert.Equal(FakeApi.Now.AddMinutes(-minutesAgo), Assert.Single((await LookAsync(cluster)).Facts!.Objects).ChangedAt);
    }

    [Fact]
    public async Task A_ConfigMap_that_is_missing_is_told_with_the_nearest_and_one_that_is_forbidden_is_a_gap()
    {
        await using var cluster = await StartAsync();
        cluster.Api.Put(Pods, Pod("web-2", Status("web", Running()), containers: """{"name":"web","image":"app:1","envFrom":[{"configMapRef":{"name":"conff"}},{"configMapRef":{"name":"closed"}}]}"""));
        cluster.Api.Fault("/configmaps/closed", 403, "Forbidden", "no");
        cluster.Api.Fault("/services", 403, "Forbidden", "no");

        var sight = await LookAsync(cluster, name: "web-2");

        var missing = Assert.Single(sight.Facts!.Objects);
        Assert.Equal((Presence.ObjectMissing, "conf"), (missing.Presence, Assert.Single(missing.Nearest)));
        Assert.Null(sight.Facts.Services);
        Assert.Equal(["the ConfigMap closed", "the Services of the namespace, of which variables are made"], sight.Gaps.Select(g => g.What));
    }

    [Fact]
    public async Task Without_pods_the_template_is_told_and_a_past_revision_is_its_own_template()
    {
        await using var cluster = await StartAsync();
        cluster.Api.Put(Deployments, Templated);
        cluster.Api.Put(ReplicaSets, ReplicaSet("web-old", "web", 1, "app:1"));

        var now = await LookAsync(cluster, "Deployment", "web");
        Assert.Null(now.Facts!.Pod);
        Assert.Equal(("Deployment/web", "NOW"), (now.Facts.Workload, Assert.Single(Assert.Single(now.Facts.Containers).Env).Name));
        Assert.Contains(now.Gaps, g => g.What == "pods");
        Assert.Equal("app:1", (await LookAsync(cluster, "Deployment", "web", revision: "1")).Images["web"].Reference);
        Assert.Equal("No revision 7 of deployment/web; there is 1.", (await LookAsync(cluster, "Deployment", "web", revision: "7")).Problem!.Message);
        Assert.Equal(ProblemKind.BadInput, (await LookAsync(cluster, revision: "1")).Problem!.Kind);
    }

    [Fact]
    public async Task The_present_template_is_told_where_it_is_asked_for_though_there_are_pods()
    {
        await using var cluster = await StartAsync();
        cluster.Api.Put(Deployments, Templated);

        var sight = await cluster.Configuration.LookAsync(
            new WorkloadRef { ApiVersion = "apps/v1", Kind = "Deployment", Namespace = "shop", Name = "web", Uid = "" }, new ConfigurationQuery { Template = true }, TestContext.Current.CancellationToken);

        Assert.Equal((null, "NOW"), (sight.Facts!.Pod, Assert.Single(Assert.Single(sight.Facts.Containers).Env).Name));
        Assert.DoesNotContain(sight.Gaps, g => g.What == "pods");
    }

    [Fact]
    public async Task A_custom_kind_is_refused()
    {
        await using var cluster = await StartAsync();

        Assert.Equal("A Rollout has no pod template to look at.", (await LookAsync(cluster, "Rollout", "web")).Problem!.Message);
        Assert.Empty(cluster.Api.Requests);
    }

    [Fact]
    public async Task A_ConfigMap_of_a_megabyte_with_binary_data_is_read_whole()
    {
        await using var cluster = await StartAsync();
        cluster.Api.Put(ConfigMaps, $$"""{"metadata":{"name":"conf"},"data":{"K":"{{new string('x', 1 << 20)}}"},"binaryData":{"b":"{{Convert.ToBase64String(new byte[1 << 18])}}"} }""");

        var map = Assert.Single((await LookAsync(cluster)).Facts!.Objects);

        Assert.Equal((1 << 20, "b"), (map.Data["K"].Length, Assert.Single(map.BinaryKeys)));
    }

    [Fact]
    public async Task A_mistyped_name_is_answered_with_the_nearest()
    {
        await using var cluster = await StartAsync();
        cluster.Api.Put(Deployments, Deployment("web"));

        Assert.Equal("No deployment 'wbe' in namespace shop; did you mean web?", (await LookAsync(cluster, "Deployment", "wbe")).Problem!.Message);
    }

    [Theory]
    [InlineData("v1.31.4", false)]
    [InlineData("v1.32.0+k3s1", true)]
    public async Task The_kubelets_version_decides_which_names_it_takes(string version, bool takesAny)
    {
        await using var cluster = await StartAsync();
        cluster.Api.Put("/api/v1/nodes", $$$$"""{"metadata":{"name":"node-1"},"status":{"nodeInfo":{"kubeletVersion":"{{{{version}}}}"}}}""");

        Assert.Equal(takesAny, (await LookAsync(cluster)).Facts!.TakesAnyName);
    }

    [Theory]
    [InlineData("v1.31.4", false)]
    [InlineData("v1.33.1", true)]
    [InlineData(null, null)]
    public async Task Who_may_not_read_nodes_asks_the_API_server(string? version, bool? takesAny)
    {
        await using var cluster = await StartAsync();
        cluster.Api.Fault("/api/v1/nodes", 403, "Forbidden", "no");
        if (version is not null)
        {
            cluster.Api.Fault("/version", c => c.Response.WriteAsync($"{{\"gitVersion\":\"{version}\"}}", TestContext.Current.CancellationToken));
        }

        Assert.Equal(takesAny, (await LookAsync(cluster)).Facts!.TakesAnyName);
    }

    [Fact]
    public async Task Whether_external_secrets_are_served_is_asked_where_the_pod_has_Secrets()
    {
        await using var cluster = await StartAsync();
        Assert.Null((await LookAsync(cluster)).ExternalSecrets);

        cluster.Api.Put("/apis/external-secrets.io", """{"metadata":{"name":"v1beta1"},"resources":[{"name":"externalsecrets","kind":"ExternalSecret","namespaced":true}]}""");
        Assert.Equal("external-secrets.io/v1beta1", (await LookAsync(cluster)).ExternalSecrets);
    }

    [Fact]
    public async Task Every_request_stands_in_the_table_of_verbs()
    {
        await using var cluster = await StartAsync();
        _ = await LookAsync(cluster, secrets: true);
        _ = await LookAsync(cluster, "Deployment", "none", secrets: true);

        var table = AccessTable.For("config", optIn: true)!;
        var asked = cluster.Api.Requests.Where(r => !r.Path.StartsWith("/apis/external-secrets.io/", StringComparison.Ordinal) && r.Path != "/version")
            .Select(r => r.Path.Split('/').Where(p => p is not ("" or "api" or "apis" or "v1" or "apps")).ToList())
            .Select(p => p is ["namespaces", _, .. var rest] ? rest : p)
            .Select(p => (Resource: p[0], Verb: p.Count == 1 ? "list" : "get"));
        Assert.Empty(asked.Where(a => !table.Any(r => r.Resource == a.Resource && r.Verbs.Contains(a.Verb))));
        Assert.All(cluster.Api.Requests, r => Assert.Equal("GET", r.Method));
    }
}
