using Unloop.Alerts.Generation;
using Unloop.Alerts.Generation.Queries;

namespace Unloop.Alerts.Tests.Generation;

public class QueriesTests
{
    private static string Expression(AlertScope scope, string alert = "state") => AlertList.Of(Requests.Of(scope)).Single(a => a.Id == alert).Prometheus.Expr;

    private static string Query(AlertScope scope, string alert = "state") => AlertList.Of(Requests.Of(scope)).Single(a => a.Id == alert).Datadog.Query!;

    [Theory]
    [InlineData("Deployment", "kube_replicaset_owner{namespace=\"shop\",owner_kind=\"Deployment\",owner_name=\"web\"}")]
    [InlineData("CronJob", "kube_job_owner{namespace=\"shop\",owner_kind=\"CronJob\",owner_name=\"web\"}")]
    [InlineData("StatefulSet", "kube_pod_owner{namespace=\"shop\",owner_kind=\"StatefulSet\",owner_name=\"web\"}")]
    [InlineData("Pod", "kube_pod_created{namespace=\"shop\",pod=\"web\"}")]
    public void Pods_are_told_apart_by_their_owners_not_by_their_names(string kind, string owner) =>
        Assert.Contains(owner, Expression(new("prod", "shop", kind, "web")), StringComparison.Ordinal);

    [Fact]
    public void Every_join_has_one_side_that_is_unique()
    {
        foreach (var rule in Requests.Scopes.SelectMany(s => AlertList.Of(Requests.Of(s))).Select(a => a.Prometheus))
        {
            // Only a product can fail for several matches; and, or and unless cannot.
            Assert.Equal(rule.Expr.Split("* on").Length, rule.Expr.Split("topk by (namespace, pod, uid) (1,").Length);
        }
    }

    [Fact]
    public void Init_containers_are_looked_at_wherever_containers_are()
    {
        foreach (var rule in AlertList.Of(Requests.Of(new AlertScope("prod", "shop"))).Select(a => a.Prometheus))
        {
            // There is no such metric of init containers' exit codes.
            var expr = rule.Expr.Replace("kube_pod_container_status_last_terminated_exitcode", "", StringComparison.Ordinal);
            Assert.Equal(expr.Split("kube_pod_container_status_").Length, expr.Split("kube_pod_init_container_status_").Length);
        }
    }

    [Fact]
    public void A_quote_in_a_name_stays_within_its_matcher() =>
        Assert.Equal("x{namespace=\"a\\\"b\\\\\"}", new PrometheusScope(new(Namespace: "a\"b\\")).Series("x"));

    [Fact]
    public void A_line_break_in_a_name_stays_within_its_matcher() =>
        Assert.Equal("x{namespace=\"a\\nb\\x01\"}", new PrometheusScope(new(Namespace: "a\nb\u0001")).Series("x"));

    [Fact]
    public void A_tag_is_written_as_Datadog_keeps_it_so_that_it_ends_no_scope()
    {
        var scope = new DatadogScope(new("Prod} by {x", "shop,a:*", "Deployment", "web OR b"));
        Assert.Equal(["kube_cluster_name:prod__by__x", "kube_namespace:shop_a:_", "kube_deployment:web_or_b"], scope.Tags);
        Assert.All(new DatadogScope(new(new string('x', 500))).Tags, t => Assert.Equal(200, t.Length));
    }

    [Theory]
    [InlineData("Deployment", "kube_deployment:web", "kube_cluster_name,kube_namespace,kube_deployment,pod_name")]
    [InlineData("StatefulSet", "kube_stateful_set:web", "kube_cluster_name,kube_namespace,kube_stateful_set,pod_name")]
    [InlineData("Pod", "pod_name:web", "kube_cluster_name,kube_namespace,pod_name")]
    public void Monitors_filter_and_group_by_the_tag_of_the_workload(string kind, string tag, string groups) =>
        Assert.Equal(
            $"max(last_10m):default_zero(max:kubernetes.containers.state.waiting{{kube_cluster_name:prod,kube_namespace:shop,{tag},reason:crashloopbackoff}} by {{{groups}}}) >= 1",
            Query(new("prod", "shop", kind, "web")));

    [Fact]
    public void A_cluster_without_name_is_everything_there_is() =>
        Assert.Equal("sum(last_10m):monotonic_diff(sum:kubernetes.containers.restarts{*} by {kube_cluster_name,kube_namespace,pod_name}) > 5", Query(new(), "burst"));

    [Fact]
    public void Several_reasons_are_joined_by_or_and_the_scope_before_them_by_and() =>
        Assert.Contains("{kube_namespace:shop AND (reason:errimagepull OR reason:imagepullbackoff OR reason:invalidimagename)}", Query(new(Namespace: "shop"), "image-pull"), StringComparison.Ordinal);

    [Fact]
    public void No_group_has_a_tag_that_some_pods_of_the_scope_lack() =>
        Assert.All(AlertList.Of(Requests.Of(new AlertScope("prod", "shop"))), a => Assert.DoesNotContain("kube_deployment", a.Datadog.Query, StringComparison.Ordinal));
}
