using Unloop.Alerts.Generation;

namespace Unloop.Alerts.Tests.Generation;

public class AlertScopeTests
{
    [Fact]
    public void A_workload_whose_pods_metrics_tell_apart_is_a_scope_of_its_own() =>
        Assert.Equal((new AlertScope("prod", "shop", "StatefulSet", "db"), null), AlertScope.Around("prod", "shop", "StatefulSet", "db"));

    [Fact]
    public void Another_is_watched_with_its_namespace_and_that_is_said()
    {
        var (scope, note) = AlertScope.Around("prod", "shop", "Rollout", "web");
        Assert.Equal(new AlertScope("prod", "shop"), scope);
        Assert.Contains("Rollout/web", note, StringComparison.Ordinal);
    }
}
