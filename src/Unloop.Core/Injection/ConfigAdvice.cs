using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Unloop.Core.Planning;

namespace Unloop.Core.Injection;

/// <summary>Something that keeps configuration right.</summary>
/// <param name="Command">To be run as it stands; every one that writes also takes <c>--dry-run=server</c>.</param>
/// <param name="Manifest">YAML for <c>kubectl apply -f -</c>.</param>
public sealed record ConfigAdvice(string Text, string? Command = null, string? Manifest = null);

/// <summary>What to change so that the same does not happen again: only what fits the workload at hand. Pure.</summary>
public static class ConfigAdviser
{
    private static readonly string[] Patchable = ["Deployment", "StatefulSet", "DaemonSet"];

    /// <param name="externalSecrets">The version of <c>external-secrets.io</c> that the cluster serves; null: none.</param>
    public static IReadOnlyList<ConfigAdvice> For(InjectionFacts facts, IReadOnlyList<ContainerInjection> tables, IReadOnlyList<ConfigTrouble> troubles, string? externalSecrets)
    {
        var canPatch = Patchable.Contains(facts.Workload.Split('/')[0]);
        return
        [
            .. canPatch ? Renewal(facts, tables) : [],
            .. canPatch ? Required(facts, troubles) : [],
            .. troubles.Any(t => t.Rule is "collision" or "duplicate")
                ? [new ConfigAdvice("Give every variable one source: one ConfigMap for what differs between environments, literals in env for what does not, and no two envFrom without prefixes.")]
                : Array.Empty<ConfigAdvice>(),
            .. ExternalSecrets.For(facts, externalSecrets),
        ];
    }

    /// <summary>A change of a ConfigMap that changes the template, too, rolls out by itself, and can be rolled back.</summary>
    private static IEnumerable<ConfigAdvice> Renewal(InjectionFacts facts, IReadOnlyList<ContainerInjection> tables)
    {
        var frozen = tables.SelectMany(t => t.Variables.Where(v => v.State == VariableState.Set && v.Origin is VariableOrigin.ConfigMapKey or VariableOrigin.EnvFromConfigMap).Select(v => v.Source)
            .Concat(t.Files.Where(f => f is { SubPath: true, Kind: "ConfigMap" }).Select(f => f.Source))).OfType<string>().ToHashSet();
        var maps = facts.Objects.Where(o => o is { Kind: "ConfigMap", Immutable: false } && frozen.Contains(o.Name) && o.Presence == Facts.Presence.Present).OrderBy(o => o.Name, StringComparer.Ordinal).ToList();
        if (maps.Count == 0 || facts.Fields.Keys.Any(k => k.StartsWith("metadata.annotations['checksum/", StringComparison.Ordinal)))
        {
            yield break;
        }

        var annotations = new JsonObject { ["checksum/config"] = HashOf(maps) };
        yield return new(
            $"Let a change of {string.Join(", ", maps.Select(m => m.Name))} roll out by itself: a checksum of them in the pod template's annotations (Helm: sha256sum of the rendered file; Kustomize names ConfigMaps by their hash).",
            Patch(facts, new JsonObject { ["template"] = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = annotations } } }));
        var first = maps[0];
        yield return new(
            $"Or make each version a ConfigMap of its own that cannot be changed, and name that in the workload: a roll-back then brings the old values back, too.",
            $$"""kubectl get configmap {{first.Name}} -n {{facts.Namespace}} -o json | jq '{apiVersion, kind, immutable: true, metadata: {name: "{{first.Name}}-{{HashOf([first])[..8]}}", namespace: .metadata.namespace}, data, binaryData} | with_entries(select(.value != null))' | kubectl apply -f -""");
    }

    private static IEnumerable<ConfigAdvice> Required(InjectionFacts facts, IReadOnlyList<ConfigTrouble> troubles)
    {
        var asked = troubles.Where(t => t.Rule == "asked-for-variable").Select(t => (t.Container, t.Subject)).ToHashSet();
        foreach (var container in facts.Containers)
        {
            foreach (var variable in container.Env.Where(e => e.Optional && e.Kind is "ConfigMap" or "Secret" && asked.Contains((container.Name, e.Name))))
            {
                var selector = new JsonObject { ["name"] = variable.Object, ["key"] = variable.Key, ["optional"] = false };
                var source = new JsonObject { [variable.Kind == "Secret" ? "secretKeyRef" : "configMapKeyRef"] = selector };
                var entry = new JsonObject { ["name"] = container.Name, ["env"] = new JsonArray(new JsonObject { ["name"] = variable.Name, ["valueFrom"] = source }) };
                var spec = new JsonObject { [container.Type == Unloop.Core.Facts.ContainerType.App ? "containers" : "initContainers"] = new JsonArray(entry) };
                yield return new(
                    $"{variable.Name} is optional in the manifest, and the program needs it: say so, and the rollout stops before a pod without it replaces one with it.",
                    Patch(facts, new JsonObject { ["template"] = new JsonObject { ["spec"] = spec } }));
            }
        }
    }

    private static string Patch(InjectionFacts facts, JsonObject spec) =>
        $"kubectl patch {facts.Workload.Split('/')[0].ToLowerInvariant()}/{facts.Workload.Split('/')[1]} -n {facts.Namespace} --type strategic -p '{new JsonObject { ["spec"] = spec }.ToJsonString()}'";

    private static string HashOf(IReadOnlyList<SourceObject> maps)
    {
        var all = new JsonObject();
        foreach (var map in maps)
        {
            var data = new JsonObject();
            foreach (var (key, value) in map.Data)
            {
                data[key] = value;
            }

            all[map.Name] = data;
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(CanonicalJson.Text(all))));
    }
}
