using System.Text;
using Unloop.Core.Facts;
using Unloop.Evidence.Offline;

namespace Unloop.Evidence.Tests.Offline;

public sealed class OfflineEvidenceTests
{
    [Fact]
    public void A_nameless_previous_log_belongs_to_the_only_container_that_terminated()
    {
        var batch = Files.Read(("describe.txt", Files.Describe("p", "proxy:Running", "web:CrashLoopBackOff:1")), ("previous.log", "boom\n"));

        Assert.Equal("boom", Assert.Single(batch.Pods).Of("web", LogInstance.Previous));
        Assert.Contains(batch.Inputs, n => n.Path == "previous.log" && n.TakenFor.Contains("container web, the only one that has terminated", StringComparison.Ordinal));
    }

    [Fact]
    public void Else_it_belongs_to_the_first_that_has_no_log_of_its_own()
    {
        var batch = Files.Read(
            ("describe.txt", Files.Describe("p", "reloader:CrashLoopBackOff:1", "agent:CrashLoopBackOff:1")), ("previous.log", "agent's\n"), ("sidecar-reloader.log", "reloader's\n"));
        var pod = Assert.Single(batch.Pods);

        Assert.Equal("agent's", pod.Of("agent", LogInstance.Previous));
        Assert.Equal("reloader's", pod.Of("reloader", LogInstance.Previous));
        Assert.Contains(batch.Inputs, n => n.TakenFor.Contains("--container", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("unable to retrieve container logs for containerd://4f0c\n", 0)]
    [InlineData("starting\nunable to retrieve container logs for containerd://4f0c\n", 2)]
    public void An_excuse_of_the_kubelet_is_no_log(string text, int lines)
    {
        var batch = Files.Read(("describe.txt", Files.Describe("p", "web:CrashLoopBackOff:1")), ("previous.log", text));

        Assert.Equal(lines, Assert.Single(batch.Pods[0].LogsOf("web")).TotalLines);
    }

    [Fact]
    public void The_option_overrides_what_would_be_guessed()
    {
        var batch = Files.Read(new OfflineOptions { Container = "proxy" }, ("describe.txt", Files.Describe("p", "proxy:Running", "web:CrashLoopBackOff:1")), ("previous.log", "boom\n"));

        Assert.Equal("boom", batch.Pods[0].Of("proxy", LogInstance.Previous));
    }

    [Theory]
    [InlineData("web.previous.log", "web", LogInstance.Previous)]
    [InlineData("web-previous.log", "web", LogInstance.Previous)]
    [InlineData("web.current.log", "web", LogInstance.Current)]
    [InlineData("web.log", "web", LogInstance.Previous)]
    [InlineData("proxy.log", "proxy", LogInstance.Current)]
    [InlineData("shop-1_web.log", "web", LogInstance.Previous)]
    [InlineData("logs/shop-1-web.txt.log", "web", LogInstance.Previous)]
    [InlineData("current.log", "web", LogInstance.Current)]
    [InlineData("logs.txt", "web", LogInstance.Previous)]
    [InlineData("pods/shop_shop-1_0f6b5f3e-1111-2222-3333-444444444444/web/3.log", "web", LogInstance.Previous)]
    [InlineData("shop-1_shop_web-0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef.log", "web", LogInstance.Previous)]
    public void A_log_finds_its_container_by_its_name(string path, string container, LogInstance instance)
    {
        var pod = Assert.Single(Files.Read(("describe.txt", Files.Describe("shop-1", "proxy:Running", "web:CrashLoopBackOff:1")), (path, "line\n")).Pods);

        Assert.Equal("line", pod.Of(container, instance));
    }

    [Fact]
    public void An_init_log_makes_an_init_container_that_nothing_else_lists()
    {
        var pod = Assert.Single(Files.Read(("init-migrate.log", "failed\n"), ("previous.log", "x\n")).Pods);

        Assert.Equal([("migrate", ContainerType.Init), ("app", ContainerType.App)], pod.Containers.Select(c => (c.Name, c.Type)));
    }

    [Fact]
    public void A_lone_log_is_evidence_with_a_gap_for_the_status()
    {
        var pod = Assert.Single(Files.Read(("crash.txt", "Error: Cannot find module 'x'\n")).Pods);

        Assert.Equal("app", Assert.Single(pod.Containers).Name);
        Assert.Equal("Error: Cannot find module 'x'", Assert.Single(Assert.Single(pod.Logs).Lines).Text);
        Assert.Contains(pod.Gaps, g => g.What == "status of the containers" && g.Reason == GapReason.NotThere);
    }

    [Fact]
    public void A_status_alone_is_evidence_with_a_gap_for_the_log()
    {
        var pod = Assert.Single(Files.Read(("d.txt", Files.Describe("p", "web:CrashLoopBackOff:137"))).Pods);

        Assert.Equal(137, pod.Container("web")!.Termination!.ExitCode);
        Assert.Contains(pod.Gaps, g => g is { What: "previous log of container web", Command: "kubectl logs p -n shop -c web --previous" });
    }

    [Fact]
    public void An_object_beside_a_description_makes_one_pod()
    {
        var pod = Assert.Single(Files.Read(
            ("describe.txt", Files.Describe("p", "i/setup:CrashLoopBackOff:1", "web:PodInitializing")),
            ("pod.yaml", "apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\nspec:\n  securityContext:\n    runAsUser: 1000\n  containers:\n  - name: web\n    image: web:2\n    args: [\"-x\"]\n  initContainers:\n  - name: setup\n    securityContext:\n      runAsNonRoot: true\n")).Pods);

        Assert.Equal("shop", pod.Subject.Namespace);
        Assert.Equal(1000, pod.Pod.Security.RunAsUser);
        Assert.Equal([("setup", ContainerType.Init), ("web", ContainerType.App)], pod.Containers.Select(c => (c.Name, c.Type)));
        Assert.Equal((true, 1), (pod.Container("setup")!.Security.RunAsNonRoot, pod.Container("setup")!.LastState!.ExitCode));
        Assert.Equal("web:2", pod.Container("web")!.Image);
        Assert.False(pod.Container("web")!.SpecKnown);
        Assert.Single(pod.Events);
    }

    [Fact]
    public void The_same_event_from_two_sources_counts_once()
    {
        var pod = Assert.Single(Files.Read(
            ("describe.txt", Files.Describe("p", "web:CrashLoopBackOff:1")),
            ("events.json", """{ "kind": "EventList", "apiVersion": "v1", "items": [ { "type": "Warning", "reason": "BackOff", "message": "Back-off restarting", "count": 9, "lastTimestamp": "2024-01-01T00:00:00Z", "involvedObject": { "kind": "Pod", "name": "p", "namespace": "shop" } }, { "reason": "Other", "involvedObject": { "kind": "Pod", "name": "q" } } ] }""")).Pods);
        var only = Assert.Single(pod.Events);

        Assert.Equal((9, "web", "2m (x5 over 3m)"), (only.Count, only.Container, only.Age));
        Assert.Equal(2024, pod.ObservedAt!.Value.Year);
    }

    [Fact]
    public void A_dump_of_the_cluster_is_read_as_a_tree()
    {
        var pod = Assert.Single(Files.Read(
            ("nodes.json", """{ "kind": "NodeList", "apiVersion": "v1", "items": [ { "metadata": { "name": "n1" }, "status": { "nodeInfo": { "architecture": "arm64" } } } ] }"""),
            ("shop/pods.json", """{ "kind": "PodList", "apiVersion": "v1", "items": [ { "metadata": { "name": "web-1", "namespace": "shop", "uid": "u", "ownerReferences": [ { "kind": "ReplicaSet", "name": "web-abc", "controller": true } ] }, "spec": { "nodeName": "n1", "containers": [ { "name": "web" } ] }, "status": { "containerStatuses": [ { "name": "web", "restartCount": 2, "lastState": { "terminated": { "exitCode": 1 } }, "state": { "waiting": { "reason": "CrashLoopBackOff" } } } ] } } ] }"""),
            ("shop/replicasets.json", """{ "kind": "ReplicaSetList", "apiVersion": "apps/v1", "items": [ { "metadata": { "name": "web-abc", "namespace": "shop", "ownerReferences": [ { "kind": "Deployment", "name": "web", "controller": true } ] } } ] }"""),
            ("shop/deployments.json", """{ "kind": "DeploymentList", "apiVersion": "apps/v1", "items": [ { "metadata": { "name": "web", "namespace": "shop" }, "spec": { "replicas": 3 }, "status": {} } ] }"""),
            ("shop/events.json", """{ "kind": "EventList", "apiVersion": "v1", "items": [] }"""),
            ("shop/web-1/logs.txt", "==== START logs for container web of pod shop/web-1 ====\nboom\n==== END logs for container web of pod shop/web-1 ====\n")).Pods);

        Assert.Equal("Deployment/web", pod.Subject.Workload);
        Assert.Equal((3, 0), (pod.Workload!.DesiredReplicas, pod.Workload.ReadyReplicas));
        Assert.Equal("arm64", pod.Node!.Architecture);
        Assert.True(pod.Container("web")!.SpecKnown);
        Assert.Equal("boom", pod.Of("web", LogInstance.Previous));
    }

    [Fact]
    public void Lines_with_prefixes_go_to_their_containers()
    {
        var pod = Assert.Single(Files.Read(("all.log", "[pod/p/a] one\n[pod/p/b] two\n[pod/p/a] three\n")).Pods);

        Assert.Equal("p", pod.Subject.Pod);
        Assert.Equal("one\nthree", pod.Of("a", LogInstance.Current));
        Assert.Equal("two", pod.Of("b", LogInstance.Current));
    }

    [Fact]
    public void Presence_is_told_from_files_and_absence_is_not()
    {
        var pod = Assert.Single(Files.Read(("all.yaml", """
            apiVersion: v1
            kind: List
            items:
            - kind: Pod
              metadata: { name: p }
              spec:
                containers:
                - name: web
                  env:
                  - { name: A, valueFrom: { configMapKeyRef: { name: cm, key: here } } }
                  - { name: B, valueFrom: { configMapKeyRef: { name: cm, key: gone } } }
                  - { name: C, valueFrom: { configMapKeyRef: { name: other, key: x } } }
            - kind: ConfigMap
              metadata: { name: cm }
              data: { here: "1" }
            """)).Pods);

        Assert.Equal([Presence.Present, Presence.KeyMissing, Presence.Unknown], pod.References.Select(r => r.Presence));
    }

    [Fact]
    public void A_pod_table_serves_where_nothing_better_is_known()
    {
        const string Table = "NAME    READY   STATUS             RESTARTS   AGE\nweb-1   0/1     CrashLoopBackOff   5          10m\ndb-0    1/1     Running            0          3d\n";

        var pod = Assert.Single(Files.Read(("pods.txt", Table)).Pods);
        Assert.Equal(("web-1", "CrashLoopBackOff", 5), (pod.Subject.Pod, pod.Containers[0].WaitingReason, pod.Containers[0].RestartCount));
        Assert.Equal("other", Assert.Single(Files.Read(("pods.txt", Table), ("d.txt", Files.Describe("other", "web:Running"))).Pods).Subject.Pod);
    }

    [Fact]
    public void A_log_piped_in_after_a_description_is_a_log_and_no_event()
    {
        var pod = Assert.Single(Files.Read(("standard input", Files.Describe("p", "web:CrashLoopBackOff:1") + "one\ntwo\nthree\nfour\n")).Pods);

        Assert.Equal("Back-off restarting", Assert.Single(pod.Events).Message);
        Assert.Equal("one\ntwo\nthree\nfour", pod.Of("web", LogInstance.Previous));
    }

    [Fact]
    public void Folders_keep_the_logs_of_several_pods_apart()
    {
        var batch = Files.Read(
            ("a/describe.txt", Files.Describe("one", "web:CrashLoopBackOff:1")), ("a/previous.log", "of one\n"),
            ("b/describe.txt", Files.Describe("two", "web:CrashLoopBackOff:1")), ("b/previous.log", "of two\n"));

        Assert.Equal(["of one", "of two"], batch.Pods.OrderBy(p => p.Subject.Pod, StringComparer.Ordinal).Select(p => p.Of("web", LogInstance.Previous)));
    }

    [Fact]
    public void PowerShells_encoding_is_no_obstacle() =>
        Assert.Single(Files.Read("describe.txt", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Files.Describe("p", "web:CrashLoopBackOff:1").ReplaceLineEndings("\r\n"))]).Pods);

    [Fact]
    public void A_dockerfile_is_recorded_for_every_pod()
    {
        var pod = Assert.Single(Files.Read(("Dockerfile", "FROM node\nENV API_TOKEN=abcdef\n"), ("d.txt", Files.Describe("p", "web:CrashLoopBackOff:1"))).Pods);

        Assert.Equal("FROM node\nENV API_TOKEN=‹redacted len=6›\n", Assert.Single(pod.Dockerfiles).Text);
    }

    [Fact]
    public void What_is_of_no_known_kind_is_said_and_is_a_problem_only_when_nothing_else_is_there()
    {
        var with = Files.Read(("d.txt", Files.Describe("p", "web:CrashLoopBackOff:1")), ("notes.md", "hello\n"), ("x.bin", "\0\u0001\u0002\u0003"));
        Assert.Empty(with.Problems);
        Assert.Equal(["a file of no known kind", "a file of no known kind (binary)"], with.Inputs.Where(n => n.Path is "notes.md" or "x.bin").Select(n => n.TakenFor));

        Assert.Equal(ProblemKind.BadInput, Assert.Single(Files.Read(("notes.md", "hello\n"), ("x.bin", "\0\u0001\u0002\u0003")).Problems).Kind);
        Assert.Single(Files.Read().Problems);
        Assert.Single(Files.Read(("x.bin", "\0\u0001\u0002\u0003")).Problems);
    }

    [Fact]
    public void A_broken_yaml_names_file_and_line()
    {
        var batch = Files.Read(("pod.yaml", "kind: Pod\nmetadata:\n  name: p\n bad: [\n"));

        Assert.StartsWith("pod.yaml:4: not valid YAML", Assert.Single(batch.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_order_of_the_files_changes_nothing()
    {
        (string, string)[] files =
        [
            ("describe.txt", Files.Describe("p", "a:CrashLoopBackOff:1", "b:CrashLoopBackOff:2")), ("previous.log", "x\n"), ("b.previous.log", "y\n"),
            ("pod.yaml", "kind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: a, image: z}]}\n"), ("Dockerfile", "FROM x\n"),
        ];

        Assert.Equal(Shown(Files.Read(files)), Shown(Files.Read([.. files.Reverse()])));
    }

    private static string Shown(EvidenceBatch batch) =>
        System.Text.Json.JsonSerializer.Serialize(Assert.Single(batch.Pods), Core.Reports.CoreJson.Default.PodEvidence);
}
