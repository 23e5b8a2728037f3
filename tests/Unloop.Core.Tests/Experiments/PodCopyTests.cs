using System.Text.Json.Nodes;
using Unloop.Core.Experiments;
using Unloop.Core.Experiments.Copying;
using Unloop.Core.Facts;
using Unloop.Core.Planning;
using static Unloop.Core.Tests.Experiments.Copies;

namespace Unloop.Core.Tests.Experiments;

public class PodCopyTests
{
    private static JsonObject Copy(ExperimentKind kind = ExperimentKind.Once, ExperimentCase? @case = null)
    {
        @case ??= Case(Killed());
        return Assert.Single(ExperimentPath.Of(@case, Hypotheses.Of(@case), [kind]).Path).Copies[0].Manifest;
    }

    private static JsonObject Container(JsonObject pod, int index = 0) => pod["spec"]!["containers"]![index]!.AsObject();

    private static ExperimentCase With(string find, string replace, PodEvidence? pod = null) => Case(pod ?? Killed(), Original(Spec.Replace(find, replace, StringComparison.Ordinal)));

    [Fact]
    public void A_copy_keeps_what_restricts_and_places_the_pod()
    {
        var pod = Copy();

        Assert.Equal(1000, (int)Container(pod)["securityContext"]!["runAsUser"]!);
        Assert.Equal("64Mi", (string?)Container(pod)["resources"]!["limits"]!["memory"]);
        Assert.Equal("""{"runAsNonRoot":true}""", pod["spec"]!["securityContext"]!.ToJsonString());
        Assert.Equal(("web", "ssd", "a"), ((string?)pod["spec"]!["serviceAccountName"], (string?)pod["spec"]!["nodeSelector"]!["disk"], (string?)pod["spec"]!["tolerations"]![0]!["key"]));
        Assert.Equal("x", (string?)pod["metadata"]!["annotations"]!["team"]);
    }

    [Fact]
    public void A_copy_is_never_ready_never_restarted_and_has_a_deadline_and_an_owner()
    {
        var pod = Copy();

        Assert.Equal(("Never", 1), ((string?)pod["spec"]!["restartPolicy"], (int?)pod["spec"]!["terminationGracePeriodSeconds"]));
        Assert.InRange((int)pod["spec"]!["activeDeadlineSeconds"]!, 180, 700);
        Assert.Equal(CopyMarks.ReadinessGate, (string?)pod["spec"]!["readinessGates"]![0]!["conditionType"]);
        Assert.Equal("""[{"apiVersion":"v1","kind":"Pod","name":"web-7d9f8c6b5-x2x4q","uid":"uid-1"}]""", pod["metadata"]!["ownerReferences"]!.ToJsonString());
        Assert.Equal("260501120000abcdef", (string?)pod["metadata"]!["labels"]![CopyMarks.Label]);
        Assert.True(CopyMarks.ExpiryOf((string?)pod["metadata"]!["annotations"]![CopyMarks.Expires]) > Some.Noon.AddSeconds((int)pod["spec"]!["activeDeadlineSeconds"]!));
    }

    [Fact]
    public void A_copy_has_no_probes_no_port_of_the_node_and_nothing_by_which_it_is_taken_for_anothers()
    {
        var pod = Copy();

        Assert.DoesNotContain(Container(pod), m => m.Key.EndsWith("Probe", StringComparison.Ordinal));
        Assert.Equal("""[{"containerPort":8080}]""", Container(pod)["ports"]!.ToJsonString());
        Assert.Equal([CopyMarks.Label], pod["metadata"]!["labels"]!.AsObject().Select(l => l.Key));
        Assert.DoesNotContain(pod["metadata"]!["annotations"]!.AsObject(), a => a.Key.StartsWith("argocd", StringComparison.Ordinal));
    }

    [Fact]
    public void The_pod_itself_is_left_as_it_was()
    {
        var @case = Case(Killed());
        var before = CanonicalJson.Hash(@case.Original.Template);

        _ = Copy(ExperimentKind.Asleep, @case);

        Assert.Equal(before, CanonicalJson.Hash(@case.Original.Template));
    }

    [Fact]
    public void Once_the_program_runs_with_its_own_words_and_asleep_without_them()
    {
        Assert.Equal("""["--fast"]""", Container(Copy())["args"]!.ToJsonString());
        var asleep = Container(Copy(ExperimentKind.Asleep));
        Assert.Equal(("/bin/sleep", null, null), ((string?)asleep["command"]![0], asleep["args"], asleep["lifecycle"]));
    }

    [Fact]
    public void A_copy_is_put_on_the_pods_node_if_there_is_room_and_only_there_where_its_volumes_are()
    {
        var near = Copy()["spec"]!["affinity"]!["nodeAffinity"]!;
        Assert.Equal("node-1", (string?)near["preferredDuringSchedulingIgnoredDuringExecution"]![0]!["preference"]!["matchFields"]![0]!["values"]![0]);
        Assert.Null(near["requiredDuringSchedulingIgnoredDuringExecution"]);

        const string volume = "\"volumes\":[{\"name\":\"data\",\"persistentVolumeClaim\":{\"claimName\":\"data\"}}],\"affinity\":{\"podAntiAffinity\":{\"x\":1},\"nodeAffinity\":{\"requiredDuringSchedulingIgnoredDuringExecution\":{\"nodeSelectorTerms\":[{\"matchExpressions\":[]},{\"matchExpressions\":[]}]}}},\"serviceAccountName\"";
        var bound = With("\"serviceAccountName\"", volume);
        bound = bound with { Original = bound.Original with { Claims = new Dictionary<string, IReadOnlyList<string>> { ["data"] = ["ReadWriteOnce"] } } };
        var affinity = Copy(@case: bound)["spec"]!["affinity"]!;
        Assert.All(affinity["nodeAffinity"]!["requiredDuringSchedulingIgnoredDuringExecution"]!["nodeSelectorTerms"]!.AsArray(), t => Assert.Equal("node-1", (string?)t!["matchFields"]![0]!["values"]![0]));
        Assert.Null(affinity["podAntiAffinity"]);
        var shared = bound with { Original = bound.Original with { Claims = new Dictionary<string, IReadOnlyList<string>> { ["data"] = ["ReadWriteMany"] } } };
        Assert.NotNull(Copy(@case: shared)["spec"]!["affinity"]!["podAntiAffinity"]);
    }

    [Fact]
    public void Others_come_along_only_where_the_program_speaks_to_them()
    {
        const string two = "{\"containers\":[{\"name\":\"metrics\",\"image\":\"m\"},";
        Assert.Equal(["web"], Copy(@case: With("{\"containers\":[", two))["spec"]!["containers"]!.AsArray().Select(c => (string?)c!["name"]));
        var near = Some.Pod(WithProbe(Some.Crashing(exitCode: 137, seconds: 40)) with { Env = [new EnvFact { Name = "DB", Value = "http://localhost:5432" }] });
        Assert.Equal(2, Copy(@case: With("{\"containers\":[", two, near))["spec"]!["containers"]!.AsArray().Count);
        Assert.Single(Copy(ExperimentKind.Asleep, With("{\"containers\":[", two, near))["spec"]!["containers"]!.AsArray());
        Assert.Equal(2, Copy(@case: With("{\"containers\":[", two.Replace("\"metrics\"", "\"istio-proxy\"", StringComparison.Ordinal)))["spec"]!["containers"]!.AsArray().Count);
    }

    [Fact]
    public void An_init_container_that_fails_takes_the_place_of_what_comes_after_it()
    {
        var spec = """{"initContainers":[{"name":"first","image":"a"},{"name":"migrate","image":"b","restartPolicy":"Always"},{"name":"third","image":"c"}],"containers":[{"name":"web","image":"d"}]}""";
        var pod = Some.Pod(Some.Crashing("migrate") with { Type = ContainerType.Init }, Some.Running());

        var copy = Copy(@case: Case(pod, Original(spec)));

        Assert.Equal("""[{"name":"migrate","image":"b"}]""", copy["spec"]!["containers"]!.ToJsonString());
        Assert.Equal(["first"], copy["spec"]!["initContainers"]!.AsArray().Select(c => (string?)c!["name"]));
    }

    [Fact]
    public void The_last_good_configuration_runs_the_present_image_and_the_last_good_image_the_present_configuration()
    {
        var @case = Case(Killed()).WithHealthy("registry.example.com/web:1.0", Mode);

        var configuration = Container(Copy(ExperimentKind.LastGoodConfiguration, @case));
        var image = Container(Copy(ExperimentKind.LastGoodImage, @case));

        Assert.Equal(("registry.example.com/web:2.0", "calm"), ((string?)configuration["image"], (string?)configuration["env"]![0]!["value"]));
        Assert.Equal(("registry.example.com/web:1.0", "turbo"), ((string?)image["image"], (string?)image["env"]![0]!["value"]));
    }

    [Fact]
    public void What_a_fix_did_away_with_stays_away_in_copies_and_what_did_not_bite_is_left_out()
    {
        var edit = new TemplateEdit("replace", "/spec/containers/0/resources/limits/memory", JsonValue.Create("128Mi"));
        string? Memory(bool? same, string path = "/spec/containers/0/resources/limits/memory") =>
            (string?)FormerFixes.ApplyTo(Original(), [Tried(Category.OomLimit, same) with { Edits = [edit with { Path = path }] }]).Pod.Template["spec"]!["containers"]![0]!["resources"]!["limits"]!["memory"];

        Assert.Equal("128Mi", Memory(false));
        Assert.Equal("64Mi", Memory(true));
        Assert.Equal("64Mi", Memory(null));
        Assert.Equal("64Mi", Memory(false, "/spec/containers/7/resources/limits/memory"));
    }

    [Fact]
    public void The_name_of_a_copy_is_one_that_a_host_can_have()
    {
        var name = CopyMarks.NameFor("a-workload.with-a-name-that-is-much-too-long-for-anything", ExperimentKind.LastGoodConfiguration, "260501120000abcdef", 2);

        Assert.InRange(name.Length, 20, 63);
        Assert.DoesNotContain('.', name);
        Assert.StartsWith(CopyMarks.NamePrefix, name, StringComparison.Ordinal);
    }
}
