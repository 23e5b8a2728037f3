using System.Text.Json.Nodes;

namespace Unloop.Core.Experiments.Copying;

/// <summary>What a copy would share with the failing pod: two programs that write to the same data at a time can ruin it. Pure.</summary>
internal static class CopyVolumes
{
    private const string OncePod = "ReadWriteOncePod";
    private const string OnceNode = "ReadWriteOnce";

    /// <summary>Volumes of the pod that outlive it, and that one of these containers may write to: <c>data (claim data-web-0)</c>.</summary>
    public static IReadOnlyList<string> WrittenTo(JsonObject spec, IEnumerable<JsonObject> containers)
    {
        var mounts = containers.SelectMany(c => PodSpecs.Objects(c, "volumeMounts").Where(m => !PodSpecs.IsTrue(m["readOnly"])).Concat(PodSpecs.Objects(c, "volumeDevices")))
            .Select(m => PodSpecs.Text(m["name"])).ToHashSet();
        return [.. PodSpecs.Objects(spec, "volumes").Where(v => mounts.Contains(PodSpecs.Text(v["name"]))).Select(Lasting).OfType<string>()];
    }

    /// <summary>Makes every mount of what outlives the pod read-only; the names of those that were not.</summary>
    public static IReadOnlyList<string> Protect(JsonObject spec)
    {
        var lasting = PodSpecs.Objects(spec, "volumes").Where(v => Lasting(v) is not null).Select(v => PodSpecs.Text(v["name"])).ToHashSet();
        var changed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var mount in PodSpecs.Containers(spec).SelectMany(c => PodSpecs.Objects(c, "volumeMounts")).Where(m => lasting.Contains(PodSpecs.Text(m["name"])) && !PodSpecs.IsTrue(m["readOnly"])))
        {
            mount["readOnly"] = true;
            _ = changed.Add(PodSpecs.Text(mount["name"])!);
        }

        return [.. changed.Order(StringComparer.Ordinal)];
    }

    /// <summary>A claim that only one pod at a time may have.</summary>
    public static string? Exclusive(JsonObject spec, OriginalPod original) =>
        ClaimsOf(spec).FirstOrDefault(c => original.Claims.GetValueOrDefault(c) is { } modes && modes.Contains(OncePod));

    /// <summary>What only the pod's own node has: a claim for one node, or a folder of the node.</summary>
    public static bool NeedsNode(JsonObject spec, OriginalPod original) =>
        ClaimsOf(spec).Any(c => original.Claims.GetValueOrDefault(c) is { } modes && modes.Contains(OnceNode) && !modes.Contains("ReadWriteMany"))
        || PodSpecs.Objects(spec, "volumes").Any(v => v["hostPath"] is not null);

    private static IEnumerable<string> ClaimsOf(JsonObject spec) =>
        PodSpecs.Objects(spec, "volumes").Select(v => PodSpecs.Text((v["persistentVolumeClaim"] as JsonObject)?["claimName"])).OfType<string>();

    /// <summary>A generic ephemeral volume's claim is the copy's own.</summary>
    private static string? Lasting(JsonObject volume) =>
        volume["persistentVolumeClaim"] is JsonObject claim ? PodSpecs.IsTrue(claim["readOnly"]) ? null : $"{PodSpecs.Text(volume["name"])} (claim {PodSpecs.Text(claim["claimName"])})"
        : volume["hostPath"] is JsonObject host ? $"{PodSpecs.Text(volume["name"])} (folder {PodSpecs.Text(host["path"])} of the node)"
        : volume["nfs"] is JsonObject nfs && !PodSpecs.IsTrue(nfs["readOnly"]) ? $"{PodSpecs.Text(volume["name"])} (NFS)"
        : null;
}
