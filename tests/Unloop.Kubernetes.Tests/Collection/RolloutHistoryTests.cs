using System.Text.Json;
using Unloop.Core.Facts;
using Unloop.Kubernetes.Collection;

namespace Unloop.Kubernetes.Tests.Collection;

public sealed class RolloutHistoryTests
{
    private static readonly WorkloadFacts Facts = new() { Kind = "Deployment", Name = "web" };

    [Fact]
    public void The_newest_earlier_revision_with_healthy_pods_is_compared_and_not_merely_the_one_before() =>
        Assert.Equal("2", RolloutHistory.AddTo(Facts, [At(1, true), At(2, true), At(3, false), At(4, false)], "m4").HealthyRevision);

    [Fact]
    public void When_no_earlier_revision_has_pods_left_the_one_before_is_the_best_guess() =>
        Assert.Equal("2", RolloutHistory.AddTo(Facts, [At(1, false), At(2, false), At(3, false)], "m3").HealthyRevision);

    [Fact]
    public void A_newer_revision_is_never_the_healthy_one_before() =>
        Assert.Null(RolloutHistory.AddTo(Facts, [At(1, false), At(2, true)], "m1").HealthyRevision);

    [Fact]
    public void A_pod_whose_revision_is_gone_has_no_history() =>
        Assert.Equal(Facts, RolloutHistory.AddTo(Facts, [At(1, true)], "m9"));

    [Fact]
    public void Pods_of_daemon_sets_and_stateful_sets_bear_their_revision_in_different_forms() =>
        Assert.Equal(("abc", "abc", null), (RolloutHistory.Mark("agent-abc", "agent"), RolloutHistory.Mark("abc", "agent"), RolloutHistory.Mark(null, "agent")));

    private static Revision At(int number, bool healthy) =>
        new(number.ToString(), number, "m" + number, JsonSerializer.SerializeToElement("t"), null, healthy);
}
