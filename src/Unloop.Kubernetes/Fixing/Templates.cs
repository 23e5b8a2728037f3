using System.Text.Json.Nodes;
using Unloop.Core.Text;
using Unloop.Kubernetes.Api;
using Unloop.Kubernetes.Targets;

namespace Unloop.Kubernetes.Fixing;

/// <summary>Where each kind keeps its pod template, and what of it is the workload's own. Pure.</summary>
internal static class Templates
{
    /// <summary>Annotations of our own, on the workload itself: no part of a template.</summary>
    public const string OwnPrefix = "unloop.dev/";
    public const string ChangeCause = "kubernetes.io/change-cause";

    private const string TokenPath = "/var/run/secrets/kubernetes.io/serviceaccount";

    private static readonly HashSet<string> OfTheJob =
        ["controller-uid", "job-name", "batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-name"];

    private static readonly HashSet<string> OfTheNode =
    [
        "cni.projectcalico.org/containerID", "cni.projectcalico.org/podIP", "cni.projectcalico.org/podIPs", "k8s.v1.cni.cncf.io/network-status",
        "k8s.v1.cni.cncf.io/networks-status", "topology.kubernetes.io/zone", "topology.kubernetes.io/region",
    ];

    private static readonly string[] FilledIn = ["nodeName", "priority", "preemptionPolicy", "ephemeralContainers"];

    /// <summary>A JSON pointer; null for a kind that is not changed here.</summary>
    public static string? Prefix(WorkloadKind kind) =>
        kind == WorkloadKind.Pod ? ""
        : kind == WorkloadKind.CronJob ? "/spec/jobTemplate/spec/template"
        : kind == WorkloadKind.ReplicationController ? null
        : "/spec/template";

    /// <summary>A copy, exact but for what the server writes into each object anew: a Job's stamps, and what a pod was given with its node.</summary>
    public static JsonObject? Of(WorkloadKind kind, JsonObject whole)
    {
        if (kind == WorkloadKind.Pod)
        {
            return OfPod(whole);
        }

        var found = kind == WorkloadKind.CronJob ? whole.At("spec", "jobTemplate", "spec", "template") : whole.At("spec", "template");
        var template = found?.DeepClone() as JsonObject;
        if (kind == WorkloadKind.Job && template is not null && !whole.At("spec", "manualSelector").IsTrue())
        {
            StripJob(template);
        }

        return template;
    }

    /// <summary>The labels by which a Job finds its pods are made with the Job.</summary>
    public static void StripJob(JsonObject labelled) => (labelled["metadata"] as JsonObject)?.Strip("labels", OfTheJob.Contains);

    private static JsonObject? OfPod(JsonObject pod)
    {
        if (pod["spec"]?.DeepClone() is not JsonObject spec)
        {
            return null;
        }

        var metadata = new JsonObject();
        foreach (var name in new[] { "labels", "annotations" })
        {
            if (pod.At("metadata", name) is { } marks)
            {
                metadata[name] = marks.DeepClone();
                metadata.Strip(name, m => OfTheNode.Contains(m) || m == ChangeCause || m.StartsWith(OwnPrefix, StringComparison.Ordinal));
            }
        }

        foreach (var name in FilledIn)
        {
            _ = spec.Remove(name);
        }

        StripToken(spec);
        spec.StripItems("tolerations", IsDefaultToleration);
        return new() { ["metadata"] = metadata, ["spec"] = spec };
    }

    /// <summary>The service account's token, which admission mounts into each pod under a name of its own making.</summary>
    private static void StripToken(JsonObject spec)
    {
        var account = spec["serviceAccountName"].Text() ?? "default";
        var volumes = spec["volumes"].Objects().Where(v => IsToken(v, account)).Select(v => v["name"].Text()).OfType<string>().ToHashSet();
        foreach (var container in spec["containers"].Objects().Concat(spec["initContainers"].Objects()))
        {
            container.StripItems("volumeMounts", m => m["mountPath"].Text() == TokenPath && volumes.Contains(m["name"].Text() ?? ""));
        }

        var used = spec["containers"].Objects().Concat(spec["initContainers"].Objects()).SelectMany(c => c["volumeMounts"].Objects()).Select(m => m["name"].Text()).ToHashSet();
        spec.StripItems("volumes", v => v["name"].Text() is { } name && volumes.Contains(name) && !used.Contains(name));
    }

    private static bool IsToken(JsonObject volume, string account) => volume["name"].Text() is { } name
        && ((name.StartsWith("kube-api-access-", StringComparison.Ordinal) && volume["projected"] is not null)
            || (name.StartsWith(account + "-token-", StringComparison.Ordinal) && volume.At("secret", "secretName").Text() == name));

    private static bool IsDefaultToleration(JsonObject toleration) =>
        toleration["key"].Text() is "node.kubernetes.io/not-ready" or "node.kubernetes.io/unreachable"
        && toleration["operator"].Text() == "Exists" && toleration["effect"].Text() == "NoExecute" && toleration["tolerationSeconds"].Int() == 300;
}
