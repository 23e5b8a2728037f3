using System.Text.Json.Nodes;
using Unloop.Core.Facts;
using Unloop.Core.Text;

namespace Unloop.Core.Experiments.Copying;

/// <summary>Which containers go into a copy beside the one that is tried, and what is taken off all of them. Pure.</summary>
internal static class CopyContainers
{
    private static readonly string[] Proxies = ["istio-proxy", "linkerd-proxy", "envoy", "envoy-sidecar", "cloud-sql-proxy", "cloudsql-proxy", "vault-agent", "daprd", "consul-dataplane", "kuma-sidecar"];
    private static readonly string[] Probes = ["livenessProbe", "readinessProbe", "startupProbe"];
    private static readonly string[] Nearby = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>Whether the others are needed for this one to run as it does: by what they share, or by what it speaks of.</summary>
    public static bool NeedsOthers(ExperimentCase @case, JsonObject spec)
    {
        var container = @case.Container;
        var own = PodSpecs.Find(@case.Original.Template, @case.Name).At("volumeMounts").Objects().Select(m => m["name"].Text()).ToHashSet();
        var scratch = spec.At("volumes").Objects().Where(v => v["emptyDir"] is not null).Select(v => v["name"].Text()).Where(own.Contains).ToHashSet();
        return spec["shareProcessNamespace"].IsTrue()
            || Others(spec, @case.Name).Any(o => IsProxy(o) || o.At("volumeMounts").Objects().Any(m => scratch.Contains(m["name"].Text())))
            || container.Env.Select(e => e.Value).Concat(container.Args ?? []).Concat(container.Command ?? []).Concat(Said(@case)).OfType<string>().Any(t => Nearby.Any(n => t.Contains(n, StringComparison.Ordinal)));
    }

    /// <summary>
    /// Leaves the one that is tried, what runs before it, and the others where they are wanted. An init container that is tried takes the place of the containers that come after it.
    /// </summary>
    /// <returns>The names of those that were left out.</returns>
    public static IReadOnlyList<string> Reduce(JsonObject spec, string name, bool keepOthers, bool keepBefore)
    {
        var before = spec.At("initContainers").Objects().ToList();
        var beside = spec.At("containers").Objects().ToList();
        var isInit = before.Find(c => c["name"].Text() == name);
        var kept = isInit is not null ? [isInit] : beside.Where(c => keepOthers || c["name"].Text() == name).ToList();
        var first = isInit is not null ? before.TakeWhile(c => c != isInit).ToList() : before;
        first = [.. first.Where(c => keepBefore || (keepOthers && PodSpecs.IsSidecar(c)))];
        var left = before.Concat(beside).Except(kept).Except(first).Select(c => c["name"].Text()).OfType<string>().ToList();
        spec["containers"] = new JsonArray([.. kept.Select(c => c.DeepClone())]);
        _ = spec.Remove("initContainers");
        if (first.Count > 0)
        {
            spec["initContainers"] = new JsonArray([.. first.Select(c => c.DeepClone())]);
        }

        if (isInit is not null)
        {
            _ = spec["containers"]![0]!.AsObject().Remove("restartPolicy");
        }

        return left;
    }

    /// <summary>No probe kills, no port of the node is taken. What starts before the others keeps the probe that says when they may.</summary>
    public static void Quieten(JsonObject spec, string name)
    {
        foreach (var container in PodSpecs.Containers(spec))
        {
            foreach (var probe in Probes.Where(p => p != "startupProbe" || container["name"].Text() == name || !PodSpecs.IsSidecar(container)))
            {
                _ = container.Remove(probe);
            }

            foreach (var port in container.At("ports").Objects())
            {
                _ = port.Remove("hostPort");
            }

            if (container["lifecycle"] is JsonObject lifecycle)
            {
                _ = lifecycle.Remove("preStop");
            }
        }
    }

    private static IEnumerable<JsonObject> Others(JsonObject spec, string name) => PodSpecs.Containers(spec).Where(c => c["name"].Text() != name);

    private static bool IsProxy(JsonObject container) => container["name"].Text() is { } name && Proxies.Contains(name);

    private static IEnumerable<string> Said(ExperimentCase @case) => @case.Pod.LogsOf(@case.Name).SelectMany(l => l.Lines).Select(l => l.Text);
}
