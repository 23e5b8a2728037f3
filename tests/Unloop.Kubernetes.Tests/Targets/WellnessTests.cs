using System.Text.Json;
using Unloop.Evidence.Api;
using Unloop.Kubernetes.Targets;
using Unloop.Kubernetes.Tests.Fakes;
using static Unloop.Kubernetes.Tests.Fakes.Objects;

namespace Unloop.Kubernetes.Tests.Targets;

public sealed class WellnessTests
{
    [Fact]
    public void A_pod_in_its_back_off_is_unwell() => Assert.True(IsUnwell(Pod("p", Looping())));

    [Fact]
    public void A_pod_that_runs_but_crashed_within_the_hour_is_unwell() =>
        Assert.True(IsUnwell(Pod("p", Status("web", Running(), Ended(1, "c1", minutesAgo: 50), 1, ready: true))));

    [Fact]
    public void A_pod_whose_only_crash_was_long_ago_is_well_whatever_its_counter_says() =>
        Assert.False(IsUnwell(Pod("p", Status("web", Running(), Ended(1, "c1", minutesAgo: 90), 400, ready: true))));

    [Fact]
    public void A_container_that_ended_with_0_and_should_run_on_is_unwell() => Assert.True(IsUnwell(Pod("p", Status("web", Ended(0, "c1", 90)))));

    [Fact]
    public void A_finished_pod_is_well_also_when_a_container_of_it_was_killed_at_its_end() =>
        Assert.False(IsUnwell(Pod("p", Status("web", Ended(255, "c1", 90)), phase: "Succeeded")));

    [Fact]
    public void An_init_container_that_is_done_is_well() =>
        Assert.False(IsUnwell(Pod("p", Status("web", Running(), ready: true), initStatuses: Status("init", Ended(0, "i1", 90)))));

    [Fact]
    public void A_container_that_is_about_to_be_created_is_given_time() =>
        Assert.False(IsUnwell(Pod("p", Status("web", Waiting("ContainerCreating")), phase: "Pending").Replace(Stamp(60), Stamp(1), StringComparison.Ordinal)));

    [Fact]
    public void A_pod_that_is_pending_for_an_hour_is_unwell() => Assert.True(IsUnwell(Pod("p", Status("web", Waiting("ContainerCreating")), phase: "Pending")));

    [Fact]
    public void A_pod_that_is_not_ready_for_long_is_unwell() =>
        Assert.True(IsUnwell(Pod("p", Status("web", Running()), status: $$$""","conditions":[{"type":"Ready","status":"False","lastTransitionTime":"{{{Stamp(6)}}}"}]""")));

    [Fact]
    public void A_pod_that_was_told_to_go_is_not_blamed_for_its_exit_code() =>
        Assert.False(IsUnwell(Pod("p", Status("web", Ended(143, "c1", 0)), metadata: $",\"deletionTimestamp\":\"{Stamp(0)}\"")));

    private static bool IsUnwell(string json) => Wellness.IsUnwell(JsonSerializer.Deserialize(json, ApiJson.Default.Pod)!, FakeApi.Now);
}
