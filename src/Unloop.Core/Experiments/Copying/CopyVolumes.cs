using System.Text.Json.Nodes;
using Unloop.Core.Text;

namespace Unloop.Core.Experiments.Copying;

/// <summary>What a copy would share with the failing pod: two programs that write to the same data at a time can ruin it. Pure.</summary>
internal static class CopyVolumes
{
    private const string OnceNode = "ReadWriteOnce";

    /// <summary>Volumes of the pod that outlive it, and that one of these containers may write to: <c>data (claim data-web-0)</c>.</summary>
    public static IReadOnlyList<string> WrittenTo(JsonObject spec, IEnumerable<JsonObject> containers)
    {
        var mounts = containers.SelectMany(c => c.At("volumeMounts").Objects().Where(m => !m["readOnly"].IsTrue()).Concat(c.At("volumeDevices").Objects()))
            .Select(m => m["name"].Text()).ToHashSet();
        return [.. spec.At("volumes").Objects().Where(v => mounts.Contains(v["name"].Text())).Select(Lasting).OfType<string>()];
    }

    /// <summary>Makes every mount of what outlives the pod read-only; the names of those that were not.</summary>
    public static IReadOnlyList<string> Protect(JsonObject spec)
    {
        var lasting = spec.At("volumes").Objects().Where(v => Lasting(v) is not null).Select(v => v["name"].Text()).ToHashSet();
        var changed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var mount in PodSpecs.Containers(spec).SelectMany(c => c.At("volumeMounts").Objects()).Where(m => lasting.Contains(m["name"].Text()) && !m["readOnly"].IsTrue()))
        {
            mount["readOnly"] = true;
            _ = changed.Add(mount["name"].Text()!);
        }

        return [.. changed.Order(StringComparer.Ordinal)];
    }

    /// <summary>What only the pod's own node has: a claim for one node, or a folder of the node.</summary>
    public static bool NeedsNode(JsonObject spec, OriginalPod original) =>
        ClaimsOf(spec).Any(c => original.Claims.GetValueOrDefault(c) is { } modes && modes.Contains(OnceNode) && !modes.Contains("ReadWriteMany"))
        || spec.At("volumes").Objects().Any(v => v["hostPath"] is not null);

    private static IEnumerable<string> ClaimsOf(JsonObject spec) =>
        spec.At("volumes").Objects().Select(v => v.At("persistentVolumeClaim", "claimName").Text()).OfType<string>();

    /// <summary>A generic ephemeral volume's claim is the copy's own.</summary>
    private static string? Lasting(JsonObject volume) =>
        volume["persistentVolumeClaim"] is JsonObject claim ? claim["readOnly"].IsTrue() ? null : $"{volume["name"].Text()} (claim {claim["claimName"].Text()})"
        : volume["hostPath"] is JsonObject host ? $"{volume["name"].Text()} (folder {host["path"].Text()} of the node)"
        : volume["nfs"] is JsonObject nfs && !nfs["readOnly"].IsTrue() ? $"{volume["name"].Text()} (NFS)"
        : null;
}
