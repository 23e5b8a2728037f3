using System.Text.Json.Nodes;
using Unloop.Core.Text;
using Unloop.Kubernetes.Api;
using Unloop.Kubernetes.Targets;

namespace Unloop.Kubernetes.Fixing;

/// <summary>An object as it can be created anew: without what a server writes into each. Pure.</summary>
internal static class Manifest
{
    /// <summary>Says what it was made of, so that after a kill the new one is known for our own.</summary>
    public const string Origin = Templates.OwnPrefix + "recreated-from";

    private static readonly string[] KeptMetadata = ["name", "namespace", "labels", "annotations", "ownerReferences", "finalizers"];

    private static readonly HashSet<string> OfDeletion = ["foregroundDeletion", "orphan"];

    public static JsonObject Of(FoundWorkload found)
    {
        var whole = found.Whole;
        var metadata = new JsonObject();
        foreach (var name in KeptMetadata)
        {
            if (whole.At("metadata", name) is { } value)
            {
                metadata[name] = value.DeepClone();
            }
        }

        metadata.Strip("annotations", a => a == "batch.kubernetes.io/job-tracking" || a == Origin);
        if (metadata["finalizers"] is JsonArray finalizers)
        {
            metadata["finalizers"] = new JsonArray([.. finalizers.Where(f => f.Text() is { } text && !OfDeletion.Contains(text)).Select(f => f!.DeepClone())]);
        }

        var spec = whole["spec"]?.DeepClone() as JsonObject ?? [];
        var manifest = new JsonObject { ["apiVersion"] = found.Ref.ApiVersion, ["kind"] = found.Kind.Kind, ["metadata"] = metadata, ["spec"] = spec };
        if (found.Kind == WorkloadKind.Job && !spec["manualSelector"].IsTrue())
        {
            _ = spec.Remove("selector");
            Templates.StripJob(manifest);
        }

        return With(manifest, found.Kind, found.Template);
    }

    /// <summary>A pod has nothing but its template.</summary>
    public static JsonObject OfPod(string space, string name, JsonObject template) => With(
        new() { ["apiVersion"] = "v1", ["kind"] = "Pod", ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = space }, ["spec"] = new JsonObject() },
        WorkloadKind.Pod,
        template);

    /// <summary>A copy with another template.</summary>
    public static JsonObject With(JsonObject manifest, WorkloadKind kind, JsonObject template)
    {
        var copy = manifest.DeepClone().AsObject();
        if (kind != WorkloadKind.Pod)
        {
            copy["spec"]!["template"] = template.DeepClone();
            return copy;
        }

        copy["spec"] = template["spec"]?.DeepClone();
        foreach (var name in new[] { "labels", "annotations" })
        {
            _ = copy["metadata"]!.AsObject().Remove(name);
            if (template.At("metadata", name) is { } marks)
            {
                copy["metadata"]![name] = marks.DeepClone();
            }
        }

        return copy;
    }

    public static void Mark(JsonObject manifest, string origin)
    {
        var metadata = manifest["metadata"]!.AsObject();
        var annotations = metadata["annotations"] as JsonObject ?? [];
        if (annotations.Parent is null)
        {
            metadata["annotations"] = annotations;
        }

        annotations[Origin] = origin;
    }

    /// <summary>Under a name that the server makes, so that the running one is not in its way.</summary>
    public static JsonObject Nameless(JsonObject manifest)
    {
        var copy = manifest.DeepClone().AsObject();
        var metadata = copy["metadata"]!.AsObject();
        _ = metadata.Remove("name");
        metadata["generateName"] = "unloop-try-";
        return copy;
    }
}
