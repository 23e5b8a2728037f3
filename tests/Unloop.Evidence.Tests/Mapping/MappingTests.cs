using System.Text.Json;
using Unloop.Core.Facts;
using Unloop.Evidence.Api;
using Unloop.Evidence.Mapping;

namespace Unloop.Evidence.Tests.Mapping;

public sealed class MappingTests
{
    [Fact]
    public void Fields_of_the_wrong_shape_are_unknown_and_cost_nothing_else()
    {
        var pod = Pod("""
            { "metadata": { "name": "p", "uid": 5, "labels": null, "creationTimestamp": "soon", "ownerReferences": [ null ] },
              "spec": { "containers": [ null, { "name": "app", "image": ["x"], "args": [ 1, null, true ], "ports": [ { "containerPort": "80" }, { "containerPort": "http" } ],
                "env": [ null, { "name": "A", "value": 1 } ], "resources": { "limits": { "memory": 134217728, "cpu": {} } },
                "livenessProbe": { "httpGet": { "port": 8080 }, "periodSeconds": "x", "failureThreshold": 0 } } ], "volumes": [ null, { "name": "v" } ] },
              "status": { "containerStatuses": [ { "name": "app", "restartCount": "3", "ready": "True", "state": {} } ] } }
            """);
        var app = Assert.Single(pod.Containers);

        Assert.Equal(("p", "5"), (pod.Subject.Pod, pod.Subject.PodUid));
        Assert.Equal(["1", "", "true"], app.Args!);
        Assert.Equal([new PortFact(80)], app.Ports);
        Assert.Equal(("1", "134217728", null), (app.Env[0].Value, app.Resources.MemoryLimit, app.Resources.CpuLimit));
        Assert.Equal(new ProbeFact { Kind = "http-get", Target = "http://:8080/", Port = "8080" }, app.Liveness);
        Assert.Equal((3, true), (app.RestartCount, app.Ready));
        Assert.Null(app.Image);
        Assert.Null(app.State);
    }

    [Fact]
    public void Status_is_joined_to_spec_and_types_are_told_apart()
    {
        var pod = Pod("""
            { "metadata": { "name": "p", "uid": "u", "labels": { "pod-template-hash": "abc" }, "ownerReferences": [ { "kind": "ReplicaSet", "name": "web-abc", "controller": true } ] },
              "spec": { "initContainers": [ { "name": "init" }, { "name": "side", "restartPolicy": "Always" } ], "containers": [ { "name": "web" } ], "ephemeralContainers": [ { "name": "debug" } ] },
              "status": { "containerStatuses": [ { "name": "web", "lastState": { "terminated": { "exitCode": 137, "signal": 0, "reason": "OOMKilled", "startedAt": "1970-01-01T00:00:00Z", "finishedAt": "2024-01-01T00:00:00.5Z" } },
                "state": { "waiting": { "reason": "CrashLoopBackOff" } } } ] } }
            """);

        Assert.Equal([ContainerType.Init, ContainerType.Sidecar, ContainerType.App, ContainerType.Ephemeral], pod.Containers.Select(c => c.Type));
        Assert.Equal("Deployment/web", pod.Subject.Workload);
        Assert.True(pod.Container("web")!.SpecKnown);
        var last = pod.Container("web")!.LastState!;
        Assert.Equal((137, null, null, 2024), (last.ExitCode, last.Signal, last.StartedAt, last.FinishedAt!.Value.Year));
    }

    [Fact]
    public void An_object_that_a_person_shortened_promises_nothing() =>
        Assert.False(Pod("""{ "metadata": { "name": "p" }, "spec": { "containers": [ { "name": "a" } ] } }""").Containers[0].SpecKnown);

    [Fact]
    public void Every_form_of_reference_is_found()
    {
        var pod = Pod("""
            { "metadata": { "name": "p" }, "spec": {
              "imagePullSecrets": [ { "name": "pull" } ],
              "initContainers": [ { "name": "i", "envFrom": [ { "configMapRef": { "name": "cm1", "optional": true } }, { "prefix": "X_", "secretRef": { "name": "s1" } } ] } ],
              "containers": [ { "name": "c", "env": [ { "name": "A", "valueFrom": { "configMapKeyRef": { "name": "cm2", "key": "k" } } }, { "name": "B", "valueFrom": { "secretKeyRef": { "name": "s2", "key": "k2" } } } ],
                "volumeMounts": [ { "name": "v1", "mountPath": "/a/x.yaml", "subPath": "x.yaml" }, { "name": "v3", "mountPath": "/b", "subPath": "renamed" } ] } ],
              "volumes": [ { "name": "v1", "configMap": { "name": "cm3" } }, { "name": "v2", "secret": { "secretName": "s3", "items": [ { "key": "tls.key", "path": "k" } ] } },
                { "name": "v3", "projected": { "sources": [ { "configMap": { "name": "cm4", "items": [ { "key": "orig", "path": "renamed" } ] } }, { "secret": { "name": "s4", "optional": true } } ] } },
                { "name": "v4", "csi": { "driver": "d", "nodePublishSecretRef": { "name": "s5" } } }, { "name": "v5", "azureFile": { "secretName": "s6" } }, { "name": "v6", "flexVolume": { "driver": "f", "secretRef": { "name": "s7" } } } ] } }
            """);

        Assert.Equal(
            [
                "ConfigMap cm1  i envFrom True", "ConfigMap cm2 k c env A False", "ConfigMap cm3   volume v1 False", "ConfigMap cm3 x.yaml c mount /a/x.yaml False",
                "ConfigMap cm4 orig  volume v3 False", "ConfigMap cm4 orig c mount /b False", "Secret pull   imagePullSecrets True", "Secret s1  i envFrom False", "Secret s2 k2 c env B False",
                "Secret s3 tls.key  volume v2 False", "Secret s4   volume v3 True", "Secret s5   volume v4 False", "Secret s6   volume v5 False", "Secret s7   volume v6 False",
            ],
            pod.References.Select(r => $"{r.Kind} {r.Name} {r.Key} {r.Container} {r.Place} {r.Optional}").Order(StringComparer.Ordinal));
        Assert.Equal("azureFile", pod.Pod.Volumes.Single(v => v.Name == "v5").Kind);
    }

    [Theory]
    [InlineData("""{ "type": "Warning", "reason": "BackOff", "message": "m", "count": 7, "firstTimestamp": "2024-01-01T00:00:00Z", "lastTimestamp": "2024-01-01T01:00:00Z", "involvedObject": { "kind": "Pod", "name": "p", "uid": "u", "fieldPath": "spec.containers{web}" }, "source": { "component": "kubelet" } }""")]
    [InlineData("""{ "type": "Warning", "reason": "BackOff", "note": "m", "eventTime": "2024-01-01T00:00:00.000000Z", "series": { "count": 7, "lastObservedTime": "2024-01-01T01:00:00.000000Z" }, "regarding": { "kind": "Pod", "name": "p", "uid": "u", "fieldPath": "spec.containers{web}" }, "reportingController": "kubelet" }""")]
    [InlineData("""{ "type": "Warning", "reason": "BackOff", "note": "m", "eventTime": null, "deprecatedCount": 7, "deprecatedFirstTimestamp": "2024-01-01T00:00:00Z", "deprecatedLastTimestamp": "2024-01-01T01:00:00Z", "regarding": { "kind": "Pod", "name": "p", "uid": "u", "fieldPath": "spec.initContainers{web}" }, "deprecatedSource": { "component": "kubelet" } }""")]
    public void Events_of_both_apis_say_the_same(string json) => Assert.Equal(
        new EventFact
        {
            Type = "Warning", Reason = "BackOff", Message = "m", Count = 7, Object = "Pod/p", Uid = "u", Container = "web", Component = "kubelet",
            FirstSeen = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero), LastSeen = new DateTimeOffset(2024, 1, 1, 1, 0, 0, TimeSpan.Zero),
        },
        EventMapper.Map(JsonSerializer.Deserialize(json, ApiJson.Default.Event)!));

    [Fact]
    public void Of_a_secret_only_the_keys_are_ever_held()
    {
        var secret = JsonSerializer.Deserialize("""{ "metadata": { "name": "s" }, "data": { "password": "aHVudGVyMg==", "empty": "", "odd": { "a": [1] } }, "binaryData": null }""", ApiJson.Default.KeyedObject)!;

        Assert.Equal([new KeyInfo("password", false), new KeyInfo("empty", true), new KeyInfo("odd", false)], secret.Keys);
    }

    [Fact]
    public void Templates_differ_by_named_members_and_secrets_stay_hidden()
    {
        var before = Json("""{ "metadata": { "labels": { "pod-template-hash": "1" } }, "spec": { "containers": [ { "name": "web", "image": "a:1", "env": [ { "name": "DB_PASSWORD", "value": "old" } ] } ] } }""");
        var after = Json("""{ "metadata": { "labels": { "pod-template-hash": "2" } }, "spec": { "containers": [ { "name": "side", "image": "s" }, { "name": "web", "image": "a:2", "env": [ { "name": "DB_PASSWORD", "value": "newer" } ] } ] } }""");

        Assert.Equal(
            [
                new TemplateChange("containers[side].image", null, "s"), new TemplateChange("containers[side].name", null, "side"),
                new TemplateChange("containers[web].env[DB_PASSWORD].value", "‹redacted len=3›", "‹redacted len=5›"), new TemplateChange("containers[web].image", "a:1", "a:2"),
            ],
            TemplateDiff.Compare(before, after));
    }

    [Theory]
    [InlineData("""{ "annotations": { "argocd.argoproj.io/tracking-id": "shop:apps/Deployment:ns/web", "meta.helm.sh/release-name": "r" } }""", "Argo CD", "shop")]
    [InlineData("""{ "labels": { "helm.toolkit.fluxcd.io/name": "rel", "app.kubernetes.io/managed-by": "Helm" } }""", "Flux", "rel")]
    [InlineData("""{ "labels": { "app.kubernetes.io/managed-by": "Helm" }, "annotations": { "meta.helm.sh/release-name": "web" } }""", "Helm", "web")]
    [InlineData("{}", null, null)]
    public void Whoever_manages_a_workload_is_named(string metadata, string? manager, string? name) =>
        Assert.Equal((manager, name), WorkloadMapper.ManagedBy(JsonSerializer.Deserialize($"{{\"metadata\":{metadata}}}", ApiJson.Default.Workload)!.Metadata));

    private static JsonElement Json(string json) => JsonDocument.Parse(json).RootElement;

    private static PodEvidence Pod(string json) => PodMapper.Map(JsonSerializer.Deserialize(json, ApiJson.Default.Pod)!);
}
