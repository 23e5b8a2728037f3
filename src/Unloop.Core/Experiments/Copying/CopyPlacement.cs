using System.Text.Json.Nodes;
using Unloop.Core.Planning.Remedies;

namespace Unloop.Core.Experiments.Copying;

/// <summary>Where a copy runs: by the pod's own rules, and on its node if that can be. Pure.</summary>
internal static class CopyPlacement
{
    /// <param name="required">It must be this node, else it is only liked best.</param>
    public static void Near(JsonObject spec, string node, bool required)
    {
        var affinity = TemplateEditor.Member(TemplateEditor.Member(spec, "affinity"), "nodeAffinity");
        var here = new JsonObject { ["key"] = "metadata.name", ["operator"] = "In", ["values"] = new JsonArray(JsonValue.Create(node)) };
        if (!required)
        {
            var liked = affinity["preferredDuringSchedulingIgnoredDuringExecution"] as JsonArray ?? [];
            affinity["preferredDuringSchedulingIgnoredDuringExecution"] = new JsonArray([.. liked.Select(l => l?.DeepClone()), new JsonObject { ["weight"] = 100, ["preference"] = Term(here) }]);
            return;
        }

        var rules = TemplateEditor.Member(affinity, "requiredDuringSchedulingIgnoredDuringExecution");

        // Terms are alternatives: each of them must name the node.
        if (rules["nodeSelectorTerms"] is not JsonArray { Count: > 0 } terms)
        {
            rules["nodeSelectorTerms"] = new JsonArray(Term(here));
            return;
        }

        foreach (var term in terms.OfType<JsonObject>().Where(t => t["matchFields"] is not JsonArray { Count: > 0 }))
        {
            term["matchFields"] = new JsonArray(here.DeepClone());
        }
    }

    /// <summary>Where a copy must be on the pod's own node, rules that keep its kind apart would keep it away for ever. True when there were such.</summary>
    public static bool Beside(JsonObject spec)
    {
        var had = (spec["affinity"] as JsonObject)?.Remove("podAntiAffinity") ?? false;
        return spec.Remove("topologySpreadConstraints") || had;
    }

    private static JsonObject Term(JsonObject requirement) => new() { ["matchFields"] = new JsonArray(requirement.DeepClone()) };
}
