using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;
using Unloop.Core.Reasoning;
using Unloop.Core.Signatures;

namespace Unloop.Core.Tests.Reasoning;

public class ReasonerTests
{
    private static readonly Signature General = Some.Signature("general", Category.FilePermission, "permission denied", subject: "somewhere", weight: Weight.General);
    private static readonly Signature Particular = Some.Signature("particular", Category.ConfigSyntax, "bad config", subject: "app.conf");
    private static readonly Signature Root = Some.Signature("root", Category.DnsLoop, "loop detected", subject: "loop", weight: Weight.Root, confidence: Confidence.Certain);

    [Fact]
    public void The_root_wins_over_louder_lines_that_follow_from_it() =>
        Assert.Equal("root", Some.Pod(Some.Crashing()).WithLog("warn: loop detected\nFATAL: bad config\nERROR permission denied").Cause(General, Particular, Root).Rule);

    [Fact]
    public void Of_equals_the_first_is_the_cause() =>
        Assert.Equal("particular", Some.Pod(Some.Crashing()).WithLog("bad config\nwrong option")
            .Cause(Some.Signature("later", Category.BadFlag, "wrong option", subject: "x"), Particular).Rule);

    [Fact]
    public void Of_equals_what_the_status_says_now_comes_before_an_event_of_some_time_ago()
    {
        var container = Some.Crashing(exitCode: 128, reason: "StartError");
        container = container with { LastState = container.LastState! with { Message = "OCI runtime create failed: not a directory" } };
        var pod = Some.Pod(container).With(Some.Event("Failed", "Error: failed to prepare subPath"));

        Assert.Equal("b-runtime", pod.Cause(Some.Signature("a-kubelet", Category.MountFailure, "prepare subPath", subject: "page"), Some.Signature("b-runtime", Category.MountFailure, "not a directory", subject: "/etc")).Rule);
    }

    [Fact]
    public void The_innermost_Caused_by_wins()
    {
        var refused = Some.Signature("refused", Category.DependencyUnreachable, "refused", subject: "db", weight: Weight.Particular);
        Assert.Equal("refused", Some.Pod(Some.Crashing()).WithLog("startup failed: bad config\nCaused by: wrapper\nCaused by: connection refused").Cause(Particular, refused).Rule);
    }

    [Fact]
    public void An_error_that_the_program_survived_for_long_loses_against_one_at_its_end()
    {
        var log = "connection refused\n" + string.Join('\n', Enumerable.Repeat("working", 300)) + "\nbad thing";
        var refused = Some.Signature("refused", Category.DependencyUnreachable, "refused", subject: "db");
        Assert.Equal("end", Some.Pod(Some.Crashing()).WithLog(log).Cause(refused, Some.Signature("end", Category.AppBug, "bad thing", subject: "x")).Rule);
    }

    [Fact]
    public void Two_origins_make_a_likely_cause_certain()
    {
        var port = Some.Signature("port", Category.PrivilegedPort, "bind", subject: "80") with { Corroborate = [new Condition("run-as", ["non-root"])] };
        var container = Some.Crashing() with { Security = new SecurityFacts { RunAsUser = 1000 } };
        var cause = Some.Pod(container).WithLog("bind failed").Cause(port);
        Assert.Equal(Confidence.Certain, cause.Confidence);
        Assert.Contains(cause.Proof, p => p.Text == "runAsUser: 1000");
    }

    [Fact]
    public void The_same_line_in_two_logs_counts_once()
    {
        var cause = Some.Pod(Some.Crashing()).WithLog("bad config").WithLog("bad config", instance: LogInstance.Current).Cause(Particular);
        Assert.Equal(Confidence.Likely, cause.Confidence);
    }

    [Fact]
    public void A_rival_of_another_category_takes_certainty_away()
    {
        var certain = Some.Signature("a", Category.TlsCertificate, "expired", subject: "cert", confidence: Confidence.Certain);
        var rival = Some.Signature("b", Category.AuthFailure, "wrong password", subject: "user", confidence: Confidence.Certain);
        Assert.Equal(Confidence.Likely, Some.Pod(Some.Crashing()).WithLog("expired\nwrong password").Cause(certain, rival).Confidence);
    }

    [Fact]
    public void Without_a_cause_the_verdict_is_undetermined_and_names_the_next_evidence()
    {
        var diagnosis = Assert.Single(Some.Pod(Some.Crashing(exitCode: 7)).Diagnose(Root));
        Assert.Equal(Verdict.Undetermined, diagnosis.Verdict);
        Assert.Contains(diagnosis.Solution, a => a.Command == "kubectl logs -n shop web-7d9f8c6b5-x2x4q -c web --previous");
    }

    [Fact]
    public void Without_a_cause_the_programs_last_words_are_shown_for_a_person_to_judge() =>
        Assert.Equal(["boom"], Assert.Single(Some.Pod(Some.Crashing()).WithLog("boom\n").Diagnose(Root)).LastWords.Select(p => p.Text));

    [Fact]
    public void A_healthy_pod_with_scary_logs_is_not_crash_looping()
    {
        var diagnosis = Assert.Single(Some.Pod(Some.Running()).WithLog("FATAL: bad config\nloop detected", instance: LogInstance.Current).Diagnose(Root, Particular));
        Assert.Equal(Verdict.NotCrashLooping, diagnosis.Verdict);
        Assert.Null(diagnosis.Cause);
    }

    [Fact]
    public void A_pod_that_flaps_is_diagnosed_although_it_runs_when_looked_at()
    {
        var flapping = Some.Crashing() with { State = new ContainerState { Phase = StatePhase.Running, StartedAt = Some.Noon.AddMinutes(1) }, Ready = true };
        Assert.Equal("particular", Some.Pod(flapping).WithLog("bad config").Cause(Particular).Rule);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(0, false)]
    public void An_init_container_that_failed_is_diagnosed_although_it_is_just_being_run_again(int exitCode, bool isUnwell)
    {
        var again = Some.Crashing("setup", exitCode) with { Type = ContainerType.Init, State = new ContainerState { Phase = StatePhase.Running, StartedAt = Some.Noon.AddMinutes(1) } };
        var waiting = Some.Running() with { Ready = false, State = new ContainerState { Phase = StatePhase.Waiting, Reason = "PodInitializing" } };

        Assert.Equal(isUnwell, Wellness.Unwell(Some.Pod(again, waiting)).Any(c => c.Name == "setup"));
    }

    [Fact]
    public void A_restart_of_days_ago_is_forgotten()
    {
        var recovered = Some.Crashing() with { State = new ContainerState { Phase = StatePhase.Running }, Ready = true };
        var pod = Some.Pod(recovered) with { ObservedAt = Some.Noon.AddDays(9) };
        Assert.Equal(Verdict.NotCrashLooping, Assert.Single(pod.Diagnose()).Verdict);
    }

    [Fact]
    public void Containers_that_only_wait_for_another_are_bystanders()
    {
        var init = Some.Crashing("setup") with { Type = ContainerType.Init };
        var waiting = Some.Running() with { Ready = false, State = new ContainerState { Phase = StatePhase.Waiting, Reason = "PodInitializing" } };
        Assert.Equal(["setup"], Some.Pod(init, waiting).Diagnose().Select(d => d.Subject.Container));
    }

    [Fact]
    public void A_superseded_finding_is_not_even_an_alternative()
    {
        var over = Root with { Supersedes = ["particular"] };
        Assert.Empty(Assert.Single(Some.Pod(Some.Crashing()).WithLog("loop detected\nbad config").Diagnose(over, Particular)).Alternatives);
    }

    [Fact]
    public void The_kubelets_words_about_another_container_are_not_held_against_this_one()
    {
        var kubelet = Some.Signature("cfg", Category.MissingConfigmapOrSecret, "not found", "configmap \"(?<thing>[^\"]+)\" not found", Weight.Root, Confidence.Certain);
        var pod = Some.Pod(Some.Crashing("web"), Some.Crashing("side")).With(Some.Event("Failed", "Error: configmap \"side-config\" not found", container: "side"));
        Assert.Null(pod.Diagnose(kubelet).Single(d => d.Subject.Container == "web").Cause);
    }

    [Fact]
    public void The_fingerprint_is_the_same_for_every_pod_of_the_workload()
    {
        var one = Some.Pod(Some.Crashing()).WithLog("bad config");
        var other = one with { Subject = one.Subject with { Pod = "web-7d9f8c6b5-zzzzz", PodUid = "u2" } };
        Assert.Equal(one.Cause(Particular).Fingerprint, other.Cause(Particular).Fingerprint);
    }

    [Fact]
    public void A_statement_is_one_line_of_at_most_240_characters()
    {
        var wordy = Some.Signature("wordy", Category.AppBug, "long", "long (?<thing>.*)");
        Assert.InRange(Some.Pod(Some.Crashing()).WithLog("long " + new string('x', 4000)).Cause(wordy).Statement.Length, 1, 240);
    }
}
