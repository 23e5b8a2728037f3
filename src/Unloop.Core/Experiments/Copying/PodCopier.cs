using System.Text.Json.Nodes;
using Unloop.Core.Text;

namespace Unloop.Core.Experiments.Copying;

/// <summary>What a test wants of its copy.</summary>
/// <param name="Kind">Of the test.</param>
/// <param name="Seconds">How long it is watched.</param>
internal sealed record CopyOrder(ExperimentKind Kind, int Seconds)
{
    /// <summary>In place of the container's own; null: as it is.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>In place of the container's own; null: as it is.</summary>
    public string? Image { get; init; }

    /// <summary>Another template to make the copy of; its images become the present ones.</summary>
    public JsonObject? Template { get; init; }

    /// <summary>Which of several tries of this test.</summary>
    public int Attempt { get; init; }
}

/// <summary>
/// Makes the manifest of a copy: the pod's own spec, with its security context, service account, placement, resources and volumes; never restarted, never ready, with a deadline of its own,
/// and owned by the pod, so that it goes when that goes. Pure.
/// </summary>
internal static class PodCopier
{
    /// <summary>Annotations by which a tool would take the copy for an object of its own.</summary>
    private static readonly string[] ForeignAnnotations = ["kubectl.kubernetes.io/last-applied-configuration", "argocd.argoproj.io/", "kubernetes.io/config.", "unloop.dev/", "kubectl.kubernetes.io/restartedAt"];

    private const int Thinking = 3600;

    public static PodCopy Make(ExperimentCase @case, CopyOrder order)
    {
        var template = (order.Template ?? @case.Original.Template).DeepClone().AsObject();
        var spec = template["spec"]!.AsObject();
        var changes = new List<string>();
        if (order.Template is not null)
        {
            foreach (var (container, image) in PodSpecs.Containers(@case.Original.Template["spec"]).Select(c => (c["name"].Text()!, c["image"].Text())))
            {
                if (PodSpecs.Find(template, container) is { } same && image is not null)
                {
                    same["image"] = image;
                }
            }

            changes.Add($"made of revision {@case.Original.Healthy!.Name}, with the present images");
        }

        var runs = order.Kind.RunsProgram();
        var keepOthers = order.Kind != ExperimentKind.Asleep && CopyContainers.NeedsOthers(@case, spec);
        var left = CopyContainers.Reduce(spec, @case.Name, keepOthers, keepBefore: runs || keepOthers);
        Change(spec, @case.Name, order, changes);
        CopyContainers.Quieten(spec, @case.Name);
        changes.Add("no probes, no restart, no port of the node");
        if (left.Count > 0)
        {
            changes.Add($"without {string.Join(", ", left)}");
        }

        if (!runs && CopyVolumes.Protect(spec) is { Count: > 0 } guarded)
        {
            changes.Add($"{string.Join(", ", guarded)} read-only");
        }

        Finish(@case, spec, order, changes);
        var labels = CopyLabels.For(CopyLabels.Of(template), @case.Original.Selectors);
        if (labels.Dropped.Count > 0)
        {
            changes.Add($"without the label{(labels.Dropped.Count == 1 ? "" : "s")} {string.Join(", ", labels.Dropped)}");
        }

        var name = CopyMarks.NameFor(@case.Original.Workload.Name, order.Kind, @case.Run, order.Attempt);
        return new(name, changes, new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Pod", ["metadata"] = Metadata(@case, name, template, labels, order), ["spec"] = spec.DeepClone() });
    }

    private static void Change(JsonObject spec, string name, CopyOrder order, List<string> changes)
    {
        var container = spec.At("containers").Objects().First(c => c["name"].Text() == name);
        if (order.Image is { } image)
        {
            container["image"] = image;
            changes.Add($"image {image}");
        }

        if (order.Command is not { } command)
        {
            return;
        }

        container["command"] = new JsonArray([.. command.Select(w => (JsonNode)JsonValue.Create(w))]);
        _ = container.Remove("args");
        _ = container.Remove("lifecycle");
        changes.Add(order.Kind is ExperimentKind.Asleep ? $"{string.Join(' ', command)} in place of the program" : $"{command[0]} with the script that tries connections in place of the program");
    }

    private static void Finish(ExperimentCase @case, JsonObject spec, CopyOrder order, List<string> changes)
    {
        spec["restartPolicy"] = "Never";
        spec["activeDeadlineSeconds"] = order.Seconds + CopyMarks.StartSeconds;
        spec["terminationGracePeriodSeconds"] = 1;
        spec["readinessGates"] = new JsonArray(new JsonObject { ["conditionType"] = CopyMarks.ReadinessGate });
        foreach (var member in new[] { "schedulingGates", "nodeName", "priority", "ephemeralContainers" })
        {
            _ = spec.Remove(member);
        }

        if (@case.Original.Node is { } node)
        {
            var needed = CopyVolumes.NeedsNode(spec, @case.Original);
            var alone = needed && CopyPlacement.Beside(spec);
            CopyPlacement.Near(spec, node, needed);
            changes.Add(!needed ? $"on node {node}, if there is room" : $"on node {node}, where its volumes are{(alone ? ", beside the pod: rules that keep pods of its kind apart are left out" : "")}");
        }
    }

    private static JsonObject Metadata(ExperimentCase @case, string name, JsonObject template, CopyLabels labels, CopyOrder order)
    {
        var annotations = new JsonObject();
        foreach (var (key, value) in (template["metadata"]?["annotations"] as JsonObject ?? []).Where(a => !ForeignAnnotations.Any(f => a.Key.StartsWith(f, StringComparison.Ordinal))))
        {
            annotations[key] = value?.DeepClone();
        }

        annotations[CopyMarks.Of] = @case.Original.Workload.ToString();
        annotations[CopyMarks.Expires] = CopyMarks.Stamp(@case.Now.AddSeconds(Lifetime(@case, order)));
        var marks = new JsonObject();
        foreach (var (key, value) in labels.Labels)
        {
            marks[key] = value;
        }

        marks[CopyMarks.Label] = @case.Run;
        var metadata = new JsonObject { ["name"] = name, ["namespace"] = @case.Original.Namespace, ["labels"] = marks, ["annotations"] = annotations };
        if (@case.Original.Owner is { } owner)
        {
            metadata["ownerReferences"] = new JsonArray(new JsonObject { ["apiVersion"] = owner.ApiVersion, ["kind"] = owner.Kind, ["name"] = owner.Name, ["uid"] = owner.Uid });
        }

        return metadata;
    }

    /// <summary>From when the path was planned: a person takes time to agree, and so do the tests before this one.</summary>
    private static int Lifetime(ExperimentCase @case, CopyOrder order) => Thinking + (ExperimentPath.Most * ((int)@case.WatchMax.TotalSeconds + CopyMarks.StartSeconds)) + order.Seconds;
}
