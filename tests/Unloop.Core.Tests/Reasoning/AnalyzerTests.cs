using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;
using Unloop.Core.Signatures;

namespace Unloop.Core.Tests.Reasoning;

/// <summary>The analyzers that need a line or two each; the larger ones have files of their own.</summary>
public class AnalyzerTests
{
    private static readonly Signature MissingFile = Some.Signature("missing-file", Category.MissingFile, "no such file", "(?<thing>/\\S+): no such file", Weight.General);

    [Fact]
    public void A_program_that_ends_well_leaves_nothing_in_the_foreground()
    {
        var cause = Some.Pod(Some.Crashing(exitCode: 0, reason: "Completed")).WithLog("Hello World!").Cause();
        Assert.Equal((Category.ExitsZero, Confidence.Certain), (cause.Category, cause.Confidence));
    }

    [Fact]
    public void A_program_that_was_told_to_stop_did_not_end_by_itself() =>
        Assert.Equal(Confidence.Possible, Some.Pod(Some.Crashing(exitCode: 0, reason: "Completed", seconds: 300)).WithLog("listening\nreceived SIGTERM, shutting down").Cause().Confidence);

    [Theory]
    [InlineData("2021.02.18 18:27:19 ERROR web[] Web server startup failed: disk format\n2021.02.18 18:27:20 INFO app[] SonarQube is stopped", Confidence.Possible)]
    [InlineData("2021.02.18 18:27:19 WARN  web[] an old setting\n2021.02.18 18:27:20 INFO app[] all work is done", Confidence.Certain)]
    public void A_program_that_ends_well_with_an_error_in_its_last_words_may_have_failed(string log, Confidence confidence) =>
        Assert.Equal(confidence, Some.Pod(Some.Crashing(exitCode: 0, reason: "Completed")).WithLog(log).Cause().Confidence);

    [Fact]
    public void An_init_container_that_ends_well_is_no_finding()
    {
        var init = Some.Crashing("setup", exitCode: 0, reason: "Completed", restarts: 0) with { Type = ContainerType.Init, State = new ContainerState { Phase = StatePhase.Terminated, ExitCode = 0 } };
        Assert.DoesNotContain(Some.Pod(init, Some.Crashing()).Diagnose(), d => d.Subject.Container == "setup");
    }

    [Fact]
    public void A_reference_to_a_ConfigMap_that_is_not_there_is_certain_and_names_the_nearest()
    {
        var waiting = Some.Running() with { State = new ContainerState { Phase = StatePhase.Waiting, Reason = "CreateContainerConfigError" } };
        var cause = (Some.Pod(waiting) with
        {
            References = [new ReferenceFact { Kind = "ConfigMap", Name = "web-confg", Place = "envFrom", Container = "web", Presence = Presence.ObjectMissing, Nearest = ["web-config"] }],
        }).Cause();
        Assert.Equal((Category.MissingConfigmapOrSecret, "web-confg", Confidence.Certain), (cause.Category, cause.Subject, cause.Confidence));
        Assert.Contains("there is web-config", cause.Statement, StringComparison.Ordinal);
    }

    [Fact]
    public void An_optional_reference_may_be_missing()
    {
        var pod = Some.Pod(Some.Crashing()) with
        {
            References = [new ReferenceFact { Kind = "ConfigMap", Name = "extra", Place = "envFrom", Optional = true, Presence = Presence.ObjectMissing }],
        };
        Assert.Null(Assert.Single(pod.Diagnose()).Cause);
    }

    [Fact]
    public void A_nested_file_below_a_ConfigMaps_mount_was_the_images_and_is_hidden()
    {
        var container = Some.Crashing() with { Mounts = [new MountFact("/config", "settings")] };
        var pod = Some.Pod(container).WithLog("/config/dropins/defaults/keystore.xml: no such file");
        pod = pod with { Pod = pod.Pod with { Volumes = [new VolumeFact("settings", "configMap", "server-xml")] } };
        var cause = pod.Cause(MissingFile);
        Assert.Equal((Category.MountShadowsFiles, "/config", Confidence.Likely), (cause.Category, cause.Subject, cause.Confidence));
    }

    [Fact]
    public void A_file_directly_in_a_ConfigMaps_mount_may_just_be_a_missing_key()
    {
        var container = Some.Crashing() with { Mounts = [new MountFact("/etc/settings", "settings")] };
        var pod = Some.Pod(container).WithLog("/etc/settings/app.yaml: no such file");
        pod = pod with { Pod = pod.Pod with { Volumes = [new VolumeFact("settings", "configMap", "app")] } };
        Assert.Equal(Category.MissingFile, pod.Cause(MissingFile).Category);
    }

    [Fact]
    public void A_file_mounted_by_subPath_hides_nothing()
    {
        var container = Some.Crashing() with { Mounts = [new MountFact("/app", "settings", SubPath: "x")] };
        Assert.Equal(Category.MissingFile, Some.Pod(container).WithLog("/app/server.js: no such file").Cause(MissingFile).Category);
    }

    [Fact]
    public void The_dotnet_host_that_finds_nothing_below_a_mount_is_shadowed()
    {
        var container = Some.Crashing(exitCode: 145) with { Mounts = [new MountFact("/app", "config")] };
        Assert.Equal((Category.MountShadowsFiles, "/app"), (Some.Pod(container).Cause().Category, Some.Pod(container).Cause().Subject));
    }

    [Fact]
    public void Args_that_repeat_the_command_are_a_bad_argument()
    {
        var container = Some.Crashing() with { Command = ["/bin/cp", "-n", "/a"], Args = ["/bin/cp", "-n", "/a"] };
        var cause = Some.Pod(container).Cause();
        Assert.Equal((Category.BadFlag, Confidence.Certain), (cause.Category, cause.Confidence));
        Assert.Contains("args", cause.Statement, StringComparison.Ordinal);
    }

    [Fact]
    public void An_option_that_command_and_args_share_repeats_nothing()
    {
        var container = Some.Crashing() with { Command = ["-v"], Args = ["-v"] };
        Assert.Null(Assert.Single(Some.Pod(container).Diagnose()).Cause);
    }

    [Fact]
    public void A_container_that_misses_what_its_failing_neighbour_writes_is_the_victim()
    {
        var web = Some.Crashing("web") with { Mounts = [new MountFact("/shared", "shared", ReadOnly: true)] };
        var writer = Some.Crashing("writer") with { Mounts = [new MountFact("/out", "shared")] };
        var limits = Some.Signature("inotify", Category.KernelLimits, "too many open files", subject: "inotify", weight: Weight.Root);
        var pod = Some.Pod(web, writer).WithLog("/shared/app.yml: no such file").WithLog("watch: too many open files", "writer");
        pod = pod with { Pod = pod.Pod with { Volumes = [new VolumeFact("shared", "emptyDir")] } };
        var diagnoses = pod.Diagnose(MissingFile, limits);
        Assert.Equal("writer", diagnoses[0].Subject.Container);
        var victim = diagnoses[1].Cause!;
        Assert.Equal((Category.SidecarOrdering, "writer"), (victim.Category, victim.Container));
        Assert.Contains("inotify", victim.Subject, StringComparison.Ordinal);
    }

    [Fact]
    public void A_neighbour_that_is_well_is_not_blamed()
    {
        var web = Some.Crashing("web") with { Mounts = [new MountFact("/shared", "shared")] };
        var writer = Some.Running("writer") with { Mounts = [new MountFact("/out", "shared")] };
        var pod = Some.Pod(web, writer).WithLog("/shared/app.yml: no such file");
        Assert.Equal(Category.MissingFile, pod.Cause(MissingFile).Category);
    }

    [Fact]
    public void An_init_container_without_network_in_a_mesh_waits_for_a_proxy_that_starts_later()
    {
        var init = Some.Crashing("wait-for-db") with { Type = ContainerType.Init };
        var proxy = Some.Running("istio-proxy") with { State = new ContainerState { Phase = StatePhase.Waiting, Reason = "PodInitializing" } };
        var refused = Some.Signature("refused", Category.DependencyUnreachable, "refused", "(?<thing>\\S+) refused", Weight.General);
        var cause = Some.Pod(init, proxy).WithLog("10.0.0.1:443 refused", "wait-for-db").Cause(refused);
        Assert.Equal((Category.SidecarOrdering, "istio-proxy"), (cause.Category, cause.Subject));
    }

    [Theory]
    [InlineData("52.1.2.3:443 refused", Category.SidecarOrdering)]
    [InlineData("127.0.0.1:5432 refused", Category.DependencyUnreachable)]
    public void A_container_in_a_mesh_that_is_refused_from_outside_was_faster_than_its_proxy(string line, Category category)
    {
        var refused = Some.Signature("refused", Category.DependencyUnreachable, "refused", "(?<thing>\\S+) refused", Weight.General);
        Assert.Equal(category, Some.Pod(Some.Crashing(), Some.Running("linkerd-proxy")).WithLog(line).Cause(refused).Category);
    }

    [Fact]
    public void A_service_link_in_the_place_of_a_port_names_the_variable_and_the_switch()
    {
        var badPort = Some.Signature("bad-port", Category.BadEnvValue, "too many colons", subject: "port");
        var diagnosis = Assert.Single(Some.Pod(Some.Crashing()).WithLog("listen tcp: address tcp://10.0.0.9:4317: too many colons in address").Diagnose(badPort));
        Assert.Equal("WEB_PORT", diagnosis.Cause!.Subject);
        Assert.Contains("tcp://10.0.0.9:4317,", diagnosis.Cause.Statement, StringComparison.Ordinal);
        Assert.Contains(diagnosis.Solution, a => a.Text.Contains("enableServiceLinks: false", StringComparison.Ordinal));
    }

    [Fact]
    public void What_the_new_revision_changed_is_told_with_the_way_back()
    {
        var pod = Some.Pod(Some.Crashing()) with
        {
            Workload = new WorkloadFacts { Kind = "Deployment", Name = "web", Revision = "7", HealthyRevision = "6", Changes = [new TemplateChange("containers[web].image", "web:1", "web:2")] },
        };
        var diagnosis = Assert.Single(pod.Diagnose());
        Assert.Contains(diagnosis.Contributing, c => c.Statement == "Revision 6 was healthy; revision 7 changed containers[web].image: web:1 → web:2.");
    }

    [Fact]
    public void A_workload_that_a_GitOps_tool_manages_is_never_rolled_back_by_hand()
    {
        var pod = Some.Pod(Some.Crashing()) with
        {
            Workload = new WorkloadFacts { Kind = "Deployment", Name = "web", ManagedBy = "Argo CD", ManagedByName = "shop", Revision = "7", HealthyRevision = "6", Changes = [new TemplateChange("x", "1", "2")] },
        };
        Assert.DoesNotContain(Assert.Single(pod.Diagnose()).Solution, a => a.Command?.Contains("rollout undo", StringComparison.Ordinal) == true);
    }

    [Theory]
    [InlineData("node-1", "node-2", "1", "1", "Only pods on node node-1 fail")]
    [InlineData("node-1", "node-1", "2", "1", "Only pods of revision 2 fail")]
    [InlineData("node-1", "node-1", "1", "1", "1 of 2 pods")]
    public void Siblings_tell_whether_the_node_or_the_revision_is_to_blame(string badNode, string goodNode, string badRevision, string goodRevision, string said)
    {
        var pod = Some.Pod(Some.Crashing()) with
        {
            Workload = new WorkloadFacts
            {
                Kind = "Deployment",
                Name = "web",
                Siblings = [new SiblingFact("a", badNode, badRevision, false, 5), new SiblingFact("b", goodNode, goodRevision, true, 0)],
            },
        };
        Assert.Contains(Assert.Single(pod.Diagnose()).Contributing, c => c.Statement.StartsWith(said, StringComparison.Ordinal));
    }

    [Fact]
    public void A_container_that_runs_but_is_not_ready_is_a_relative_of_the_loop()
    {
        var container = Some.Running() with { Ready = false };
        var cause = Some.Pod(container).With(Some.Event("Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503")).Cause();
        Assert.Equal(Category.NotReady, cause.Category);
    }

    [Theory]
    [InlineData("MemoryPressure", "True", true)]
    [InlineData("Ready", "False", true)]
    [InlineData("Ready", "True", false)]
    [InlineData("DiskPressure", "False", false)]
    public void Trouble_of_the_node_is_told(string type, string status, bool told)
    {
        var pod = Some.Pod(Some.Crashing()) with { Node = new NodeFacts { Name = "node-1", Conditions = [new ConditionFact(type, status)] } };
        Assert.Equal(told, Assert.Single(pod.Diagnose()).Contributing.Any(c => c.Statement.StartsWith("The node node-1", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_memory_limit_that_a_LimitRange_filled_in_is_told()
    {
        var pod = Some.Pod(Some.Crashing(exitCode: 137, reason: "OOMKilled") with { Resources = new ResourceFacts { MemoryLimit = "128Mi" } }) with
        {
            Policies = [new PolicyFact("LimitRange", "defaults", ["Container default memory: 128Mi"])],
        };
        Assert.Contains(Assert.Single(pod.Diagnose()).Contributing, c => c.Statement.Contains("LimitRange defaults", StringComparison.Ordinal));
    }

    [Fact]
    public void A_container_that_was_told_to_stop_is_said_not_to_have_failed() =>
        Assert.Contains(Assert.Single(Some.Pod(Some.Crashing(exitCode: 143)).Diagnose()).Contributing, c => c.Statement.StartsWith("Exit code 143 is SIGTERM", StringComparison.Ordinal));

    [Theory]
    [InlineData(139, Category.AppBug, "SIGSEGV")]
    [InlineData(134, Category.AppBug, "SIGABRT")]
    [InlineData(132, Category.CpuInstructionSet, "SIGILL")]
    [InlineData(159, Category.SecurityProfile, "SIGSYS")]
    [InlineData(127, Category.CommandNotFound, "exit code 127")]
    public void An_exit_code_alone_is_a_direction_and_never_more(int exitCode, Category category, string subject)
    {
        var cause = Some.Pod(Some.Crashing(exitCode: exitCode)).Cause();
        Assert.Equal((category, subject, Confidence.Possible), (cause.Category, cause.Subject, cause.Confidence));
    }
}
