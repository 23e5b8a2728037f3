using System.Text.Json;
using System.Text.Json.Nodes;
using Unloop.Core.Scaling;
using Unloop.Core.Text;
using Unloop.Evidence.Api;
using Unloop.Evidence.Mapping;
using Unloop.Evidence.Redaction;
using Unloop.Kubernetes.Api;
using Unloop.Kubernetes.Collection;
using Unloop.Kubernetes.Fixing;
using Unloop.Kubernetes.Targets;

namespace Unloop.Kubernetes.Scaling;

/// <summary>A workload object as the facts that scaling depends on. Pure.</summary>
internal static class ScaledWorkloads
{
    private const string Host = "kubernetes.io/hostname";
    private static readonly string[] Scalable = ["Deployment", "StatefulSet", "ReplicaSet", "ReplicationController"];

    public static ScaledWorkload Of(ScalingSubject subject, PodUsage usage)
    {
        var (spec, pod) = (subject.Spec, subject.Template["spec"]);
        var metadata = subject.Whole["metadata"].Deserialize(ApiJson.Default.ObjectMeta);
        var (manager, name) = Managers.Of(metadata);
        var containers = Containers(pod, usage);
        return new()
        {
            Ref = subject.Ref,
            Replicas = Scalable.Contains(subject.Kind.Kind) ? spec.At("replicas").Int() ?? 1 : null,
            Strategy = (spec.At("strategy", "type") ?? spec.At("updateStrategy", "type")).Text(),
            Paused = spec.At("paused").IsTrue(),
            Selector = subject.Selector,
            ServiceName = spec.At("serviceName").Text(),
            Containers = containers,
            Volumes = [.. Volumes(pod)],
            ClaimTemplates = [.. spec.At("volumeClaimTemplates").Objects().Select(t => t.At("metadata", "name").Text()).OfType<string>()],
            HostNetwork = pod.At("hostNetwork").IsTrue(),
            HasSpread = pod.At("topologySpreadConstraints") is JsonArray { Count: > 0 },
            HasAntiAffinity = pod.At("affinity", "podAntiAffinity") is JsonObject { Count: > 0 },
            OnePerNode = IsAlone(subject, pod),
            OwnedBy = OwnerChain.Controller(metadata) is { Kind: not "Node" } owner ? $"{owner.Kind}/{owner.Name}" : null,
            ManagedBy = manager,
            ManagedByName = name,
            ReplicasWriters = [.. Writers(subject.Whole)],
        };
    }

    private static List<ScaledContainer> Containers(JsonNode? pod, PodUsage usage)
    {
        var containers = pod.At("containers").Objects().Select(c => (Raw: c, IsInit: false))
            .Concat(pod.At("initContainers").Objects().Select(c => (Raw: c, IsInit: c["restartPolicy"].Text() != "Always")));
        return [.. containers.Select(c =>
        {
            var name = c.Raw["name"].Text() ?? "";
            var effective = usage.Containers.FirstOrDefault(u => u.Name == name);
            long? Amount(IReadOnlyDictionary<string, double>? of, string resource, double unit) => of is not null && of.TryGetValue(resource, out var value) ? (long)Math.Round(value * unit) : null;
            return new ScaledContainer(name, c.Raw["image"].Text())
            {
                IsInit = c.IsInit,
                CpuRequest = Amount(effective?.Requests, "cpu", 1000),
                CpuLimit = Amount(effective?.Limits, "cpu", 1000),
                MemoryRequest = Amount(effective?.Requests, "memory", 1),
                MemoryLimit = Amount(effective?.Limits, "memory", 1),
                HasReadinessProbe = c.Raw["readinessProbe"] is JsonObject,
                Ports = [.. c.Raw["ports"].Objects().Select(p => p["containerPort"].Int()).OfType<int>()],
                HostPorts = [.. c.Raw["ports"].Objects().Select(p => p["hostPort"].Int()).OfType<int>().Where(p => p > 0)],
            };
        })];
    }

    private static IEnumerable<ScaledVolume> Volumes(JsonNode? pod)
    {
        var mounts = pod.At("containers").Objects().Concat(pod.At("initContainers").Objects()).SelectMany(c => c["volumeMounts"].Objects()).ToList();
        foreach (var volume in pod.At("volumes").Objects())
        {
            var name = volume["name"].Text() ?? "";
            var kind = volume.Select(m => m.Key).FirstOrDefault(k => k != "name") ?? "emptyDir";
            var source = volume[kind];
            var readOnly = source.At("readOnly").IsTrue();
            yield return new(name, kind, (source.At("claimName") ?? source.At("path")).Text(), source.At("medium").Text() == "Memory",
                [.. mounts.Where(m => m["name"].Text() == name && !readOnly && !m["readOnly"].IsTrue()).Select(m => m["mountPath"].Text()).OfType<string>().Distinct()]);
        }
    }

    /// <summary>Anti-affinity to its own labels on a node's name, and required.</summary>
    private static bool IsAlone(ScalingSubject subject, JsonNode? pod)
    {
        var labels = subject.Template.At("metadata", "labels").Texts();
        return pod.At("affinity", "podAntiAffinity", "requiredDuringSchedulingIgnoredDuringExecution").Objects()
            .Any(t => t["topologyKey"].Text() == Host && ScalingSubject.Parsed(t["labelSelector"]) is { } selector && Selectors.Selects(selector, labels));
    }

    private static IEnumerable<ReplicasWriter> Writers(JsonObject whole) => whole.At("metadata", "managedFields").Objects()
        .Where(f => f.At("fieldsV1", "f:spec", "f:replicas") is not null && f["manager"].Text() is { Length: > 0 })
        .Select(f => new ReplicasWriter(Redactor.Text(ApiError.Shown(f["manager"].Text()!)), f["operation"].Text() == "Apply" || IsAppliedByClient(f["manager"].Text(), whole), f["subresource"].Text() == "scale"));

    /// <summary>The fields of a client's apply hold what the API server filled in, too; only what was in the manifest is applied again.</summary>
    private static bool IsAppliedByClient(string? manager, JsonObject whole)
    {
        if (manager != "kubectl-client-side-apply" || whole.At("metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration").Text() is not { } applied)
        {
            return false;
        }

        try
        {
            return JsonNode.Parse(applied).At("spec", "replicas") is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

/// <summary>A pod as scaling looks at it. Pure.</summary>
internal static class ScaledPods
{
    private const string Loop = "CrashLoopBackOff";

    /// <summary>Between two waits it runs for a moment, or has just ended: it is the same loop.</summary>
    private static bool IsLooping(ContainerStatus status) =>
        status.State?.Waiting?.Reason == Loop
        || (status is { RestartCount: > 1, Ready: not true } && (status.State?.Terminated ?? (status.State?.Running is null ? null : status.LastState?.Terminated)) is { ExitCode: not 0 });

    public static ScaledPod Of(Pod pod)
    {
        var conditions = pod.Status?.Conditions ?? [];
        var ready = conditions.FirstOrDefault(c => c?.Type == "Ready");
        var statuses = (pod.Status?.InitContainerStatuses ?? []).Concat(pod.Status?.ContainerStatuses ?? []).Where(s => s is not null).ToList();
        var waiting = statuses.Exists(IsLooping) ? Loop : statuses.Select(s => s.State?.Waiting?.Reason).OfType<string>().FirstOrDefault();
        return new(pod.Metadata?.Name ?? "", pod.Spec?.NodeName is { Length: > 0 } node ? node : null, pod.Status?.Phase, ready?.Status == "True", pod.Metadata?.CreationTimestamp,
            ready?.LastTransitionTime, statuses.Sum(s => s.RestartCount ?? 0), waiting)
        {
            Leaving = pod.Metadata?.DeletionTimestamp is not null,
            Unschedulable = conditions.FirstOrDefault(c => c is { Type: "PodScheduled", Status: "False", Reason: "Unschedulable" })?.Message is { Length: > 0 } why ? Redactor.Text(why) : null,
        };
    }
}
