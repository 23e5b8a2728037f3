using System.Text.Json.Nodes;
using Unloop.Core.Facts;
using Unloop.Kubernetes.Tests.Fakes;

namespace Unloop.Kubernetes.Tests.Monitoring;

public sealed class MonitoringViewTests
{
    private const string HelmAgent = """
        {"metadata":{"name":"datadog","namespace":"datadog","labels":{"helm.sh/chart":"datadog-3.240.0","app.kubernetes.io/component":"agent"}},
         "spec":{"template":{"metadata":{"labels":{"app":"datadog"}},"spec":{"containers":[
           {"name":"agent","image":"gcr.io/datadoghq/agent:7.66.1","env":[{"name":"DD_SITE","value":"datadoghq.eu"},{"name":"DD_CLUSTER_NAME","value":"prod-1"},{"name":"DD_API_KEY","value":"do-not-keep"}]},
           {"name":"trace-agent","image":"gcr.io/datadoghq/agent:7.66.1"}]}}},
         "status":{"desiredNumberScheduled":3,"numberReady":2}}
        """;

    private const string HelmClusterAgent = """
        {"metadata":{"name":"datadog-cluster-agent","namespace":"datadog","labels":{"helm.sh/chart":"datadog-3.240.0","app.kubernetes.io/component":"cluster-agent"}},
         "spec":{"template":{"spec":{"containers":[{"name":"cluster-agent","image":"gcr.io/datadoghq/cluster-agent:7.66.1"}],
           "volumes":[{"name":"confd","configMap":{"name":"datadog-cluster-agent-confd","items":[{"key":"kubernetes_state_core.yaml.default","path":"kubernetes_state_core.yaml.default"}]}}]}}}}
        """;

    [Fact]
    public async Task The_parts_of_the_Helm_chart_are_known_with_site_cluster_and_version()
    {
        await using var cluster = await WatchedCluster.StartAsync();
        cluster.Put("daemonsets", HelmAgent);
        cluster.Put("deployments", HelmClusterAgent);

        var setup = await cluster.LookAsync();

        Assert.Equal(new DatadogSetup("datadog", "datadog", 3, 2, "datadog-cluster-agent", true, "datadoghq.eu", "prod-1", "7.66.1", false), setup.Datadog);
        Assert.Empty(setup.Gaps);
    }

    [Fact]
    public async Task Without_the_check_in_its_configuration_the_chart_has_it_off()
    {
        await using var cluster = await WatchedCluster.StartAsync();
        cluster.Put("daemonsets", HelmAgent);
        cluster.Put("deployments", HelmClusterAgent.Replace("kubernetes_state_core.yaml.default\",\"path", "helm.yaml\",\"path", StringComparison.Ordinal));

        Assert.False((await cluster.LookAsync()).Datadog!.HasKubeStateCore);
    }

    [Theory]
    [InlineData("""{"name":"DD_KUBE_STATE_METRICS_CORE_ENABLED","value":"true"}""", true)]
    [InlineData("""{"name":"DD_KUBE_STATE_METRICS_CORE_ENABLED","value":"false"}""", false)]
    [InlineData("""{"name":"DD_POD_NAME"}""", null)]
    public async Task The_parts_of_the_operator_are_known_and_its_variable_says_whether_the_check_is_on(string variable, bool? isOn)
    {
        await using var cluster = await WatchedCluster.StartAsync();
        cluster.Put("daemonsets", Operator("dd-agent", "agent", """{"name":"agent","image":"agent@sha256:00","env":[{"name":"DD_SITE","valueFrom":{"secretKeyRef":{"name":"s","key":"k"}}}]}"""));
        cluster.Put("deployments", Operator("dd-cluster-agent", "cluster-agent", $$"""{"name":"cluster-agent","image":"r:5000/cluster-agent","env":[{{variable}}]}"""));
        cluster.Put("deployments", Operator("dd-runner", "cluster-checks-runner", """{"name":"cluster-checks-runner","image":"agent:7"}"""));
        cluster.Serve("datadoghq.com", "v1alpha1", "DatadogMonitor");

        var setup = await cluster.LookAsync();

        Assert.Equal(new DatadogSetup("ops", "dd-agent", 1, 1, "dd-cluster-agent", isOn, null, null, null, true, "dd-runner"), setup.Datadog);
        Assert.DoesNotContain(cluster.Api.Requests, r => r.Path.Contains("secrets", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_agents_of_Datadog_are_agents()
    {
        await using var cluster = await WatchedCluster.StartAsync();
        cluster.Put("daemonsets", """{"metadata":{"name":"jaeger","namespace":"ops","labels":{"app.kubernetes.io/component":"agent","helm.sh/chart":"jaeger-1.0"}},"spec":{"template":{"spec":{"containers":[{"name":"agent","image":"agent:1"}]}}}}""");
        cluster.Put("deployments", """{"metadata":{"name":"op","namespace":"ops","labels":{"app.kubernetes.io/component":"agent","helm.sh/chart":"datadog-operator-2.0"}},"spec":{"template":{"spec":{"containers":[{"name":"x","image":"y"}]}}}}""");

        Assert.Null((await cluster.LookAsync()).Datadog);
    }

    [Fact]
    public async Task Resources_of_Datadog_without_an_agent_are_seen()
    {
        await using var cluster = await WatchedCluster.StartAsync();
        cluster.Serve("datadoghq.com", "v1alpha1", "DatadogMonitor");

        Assert.Equal(new DatadogSetup("", null, 0, 0, null, false, null, null, null, true), (await cluster.LookAsync()).Datadog);
    }

    [Theory]
    [InlineData("deployments", "deployment", """{"app.kubernetes.io/name":"kube-state-metrics"}""", "registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.10.1", "v2.10.1")]
    [InlineData("statefulsets", "statefulset", "{}", "mirror:5000/x/kube-state-metrics:v2.9.2@sha256:00", "v2.9.2")]
    [InlineData("deployments", "deployment", """{"app.kubernetes.io/name":"kube-state-metrics"}""", "own/ksm", null)]
    public async Task Kube_state_metrics_is_known_by_its_label_or_by_its_image(string plural, string kind, string labels, string image, string? version)
    {
        await using var cluster = await WatchedCluster.StartAsync();
        cluster.Put(plural, $$$$"""{"metadata":{"name":"ksm","namespace":"monitoring","labels":{{{{labels}}}} },"spec":{"template":{"spec":{"containers":[{"name":"main","image":"{{{{image}}}}"}]} } } }""");

        Assert.Equal(new KubeStateMetricsSetup("monitoring", kind + "/ksm", version), (await cluster.LookAsync()).KubeStateMetrics);
    }

    [Fact]
    public async Task An_image_that_only_resembles_it_is_not_kube_state_metrics()
    {
        await using var cluster = await WatchedCluster.StartAsync();
        cluster.Put("deployments", """{"metadata":{"name":"x","namespace":"y"},"spec":{"template":{"spec":{"containers":[{"name":"a","image":"my-kube-state-metrics:1"},{"name":"b","image":"kube-state-metrics/sidecar:1"}]}}}}""");

        Assert.Null((await cluster.LookAsync()).KubeStateMetrics);
    }

    [Fact]
    public async Task A_Prometheus_is_read_with_its_selectors_and_the_labels_of_namespaces_that_they_ask_for()
    {
        await using var cluster = await WatchedCluster.StartAsync();
        cluster.Serve("monitoring.coreos.com", "v1", "Prometheus", "PrometheusRule");
        cluster.Api.Put("/apis/monitoring.coreos.com/v1/prometheuses", """
            {"metadata":{"name":"k8s","namespace":"monitoring"},"spec":{"scrapeInterval":"30s","ruleSelector":{"matchLabels":{"release":"stack"}},
             "ruleNamespaceSelector":{"matchExpressions":[{"key":"team","operator":"In","values":["shop"]}]}}}
            """);
        cluster.Api.Put("/api/v1/namespaces", """{"metadata":{"name":"shop","labels":{"team":"shop"}}}""");

        var setup = await cluster.LookAsync();

        var prometheus = Assert.Single(setup.Prometheus);
        Assert.Equal(("monitoring", "k8s", "30s"), (prometheus.Namespace, prometheus.Name, prometheus.ScrapeInterval));
        Assert.Equal("stack", prometheus.RuleSelector!.MatchLabels["release"]);
        Assert.Equal(("team", "In", "shop"), (prometheus.RuleNamespaceSelector!.MatchExpressions[0].Key, prometheus.RuleNamespaceSelector.MatchExpressions[0].Operator, prometheus.RuleNamespaceSelector.MatchExpressions[0].Values[0]));
        Assert.True(setup.HasPrometheusRules);
        Assert.Equal("shop", setup.NamespaceLabels!["shop"]["team"]);
        Assert.Null(prometheus.EvaluationInterval);
    }

    [Fact]
    public async Task A_selector_that_is_not_there_is_another_thing_than_one_that_is_empty()
    {
        await using var cluster = await WatchedCluster.StartAsync();
        cluster.Serve("monitoring.coreos.com", "v1", "Prometheus");
        cluster.Api.Put("/apis/monitoring.coreos.com/v1/prometheuses", """{"metadata":{"name":"a","namespace":"m"},"spec":{"ruleSelector":{}}}""");

        var setup = await cluster.LookAsync();

        Assert.NotNull(setup.Prometheus[0].RuleSelector);
        Assert.Null(setup.Prometheus[0].RuleNamespaceSelector);
        Assert.Null(setup.NamespaceLabels);
        Assert.False(setup.HasPrometheusRules);
    }

    [Fact]
    public async Task What_is_forbidden_is_a_gap_and_no_no()
    {
        await using var cluster = await WatchedCluster.StartAsync();
        cluster.Put("daemonsets", HelmAgent);
        cluster.Serve("monitoring.coreos.com", "v1", "Prometheus", "PrometheusRule");
        cluster.Api.Fault("/deployments", 403, "Forbidden", "no");
        cluster.Api.Fault("/prometheuses", 403, "Forbidden", "no");

        var setup = await cluster.LookAsync();

        Assert.Null(setup.Datadog!.HasKubeStateCore);
        Assert.Equal(2, setup.Gaps.Count(g => g.Reason == GapReason.Forbidden));
        Assert.Contains(setup.Gaps, g => g.Detail!.Contains("list prometheuses.monitoring.coreos.com", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cluster_that_does_not_take_the_credentials_is_a_problem()
    {
        await using var cluster = await WatchedCluster.StartAsync();
        cluster.Api.Fault("/apis", 401, "Unauthorized", "Unauthorized");

        var sight = await cluster.View.LookAsync(TestContext.Current.CancellationToken);

        Assert.Null(sight.Setup);
        Assert.Equal(ProblemKind.Unauthorised, sight.Problem!.Kind);
    }

    [Fact]
    public async Task Keys_are_not_kept_even_where_they_stand_in_the_open()
    {
        await using var cluster = await WatchedCluster.StartAsync();
        cluster.Put("daemonsets", HelmAgent);

        Assert.DoesNotContain("do-not-keep", (await cluster.LookAsync()).ToString(), StringComparison.Ordinal);
    }

    private static string Operator(string name, string component, string container) => new JsonObject
    {
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "ops", ["labels"] = new JsonObject { ["agent.datadoghq.com/component"] = component, ["app.kubernetes.io/managed-by"] = "datadog-operator" } },
        ["spec"] = new JsonObject { ["template"] = new JsonObject { ["spec"] = new JsonObject { ["containers"] = new JsonArray(JsonNode.Parse(container)) } } },
        ["status"] = new JsonObject { ["desiredNumberScheduled"] = 1, ["numberReady"] = 1 },
    }.ToJsonString();
}
