using Unloop.Alerts.Generation;
using Unloop.Alerts.Generation.Testing;
using Unloop.Core;

namespace Unloop.Alerts.Tests.Generation;

public class AlertListTests
{
    private static readonly string[] Always = ["burst", "state", "slow-burn"];

    private static IEnumerable<string> Ids(AlertRequest request) => AlertList.Of(request).Select(a => a.Id);

    [Fact]
    public void A_workload_of_which_no_cause_is_known_has_the_three_rules() => Assert.Equal(Always, Ids(Requests.Workload()));

    [Theory]
    [InlineData(Category.OomLimit, "oom")]
    [InlineData(Category.ProbeKill, "probe-kill")]
    [InlineData(Category.ImagePull, "image-pull")]
    [InlineData(Category.MissingConfigmapOrSecret, "config-error")]
    [InlineData(Category.RunAsNonRoot, "config-error")]
    [InlineData(Category.MountFailure, "config-error")]
    public void A_cause_brings_the_rule_that_would_see_it(Category category, string rule) => Assert.Equal([.. Always, rule], Ids(Requests.Workload(Requests.Cause(category))));

    [Theory]
    [InlineData(Category.MissingModule)]
    [InlineData(Category.HeapExhausted)]
    [InlineData(Category.AppBug)]
    public void A_cause_that_ends_in_CrashLoopBackOff_needs_no_rule_of_its_own(Category category) => Assert.Equal(Always, Ids(Requests.Workload(Requests.Cause(category))));

    [Fact]
    public void A_namespace_without_diagnosis_may_have_any_of_them() =>
        Assert.Equal([.. Always, "oom", "probe-kill", "image-pull", "config-error"], Ids(Requests.Of(new AlertScope(Namespace: "shop"))));

    [Fact]
    public void A_namespace_with_a_diagnosis_has_what_was_found() =>
        Assert.Equal([.. Always, "oom"], Ids(Requests.Of(new AlertScope(Namespace: "shop")) with { Causes = [Requests.Cause(Category.OomLimit)] }));

    [Fact]
    public void The_first_alert_has_the_words_that_were_asked_for()
    {
        var burst = AlertList.Of(Requests.Workload())[0];

        Assert.Equal("Pod restarted more than 5 times in 10 minutes", burst.Datadog.Name);
        Assert.Equal("Pod restarted more than 5 times in 10 minutes", burst.Prometheus.Annotations["summary"]);
        Assert.StartsWith("Check the application logs and resource usage.", burst.Prometheus.Annotations["description"], StringComparison.Ordinal);
        Assert.Equal(1, burst.Datadog.Priority);
        Assert.Equal(5, burst.Datadog.Options.Thresholds!.Critical);
        Assert.Equal("critical", burst.Prometheus.Labels["severity"]);
    }

    [Fact]
    public void That_the_burst_is_over_is_not_called_well()
    {
        var burst = AlertList.Of(Requests.Workload())[0];

        Assert.Contains("back-off alone brings about", burst.Words.Recovery, StringComparison.Ordinal);
        Assert.Contains($"{{{{#is_recovery}}}}\n{burst.Words.Recovery}\n{{{{/is_recovery}}}}", burst.Datadog.Message, StringComparison.Ordinal);
        Assert.Contains(burst.Words.Recovery, burst.Prometheus.Annotations["description"], StringComparison.Ordinal);
    }

    [Fact]
    public void The_burst_is_never_held_back_for_longer_than_it_lives()
    {
        var burst = AlertList.Of(Requests.Workload())[0];

        Assert.Null(burst.Prometheus.For);
        Assert.InRange(burst.Datadog.Options.NewGroupDelay!.Value, 1, 300);
    }

    [Fact]
    public void Every_limit_is_the_one_of_its_query_and_every_notification_is_for_fewer_tags_than_the_groups_have()
    {
        foreach (var monitor in Requests.Scopes.SelectMany(s => AlertList.Of(Requests.Of(s))).Select(a => a.Datadog))
        {
            var query = monitor.Query!;
            var groups = query[(query.LastIndexOf("by {", StringComparison.Ordinal) + 4)..query.LastIndexOf('}')].Split(',');
            Assert.EndsWith($" {monitor.Options.Thresholds!.Critical}", query, StringComparison.Ordinal);
            Assert.Subset(new HashSet<string>(groups), new HashSet<string>(monitor.Options.NotifyBy!));
            Assert.True(monitor.Options.NotifyBy!.Count < groups.Length, query);
        }
    }

    [Fact]
    public void Every_rule_is_tested_with_lives_that_make_it_fire_and_moments_at_which_it_is_silent()
    {
        foreach (var alert in Requests.Scopes.SelectMany(s => AlertList.Of(Requests.Of(s))))
        {
            var moments = alert.Tests.SelectMany(t => t.Moments).ToList();
            Assert.Contains(moments, m => m.Firing.Count > 0);
            Assert.Contains(alert.Tests, t => t.Moments.All(m => m.Firing.Count == 0));
            Assert.All(moments, m => Assert.Equal(0, m.Seconds % TestLives.Evaluation));
            Assert.Contains(moments, m => m.Seconds % TestLives.Interval != 0);
        }
    }
}
