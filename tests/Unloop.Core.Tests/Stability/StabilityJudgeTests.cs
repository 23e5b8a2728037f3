using Unloop.Core.Facts;
using Unloop.Core.Stability;
using static Unloop.Core.Tests.Stability.Rollout;

namespace Unloop.Core.Tests.Stability;

public class StabilityJudgeTests
{
    [Fact]
    public void A_rollout_under_way_says_what_it_waits_for()
    {
        var verdict = Judged(Terms(), Look(5, 3, Pod("a", 3), Pod("b", 4), Pod("c", null), Pod("old", -900, isNew: false)));
        Assert.Equal((StabilityState.Progressing, "2 of 3 new pods ready; 1 old pod left."), (verdict.State, verdict.Statement));
    }

    [Fact]
    public void Pods_of_a_change_that_the_controller_has_not_seen_are_not_judged()
    {
        var stale = Look(1, 1, Pod("a", -900, true, -900, Waits("CrashLoopBackOff", restarts: 9))) with { Generation = 3 };
        Assert.Equal(StabilityState.Progressing, Judged(Terms(), stale).State);
    }

    [Fact]
    public void All_pods_ready_for_the_window_is_stable_and_a_second_less_is_not()
    {
        Assert.Equal(StabilityState.Proving, Judged(Terms(), Look(2, 1, Pod("a", 2)), Look(61, 1, Pod("a", 2))).State);
        var verdict = Judged(Terms(), Look(2, 1, Pod("a", 2)), Look(62, 1, Pod("a", 2)));
        Assert.Equal((StabilityState.Stable, "The pod is ready, without a break or a restart for 60 s."), (verdict.State, verdict.Statement));
    }

    [Fact]
    public void A_lifetime_of_40_seconds_asks_for_a_minute()
    {
        var terms = Terms(window: 10, lifetime: 40);
        Assert.Equal(StabilityState.Proving, Judged(terms, Look(0, 1, Pod("a", 0)), Look(59, 1, Pod("a", 0))).State);
        Assert.Equal(StabilityState.Stable, Judged(terms, Look(0, 1, Pod("a", 0)), Look(60, 1, Pod("a", 0))).State);
    }

    [Fact]
    public void A_pod_that_was_restarted_before_must_outlast_its_next_back_off()
    {
        // Made long ago, four restarts, the last one just now: the next back-off is 160 s.
        var pod = Pod("a", 0, true, -5000, Runs(-1, restarts: 4));
        Assert.Equal(TimeSpan.FromSeconds(160), Judged(Terms(window: 10), Look(0, 1, pod)).Needed);
        Assert.Equal(TimeSpan.FromSeconds(10), Judged(Terms(window: 10), Look(0, 1, Pod("a", 0, true, -5000, Runs(-601, restarts: 4)))).Needed);
    }

    [Fact]
    public void A_proof_longer_than_the_user_waits_is_holding_and_never_stable()
    {
        var terms = Terms(window: 60, max: 120, lifetime: 7200);
        Assert.Equal(StabilityState.Proving, Judged(terms, Look(0, 1, Pod("a", 0)), Look(119, 1, Pod("a", 0))).State);
        var verdict = Judged(terms, Look(0, 1, Pod("a", 0)), Look(120, 1, Pod("a", 0)), Look(90_000, 1, Pod("a", 0)));
        Assert.Equal(StabilityState.Holding, verdict.State);
        Assert.Equal("The pod is ready, for 2 min so far; holding, not proven until 2026-03-01 15:00:00Z: the failing container lived up to 2 h before, so 3 h are needed.", verdict.Statement);
    }

    [Fact]
    public void A_restart_in_a_new_pod_is_a_failure_that_names_pod_container_and_end()
    {
        var verdict = Judged(Terms(), Look(2, 1, Pod("a", 2)), Look(50, 1, Pod("a", 49, true, 0, Runs(48, restarts: 1, last: Ended(3, 2, 47)))));
        Assert.Equal(new RolloutFailure(FailureKind.ContainerEnded, "Container web of a was started again: it ended with exit code 3 after 45 s.", "a", "web"), verdict.Failure);
    }

    [Fact]
    public void A_restart_shows_by_the_start_where_the_counter_was_forgotten() =>
        Assert.Equal(FailureKind.ContainerEnded, Judged(Terms(), Look(2, 1, Pod("a", 2)), Look(9, 1, Pod("a", 2, true, 0, Runs(8)))).Failure?.Kind);

    [Fact]
    public void A_young_pod_that_restarted_before_the_first_look_has_failed_and_an_old_one_has_a_past()
    {
        var pod = Pod("a", 20, true, 0, Runs(19, restarts: 1));
        Assert.Equal(StabilityState.Failed, Judged(Terms(), Look(21, 1, pod)).State);
        Assert.Equal(StabilityState.Proving, Judged(Terms(), Look(9000, 1, pod)).State);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(137)]
    public void The_end_of_a_container_is_a_failure_whatever_its_exit_code(int code) =>
        Assert.Equal(FailureKind.ContainerEnded, Judged(Terms(), Look(2, 1, Pod("a", 2)), Look(5, 1, Pod("a", null, true, 0, Dead(code, 0, 4)))).Failure?.Kind);

    [Fact]
    public void An_init_container_that_has_done_its_work_is_no_failure() =>
        Assert.Equal(StabilityState.Proving, Judged(Terms(), Look(2, 1, Pod("a", 2, true, 0, Dead(0, 0, 1, ContainerType.Init) with { Name = "init" }, Runs(2)))).State);

    [Fact]
    public void CrashLoopBackOff_fails_at_the_first_look() =>
        Assert.Equal(
            "Container web of a is in CrashLoopBackOff with exit code 1 after 1 s.",
            Judged(Terms(), Look(900, 1, Pod("a", null, true, -900, Waits("CrashLoopBackOff", restarts: 7, last: Ended(1, 800, 801))))).Statement);

    [Fact]
    public void A_flip_of_readiness_between_two_looks_starts_the_clock_again()
    {
        Assert.Equal(StabilityState.Proving, Judged(Terms(), Look(0, 1, Pod("a", 0)), Look(50, 1, Pod("a", 49)), Look(100, 1, Pod("a", 49))).State);
        Assert.Equal(StabilityState.Stable, Judged(Terms(), Look(0, 1, Pod("a", 0)), Look(50, 1, Pod("a", 49)), Look(110, 1, Pod("a", 49))).State);
    }

    [Fact]
    public void Readiness_that_comes_and_goes_is_no_progress_and_fails()
    {
        var looks = Enumerable.Range(0, 4).Select(i => Look(i * 20, 1, Pod("a", (i * 20) - 1)));
        Assert.Equal(FailureKind.ReadinessLost, Judged(Terms(), looks).Failure?.Kind);
    }

    [Fact]
    public void A_pod_that_somebody_deleted_is_no_failure_but_its_successor_has_to_hold_by_itself()
    {
        var looks = new[]
        {
            Look(0, 2, Pod("a", 0), Pod("b", 0)),
            Look(40, 2, Pod("a", 0), Pod("b", null, true, 0, Dead(143, 0, 39)) with { Leaving = true }, Pod("c", null, created: 39)),
            Look(45, 2, Pod("a", 0), Pod("c", 44, created: 39)),
        };
        Assert.Equal(StabilityState.Proving, Judged(Terms(), [.. looks, Look(100, 2, Pod("a", 0), Pod("c", 44, created: 39))]).State);
        Assert.Equal(StabilityState.Stable, Judged(Terms(), [.. looks, Look(105, 2, Pod("a", 0), Pod("c", 44, created: 39))]).State);
    }

    [Fact]
    public void Fewer_pods_than_before_are_fine_where_fewer_are_wanted() =>
        Assert.Equal(StabilityState.Stable, Judged(Terms(), Look(0, 2, Pod("a", 0), Pod("b", 0)), Look(30, 1, Pod("a", 0)), Look(60, 1, Pod("a", 0))).State);

    [Fact]
    public void As_long_as_an_old_pod_is_left_nothing_is_proven()
    {
        Assert.Equal(StabilityState.Progressing, Judged(Terms(), Look(0, 1, Pod("a", 0)), Look(90, 1, Pod("a", 0), Pod("old", null, isNew: false) with { Leaving = true })).State);
        Assert.Equal(StabilityState.Stable, Judged(Terms(), Look(0, 1, Pod("a", 0)), Look(90, 1, Pod("a", 0), Pod("old", null, isNew: false) with { Phase = "Failed" })).State);
    }

    [Theory]
    [InlineData("ImagePullBackOff", FailureKind.ImageNotPullable)]
    [InlineData("CreateContainerConfigError", FailureKind.ConfigError)]
    public void What_may_heal_fails_only_after_a_while(string reason, FailureKind kind)
    {
        var pod = Pod("a", null, true, 0, Waits(reason, "no such thing"));
        Assert.Equal(StabilityState.Progressing, Judged(Terms(), Look(1, 1, pod), Look(60, 1, pod)).State);
        Assert.Equal(kind, Judged(Terms(), Look(1, 1, pod), Look(61, 1, pod)).Failure?.Kind);
        Assert.Equal(StabilityState.Progressing, Judged(Terms(), Look(1, 1, pod), Look(30, 1, Pod("a", null)), Look(61, 1, pod)).State);
    }

    [Fact]
    public void A_quota_that_refuses_pods_fails_in_the_controllers_words()
    {
        var look = Look(1, 1) with { Complaint = "pods \"web-1\" is forbidden: exceeded quota: small" };
        var verdict = Judged(Terms(), look, look with { At = At(62) });
        Assert.Equal((FailureKind.PodsRefused, "The controller makes no progress: pods \"web-1\" is forbidden: exceeded quota: small."), (verdict.Failure!.Kind, verdict.Statement));
    }

    [Fact]
    public void A_controller_that_has_given_up_is_believed_at_once() =>
        Assert.Equal(FailureKind.Deadline, Judged(Terms(), Look(1, 1, Pod("a", null)) with { Complaint = "ReplicaSet \"web-new\" has timed out progressing." }).Failure?.Kind);

    [Fact]
    public void A_warning_of_a_kind_that_was_there_before_fails_and_another_does_not()
    {
        var before = Terms() with { Before = [Warning("FailedMount", "Unable to mount volume", "uid-gone")] };
        var calm = Look(0, 1, Pod("a", 0));
        Assert.Equal(FailureKind.Warning, Judged(before, calm, Look(30, 1, Pod("a", 0)) with { Warnings = [Warning("FailedMount", "Unable to mount volumes")] }).Failure?.Kind);
        Assert.Equal(StabilityState.Proving, Judged(before, calm, Look(30, 1, Pod("a", 0)) with { Warnings = [Warning("Unhealthy", "Readiness probe failed: HTTP 500")] }).State);
        Assert.Equal(StabilityState.Proving, Judged(Terms(), calm, Look(30, 1, Pod("a", 0)) with { Warnings = [Warning("FailedMount", "Unable to mount volume")] }).State);
    }

    [Fact]
    public void A_liveness_probe_that_fails_while_a_container_starts_sets_the_clock_back_and_fails_only_when_it_goes_on()
    {
        var before = Terms() with { Before = [Warning("Unhealthy", "Liveness probe failed: timeout", "uid-gone")] };
        RolloutSnapshot Probed(int seconds, int count) => Look(seconds, 1, Pod("a", 0)) with { Warnings = [Warning("Unhealthy", "Liveness probe failed: refused") with { Count = count }] };
        var once = Judged(before, Look(0, 1, Pod("a", 0)), Probed(5, 1), Look(35, 1, Pod("a", 0)));
        Assert.Equal((StabilityState.Proving, TimeSpan.FromSeconds(30)), (once.State, once.Held));
        Assert.Equal(FailureKind.Warning, Judged(before, Look(0, 1, Pod("a", 0)), Probed(5, 1), Probed(6, 2), Probed(7, 3)).Failure?.Kind);
    }

    [Fact]
    public void A_warning_that_was_there_at_the_first_look_is_no_new_one_until_it_is_counted_again()
    {
        var look = Look(0, 1, Pod("a", 0)) with { Warnings = [Warning("FailedMount", "timed out")] };
        Assert.Equal(StabilityState.Proving, Judged(Terms(), Look(0, 1, Pod("a", null)) with { Warnings = look.Warnings }, look with { At = At(9) }).State);
        Assert.Equal(StabilityState.Failed, Judged(Terms(), Look(0, 1, Pod("a", null)) with { Warnings = look.Warnings }, look with { Warnings = [Warning("FailedMount", "timed out") with { Count = 2 }] }).State);
    }

    [Fact]
    public void Somebody_elses_change_in_the_middle_is_not_called_stable() =>
        Assert.Equal(FailureKind.Superseded, Judged(Terms(), Look(0, 1, Pod("a", 0)), Look(61, 1, Pod("b", 0)) with { Revision = "web-other", Generation = 3, ObservedGeneration = 3 }).Failure?.Kind);

    [Fact]
    public void Only_who_trusts_stamps_is_answered_at_once()
    {
        var pod = Pod("a", 0, true, 0, Runs());
        Assert.Equal(StabilityState.Proving, Judged(Terms(), Look(7200, 1, pod)).State);
        var verdict = Judged(Terms(trustsStamps: true), Look(7200, 1, pod));
        Assert.Equal((StabilityState.Stable, true), (verdict.State, verdict.FromStamps));
        Assert.Equal(StabilityState.Proving, Judged(Terms(trustsStamps: true), Look(7200, 1, Pod("a", 0, true, 0, Runs(7190, restarts: 1)))).State);
    }

    [Fact]
    public void Nothing_can_be_proven_of_no_pods()
    {
        Assert.Equal((StabilityState.Holding, "It is scaled to 0: nothing can be proven."), Told(Judged(Terms(), Look(0, 0))));
        Assert.Equal((StabilityState.Holding, "No node wants a pod of it: nothing can be proven."), Told(Judged(Terms(), Look(0, 0) with { Workload = Workload("DaemonSet") })));
    }

    [Fact]
    public void A_Job_is_proven_by_its_end()
    {
        var job = Look(0, 1, Pod("a", 0)) with { Workload = Workload("Job") };
        var done = Pod("a", null, true, 0, Dead(0, 0, 90)) with { Phase = "Succeeded" };
        Assert.Equal(StabilityState.Progressing, Judged(Terms(), job, job with { At = At(3000) }).State);
        Assert.Equal(StabilityState.Stable, Judged(Terms(), job, job with { At = At(91), Succeeded = 1, Pods = [done] }).State);
        Assert.Equal(StabilityState.Progressing, Judged(Terms(), job with { At = At(91), Succeeded = 1, Completions = 2, Pods = [done] }).State);
        Assert.Equal(StabilityState.Failed, Judged(Terms(), job, job with { At = At(9), Pods = [Pod("a", null, true, 0, Dead(1, 0, 8)) with { Phase = "Failed" }] }).State);
    }

    [Fact]
    public void A_CronJob_holds_until_its_next_Job_has_succeeded()
    {
        var cron = Look(0, 0) with { Workload = Workload("CronJob") };
        Assert.Equal(StabilityState.Holding, Judged(Terms(), cron).State);
        Assert.Equal(StabilityState.Stable, Judged(Terms(), cron with { Succeeded = 1 }).State);
    }

    private static (StabilityState, string) Told(StabilityVerdict verdict) => (verdict.State, verdict.Statement);

    private static EventFact Warning(string reason, string message, string uid = "uid-a") =>
        new() { Type = "Warning", Reason = reason, Message = message, Uid = uid, Container = "web" };
}
